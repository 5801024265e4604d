"""Endpoints of the stage: every act of the pages under the same rules, and the public check of certificates."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest

from tanhui.foundation.inputs.schema import Whole, read_block, read_line
from tanhui.foundation.web.api import Body, asked, endpoint, router_for
from tanhui.lifecycle.retirement import actions, queries
from tanhui.lifecycle.retirement.access import HOLDERS, READERS, readable
from tanhui.lifecycle.retirement.forms import BENEFICIARY_CHARS, REASON_CHARS, REFERENCE_CHARS
from tanhui.lifecycle.retirement.models import Retirement
from tanhui.lifecycle.retirement.queries import VERDICTS, CertificateRow

router = router_for("retirement")
MOST_ROWS = 200

Row = dict[str, Any]
Purpose = Annotated[str, read_line(least=0)]
Beneficiary = Annotated[str, read_line(most=BENEFICIARY_CHARS, least=0)]
Reference = Annotated[str, read_line(most=REFERENCE_CHARS, least=0)]
Reason = Annotated[str, read_block(most=REASON_CHARS)]


class OrderIn(Body):
    """What to retire, and for what."""

    batch_id: Whole
    tonnes: Whole
    purpose: Purpose = ""
    beneficiary: Beneficiary = ""
    reference: Reference = ""


class ExecuteIn(Body):
    """The confirmation that retirement is final."""

    confirmed: Literal[True]


class CorrectIn(Body):
    """What the corrected certificate says."""

    beneficiary: Beneficiary
    reason: Reason


@endpoint(router, "get", "/", roles=("visitor",), answer=list[Row])
def retirements(request: HttpRequest) -> list[Row]:
    """List the newest retirements."""
    return [_public(queries.row_of(each)) for each in queries.rows("retired")[:MOST_ROWS]]


@endpoint(router, "get", "/certificates/{number}", roles=("visitor",))
def certificate(request: HttpRequest, number: str) -> Row:
    """Check a certificate against ledger and signature; 404 when the register has no such number."""
    row = queries.certificate(number)
    if row is None:
        raise ObjectDoesNotExist
    return _certificate(row)


@endpoint(router, "get", "/files/{sha256}", roles=("visitor",))
def file(request: HttpRequest, sha256: str) -> Row:
    """Say whether a file with this SHA-256 is a certificate of ours, byte for byte."""
    found = queries.examine_digest(sha256)
    return asdict(found) | {"zh": VERDICTS[found.verdict]}


@endpoint(router, "get", "/orders/{int:retirement_id}", roles=READERS)
def one_order(request: HttpRequest, retirement_id: int) -> Row:
    """Show one order."""
    return asdict(readable(asked(request).by, retirement_id))


@endpoint(router, "post", "/orders", roles=HOLDERS)
def order(request: HttpRequest, body: OrderIn) -> Row:
    """Order the retirement of free tonnes of one's own."""
    ask = asked(request)
    use = actions.Use(body.purpose, body.beneficiary, body.reference)
    made = actions.request_retirement(by=ask.by, batch_id=body.batch_id, tonnes=body.tonnes, use=use, at=ask.at)
    return _answer(made)


@endpoint(router, "post", "/orders/{int:retirement_id}/withdraw", roles=HOLDERS)
def withdraw(request: HttpRequest, retirement_id: int) -> Row:
    """Withdraw an order that has not been executed."""
    ask = asked(request)
    readable(ask.by, retirement_id)
    return _answer(actions.withdraw_request(by=ask.by, retirement_id=retirement_id, at=ask.at))


@endpoint(router, "post", "/orders/{int:retirement_id}/execute", roles=("operations",))
def execute(request: HttpRequest, retirement_id: int, body: ExecuteIn) -> Row:
    """Execute an order, once and for good."""
    ask = asked(request)
    return _answer(actions.execute_retirement(by=ask.by, retirement_id=retirement_id, at=ask.at))


@endpoint(router, "post", "/orders/{int:retirement_id}/correct", roles=("operations",))
def correct(request: HttpRequest, retirement_id: int, body: CorrectIn) -> Row:
    """Issue a corrected certificate over the same serials."""
    ask = asked(request)
    made = actions.correct_certificate(by=ask.by, retirement_id=retirement_id, at=ask.at, **body.dict())
    return {"number": made.retirement.number, "version": made.version, "sha256": made.sha256}


def _answer(row: Retirement) -> Row:
    return {"retirement_id": row.pk, "state": row.state, "number": row.number, "tonnes": row.tonnes}


def _public(row: queries.RetirementRow) -> Row:
    hidden = ("id", "holder_id", "holder", "requested_at")
    return {name: value for name, value in asdict(row).items() if name not in hidden}


def _certificate(row: CertificateRow) -> Row:
    return {
        "genuine": row.is_genuine,
        "certificate": _public(row.retirement),
        "version": row.version,
        "facts": row.facts,
        "document_sha256": row.document_sha256,
        "signature": {"algorithm": row.algorithm, "key_id": row.key_id, "value_hex": row.signature},
        "checks": [asdict(each) for each in row.checks],
    }
