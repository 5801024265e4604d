"""A change of the factor library after its proposal: decided by a second person, noticed, and entered as new records.

Nothing that was ever in the library is changed, and no issued tonne moves.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure import actions as procedure
from tanhui.foundation.trail.actions import act
from tanhui.law import Breach, Refusal, require
from tanhui.lifecycle.methodology.actions.factor_proposals import FactorDone
from tanhui.lifecycle.methodology.actions.factor_records import Seen, add_record
from tanhui.lifecycle.methodology.library.entries import entry_of
from tanhui.lifecycle.methodology.library.rules.changes import DECISION, ENTERING, DecisionFacts, EnteringFacts
from tanhui.lifecycle.methodology.models import FactorProposal, ProposedFactor
from tanhui.lifecycle.methodology.queries.factor_changes import (
    case_of,
    effective_from,
    latest_impact,
    superseded_since,
)
from tanhui.lifecycle.methodology.queries.factors import library_head

CLAUSE = ("JX23-11.1.2",)


def decide_change(*, by: Actor, proposal_id: int, approve: bool, reason: str, at: datetime) -> FactorDone:
    """Approve a change after its impact report, or refuse it with the reason; by another person than the proposer."""
    with act(by=by, kind="methodology.factor_decided", at=at, clauses=CLAUSE) as entry:
        proposal = FactorProposal.objects.get(pk=proposal_id)
        impact = latest_impact(proposal_id)
        facts = DecisionFacts(
            impact_head=impact.library_head if impact else None, library_head=library_head().record_id
        )
        _together(
            lambda: procedure.move(
                entry,
                case_id=case_of(proposal_id).id,
                act="approve" if approve else "refuse",
                by=by,
                note=reason,
                decided_by=by.user_id,
                impact=impact.sha256 if impact else "",
            ),
            lambda: require(DECISION if approve else (), facts),
        )
        entry.about(proposal, number=proposal.number, approved=approve, impact=impact.sha256 if impact else "")
    return FactorDone(proposal.pk, proposal.number, entry.receipt)


def notice_change(*, by: Actor, proposal_id: int, at: datetime) -> FactorDone:
    """Publish an approved change for objections, with its source.

    The impact report as a whole stays with the offices, for it names owners' reports that are still open.
    """
    with act(by=by, kind="methodology.factor_noticed", at=at, clauses=CLAUSE) as entry:
        proposal = FactorProposal.objects.get(pk=proposal_id)
        papers = [proposal.evidence_document_id] if proposal.evidence_document_id else []
        procedure.give_notice(
            entry,
            case_id=case_of(proposal_id).id,
            by=by,
            title=f"排放因子变更公示：{proposal.title}",
            body=_body(proposal),
            facts={"number": proposal.number, "documents": papers, "digest": proposal.digest},
        )
        for paper in papers:
            documents.publish(entry, document_id=paper)
        entry.about(proposal, number=proposal.number, documents=papers)
    return FactorDone(proposal.pk, proposal.number, entry.receipt)


def object_to_change(*, by: Actor, proposal_id: int, text: str, contact: str = "", at: datetime) -> FactorDone:
    """Take an objection from anyone, without an account, while the notice runs."""
    with act(by=by, kind="methodology.factor_objection_raised", at=at, clauses=CLAUSE) as entry:
        proposal = FactorProposal.objects.get(pk=proposal_id)
        notice = case_of(proposal_id).notice
        if notice is None:
            raise FactorProposal.DoesNotExist(f"change {proposal_id} is not on notice")
        objection = procedure.object_to(entry, notice_id=notice.id, text=text, contact=contact)
        entry.about(objection, number=proposal.number, notice=notice.id)
    return FactorDone(objection.pk, proposal.number, entry.receipt)


def answer_objection_to_change(
    *, by: Actor, proposal_id: int, objection_id: int, text: str, upheld: bool, at: datetime
) -> FactorDone:
    """Answer an objection once, with the reason; the answer is public."""
    with act(by=by, kind="methodology.factor_objection_answered", at=at, clauses=CLAUSE) as entry:
        proposal = FactorProposal.objects.get(pk=proposal_id)
        notice = case_of(proposal_id).notice
        if notice is None or objection_id not in {each.id for each in notice.objections}:
            raise FactorProposal.DoesNotExist(f"change {proposal_id} has no objection {objection_id}")
        objection = procedure.answer(entry, objection_id=objection_id, by=by, text=text, upheld=upheld)
        entry.about(objection, number=proposal.number, upheld=upheld)
    return FactorDone(objection.pk, proposal.number, entry.receipt)


def enter_change(*, by: Actor, proposal_id: int, at: datetime) -> FactorDone:
    """Enter the records once the notice has ended with every objection answered and none upheld.

    They hold from the day proposed; where that day has passed meanwhile, from tomorrow.
    """
    with act(by=by, kind="methodology.factor_entered", at=at, clauses=("JX23-11.1.1", "JX23-11.1.2")) as entry:
        proposal = FactorProposal.objects.get(pk=proposal_id)
        case = case_of(proposal_id)
        _together(
            lambda: procedure.file(entry, case_id=case.id, by=by),
            lambda: require(ENTERING, EnteringFacts(superseded_since=superseded_since(proposal_id))),
        )
        procedure.move(entry, case_id=case.id, act="enter_factor", by=by)
        approval = case.step("approve")
        seen = Seen(proposal, proposal.proposed_by_id, approval.facts["decided_by"] if approval else None)
        valid_from = effective_from(proposal.valid_from, local_day(at))
        records = [
            add_record(entry, entry=entry_of(row.content), valid_from=valid_from, supersedes=row.supersedes, seen=seen)
            for row in ProposedFactor.objects.filter(proposal=proposal).select_related("supersedes").order_by("line")
        ]
        digests = [record.digest for record in records]
        entry.about(proposal, number=proposal.number, records=digests, valid_from=valid_from.isoformat())
    return FactorDone(proposal.pk, proposal.number, entry.receipt)


def _body(proposal: FactorProposal) -> str:
    lines = [
        f"{content['series']}（{content['region']}，{content['year']} 年）："
        + (f"{row.supersedes.value} 改为 " if row.supersedes and row.supersedes.value else "新增 ")
        + f"{content['value']} {content['unit']}"
        for row in proposal.rows.select_related("supersedes").order_by("line")
        for content in [row.content]
    ]
    return (
        f"拟自 {proposal.valid_from} 起变更以下排放因子（{proposal.number}）。理由：{proposal.reason}\n"
        + "\n".join(lines)
        + "\n已签发的减排量不受影响。任何单位和个人如有异议，请在公示期内于本页提出并说明理由。"
    )


def _together(*checks: Callable[[], Any]) -> None:
    """Run every check and refuse with the breaches of all that refused."""
    breaches: list[Breach] = []
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            breaches += refusal.breaches
    if breaches:
        raise Refusal(tuple(breaches))
