"""The factor library over the API: records, changes, and every act on a change."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from ninja import File, Form
from ninja.files import UploadedFile

from tanhui.foundation.documents.actions import limits_on
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.inputs.schema import Block, Day, Line, read_line
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.api import Body, asked, endpoint, only_fields
from tanhui.lifecycle.methodology import actions, queries
from tanhui.lifecycle.methodology.api.root import router
from tanhui.lifecycle.methodology.library.tables import read_table
from tanhui.lifecycle.methodology.queries.factor_changes import PUBLIC_STATES, ChangePage
from tanhui.lifecycle.methodology.queries.factors import FactorRow

OFFICES = frozenset({"bureau", "centre", "auditor", "expert", "department", "branch"})
Short = Annotated[str, read_line(most=300, least=0)]


class PublicationIn(Body):
    """Where the values were published; what is missing is refused by the library's rule (R11-3)."""

    title: Short = ""
    number: Short = ""
    published: Short = ""
    issuer: Short = ""
    link: Short = ""
    note: Short = ""


class RowIn(Body):
    """One value as text, so that its printed digits are kept."""

    series: Short = ""
    kind: Short = ""
    gas: Short = ""
    region: Short = ""
    year: Short = ""
    year_of: Short = ""
    value: Short = ""
    unit: Short = ""
    evidence: Short = ""
    note: Short = ""
    code: Short = ""
    repeats: bool = False


class ChangeIn(Body):
    """A change: one or more values from one publication."""

    title: Annotated[str, read_line(most=120)]
    reason: Block
    valid_from: Day
    publication: PublicationIn
    rows: list[RowIn]


class TableIn(Body):
    """What stands beside a table of values."""

    title: Annotated[str, read_line(most=120)]
    reason: Block
    valid_from: Day
    publication_title: Short = ""
    publication_number: Short = ""
    publication_published: Short = ""
    publication_issuer: Short = ""
    publication_link: Short = ""
    publication_note: Short = ""


class DecisionIn(Body):
    """The bureau's decision."""

    approve: bool
    reason: Block


class NoBody(Body):
    """An act that needs no more than its address."""


class ObjectionIn(Body):
    """An objection by anyone."""

    text: Block
    contact: Annotated[str, read_line(least=0)] = ""


class AnswerIn(Body):
    """The answer to an objection."""

    text: Block
    upheld: bool


class EditIn(Body):
    """What somebody would like a published record to say."""

    value: Line


@endpoint(router, "get", "/factors", roles=("visitor",), answer=list[dict[str, Any]])
def factors(request: HttpRequest, series: str = "", region: str = "", history: bool = False) -> list[dict[str, Any]]:
    """List the factor library of today, by series and region; with `history` also what was superseded."""
    rows = queries.factor_rows(local_day(asked(request).at), history=history)
    return [_record(row) for row in rows if series in ("", row.entry.series) and region in ("", row.entry.region)]


@endpoint(router, "get", "/factors/changes", roles=("visitor",), answer=list[dict[str, Any]])
def factor_changes(request: HttpRequest) -> list[dict[str, Any]]:
    """List the changes of the library: all for the offices, from public notice on for everyone."""
    rows = queries.changes(public_only=asked(request).by.role not in OFFICES)
    return [
        {
            "id": row.id,
            "number": row.number,
            "title": row.title,
            "valid_from": row.valid_from.isoformat(),
            "proposed_at": row.proposed_at.isoformat(),
            "proposed_by": row.proposed_role,
            "state": row.state,
            "rows": row.rows,
        }
        for row in rows
    ]


@endpoint(router, "post", "/factors/changes", roles=("bureau", "centre"))
def propose_factors(request: HttpRequest, body: ChangeIn) -> dict[str, Any]:
    """Propose a change; every fault of every row is named at once."""
    ask = asked(request)
    rows = [
        (f"rows[{at}]", {name: _text(value) for name, value in row.dict().items()}) for at, row in enumerate(body.rows)
    ]
    draft = actions.ChangeDraft(
        title=body.title,
        reason=body.reason,
        valid_from=body.valid_from,
        publication=body.publication.dict(),
        rows=rows,
        channel="api",
    )
    return _done(actions.propose_change(by=ask.by, draft=draft, at=ask.at))


@endpoint(router, "post", "/factors/changes/tables", roles=("bureau", "centre"))
def propose_table(request: HttpRequest, body: Form[TableIn], table: File[UploadedFile]) -> dict[str, Any]:
    """Propose a table of values from one publication (multipart; `table` is CSV in UTF-8, or xlsx)."""
    ask = asked(request)
    only_fields(request, "table", *TableIn.model_fields)
    upload = Upload(name=table.name or "", content=table.read())
    sent = body.dict()
    draft = actions.ChangeDraft(
        title=body.title,
        reason=body.reason,
        valid_from=body.valid_from,
        publication={name: sent[f"publication_{name}"] for name in PublicationIn.model_fields},
        rows=read_table(upload.content, upload.name, limits=limits_on(local_day(ask.at))),
        channel="api",
    )
    return _done(actions.propose_change(by=ask.by, draft=draft, table=upload, at=ask.at))


@endpoint(router, "get", "/factors/changes/{int:change_id}", roles=("visitor",))
def factor_change(request: HttpRequest, change_id: int) -> dict[str, Any]:
    """Show one change with its rows, steps, notice and records."""
    ask = asked(request)
    page = queries.change(change_id, local_day(ask.at))
    if ask.by.role not in OFFICES and page.row.state not in PUBLIC_STATES:
        raise ObjectDoesNotExist
    return _change(page)


@endpoint(router, "post", "/factors/changes/{int:change_id}/decision", roles=("bureau",))
def decide_factors(request: HttpRequest, change_id: int, body: DecisionIn) -> dict[str, Any]:
    """Approve a change after its impact report, or refuse it; by another person than its proposer."""
    ask = asked(request)
    return _done(
        actions.decide_change(by=ask.by, proposal_id=change_id, approve=body.approve, reason=body.reason, at=ask.at)
    )


@endpoint(router, "post", "/factors/changes/{int:change_id}/notice", roles=("bureau",))
def notice_factors(request: HttpRequest, change_id: int, body: NoBody) -> dict[str, Any]:
    """Give public notice of an approved change."""
    ask = asked(request)
    return _done(actions.notice_change(by=ask.by, proposal_id=change_id, at=ask.at))


@endpoint(router, "post", "/factors/changes/{int:change_id}/entry", roles=("bureau",))
def enter_factors(request: HttpRequest, change_id: int, body: NoBody) -> dict[str, Any]:
    """Enter the records of a change whose notice has ended."""
    ask = asked(request)
    return _done(actions.enter_change(by=ask.by, proposal_id=change_id, at=ask.at))


@endpoint(router, "post", "/factors/changes/{int:change_id}/objections", roles=("visitor",))
def object_to_factors(request: HttpRequest, change_id: int, body: ObjectionIn) -> dict[str, Any]:
    """Object to a change while its notice runs, without an account."""
    ask = asked(request)
    return _done(
        actions.object_to_change(by=ask.by, proposal_id=change_id, text=body.text, contact=body.contact, at=ask.at)
    )


@endpoint(router, "post", "/factors/changes/{int:change_id}/objections/{int:objection_id}", roles=("bureau",))
def answer_objection_to_factors(
    request: HttpRequest, change_id: int, objection_id: int, body: AnswerIn
) -> dict[str, Any]:
    """Answer an objection once, with the reason."""
    ask = asked(request)
    return _done(
        actions.answer_objection_to_change(
            by=ask.by, proposal_id=change_id, objection_id=objection_id, text=body.text, upheld=body.upheld, at=ask.at
        )
    )


@endpoint(router, "get", "/factors/{int:record_id}", roles=("visitor",))
def factor(request: HttpRequest, record_id: int) -> dict[str, Any]:
    """Show one record with its provenance, its line of supersession, and the methodologies that draw on it."""
    today = local_day(asked(request).at)
    row = queries.factor_record(record_id, today)
    if row is None:
        raise ObjectDoesNotExist
    return _record(row) | {
        "line": [
            {"id": each.id, "value": each.entry.value, "state": each.state} for each in queries.line_of(row.id, today)
        ],
        "used_by": [
            {"slug": version.slug, "version": version.version, "symbol": parameter.symbol}
            for version, parameter in queries.versions_using(row.entry.series, row.entry.region)
        ],
    }


@endpoint(router, "put", "/factors/{int:record_id}", roles=("bureau", "centre"))
def edit_factor(request: HttpRequest, record_id: int, body: EditIn) -> dict[str, Any]:
    """Refuse to edit a published record (R11-2): propose a change instead."""
    ask = asked(request)
    actions.edit_record(by=ask.by, record_id=record_id, at=ask.at)
    return {}


def _text(value: str | bool) -> str:
    return value if isinstance(value, str) else "1" if value else ""


def _done(done: actions.FactorDone) -> dict[str, Any]:
    return {"id": done.id, "change": done.number, "receipt": done.receipt.as_dict()}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _record(row: FactorRow) -> dict[str, Any]:
    return row.entry.content() | {
        "id": row.id,
        "edition": row.edition,
        "state": row.state,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": _iso(row.valid_to),
        "supersedes": row.supersedes_id,
        "superseded_by": row.superseded_by_id,
        "change": row.proposal_id,
        "recorded_at": row.recorded_at.isoformat(),
        "digest": row.digest,
    }


def _change(page: ChangePage) -> dict[str, Any]:
    notice = page.notice
    return {
        "id": page.row.id,
        "number": page.row.number,
        "title": page.row.title,
        "reason": page.reason,
        "state": page.row.state,
        "valid_from": page.row.valid_from.isoformat(),
        "digest": page.digest,
        "rows": [
            each.entry.content() | {"supersedes": each.supersedes.id if each.supersedes else None} for each in page.rows
        ],
        "steps": [{"act": step.act, "role": step.role, "at": step.at.isoformat()} for step in page.case.steps],
        "impact": {"sha256": page.impact.sha256, "current": page.impact_is_current} if page.impact else None,
        "notice": {
            "id": notice.id,
            "starts_at": notice.starts_at.isoformat(),
            "ends_at": notice.ends_at.isoformat(),
            "objections": [
                {"id": each.id, "text": each.text, "answer": each.answer, "upheld": each.upheld}
                for each in notice.objections
            ],
        }
        if notice
        else None,
        "records": [row.id for row in page.records],
    }
