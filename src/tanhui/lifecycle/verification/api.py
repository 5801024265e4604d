"""Endpoints of the stage: every act of the pages under the same rules, and what everyone may read."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest

from tanhui.foundation.inputs.schema import (
    Block,
    Code,
    Day,
    Line,
    Whole,
    read_block,
    read_decimal,
    read_line,
    read_whole,
)
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.api import Body, asked, endpoint, router_for
from tanhui.lifecycle.verification import actions, queries
from tanhui.lifecycle.verification.access import READERS, readable
from tanhui.lifecycle.verification.forms import MOST_DIGITS, REASON_CHARS
from tanhui.lifecycle.verification.lines import Line as StatementLine

router = router_for("verification")

Reason = Annotated[str, read_block(most=REASON_CHARS, least=0)]
Optional = Annotated[str, read_line(least=0)]
Contract = Annotated[str, read_line(most=60)]
Verified = Annotated[Decimal, read_decimal(digits=MOST_DIGITS, least=Decimal("-9007199254740991"))]
Tonnes = Annotated[int, read_whole(least=0)]
Row = dict[str, Any]


class EngageIn(Body):
    """Whom to engage; the reason when another body was engaged before."""

    verifier_id: Whole
    contract_no: Contract
    change_reason: Reason = ""


class AcceptIn(Body):
    """The declaration of independence."""

    declared: Literal[True]


class FindingIn(Body):
    """A finding."""

    kind: Literal["nc", "cl"]
    part: Line
    text: Block


class AnswerIn(Body):
    """The owner's answer."""

    text: Block


class CloseIn(Body):
    """Whether the answer satisfies, and the conclusion."""

    satisfied: bool
    conclusion: Block


class LineIn(Body):
    """One parameter as verified; the reported side is the report's."""

    parameter: Line
    verified: Verified
    evidence: Optional = ""
    conclusion: Optional = ""


class StatementIn(Body):
    """A statement to sign."""

    report_digest: Code
    verified_tonnes: Tonnes
    lines: list[LineIn]
    conclusion: Block
    correction_reason: Reason = ""


class AccreditIn(Body):
    """A body's qualification."""

    party_id: Whole
    sector: Line
    document: Line
    starts_on: Day
    ends_on: Day


@endpoint(router, "get", "/bodies", roles=("visitor",), answer=list[Row])
def bodies(request: HttpRequest) -> list[Row]:
    """List the register of verification bodies."""
    today = local_day(asked(request).at)
    return [asdict(row) | {"in_force": row.in_force(today)} for row in queries.accreditations()]


@endpoint(router, "get", "/statements", roles=("visitor",), answer=list[Row])
def statements(request: HttpRequest) -> list[Row]:
    """List every signed statement, newest first, each verified just now."""
    return [asdict(row) for row in queries.statements()]


@endpoint(router, "get", "/statements/{int:statement_id}", roles=("visitor",))
def statement(request: HttpRequest, statement_id: int) -> Row:
    """Show one statement with its signature, verified just now."""
    return asdict(queries.statement_row(statement_id))


@endpoint(router, "get", "/engagements/{int:engagement_id}", roles=READERS)
def engagement(request: HttpRequest, engagement_id: int) -> Row:
    """Show one engagement, its findings and statements, and the parameters to conclude on."""
    row = readable(asked(request).by, engagement_id)
    return asdict(row) | {"parameters": [asdict(each) for each in queries.parameters(row.report_id)]}


@endpoint(router, "post", "/reports/{int:report_id}/engagements", roles=("owner",))
def engage(request: HttpRequest, report_id: int, body: EngageIn) -> Row:
    """Engage a verification body for a submitted report, or declare a change of body."""
    ask = asked(request)
    made = actions.engage(by=ask.by, report_id=report_id, at=ask.at, **body.dict())
    return {"engagement_id": made.pk, "state": made.state}


@endpoint(router, "post", "/engagements/{int:engagement_id}/accept", roles=("verifier",))
def accept(request: HttpRequest, engagement_id: int, body: AcceptIn) -> Row:
    """Accept an engagement with the declaration of independence."""
    ask = asked(request)
    return {"state": actions.respond(by=ask.by, engagement_id=engagement_id, accept=True, at=ask.at).state}


@endpoint(router, "post", "/engagements/{int:engagement_id}/decline", roles=("verifier",))
def decline(request: HttpRequest, engagement_id: int) -> Row:
    """Decline an engagement."""
    ask = asked(request)
    return {"state": actions.respond(by=ask.by, engagement_id=engagement_id, accept=False, at=ask.at).state}


@endpoint(router, "post", "/engagements/{int:engagement_id}/findings", roles=("verifier",))
def raise_finding(request: HttpRequest, engagement_id: int, body: FindingIn) -> Row:
    """Raise a finding."""
    ask = asked(request)
    made = actions.raise_finding(by=ask.by, engagement_id=engagement_id, at=ask.at, **body.dict())
    return {"finding_id": made.pk, "state": made.state}


@endpoint(router, "post", "/findings/{int:finding_id}/answer", roles=("owner",))
def answer(request: HttpRequest, finding_id: int, body: AnswerIn) -> Row:
    """Answer a finding."""
    ask = asked(request)
    return {"state": actions.answer_finding(by=ask.by, finding_id=finding_id, text=body.text, at=ask.at).state}


@endpoint(router, "post", "/findings/{int:finding_id}/close", roles=("verifier",))
def close(request: HttpRequest, finding_id: int, body: CloseIn) -> Row:
    """Close a finding, or send its answer back."""
    ask = asked(request)
    return {"state": actions.close_finding(by=ask.by, finding_id=finding_id, at=ask.at, **body.dict()).state}


@endpoint(router, "post", "/engagements/{int:engagement_id}/statements", roles=("verifier",))
def sign(request: HttpRequest, engagement_id: int, body: StatementIn) -> Row:
    """Sign the statement over the report's digest, or a correction."""
    ask = asked(request)
    lines = [
        StatementLine(each.parameter, "", "", f"{each.verified:f}", each.evidence, "", each.conclusion)
        for each in body.lines
    ]
    draft = actions.Draft(
        verified_tonnes=body.verified_tonnes,
        report_digest=body.report_digest,
        lines=lines,
        conclusion=body.conclusion,
        correction_reason=body.correction_reason,
    )
    made = actions.sign_statement(by=ask.by, engagement_id=engagement_id, draft=draft, at=ask.at)
    return {"statement_id": made.pk, "number": made.number, "digest": made.digest, "signature": made.signature}


@endpoint(router, "post", "/accreditations", roles=("bureau",))
def accredit(request: HttpRequest, body: AccreditIn) -> Row:
    """Enter a body's qualification."""
    ask = asked(request)
    return {"accreditation_id": actions.accredit(by=ask.by, at=ask.at, **body.dict()).pk}


@endpoint(router, "post", "/accreditations/{int:accreditation_id}/suspend", roles=("bureau",))
def suspend(request: HttpRequest, accreditation_id: int) -> Row:
    """Suspend a qualification from today on."""
    ask = asked(request)
    made = actions.suspend_accreditation(by=ask.by, accreditation_id=accreditation_id, at=ask.at)
    return {"suspended_on": str(made.suspended_on)}
