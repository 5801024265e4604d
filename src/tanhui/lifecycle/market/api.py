"""The market over the API: every act of its pages, and what is public. Money is whole fen, quantities whole tonnes."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest

from tanhui.foundation.clock import now
from tanhui.foundation.inputs import MOST_WHOLE
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.inputs.schema import Code, Day, Fen, Line, Whole, read_fen, read_line, read_whole
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.api import Body, asked, endpoint, router_for
from tanhui.law import refuse
from tanhui.lifecycle.market import actions, queries

router = router_for("market")
TRADERS = ("citizen", "owner", "participant")
OPERATIONS = ("operations",)
EVERYONE = ("visitor",)
MOST_ROWS = 1000

Sum = Annotated[int, read_fen(most=MOST_WHOLE)]
Version = Annotated[int, read_whole(unit="版")]
Key = Annotated[int, read_whole(unit="个")]
Reason = Annotated[str, read_line(most=200)]


class EvidenceIn(Body):
    """A file: its name, and its content in base64."""

    name: Line
    content_base64: str


class AdmissionIn(Body):
    """An application to trade."""

    statement: Reason
    evidence: EvidenceIn


class DecisionIn(Body):
    """A decision on an application."""

    admit: bool
    decision: Reason


class ReasonIn(Body):
    """A reason."""

    reason: Reason


class DepositIn(Body):
    """A line of the bank's statement."""

    bank_reference: Code
    party_id: Key
    amount_fen: Sum
    value_on: Day


class WithdrawalIn(Body):
    """A sum to be paid back."""

    amount_fen: Sum


class ListingIn(Body):
    """An offer."""

    batch_id: Key
    tonnes: Whole
    price_fen: Fen


class PriceIn(Body):
    """A new price for one version of a listing."""

    version: Version
    price_fen: Fen


class PickIn(Body):
    """An order, exactly as its sender confirmed it."""

    version: Version
    price_fen: Fen
    tonnes: Whole
    total_fen: Sum


class CloseIn(Body):
    """The day to close."""

    day: Day


class Nothing(Body):
    """No more than the act itself."""


@endpoint(router, "get", "/book", roles=EVERYONE)
def book(request: HttpRequest) -> dict[str, Any]:
    """Show today's best price levels with their listings and versions."""
    today = local_day(now())
    band = queries.band(today)
    return {
        "day": today.isoformat(),
        "levels": [_public_level(level) for level in queries.book(today)],
        "band": asdict(band) if band else None,
        "last_price_fen": queries.last_price_fen(),
    }


def _public_level(level: queries.Level) -> dict[str, Any]:
    listings = [_public_listing(row) for row in level.listings]
    return {"rank": level.rank, "price_fen": level.price_fen, "tonnes": level.tonnes, "listings": listings}


def _public_listing(row: queries.ListingRow) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name not in ("seller_id", "hold_id")}


@endpoint(router, "get", "/listings/{int:listing_id}", roles=EVERYONE)
def listing(request: HttpRequest, listing_id: int) -> dict[str, Any]:
    """Show one listing as it stands."""
    return _public_listing(queries.listing(listing_id))


@endpoint(router, "get", "/trades", roles=EVERYONE, answer=list[dict[str, Any]])
def trades(request: HttpRequest, limit: int = 100, before: int | None = None) -> list[dict[str, Any]]:
    """List trades, newest first; `before` is the id after which to go on."""
    rows = queries.trade_rows() if before is None else queries.trade_rows().filter(pk__lt=before)
    return [asdict(queries.trade_row(row)) for row in rows[: max(1, min(limit, MOST_ROWS))]]


@endpoint(router, "get", "/closes", roles=EVERYONE, answer=list[dict[str, Any]])
def closes(request: HttpRequest) -> list[dict[str, Any]]:
    """List the closes of all trading days."""
    return [asdict(row) for row in queries.closes()]


@endpoint(router, "get", "/statistics", roles=EVERYONE)
def statistics(request: HttpRequest) -> dict[str, Any]:
    """Show the totals since the market opened."""
    found = queries.statistics()
    return {**asdict(found), "average_fen": found.average_fen}


@endpoint(router, "get", "/mine", roles=TRADERS)
def mine(request: HttpRequest) -> dict[str, Any]:
    """Show the party's tonnes by batch, its money, and its listings."""
    ask = asked(request)
    party_id = ask.by.party_id or 0
    cash = queries.my_cash(party_id)
    return {
        "holdings": [
            {**asdict(row), "available": row.available} for row in queries.my_holdings(party_id, local_day(ask.at))
        ],
        "cash": {"total_fen": cash.total, "held_fen": cash.held, "available_fen": cash.available},
        "listings": [_public_listing(row) for row in queries.my_orders(party_id)[:MOST_ROWS]],
    }


@endpoint(router, "post", "/admissions", roles=TRADERS)
def apply(request: HttpRequest, body: AdmissionIn) -> dict[str, Any]:
    """Apply for admission to trade."""
    ask = asked(request)
    evidence = Upload(body.evidence.name, _decoded(body.evidence.content_base64))
    return asdict(actions.apply_for_admission(by=ask.by, at=ask.at, statement=body.statement, evidence=evidence))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        refuse("V-9", "文件内容不是有效的 base64 编码，请重新编码", "The content is not base64", place="content_base64")


@endpoint(router, "post", "/admissions/{int:participant_id}/decision", roles=OPERATIONS)
def decide(request: HttpRequest, participant_id: int, body: DecisionIn) -> dict[str, Any]:
    """Decide an application to trade."""
    ask = asked(request)
    done = actions.decide_admission(
        by=ask.by, at=ask.at, participant_id=participant_id, admit=body.admit, decision=body.decision
    )
    return asdict(done)


@endpoint(router, "post", "/admissions/{int:participant_id}/suspension", roles=OPERATIONS)
def suspend(request: HttpRequest, participant_id: int, body: ReasonIn) -> dict[str, Any]:
    """Suspend a participant; its listings are withdrawn."""
    ask = asked(request)
    return asdict(actions.suspend_participant(by=ask.by, at=ask.at, participant_id=participant_id, reason=body.reason))


@endpoint(router, "post", "/admissions/{int:participant_id}/resumption", roles=OPERATIONS)
def resume(request: HttpRequest, participant_id: int, body: ReasonIn) -> dict[str, Any]:
    """Let a suspended participant trade again."""
    ask = asked(request)
    return asdict(actions.resume_participant(by=ask.by, at=ask.at, participant_id=participant_id, reason=body.reason))


@endpoint(router, "post", "/deposits", roles=OPERATIONS)
def record(request: HttpRequest, body: DepositIn) -> dict[str, Any]:
    """Record a deposit from the bank's statement."""
    ask = asked(request)
    return asdict(actions.record_deposit(by=ask.by, at=ask.at, line=actions.BankLine(**body.dict())))


@endpoint(router, "post", "/deposits/{int:deposit_id}/confirmation", roles=OPERATIONS)
def confirm(request: HttpRequest, deposit_id: int, body: Nothing) -> dict[str, Any]:
    """Confirm a deposit as another person than who recorded it."""
    ask = asked(request)
    return asdict(actions.confirm_deposit(by=ask.by, at=ask.at, deposit_id=deposit_id))


@endpoint(router, "post", "/deposits/{int:deposit_id}/rejection", roles=OPERATIONS)
def reject(request: HttpRequest, deposit_id: int, body: Nothing) -> dict[str, Any]:
    """Turn a recorded deposit down."""
    ask = asked(request)
    return asdict(actions.reject_deposit(by=ask.by, at=ask.at, deposit_id=deposit_id))


@endpoint(router, "post", "/withdrawals", roles=TRADERS)
def withdraw(request: HttpRequest, body: WithdrawalIn) -> dict[str, Any]:
    """Ask for money back."""
    ask = asked(request)
    return asdict(actions.request_withdrawal(by=ask.by, at=ask.at, amount_fen=body.amount_fen))


@endpoint(router, "post", "/withdrawals/{int:withdrawal_id}/payment", roles=OPERATIONS)
def pay(request: HttpRequest, withdrawal_id: int, body: Nothing) -> dict[str, Any]:
    """Confirm that a withdrawal was paid."""
    ask = asked(request)
    return asdict(actions.confirm_withdrawal(by=ask.by, at=ask.at, withdrawal_id=withdrawal_id))


@endpoint(router, "post", "/withdrawals/{int:withdrawal_id}/return", roles=OPERATIONS)
def give_back(request: HttpRequest, withdrawal_id: int, body: Nothing) -> dict[str, Any]:
    """Turn a withdrawal down."""
    ask = asked(request)
    return asdict(actions.return_withdrawal(by=ask.by, at=ask.at, withdrawal_id=withdrawal_id))


@endpoint(router, "post", "/listings", roles=TRADERS)
def list_for_sale(request: HttpRequest, body: ListingIn) -> dict[str, Any]:
    """Offer tonnes of an own batch until the end of the day."""
    ask = asked(request)
    return asdict(actions.list_for_sale(by=ask.by, at=ask.at, **body.dict()))


@endpoint(router, "post", "/listings/{int:listing_id}/price", roles=TRADERS)
def change_price(request: HttpRequest, listing_id: int, body: PriceIn) -> dict[str, Any]:
    """Change the price of an own listing."""
    ask = asked(request)
    return asdict(actions.change_price(by=ask.by, at=ask.at, listing_id=listing_id, **body.dict()))


@endpoint(router, "post", "/listings/{int:listing_id}/cancellation", roles=TRADERS)
def cancel(request: HttpRequest, listing_id: int, body: Nothing) -> dict[str, Any]:
    """Take back what is left of an own listing."""
    ask = asked(request)
    return asdict(actions.cancel_listing(by=ask.by, at=ask.at, listing_id=listing_id))


@endpoint(router, "post", "/listings/{int:listing_id}/picks", roles=TRADERS)
def pick(request: HttpRequest, listing_id: int, body: PickIn) -> dict[str, Any]:
    """Buy tonnes of a listing at its current price."""
    ask = asked(request)
    return asdict(actions.pick(by=ask.by, at=ask.at, order=actions.Order(listing_id=listing_id, **body.dict())))


@endpoint(router, "post", "/closes", roles=OPERATIONS)
def close(request: HttpRequest, body: CloseIn) -> dict[str, Any]:
    """Close a trading day."""
    ask = asked(request)
    return asdict(actions.close_day(by=ask.by, at=ask.at, day=body.day))
