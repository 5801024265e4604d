"""Every write of article 15: accredit, engage, accept, raise and close findings, sign and correct statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.signing import sign
from tanhui.foundation.trail.actions import Entry, act
from tanhui.foundation.trail.chain import canonical
from tanhui.law import refuse, require
from tanhui.lifecycle.accounting import queries as accounting
from tanhui.lifecycle.verification import facts, statement
from tanhui.lifecycle.verification.models import Accreditation, Engagement, Finding, Statement
from tanhui.lifecycle.verification.rules import ENGAGEMENT, INDEPENDENCE, SIGNING
from tanhui.lifecycle.verification.states import ENGAGEMENT_MOVES, ENGAGEMENT_STATES, FINDING_MOVES, Move, find_move

SIGNING_PURPOSE = "verification-statement"


@dataclass(frozen=True)
class Line:
    """One line of a statement: a parameter as reported and as verified (decimal text), the evidence, the conclusion."""

    parameter: str
    unit: str
    reported: str
    verified: str
    evidence: str
    difference: str
    conclusion: str


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
    with act(by=by, kind="verification.accredited", at=at, clauses=("JX23-15.1",)) as entry:
        row = Accreditation.objects.create(
            party_id=party_id, sector=sector, document=document, starts_on=starts_on, ends_on=ends_on
        )
        entry.about(row, party=party_id, sector=sector, ends_on=ends_on.isoformat())
    return row


def engage(
    *, by: Actor, report_id: int, verifier_id: int, contract_no: str, change_reason: str, at: datetime
) -> Engagement:
    """Engage a verification body for a submitted report; refuses an author, a related or an unaccredited body."""
    with act(by=by, kind="verification.engaged", at=at, clauses=("JX23-15.1", "JX23-15.2")) as entry:
        report = accounting.report_row(report_id)
        _require_own(by, report.owner_party_id)
        if report.submitted_at is None:
            refuse("R15-5", "核算报告尚未提交，提交后方可委托核查", "Submit the accounting report first", clause="JX23-15.1")
        found = facts.engagement(report, verifier_id, local_day(at), change_reason=change_reason)
        require(ENGAGEMENT, found)
        for other in facts.open_engagements(report.project_id).select_for_update():
            _move(other, "end", by, at, change_reason=change_reason)
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
            report = accounting.report_row(row.report_id)
            require(INDEPENDENCE, facts.engagement(report, row.verifier_id, local_day(at), change_reason=""))
        _move(row, "accept" if accept else "decline", by, at)
        entry.about(row, accepted=accept)
    return row


def raise_finding(*, by: Actor, engagement_id: int, kind: str, part: str, text: str, at: datetime) -> Finding:
    """Raise a non-conformity or ask for clarification."""
    with act(by=by, kind="verification.finding_raised", at=at, clauses=("JX23-15.1",)) as entry:
        row = _lock(engagement_id, by)
        if row.state != "accepted" or by.user_id is None:
            _refuse_move("提出发现", ENGAGEMENT_STATES[row.state])
        finding = Finding.objects.create(
            engagement=row, kind=kind, part=part, text=text, raised_by_id=by.user_id, raised_at=at
        )
        entry.about(finding, engagement=row.pk, kind=kind)
    return finding


def answer_finding(*, by: Actor, finding_id: int, text: str, at: datetime) -> Finding:
    """Answer a finding on behalf of the owner."""
    with act(by=by, kind="verification.finding_answered", at=at, clauses=("JX23-15.1",)) as entry:
        finding = _lock_finding(finding_id, "answer")
        _require_own(by, accounting.report_row(finding.engagement.report_id).owner_party_id)
        finding.answer, finding.answered_at, finding.state = text, at, "answered"
        finding.save(update_fields=("answer", "answered_at", "state"))
        entry.about(finding, engagement=finding.engagement_id)
    return finding


def close_finding(*, by: Actor, finding_id: int, conclusion: str, satisfied: bool, at: datetime) -> Finding:
    """Close a finding with a conclusion, or send its answer back."""
    with act(by=by, kind="verification.finding_closed", at=at, clauses=("JX23-15.1",)) as entry:
        finding = _lock_finding(finding_id, "close" if satisfied else "reopen")
        _lock(finding.engagement_id, by)
        finding.conclusion = conclusion
        finding.state, finding.closed_at = ("closed", at) if satisfied else ("open", None)
        finding.save(update_fields=("conclusion", "state", "closed_at"))
        entry.about(finding, engagement=finding.engagement_id, satisfied=satisfied)
    return finding


def sign_statement(*, by: Actor, engagement_id: int, draft: Draft, at: datetime) -> Statement:
    """Sign the verification statement over the report's digest, or a correction that supersedes an earlier one."""
    with act(by=by, kind="verification.signed", at=at, clauses=("JX23-15.1", "JX23-15.2")) as entry:
        row = _lock(engagement_id, by)
        report = accounting.report_row(row.report_id)
        lines = [asdict(line) for line in draft.lines]
        independence = facts.engagement(report, row.verifier_id, local_day(at), change_reason="")
        signing = facts.signing(report, row, draft.verified_tonnes, draft.report_digest, lines, draft.correction_reason, at)
        require(INDEPENDENCE, independence)
        require(SIGNING, signing)
        _move(row, "correct" if signing.already_signed else "sign", by, at)
        signed = _write_statement(entry, row, draft, lines, by, at)
        entry.about(signed, report=row.report_id, digest=signed.digest, tonnes=signed.verified_tonnes)
    return signed


def _write_statement(
    entry: Entry, row: Engagement, draft: Draft, lines: list[dict[str, str]], by: Actor, at: datetime
) -> Statement:
    number = row.statements.count() + 1
    signed_facts = {
        "engagement": row.pk,
        "number": number,
        "report": row.report_id,
        "report_digest": draft.report_digest,
        "verified_tonnes": draft.verified_tonnes,
        "lines": lines,
        "conclusion": draft.conclusion,
        "correction_reason": draft.correction_reason,
        "signed_by": by.user_id,
        "signed_at": at.isoformat(),
    }
    digest = statement.digest(canonical(signed_facts))
    signature = sign(SIGNING_PURPOSE, bytes.fromhex(digest))
    document = documents.store(
        entry,
        content=statement.pdf(signed_facts, digest=digest, signature=signature, engagement=row),
        name=f"核证表-{row.pk}-{number}.pdf",
        kind="verification.statement",
        owner_party_id=accounting.report_row(row.report_id).owner_party_id,
        public=True,
    )
    return Statement.objects.create(
        engagement=row,
        report_id=row.report_id,
        number=number,
        report_digest=draft.report_digest,
        verified_tonnes=draft.verified_tonnes,
        lines=lines,
        conclusion=draft.conclusion,
        correction_reason=draft.correction_reason,
        signed_by_id=by.user_id,
        signed_at=at,
        digest=digest,
        algorithm=signature.algorithm,
        key_id=signature.key_id,
        signature=signature.value_hex,
        document=document,
    )


def _lock(engagement_id: int, by: Actor) -> Engagement:
    row = Engagement.objects.select_for_update().get(pk=engagement_id)
    _require_own(by, row.verifier_id)
    return row


def _lock_finding(finding_id: int, act_name: str) -> Finding:
    finding = Finding.objects.select_for_update().get(pk=finding_id)
    if find_move(FINDING_MOVES, act_name, finding.state) is None:
        _refuse_move(act_name, finding.state)
    return finding


def _require_own(by: Actor, party_id: int) -> None:
    if by.party_id != party_id:
        refuse("S-18", "只能办理本单位的委托", "You can act on your own organisation's engagements only", clause="JX23-15.1")


def _move(row: Engagement, act_name: str, by: Actor, at: datetime, *, change_reason: str = "") -> None:
    """Make one move of the engagement's table."""
    found: Move | None = find_move(ENGAGEMENT_MOVES, act_name, row.state)
    if found is None:
        _refuse_move(act_name, ENGAGEMENT_STATES[row.state])
        return
    row.state = found.target
    if found.target in ("ended", "declined"):
        row.ended_at, row.change_reason = at, change_reason
    row.save(update_fields=("state", "ended_at", "change_reason"))


def _refuse_move(act_zh: str, state_zh: str) -> None:
    refuse(
        "R17-1",
        f"当前状态“{state_zh}”不允许操作“{act_zh}”",
        f"This act is not open in the present state ({state_zh})",
        clause="JX23-15.1",
    )
