"""Article 10: a proposed methodology on its way through the offices, from the completeness check to publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure import actions as procedure
from tanhui.foundation.procedure import queries as cases
from tanhui.foundation.trail.actions import Receipt, act
from tanhui.law import refuse, require
from tanhui.lifecycle.methodology.actions.proposals import Done, gathered, load_proposal
from tanhui.lifecycle.methodology.actions.publishing import publish
from tanhui.lifecycle.methodology.models import MethodologyProposal
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.queries.proposals import SubmissionRow
from tanhui.lifecycle.methodology.rules_of_proposals import APPROVAL, OFFICE, OfficeFacts, OutcomeFacts

CLAUSE_OF: Mapping[str, str] = {
    "accept": "JX23-10.1.1",
    "return": "JX23-10.1.1",
    "report": "JX23-10.1.1",
    "convene": "JX23-10.1.2",
    "skip_panel": "JX23-10.1.2",
    "vote": "JX23-10.1.2",
    "conclude_panel": "JX23-10.1.2",
    "approve": "JX23-10.1.3",
    "refuse": "JX23-10.1.3",
    "give_notice": "JX23-10.1.3",
    "file": "JX23-10.1.3",
    "register": "JX23-10.1.3",
    "publish": "JX23-10.1.4",
}
"""Under which clause each act of the offices is done."""
PLAIN = ("accept", "return", "report", "skip_panel", "conclude_panel", "approve", "refuse", "file", "register")
"""The acts that need no more than a note."""
REASONED = ("return", "report", "skip_panel", "approve", "refuse")
"""Of these, the ones whose note is compulsory."""


@dataclass(frozen=True)
class Objected:
    """An act on an objection, with its place in the journal."""

    id: int
    notice_id: int
    receipt: Receipt


def advance(*, by: Actor, at: datetime, proposal_id: int, step: str, note: str = "") -> Done:
    """Carry one of the plain acts of the offices on a proposal: accept, return, report, decide, file, register."""
    if step not in PLAIN:
        raise ValueError(f"not a plain act: {step}")
    with act(by=by, kind=f"methodology.proposal_{step}", at=at, clauses=(CLAUSE_OF[step],)) as entry:
        proposal = load_proposal(proposal_id)
        case_id = _case_id(proposal)

        def move() -> None:
            if step == "file":
                procedure.file(entry, case_id=case_id, by=by)
            elif step == "conclude_panel":
                procedure.conclude_panel(entry, case_id=case_id, by=by, note=note)
            else:
                procedure.move(entry, case_id=case_id, act=step, by=by, note=note)

        gathered(
            move,
            lambda: _check_official(by, proposal, at),
            lambda: require(APPROVAL if step == "approve" else (), _outcome(case_id)),
        )
        entry.about(proposal, number=proposal.number)
    return Done(proposal.pk, proposal.number, entry.receipt)


def _case_id(proposal: MethodologyProposal) -> int:
    if proposal.case_id is None:
        refuse("R17-1", "该建议尚未提交", "This proposal has not been submitted", clause="JX23-10")
    return proposal.case_id


def _check_official(by: Actor, proposal: MethodologyProposal, at: datetime) -> None:
    require(OFFICE, OfficeFacts(tied_to=queries.ties_to(by, proposal.applicant_id, local_day(at))))


def _outcome(case_id: int) -> OutcomeFacts:
    concluded = cases.case(case_id).step("conclude_panel")
    return OutcomeFacts(in_favour=concluded.facts["in_favour"] if concluded else None)


def convene(*, by: Actor, at: datetime, proposal_id: int, expert_ids: list[int], note: str) -> Done:
    """Seat experts on the panel of a reported proposal."""
    with act(by=by, kind="methodology.panel_convened", at=at, clauses=(CLAUSE_OF["convene"],)) as entry:
        proposal = load_proposal(proposal_id)
        gathered(
            lambda: procedure.convene(entry, case_id=_case_id(proposal), by=by, expert_ids=expert_ids, note=note),
            lambda: _check_official(by, proposal, at),
        )
        entry.about(proposal, experts=expert_ids)
    return Done(proposal.pk, proposal.number, entry.receipt)


def vote(*, by: Actor, at: datetime, proposal_id: int, agrees: bool, reason: str) -> Done:
    """Cast a seated expert's vote; one who is tied to the proposer steps back (R6-1)."""
    with act(by=by, kind="methodology.panel_voted", at=at, clauses=(CLAUSE_OF["vote"],)) as entry:
        proposal = load_proposal(proposal_id)
        involved = [proposal.applicant_id]
        procedure.vote(entry, case_id=_case_id(proposal), by=by, agrees=agrees, reason=reason, involved=involved)
        entry.about(proposal, agrees=agrees)
    return Done(proposal.pk, proposal.number, entry.receipt)


def give_notice(*, by: Actor, at: datetime, proposal_id: int, body: str = "") -> Done:
    """Publish an approved proposal for objections; its document and papers become public."""
    with act(by=by, kind="methodology.notice_given", at=at, clauses=(CLAUSE_OF["give_notice"],)) as entry:
        proposal = load_proposal(proposal_id)
        row, last = queries.proposal(proposal_id), _last(proposal_id)
        facts = {
            "proposal": proposal.pk,
            "number": proposal.number,
            "title": last.title_zh,
            "version": last.version,
            "applicant": row.applicant_public,
            "category": last.category_zh,
            "sha256": last.sha256,
            "documents": [paper["document"] for paper in last.papers],
        }
        title = f"{last.title_zh}（{last.version}）方法学公示"
        told = body or (
            f"{row.applicant_public}建议的方法学“{last.title_zh}”（{last.version}，{last.category_zh}）经核证中心审核，"
            "拟予备案、登记并发布。任何单位和个人如有异议，请在公示期内于本页提出并说明理由。"
        )
        gathered(
            lambda: procedure.give_notice(
                entry, case_id=_case_id(proposal), by=by, title=title, body=told, facts=facts
            ),
            lambda: _check_official(by, proposal, at),
        )
        for paper in last.papers:
            documents.publish(entry, document_id=paper["document"])
        entry.about(proposal, sha256=last.sha256)
    return Done(proposal.pk, proposal.number, entry.receipt)


def _last(proposal_id: int) -> SubmissionRow:
    last = queries.proposal(proposal_id).last
    if last is None:
        refuse("R17-1", "该建议尚未提交", "This proposal has not been submitted", clause="JX23-10")
    return last


def publish_proposal(*, by: Actor, at: datetime, proposal_id: int, in_force_from: date) -> Done:
    """Publish a registered proposal as a version of its methodology, exactly as it was submitted last."""
    last = _last(proposal_id)
    case = queries.proposal(proposal_id).case
    with transaction.atomic():
        publish(
            by=by,
            slug=last.slug,
            version=last.version,
            in_force_from=in_force_from,
            at=at,
            document=last.text,
            case_id=case.id if case else None,
        )
        receipt = _moved_to_published(by=by, at=at, proposal_id=proposal_id, last=last)
    return Done(proposal_id, queries.proposal(proposal_id).number, receipt)


def _moved_to_published(*, by: Actor, at: datetime, proposal_id: int, last: SubmissionRow) -> Receipt:
    with act(by=by, kind="methodology.proposal_published", at=at, clauses=(CLAUSE_OF["publish"],)) as entry:
        proposal = load_proposal(proposal_id)
        gathered(
            lambda: procedure.move(entry, case_id=_case_id(proposal), act="publish", by=by),
            lambda: _check_official(by, proposal, at),
        )
        entry.about(proposal, slug=last.slug, version=last.version, sha256=last.sha256)
    return entry.receipt


def raise_objection(*, by: Actor, at: datetime, notice_id: int, text: str, contact: str = "") -> Objected:
    """Take an objection to a noticed proposal from anyone, without an account, while the notice runs."""
    with act(by=by, kind="methodology.objection_raised", at=at, clauses=(CLAUSE_OF["give_notice"],)) as entry:
        objection = procedure.object_to(entry, notice_id=notice_id, text=text, contact=contact)
        entry.about(objection, notice=notice_id)
    return Objected(objection.pk, notice_id, entry.receipt)


def answer_objection(*, by: Actor, at: datetime, objection_id: int, text: str, upheld: bool) -> Objected:
    """Answer an objection once, with the reason; the answer is public."""
    with act(by=by, kind="methodology.objection_answered", at=at, clauses=(CLAUSE_OF["give_notice"],)) as entry:
        objection = procedure.answer(entry, objection_id=objection_id, by=by, text=text, upheld=upheld)
        entry.about(objection, upheld=upheld)
    return Objected(objection.pk, objection.notice_id, entry.receipt)
