"""Endpoints of the registry, mounted under /api/v1/registry/: every act, and the public register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from tanhui.foundation.documents import queries as documents
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.inputs.schema import read_block, read_decimal, read_line, read_whole
from tanhui.foundation.procedure import queries as procedure
from tanhui.foundation.units import decimal_text
from tanhui.foundation.web.api import Body, asked, endpoint, router_for
from tanhui.law import find_breaches, refuse, require
from tanhui.lifecycle.registry import actions, queries
from tanhui.lifecycle.registry.forms import REASON_CHARS
from tanhui.lifecycle.registry.rules.officials import SENT, SentFacts

router = router_for("registry")
OFFICES = ("centre", "bureau", "branch", "department", "auditor")
CARRY_DIGITS = 30

Reason = Annotated[str, read_block(most=REASON_CHARS)]
Count = Annotated[int, read_whole(least=0)]
Tonnes = Annotated[Decimal, read_decimal(digits=CARRY_DIGITS, positive=True)]


class Act(Body):
    """The base of every act's body: a sender who names a time or a person is refused (R17-6)."""

    @model_validator(mode="before")
    @classmethod
    def no_time_and_no_author(cls, sent: Any) -> Any:
        """Refuse the fields that only the server fills in."""
        given = getattr(sent, "_obj", sent)
        if isinstance(given, Mapping):
            facts = SentFacts(fields=frozenset(str(key) for key in given) - frozenset(cls.model_fields))
            breaches = find_breaches(SENT, facts)
            if breaches:
                raise PydanticCustomError("refused", "R17-6", {"breaches": breaches})
        return sent


class DraftIn(Act):
    """The report to file."""

    report_id: Annotated[int, read_whole()]


class SubmitIn(Act):
    """The amount applied for; left out, it is the verified amount."""

    applied_tonnes: Tonnes | None = None


class ReasonIn(Act):
    """An act with its reason."""

    reason: Reason


class OpinionIn(Act):
    """The centre's opinion."""

    opinion: Annotated[str, read_block()]


class PanelIn(Act):
    """The experts to be seated, by person."""

    experts: list[Annotated[int, read_whole()]]
    note: Reason


class NoteIn(Act):
    """A note."""

    note: Reason


class VoteIn(Act):
    """A vote with its reason."""

    agrees: bool
    reason: Reason


class DecisionIn(Act):
    """Approve or refuse, with the reason."""

    approve: bool
    reason: Reason


class NoticeIn(Act):
    """The words of the notice; left out, they are made from the filing."""

    body: Annotated[str, read_block(least=0)] = ""


class ObjectionIn(Act):
    """An objection by anyone."""

    text: Reason
    contact: Annotated[str, read_line(least=0)] = ""


class AnswerIn(Act):
    """The answer to an objection."""

    text: Reason
    upheld: bool


class NothingIn(Act):
    """An act that needs nothing but its request."""


class SerialsIn(Act):
    """A range of serial numbers that the sender expects."""

    first: Count
    last: Count


class CarryIn(Act):
    """A carry that the sender names."""

    id: Annotated[int, read_whole()]
    tonnes: Annotated[Decimal, read_decimal(digits=CARRY_DIGITS)]


class IssueIn(Act):
    """The tonnes that were shown; account, numbers and carry where the sender wants them checked."""

    tonnes: Count
    to_party_id: Annotated[int, read_whole()] | None = None
    serials: SerialsIn | None = None
    carry: CarryIn | None = None


def _done(done: actions.Done) -> dict[str, Any]:
    """Return an act on a filing as answered."""
    state = queries.filing_row(done.id).state
    return {"filing": done.id, "number": done.number, "state": state, "receipt": done.receipt.as_dict()}


@endpoint(router, "post", "/filings", roles=("owner",))
def draft_filing(request: HttpRequest, body: DraftIn) -> dict[str, Any]:
    """Open an application for a report."""
    ask = asked(request)
    return _done(actions.draft_filing(by=ask.by, at=ask.at, report_id=body.report_id))


@endpoint(router, "post", "/filings/{filing_id}/documents", roles=("owner",))
def attach_document(
    request: HttpRequest, filing_id: int, kind: Form[str], upload: File[UploadedFile]
) -> dict[str, Any]:
    """Attach the letter, the form or evidence (multipart: `kind`, `upload`)."""
    ask = asked(request)
    require(SENT, SentFacts(fields=frozenset(request.POST)))
    extra = sorted({*request.POST, *request.FILES} - {"kind", "upload"})
    if extra:
        refuse("S-20", f"请求含未知字段“{extra[0][:40]}”，未作任何处理", "unknown field", place=extra[0][:40])
    given = Upload(name=upload.name or "", content=upload.read())
    return _done(actions.attach_document(by=ask.by, at=ask.at, filing_id=filing_id, kind=kind, upload=given))


@endpoint(router, "post", "/filings/{filing_id}/submit", roles=("owner",))
def submit_filing(request: HttpRequest, filing_id: int, body: SubmitIn) -> dict[str, Any]:
    """Submit an application."""
    ask = asked(request)
    return _done(
        actions.submit_filing(by=ask.by, at=ask.at, filing_id=filing_id, applied_tonnes=body.applied_tonnes)
    )


@endpoint(router, "post", "/filings/{filing_id}/resubmit", roles=("owner",))
def resubmit(request: HttpRequest, filing_id: int, body: SubmitIn) -> dict[str, Any]:
    """Submit a corrected application again."""
    ask = asked(request)
    return _done(actions.resubmit(by=ask.by, at=ask.at, filing_id=filing_id, applied_tonnes=body.applied_tonnes))


@endpoint(router, "post", "/filings/{filing_id}/withdraw", roles=("owner",))
def withdraw(request: HttpRequest, filing_id: int, body: ReasonIn) -> dict[str, Any]:
    """Withdraw an application."""
    ask = asked(request)
    return _done(actions.withdraw(by=ask.by, at=ask.at, filing_id=filing_id, reason=body.reason))


@endpoint(router, "post", "/filings/{filing_id}/accept", roles=("centre",))
def accept(request: HttpRequest, filing_id: int, body: NothingIn) -> dict[str, Any]:
    """Take an application into audit."""
    ask = asked(request)
    return _done(actions.accept(by=ask.by, at=ask.at, filing_id=filing_id))


@endpoint(router, "post", "/filings/{filing_id}/return", roles=("centre",))
def return_for_correction(request: HttpRequest, filing_id: int, body: ReasonIn) -> dict[str, Any]:
    """Send an application back for correction."""
    ask = asked(request)
    return _done(actions.return_for_correction(by=ask.by, at=ask.at, filing_id=filing_id, reason=body.reason))


@endpoint(router, "post", "/filings/{filing_id}/audit", roles=("centre",))
def audit_report(request: HttpRequest, filing_id: int, body: OpinionIn) -> dict[str, Any]:
    """Report the audit to the bureau."""
    ask = asked(request)
    return _done(actions.audit_report(by=ask.by, at=ask.at, filing_id=filing_id, opinion=body.opinion))


@endpoint(router, "post", "/filings/{filing_id}/panel", roles=("bureau",))
def convene_panel(request: HttpRequest, filing_id: int, body: PanelIn) -> dict[str, Any]:
    """Seat experts on the panel."""
    ask = asked(request)
    return _done(
        actions.convene_panel(by=ask.by, at=ask.at, filing_id=filing_id, expert_ids=body.experts, note=body.note)
    )


@endpoint(router, "post", "/filings/{filing_id}/skip-panel", roles=("bureau",))
def skip_panel(request: HttpRequest, filing_id: int, body: ReasonIn) -> dict[str, Any]:
    """Record why no panel is convened."""
    ask = asked(request)
    return _done(actions.skip_panel(by=ask.by, at=ask.at, filing_id=filing_id, reason=body.reason))


@endpoint(router, "post", "/filings/{filing_id}/vote", roles=("expert",))
def vote(request: HttpRequest, filing_id: int, body: VoteIn) -> dict[str, Any]:
    """Cast a seated expert's vote."""
    ask = asked(request)
    return _done(actions.vote(by=ask.by, at=ask.at, filing_id=filing_id, agrees=body.agrees, reason=body.reason))


@endpoint(router, "post", "/filings/{filing_id}/conclude-panel", roles=("bureau",))
def conclude_panel(request: HttpRequest, filing_id: int, body: NoteIn) -> dict[str, Any]:
    """Close the panel."""
    ask = asked(request)
    return _done(actions.conclude_panel(by=ask.by, at=ask.at, filing_id=filing_id, note=body.note))


@endpoint(router, "post", "/filings/{filing_id}/decision", roles=("bureau",))
def decide(request: HttpRequest, filing_id: int, body: DecisionIn) -> dict[str, Any]:
    """Approve or refuse."""
    ask = asked(request)
    return _done(actions.decide(by=ask.by, at=ask.at, filing_id=filing_id, approve=body.approve, reason=body.reason))


@endpoint(router, "post", "/filings/{filing_id}/notice", roles=("bureau",))
def give_notice(request: HttpRequest, filing_id: int, body: NoticeIn) -> dict[str, Any]:
    """Publish the notice."""
    ask = asked(request)
    return _done(actions.give_notice(by=ask.by, at=ask.at, filing_id=filing_id, body=body.body))


@endpoint(router, "post", "/filings/{filing_id}/file", roles=("bureau",))
def file_case(request: HttpRequest, filing_id: int, body: NothingIn) -> dict[str, Any]:
    """File the case once its notice has ended."""
    ask = asked(request)
    return _done(actions.file_case(by=ask.by, at=ask.at, filing_id=filing_id))


@endpoint(router, "post", "/filings/{filing_id}/register", roles=("bureau",))
def register(request: HttpRequest, filing_id: int, body: NothingIn) -> dict[str, Any]:
    """Enter the filing in the register."""
    ask = asked(request)
    return _done(actions.register(by=ask.by, at=ask.at, filing_id=filing_id))


@endpoint(router, "post", "/filings/{filing_id}/issue", roles=("bureau",))
def issue(request: HttpRequest, filing_id: int, body: IssueIn) -> dict[str, Any]:
    """Issue the whole tonnes to the owner's account; the rest is carried."""
    ask = asked(request)
    wanted = actions.Asked(
        tonnes=body.tonnes,
        to_party_id=body.to_party_id,
        serials=(body.serials.first, body.serials.last) if body.serials else None,
        carry=(body.carry.id, body.carry.tonnes) if body.carry else None,
    )
    made = actions.issue(by=ask.by, at=ask.at, filing_id=filing_id, asked=wanted)
    return {
        "filing": made.filing_id,
        "number": made.number,
        "batch": made.batch_id,
        "serial": made.serial,
        "tonnes": made.tonnes,
        "carry_in": decimal_text(made.carry_in),
        "carry_out": decimal_text(made.carry_out),
        "receipt": made.receipt.as_dict(),
    }


@endpoint(router, "post", "/filings/{filing_id}/remarks", roles=("branch",))
def remark(request: HttpRequest, filing_id: int, body: ReasonIn) -> dict[str, Any]:
    """Note what the district's branch found."""
    ask = asked(request)
    return _done(actions.remark(by=ask.by, at=ask.at, filing_id=filing_id, text=body.reason))


@endpoint(router, "post", "/notices/{notice_id}/objections", roles=("visitor",))
def raise_objection(request: HttpRequest, notice_id: int, body: ObjectionIn) -> dict[str, Any]:
    """Object to a notice, without an account."""
    ask = asked(request)
    noted = actions.raise_objection(by=ask.by, at=ask.at, notice_id=notice_id, text=body.text, contact=body.contact)
    return {"objection": noted.id, "receipt": noted.receipt.as_dict()}


@endpoint(router, "post", "/objections/{objection_id}/answer", roles=("bureau",))
def answer_objection(request: HttpRequest, objection_id: int, body: AnswerIn) -> dict[str, Any]:
    """Answer an objection once."""
    ask = asked(request)
    noted = actions.answer_objection(
        by=ask.by, at=ask.at, objection_id=objection_id, text=body.text, upheld=body.upheld
    )
    return {"objection": noted.id, "receipt": noted.receipt.as_dict()}


@endpoint(router, "post", "/batches/{batch_id}/freeze", roles=("bureau",))
def freeze_batch(request: HttpRequest, batch_id: int, body: ReasonIn) -> dict[str, Any]:
    """Freeze a batch."""
    ask = asked(request)
    noted = actions.freeze_batch(by=ask.by, at=ask.at, batch_id=batch_id, reason=body.reason)
    return {"freeze": noted.id, "receipt": noted.receipt.as_dict()}


@endpoint(router, "post", "/batches/{batch_id}/thaw", roles=("bureau",))
def thaw_batch(request: HttpRequest, batch_id: int, body: ReasonIn) -> dict[str, Any]:
    """End a batch's freeze."""
    ask = asked(request)
    noted = actions.thaw_batch(by=ask.by, at=ask.at, batch_id=batch_id, reason=body.reason)
    return {"thaw": noted.id, "receipt": noted.receipt.as_dict()}


@endpoint(router, "get", "/filings", roles=("owner", *OFFICES), answer=list[dict[str, Any]])
def filings(request: HttpRequest) -> list[dict[str, Any]]:
    """List an owner's own filings, or those an office works on."""
    by = asked(request).by
    rows = queries.filings_of_owner(by.party_id or 0) if by.role == "owner" else queries.filings_for(by)
    return [asdict(row) for row in rows]


@endpoint(router, "get", "/filings/{filing_id}", roles=("visitor",))
def filing(request: HttpRequest, filing_id: int) -> dict[str, Any]:
    """Show one filing to whoever may read it."""
    row, by = queries.filing_row(filing_id), asked(request).by
    if not row.may_be_read_by(by):
        refuse("S-18", "这项申请尚未公示", "This application is not public yet", clause="HOUSE-19")
    return {
        "id": row.id,
        "number": row.number,
        "project": row.project_code,
        "owner": row.owner,
        "district": row.district,
        "period_start": row.period_start,
        "last_day": row.last_day,
        "methodology": row.methodology,
        "report_digest": row.report_digest,
        "exact_tonnes": decimal_text(row.exact_tonnes),
        "verified_tonnes": decimal_text(row.verified_tonnes) if row.verified_tonnes is not None else None,
        "state": row.state,
        "missing": list(row.missing),
        "due_on": row.case.due_on,
        "stages": [asdict(stage) for stage in row.case.stages],
        "batch": row.batch_id,
    }


@endpoint(router, "get", "/filings/{filing_id}/plan", roles=("bureau", "auditor"))
def issue_plan(request: HttpRequest, filing_id: int) -> dict[str, Any]:
    """Show what issuing a filing would do."""
    plan = queries.issue_plan(filing_id)
    return {
        "verified_tonnes": decimal_text(plan.verified),
        "carry": {"id": plan.carry_id, "tonnes": decimal_text(plan.carry_in)} if plan.carry_id else None,
        "tonnes": plan.tonnes,
        "carry_out": decimal_text(plan.carry_out),
        "first": plan.first,
        "serial": plan.serial,
    }


@endpoint(router, "get", "/projects", roles=("visitor",), answer=list[dict[str, Any]])
def projects(request: HttpRequest) -> list[dict[str, Any]]:
    """List the projects of the public register."""
    return [asdict(row) for row in queries.projects_with_batches()]


@endpoint(router, "get", "/batches", roles=("visitor",), answer=list[dict[str, Any]])
def batches(request: HttpRequest) -> list[dict[str, Any]]:
    """List every batch with where its tonnes are."""
    return [asdict(row) for row in queries.issuances()]


@endpoint(router, "get", "/batches/{batch_id}", roles=("visitor",))
def batch(request: HttpRequest, batch_id: int) -> dict[str, Any]:
    """Show one batch: places, papers, journal entries with hashes."""
    page = queries.batch_page(batch_id)
    return {
        **asdict(page.issuance),
        "frozen": page.frozen,
        "verified_tonnes": decimal_text(page.verified),
        "carry_in": decimal_text(page.carry_in),
        "carry_out": decimal_text(page.carry_out),
        "places": [asdict(place) for place in page.places],
        "report_digest": page.filing.report_digest,
        "journal": [{"seq": each.seq, "at": each.at, "kind": each.kind, "hash": each.hash} for each in page.journal],
    }


@endpoint(router, "get", "/search", roles=("visitor",), answer=list[dict[str, Any]])
def search(request: HttpRequest, q: Annotated[str, read_line()]) -> list[dict[str, Any]]:
    """Find batches by serial, number, code or name."""
    return [asdict(row) for row in queries.search(q)]


@endpoint(router, "get", "/notices", roles=("visitor",), answer=list[dict[str, Any]])
def notices(request: HttpRequest) -> list[dict[str, Any]]:
    """List the notices that take objections now."""
    return [_notice(row) for row in procedure.notices(open_at=asked(request).at)]


def _notice(row: procedure.NoticeRow) -> dict[str, Any]:
    papers = [documents.document(paper) for paper in row.facts.get("documents", ())]
    return {
        "id": row.id,
        "title": row.title,
        "body": row.body,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "provisional": row.provisional,
        "documents": [{"id": paper.id, "name": paper.name, "sha256": paper.sha256} for paper in papers if paper],
        "objections": [asdict(each) for each in row.objections],
    }
