"""Every act of the registry as an endpoint."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import File, Form
from ninja.files import UploadedFile

from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.units import decimal_text
from tanhui.foundation.web.api import asked, endpoint, only_fields
from tanhui.law import require
from tanhui.lifecycle.registry import actions, queries
from tanhui.lifecycle.registry.api.bodies import (
    AnswerIn,
    DecisionIn,
    DraftIn,
    FreezeIn,
    IssueIn,
    NoteIn,
    NothingIn,
    NoticeIn,
    ObjectionIn,
    OpinionIn,
    PanelIn,
    ReasonIn,
    SubmitIn,
    VoteIn,
)
from tanhui.lifecycle.registry.api.route import router
from tanhui.lifecycle.registry.rules.officials import SENT, SentFacts


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
    only_fields(request, "kind", "upload")
    given = Upload(name=upload.name or "", content=upload.read())
    return _done(actions.attach_document(by=ask.by, at=ask.at, filing_id=filing_id, kind=kind, upload=given))


@endpoint(router, "post", "/filings/{filing_id}/submit", roles=("owner",))
def submit_filing(request: HttpRequest, filing_id: int, body: SubmitIn) -> dict[str, Any]:
    """Submit an application."""
    ask = asked(request)
    return _done(actions.submit_filing(by=ask.by, at=ask.at, filing_id=filing_id, applied_tonnes=body.applied_tonnes))


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
def freeze_batch(request: HttpRequest, batch_id: int, body: FreezeIn) -> dict[str, Any]:
    """Freeze a batch in a numbered case."""
    ask = asked(request)
    noted = actions.freeze_batch(by=ask.by, at=ask.at, batch_id=batch_id, case_no=body.case_no, reason=body.reason)
    return {"freeze": noted.id, "receipt": noted.receipt.as_dict()}


@endpoint(router, "post", "/batches/{batch_id}/thaw", roles=("bureau",))
def thaw_batch(request: HttpRequest, batch_id: int, body: ReasonIn) -> dict[str, Any]:
    """End a batch's freeze."""
    ask = asked(request)
    noted = actions.thaw_batch(by=ask.by, at=ask.at, batch_id=batch_id, reason=body.reason)
    return {"thaw": noted.id, "receipt": noted.receipt.as_dict()}
