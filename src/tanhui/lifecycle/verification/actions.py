"""Every write of article 15: accredit, engage, accept, raise and close findings, sign and correct statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.inputs import parse_option
from tanhui.foundation.parties import queries as parties
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.signing import sign
from tanhui.foundation.trail.actions import Entry, act
from tanhui.law import refuse, require
from tanhui.lifecycle.accounting import queries as accounting
from tanhui.lifecycle.accounting.categories import CATEGORIES
from tanhui.lifecycle.verification import facts, statement
from tanhui.lifecycle.verification.lines import Line, completed
from tanhui.lifecycle.verification.models import Accreditation, Engagement, Finding, Statement
from tanhui.lifecycle.verification.rules import ENGAGEMENT, INDEPENDENCE, SIGNING
from tanhui.lifecycle.verification.states import (
    ENGAGEMENT_MOVES,
    ENGAGEMENT_STATES,
    FINDING_KINDS,
    FINDING_MOVES,
    FINDING_STATES,
    Move,
    find_move,
)


@dataclass(frozen=True)
class Draft:
    """What a verifier wants to sign: the amount, the report's digest as they read it, the lines and the conclusion."""

    verified_tonnes: int
    report_digest: str
    lines: Sequence[Line]
    conclusion: str
    correction_reason: str = ""


def accredit(
    *, by: Actor, party_id: int, sector: str, document: str, starts_on: date, ends_on: date, at: datetime
) -> Accreditation:
    """Enter a body's qualification for a sector."""
    with act(by=by, kind="verification.accredited", at=at, clauses=("JX23-15.1.1",)) as entry:
        body = parties.party_row(party_id)
        parse_option(sector, allowed=CATEGORIES, place="sector")
        if ends_on <= starts_on:
            refuse("V-3", "失效日须晚于生效日", "the last day must come after the first", place="ends_on")
        if Accreditation.objects.filter(party_id=body.id, sector=sector, starts_on=starts_on).exists():
            refuse(
                "V-8", "该机构该领域自这一天起的资质已登记", "this qualification is recorded already", place="starts_on"
            )
        row = Accreditation.objects.create(
            party_id=party_id, sector=sector, document=document, starts_on=starts_on, ends_on=ends_on
        )
        entry.about(row, party=party_id, sector=sector, ends_on=ends_on.isoformat())
    return row


def suspend_accreditation(*, by: Actor, accreditation_id: int, at: datetime) -> Accreditation:
    """Suspend a qualification from today on; what was signed before stays as it is."""
    with act(by=by, kind="verification.accreditation_suspended", at=at, clauses=("JX23-15.1.1",)) as entry:
        row = Accreditation.objects.select_for_update().get(pk=accreditation_id)
        if row.suspended_on is not None:
            _refuse_move("暂停", f"自 {row.suspended_on} 起已暂停")
        row.suspended_on = local_day(at)
        row.save(update_fields=("suspended_on",))
        entry.about(row, party=row.party_id, sector=row.sector)
    return row


def engage(
    *, by: Actor, report_id: int, verifier_id: int, contract_no: str, change_reason: str, at: datetime
) -> Engagement:
    """Engage a verification body for a submitted report; refuses an author, a related or an unaccredited body."""
    with act(by=by, kind="verification.engaged", at=at, clauses=("JX23-15.1.1", "JX23-15.2")) as entry:
        report = accounting.report(report_id)
        _require_own(by, report.owner_id)
        if report.submitted_at is None:
            refuse(
                "R15-5",
                "核算报告尚未提交，提交后方可委托核查",
                "Submit the accounting report first",
                clause="JX23-15.1.1",
            )
        found = facts.engagement(report, verifier_id, local_day(at), change_reason=change_reason)
        require(ENGAGEMENT, found)
        for other in facts.open_engagements(report.project_id):
            _end(other, "end", at)
        row = Engagement.objects.create(
            report_id=report_id,
            project_id=report.project_id,
            verifier_id=verifier_id,
            contract_no=contract_no,
            change_reason=change_reason,
            proposed_at=at,
        )
        entry.about(row, report=report_id, verifier=verifier_id, digest=report.digest)
    return row


def respond(*, by: Actor, engagement_id: int, accept: bool, at: datetime) -> Engagement:
    """Accept an engagement (declaring independence, which is checked again) or decline it."""
    with act(by=by, kind="verification.answered", at=at, clauses=("JX23-15.2",)) as entry:
        row = _lock(engagement_id, by)
        if accept:
            report = accounting.report(row.report_id)
            require(INDEPENDENCE, facts.engagement(report, row.verifier_id, local_day(at), change_reason=""))
            _move(row, "accept")
        else:
            _end(row, "decline", at)
        entry.about(row, accepted=accept)
    return row


def raise_finding(*, by: Actor, engagement_id: int, kind: str, part: str, text: str, at: datetime) -> Finding:
    """Raise a non-conformity or ask for clarification."""
    with act(by=by, kind="verification.finding_raised", at=at, clauses=("JX23-15.1.2",)) as entry:
        row = _lock(engagement_id, by)
        _require_under_way(row, "提出发现")
        parse_option(kind, allowed=FINDING_KINDS, place="kind")
        finding = Finding.objects.create(
            engagement=row, kind=kind, part=part, text=text, raised_by_id=_user_of(by), raised_at=at
        )
        entry.about(finding, engagement=row.pk, kind=kind)
    return finding


def answer_finding(*, by: Actor, finding_id: int, text: str, at: datetime) -> Finding:
    """Answer a finding on behalf of the owner."""
    with act(by=by, kind="verification.finding_answered", at=at, clauses=("JX23-15.1.2",)) as entry:
        finding = _lock_finding(finding_id)
        _require_own(by, accounting.report(finding.engagement.report_id).owner_id)
        _require_under_way(finding.engagement, "答复")
        finding.answer, finding.answered_at = text, at
        _move(finding, "answer")
        entry.about(finding, engagement=finding.engagement_id)
    return finding


def close_finding(*, by: Actor, finding_id: int, conclusion: str, satisfied: bool, at: datetime) -> Finding:
    """Close a finding with a conclusion, or send its answer back."""
    with act(by=by, kind="verification.finding_closed", at=at, clauses=("JX23-15.1.2",)) as entry:
        finding = _lock_finding(finding_id)
        _require_own(by, finding.engagement.verifier_id)
        _require_under_way(finding.engagement, "处理发现")
        finding.conclusion = conclusion
        finding.closed_at = at if satisfied else None
        _move(finding, "close" if satisfied else "reopen")
        entry.about(finding, engagement=finding.engagement_id, satisfied=satisfied)
    return finding


def sign_statement(*, by: Actor, engagement_id: int, draft: Draft, at: datetime) -> Statement:
    """Sign the verification statement over the report's digest, or a correction that supersedes an earlier one."""
    with act(by=by, kind="verification.signed", at=at, clauses=("JX23-15.1.2", "JX23-15.2")) as entry:
        row = _lock(engagement_id, by)
        report = accounting.report(row.report_id)
        lines = completed(report.result, draft.lines)
        independence = facts.engagement(report, row.verifier_id, local_day(at), change_reason="")
        signing = facts.signing(
            report, row, draft.verified_tonnes, draft.report_digest, lines, draft.correction_reason, at
        )
        require(INDEPENDENCE, independence)
        require(SIGNING, signing)
        _move(row, "correct" if signing.already_signed else "sign")
        signed = _write_statement(entry, row, draft, lines, by, at)
        entry.about(signed, report=row.report_id, digest=signed.digest, tonnes=signed.verified_tonnes)
    return signed


def _write_statement(
    entry: Entry, row: Engagement, draft: Draft, lines: list[dict[str, str]], by: Actor, at: datetime
) -> Statement:
    made = Statement(
        engagement=row,
        report_id=row.report_id,
        number=row.statements.count() + 1,
        report_digest=draft.report_digest,
        verified_tonnes=draft.verified_tonnes,
        lines=lines,
        conclusion=draft.conclusion,
        correction_reason=draft.correction_reason,
        signed_by_id=_user_of(by),
        signed_at=at,
    )
    made.digest = statement.digest(made)
    signature = sign(statement.PURPOSE, statement.signed_text(made))
    made.algorithm, made.key_id, made.signature = signature.algorithm, signature.key_id, signature.value_hex
    made.document = documents.store(
        entry,
        content=statement.pdf(made, signature=signature, engagement=row),
        name=f"核证表-{row.pk}-{made.number}.pdf",
        kind="verification.statement",
        owner_party_id=accounting.report(row.report_id).owner_id,
        public=True,
    )
    made.save(force_insert=True)
    return made


def _lock(engagement_id: int, by: Actor) -> Engagement:
    row = Engagement.objects.select_for_update().get(pk=engagement_id)
    _require_own(by, row.verifier_id)
    return row


def _lock_finding(finding_id: int) -> Finding:
    return Finding.objects.select_related("engagement").select_for_update().get(pk=finding_id)


def _user_of(by: Actor) -> int:
    if by.user_id is None:
        raise RuntimeError("a person acts here, never the system")
    return by.user_id


def _require_own(by: Actor, party_id: int) -> None:
    if by.party_id != party_id:
        refuse(
            "S-18",
            "只能办理本单位的委托",
            "You can act on your own organisation's engagements only",
            clause="JX23-15.1.1",
        )


def _move(row: Engagement | Finding, act_name: str) -> None:
    """Make one move of the table of the engagement, or of the finding."""
    is_finding = isinstance(row, Finding)
    moves, states = (FINDING_MOVES, FINDING_STATES) if is_finding else (ENGAGEMENT_MOVES, ENGAGEMENT_STATES)
    found = find_move(moves, act_name, row.state)
    if found is None:
        _refuse_move(_zh(moves, act_name), states[row.state])
    row.state = found.target
    row.save()


def _end(row: Engagement, act_name: str, at: datetime) -> None:
    """End an engagement: declined, or replaced."""
    row.ended_at = at
    _move(row, act_name)


def _require_under_way(engagement: Engagement, act_zh: str) -> None:
    if engagement.state != "accepted":
        _refuse_move(act_zh, ENGAGEMENT_STATES[engagement.state])


def _zh(moves: tuple[Move, ...], act_name: str) -> str:
    return next(move.zh for move in moves if move.act == act_name)


def _refuse_move(act_zh: str, state_zh: str) -> NoReturn:
    refuse(
        "R17-1",
        f"当前状态“{state_zh}”不允许操作“{act_zh}”",
        f"This act is not open in the present state ({state_zh})",
        clause="JX23-15.1.1",
    )
