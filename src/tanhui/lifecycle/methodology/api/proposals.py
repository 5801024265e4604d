"""Proposals over the API: every act of the pages, and the check of a text without keeping it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File
from ninja.files import UploadedFile

from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.inputs.schema import Day, read_block, read_line, read_whole
from tanhui.foundation.parties.access import SIGNED_IN
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.api import ENDPOINTS, Bearer, Body, Endpoint, RefusalOut, asked, endpoint, only_fields
from tanhui.law import Refusal, refuse
from tanhui.lifecycle.methodology import application, presentation_of_differences
from tanhui.lifecycle.methodology.actions import proposal_course as course
from tanhui.lifecycle.methodology.actions import proposals as acts
from tanhui.lifecycle.methodology.api.root import router
from tanhui.lifecycle.methodology.editing.live import Live, look
from tanhui.lifecycle.methodology.editing.reading import load_text
from tanhui.lifecycle.methodology.editing.toml import content_of
from tanhui.lifecycle.methodology.forms import REASON_CHARS
from tanhui.lifecycle.methodology.loading import MOST_BYTES
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.queries.factors import library_factors
from tanhui.lifecycle.methodology.queries.proposals import OFFICES, ProposalLine, ProposalRow
from tanhui.lifecycle.methodology.queries.published import document_text, version
from tanhui.lifecycle.methodology.rules_of_proposals import PROPOSERS

Reason = Annotated[str, read_block(most=REASON_CHARS)]
Note = Annotated[str, read_block(most=REASON_CHARS, least=0)]
Whole = Annotated[int, read_whole()]
READERS = (*PROPOSERS, *OFFICES)


class TextIn(Body):
    """A document as text."""

    text: str


class DocumentIn(TextIn):
    """A document and the draft's revision it was written on."""

    revision: Whole


class ApplicationIn(Body):
    """The application, as far as it is filled in."""

    application: dict[str, str | bool]
    revision: Whole


class NothingIn(Body):
    """An act without anything to say."""


class ReasonIn(Body):
    """An act with its reason."""

    reason: Reason


class NoteIn(Body):
    """An act that may carry a note."""

    note: Note = ""


class PanelIn(Body):
    """The experts to seat, and what they are asked."""

    experts: list[Whole]
    note: Reason


class VoteIn(Body):
    """An expert's vote."""

    agrees: bool
    reason: Reason


class NoticeIn(Body):
    """The words of the notice; left out, they are made from the proposal."""

    body: Annotated[str, read_block(most=5_000, least=0)] = ""


class ObjectionIn(Body):
    """An objection by anyone; the contact is seen by the bureau only."""

    text: Reason
    contact: Annotated[str, read_line(least=0)] = ""


class AnswerIn(Body):
    """The answer to an objection."""

    text: Reason
    upheld: bool


class PublishIn(Body):
    """The first day of force."""

    in_force_from: Day


def _done(done: acts.Done) -> dict[str, Any]:
    row = queries.proposal(done.id)
    return {"proposal": done.id, "number": done.number, "state": row.state, "receipt": done.receipt.as_dict()}


def _readable(by: Actor, proposal_id: int) -> ProposalRow:
    row = queries.proposal(proposal_id)
    other = by.role == "branch" and row.case is not None and row.case.district != by.district
    if not row.may_be_read_by(by) or (other and not row.is_public):
        refuse("S-18", "这份建议尚未公示", "This proposal is not public", clause="HOUSE-19")
    return row


@endpoint(router, "get", "/proposals", roles=READERS, answer=list[dict[str, Any]])
def proposals(request: HttpRequest) -> list[dict[str, Any]]:
    """List an applicant's own proposals, or those an office works on."""
    by = asked(request).by
    rows = queries.proposals_for(by) if by.role in OFFICES else queries.proposals_of(by.party_id or 0)
    return [_line(row) for row in rows]


def _line(row: ProposalLine) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "title": row.title,
        "applicant": row.applicant,
        "version": row.version,
        "state": row.state,
        "submitted_at": row.submitted_at.isoformat() if row.submitted_at else None,
    }


@endpoint(router, "post", "/proposals", roles=PROPOSERS)
def open_proposal(request: HttpRequest, body: TextIn) -> dict[str, Any]:
    """Begin a proposal with a document."""
    ask = asked(request)
    done = acts.open_proposal(by=ask.by, at=ask.at, text=body.text)
    return {**_done(done), "revision": queries.draft(done.id).revision}


@endpoint(router, "get", "/proposals/{proposal_id}", roles=("visitor",))
def proposal(request: HttpRequest, proposal_id: int) -> dict[str, Any]:
    """Show a proposal to whoever may read it; its draft to its applicant."""
    ask = asked(request)
    row = _readable(ask.by, proposal_id)
    found: dict[str, Any] = {
        "id": row.id,
        "number": row.number,
        "title": row.title,
        "state": row.state,
        "stages": [
            {"state": each.state, "status": each.status, "due_on": each.due_on.isoformat() if each.due_on else None}
            for each in (row.case.stages if row.case else ())
        ],
        "submissions": [
            {
                "version": each.version,
                "slug": each.slug,
                "sha256": each.sha256,
                "at": each.at.isoformat(),
                "papers": [paper["sha256"] for paper in each.papers],
                "document": each.text,
            }
            for each in row.submissions
        ],
    }
    if row.is_of(ask.by):
        draft = queries.draft(proposal_id)
        found["draft"] = {"document": draft.text, "application": draft.application, "revision": draft.revision}
        found["missing"] = [each.key for each in application.missing(draft.application)]
    return found


@endpoint(router, "post", "/proposals/{proposal_id}/document", roles=PROPOSERS)
def save_document(request: HttpRequest, proposal_id: int, body: DocumentIn) -> dict[str, Any]:
    """Keep a draft's document."""
    ask = asked(request)
    saved = acts.save_document(by=ask.by, at=ask.at, proposal_id=proposal_id, text=body.text, revision=body.revision)
    return {"proposal": saved.id, "revision": saved.revision, **_checked(body.text, ask.at.date())}


@endpoint(router, "post", "/proposals/{proposal_id}/application", roles=PROPOSERS)
def save_application(request: HttpRequest, proposal_id: int, body: ApplicationIn) -> dict[str, Any]:
    """Keep a draft's application; the answer lists what is still missing."""
    ask = asked(request)
    given = application.read(body.application)
    saved = acts.save_application(
        by=ask.by, at=ask.at, proposal_id=proposal_id, application=given, revision=body.revision
    )
    missing = [each.key for each in application.missing(given)]
    return {"proposal": saved.id, "revision": saved.revision, "missing": missing}


@endpoint(router, "post", "/proposals/{proposal_id}/papers", roles=PROPOSERS)
def attach_paper(request: HttpRequest, proposal_id: int, upload: File[UploadedFile]) -> dict[str, Any]:
    """Attach a paper (multipart: `upload`)."""
    ask = asked(request)
    only_fields(request, "upload")
    given = Upload(name=upload.name or "", content=upload.read())
    return _done(acts.attach_paper(by=ask.by, at=ask.at, proposal_id=proposal_id, upload=given))


@endpoint(router, "post", "/proposals/{proposal_id}/papers/{document_id}/detach", roles=PROPOSERS)
def detach_paper(request: HttpRequest, proposal_id: int, document_id: int, body: NothingIn) -> dict[str, Any]:
    """Take a paper off a draft."""
    ask = asked(request)
    return _done(acts.detach_paper(by=ask.by, at=ask.at, proposal_id=proposal_id, document_id=document_id))


@endpoint(router, "post", "/proposals/{proposal_id}/submit", roles=PROPOSERS)
def submit(request: HttpRequest, proposal_id: int, body: NothingIn) -> dict[str, Any]:
    """Submit, or submit again after correction."""
    ask = asked(request)
    return _done(acts.submit(by=ask.by, at=ask.at, proposal_id=proposal_id))


@endpoint(router, "post", "/proposals/{proposal_id}/withdraw", roles=PROPOSERS)
def withdraw(request: HttpRequest, proposal_id: int, body: ReasonIn) -> dict[str, Any]:
    """Withdraw a submitted proposal."""
    ask = asked(request)
    return _done(acts.withdraw(by=ask.by, at=ask.at, proposal_id=proposal_id, reason=body.reason))


@endpoint(router, "post", "/proposals/{proposal_id}/discard", roles=PROPOSERS)
def discard(request: HttpRequest, proposal_id: int, body: NothingIn) -> dict[str, Any]:
    """Delete a draft."""
    ask = asked(request)
    done = acts.discard(by=ask.by, at=ask.at, proposal_id=proposal_id)
    return {"proposal": done.id, "number": done.number, "state": "discarded", "receipt": done.receipt.as_dict()}


@endpoint(router, "post", "/proposals/{proposal_id}/steps/{step}", roles=("centre", "bureau"))
def step(request: HttpRequest, proposal_id: int, step: str, body: NoteIn) -> dict[str, Any]:
    """Carry one act of the offices: accept, return, report, skip_panel, conclude_panel, approve, refuse, file, register."""
    ask = asked(request)
    if step not in course.PLAIN:
        known = "、".join(course.PLAIN)
        refuse("V-8", f"没有这项办理，可用：{known}", f"no such act; known are {known}", place="step")
    if step in course.REASONED and not body.note:
        refuse("V-8", "须写明理由", "A reason is needed", place="note")
    return _done(course.advance(by=ask.by, at=ask.at, proposal_id=proposal_id, step=step, note=body.note))


@endpoint(router, "post", "/proposals/{proposal_id}/panel", roles=("bureau",))
def convene(request: HttpRequest, proposal_id: int, body: PanelIn) -> dict[str, Any]:
    """Seat experts on the panel."""
    ask = asked(request)
    return _done(course.convene(by=ask.by, at=ask.at, proposal_id=proposal_id, expert_ids=body.experts, note=body.note))


@endpoint(router, "post", "/proposals/{proposal_id}/vote", roles=("expert",))
def vote(request: HttpRequest, proposal_id: int, body: VoteIn) -> dict[str, Any]:
    """Cast a seated expert's vote."""
    ask = asked(request)
    return _done(course.vote(by=ask.by, at=ask.at, proposal_id=proposal_id, agrees=body.agrees, reason=body.reason))


@endpoint(router, "post", "/proposals/{proposal_id}/notice", roles=("bureau",))
def give_notice(request: HttpRequest, proposal_id: int, body: NoticeIn) -> dict[str, Any]:
    """Give public notice of an approved proposal."""
    ask = asked(request)
    return _done(course.give_notice(by=ask.by, at=ask.at, proposal_id=proposal_id, body=body.body))


@endpoint(router, "post", "/proposals/notices/{notice_id}/objections", roles=("visitor",))
def object_to_proposal(request: HttpRequest, notice_id: int, body: ObjectionIn) -> dict[str, Any]:
    """Object to a noticed proposal, without an account."""
    ask = asked(request)
    done = course.raise_objection(by=ask.by, at=ask.at, notice_id=notice_id, text=body.text, contact=body.contact)
    return {"objection": done.id, "receipt": done.receipt.as_dict()}


@endpoint(router, "post", "/proposals/objections/{objection_id}/answer", roles=("bureau",))
def answer_objection_to_proposal(request: HttpRequest, objection_id: int, body: AnswerIn) -> dict[str, Any]:
    """Answer an objection to a noticed proposal once."""
    ask = asked(request)
    done = course.answer_objection(by=ask.by, at=ask.at, objection_id=objection_id, text=body.text, upheld=body.upheld)
    return {"objection": done.id, "receipt": done.receipt.as_dict()}


@endpoint(router, "post", "/proposals/{proposal_id}/publish", roles=("bureau",))
def publish(request: HttpRequest, proposal_id: int, body: PublishIn) -> dict[str, Any]:
    """Publish a registered proposal as a version of its methodology."""
    ask = asked(request)
    return _done(
        course.publish_proposal(by=ask.by, at=ask.at, proposal_id=proposal_id, in_force_from=body.in_force_from)
    )


@endpoint(router, "get", "/compare", roles=("visitor",))
def compare(request: HttpRequest, old: str, new: str) -> dict[str, Any]:
    """Compare two published versions (`slug/version`) clause by clause, with the effect on their examples."""
    texts = [_published(key) for key in (old, new)]
    return presentation_of_differences.as_dict(texts[0], texts[1], library_factors(local_day(asked(request).at)))


def _published(key: str) -> str:
    slug, _, name = key.partition("/")
    if version(slug, name) is None:
        refuse("R10-1", f"没有已发布的版本 {key[:80]}", f"no published version {key[:80]}", place="old, new")
    return document_text(slug, name)


def check(request: HttpRequest, body: TextIn) -> dict[str, Any]:
    """Check a document without keeping it: every problem with its place, units, examples."""
    if len(body.text) > min(acts.MOST_CHARS, MOST_BYTES):
        refuse("S-2", f"文件过长，最多 {acts.MOST_CHARS} 个字符", f"at most {acts.MOST_CHARS} characters", place="text")
    return _checked(body.text, local_day(asked(request).at))


def _checked(text: str, day: date) -> dict[str, Any]:
    content = content_of(text)
    if content is None:
        try:
            load_text(text)
        except Refusal as refusal:
            return {"sound": False, "problems": [each.as_dict() for each in refusal.breaches]}
        return {"sound": False, "problems": []}
    return _as_dict(look(content, library=library_factors(day)))


def _as_dict(live: Live) -> dict[str, Any]:
    return {
        "sound": live.sound,
        "problems": [
            {**each.breach.as_dict(), "path": each.path, "column": each.column} for each in live.problems.found
        ],
        "steps": [
            {"symbol": each.symbol, "unit": each.declared, "inferred": each.inferred, "values": list(each.values)}
            for each in live.steps
        ],
        "examples": [
            {
                "id": trial.id,
                "state": trial.state,
                "lines": [
                    {
                        "symbol": line.symbol,
                        "printed": line.printed,
                        "computed": line.computed,
                        "unit": line.unit,
                        "passed": line.passed,
                    }
                    for line in trial.lines
                ],
            }
            for trial in live.trials
        ],
    }


check.allowed_roles = SIGNED_IN  # type: ignore[attr-defined]
router.post("/check", auth=Bearer(SIGNED_IN), response={200: dict[str, Any], 422: RefusalOut})(check)
ENDPOINTS.append(Endpoint("methodology", "POST", "/check", SIGNED_IN, "check", (check.__doc__ or "").strip()))
