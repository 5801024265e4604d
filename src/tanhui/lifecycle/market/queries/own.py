"""What a party has at the market: its tonnes, its money, its admission; and the lists the operations centre works on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.ledger.queries import Balance, HoldingRow
from tanhui.foundation.parties import queries as parties
from tanhui.foundation.parties.roles import TRADERS
from tanhui.lifecycle.market.models import Deposit, Participant, Withdrawal
from tanhui.lifecycle.market.queries.book import ListingRow, listing_row, listing_rows
from tanhui.lifecycle.market.states import ADMISSION_STATES, DEPOSIT_STATES, WITHDRAWAL_STATES
from tanhui.lifecycle.registry import queries as registry


@dataclass(frozen=True)
class AdmissionRow:
    """A party's application to trade and what came of it."""

    id: int
    party_id: int
    party: str
    statement: str
    evidence_id: int | None
    state: str
    state_zh: str
    applied_at: datetime
    decision: str
    admitted_at: datetime | None
    suspended: bool
    suspended_for: str


@dataclass(frozen=True)
class CashRow:
    """A deposit or a withdrawal."""

    id: int
    party_id: int
    party: str
    bank_reference: str
    amount_fen: int
    value_on: date | None
    state: str
    state_zh: str
    at: datetime
    recorded_by: int | None


def my_holdings(party_id: int, on: date) -> list[HoldingRow]:
    """Return what a party holds batch by batch: in all, on hold, and locked against resale on a day."""
    return [row for row in holdings.of_party(party_id, on=on) if row.total]


def sellable(party_id: int, on: date) -> list[HoldingRow]:
    """Return the batches of which a party has tonnes to offer."""
    frozen = registry.frozen_batches()
    return [row for row in my_holdings(party_id, on) if row.available and row.batch_id not in frozen]


def my_cash(party_id: int) -> Balance:
    """Return a party's money: in all, and on hold."""
    return holdings.balance_of("fen", "cash", party_id)


def my_orders(party_id: int) -> list[ListingRow]:
    """Return a party's listings, newest first."""
    return [listing_row(row) for row in listing_rows(seller_id=party_id)]


def admission_rows(state: str | None = None) -> QuerySet[Participant]:
    """Return applications to trade for a list, newest first."""
    rows = Participant.objects.select_related("party").order_by("-pk")
    return rows if state is None else rows.filter(state=state)


def admission(participant_id: int) -> AdmissionRow:
    """Return one application."""
    return admission_row(admission_rows().get(pk=participant_id))


def admission_of(party_id: int) -> AdmissionRow | None:
    """Return a party's latest application."""
    row = admission_rows().filter(party_id=party_id).first()
    return admission_row(row) if row else None


def admission_row(row: Participant) -> AdmissionRow:
    """Return the plain row of an application loaded with its party."""
    return AdmissionRow(
        id=row.pk,
        party_id=row.party_id,
        party=row.party.name,
        statement=row.statement,
        evidence_id=row.evidence_id,
        state=row.state,
        state_zh=ADMISSION_STATES[row.state] if not row.suspended else "已暂停交易",
        applied_at=row.applied_at,
        decision=row.decision,
        admitted_at=row.admitted_at,
        suspended=row.suspended,
        suspended_for=row.suspended_for,
    )


def deposit_rows(*, party_id: int | None = None, state: str | None = None) -> QuerySet[Deposit]:
    """Return deposits for a list, newest first."""
    rows = Deposit.objects.select_related("party").order_by("-pk")
    if party_id is not None:
        rows = rows.filter(party_id=party_id)
    return rows if state is None else rows.filter(state=state)


def deposit(deposit_id: int) -> CashRow:
    """Return one deposit."""
    return deposit_row(deposit_rows().get(pk=deposit_id))


def deposit_row(row: Deposit) -> CashRow:
    """Return the plain row of a deposit loaded with its party."""
    return CashRow(
        id=row.pk,
        party_id=row.party_id,
        party=row.party.name,
        bank_reference=row.bank_reference,
        amount_fen=row.amount_fen,
        value_on=row.value_on,
        state=row.state,
        state_zh=DEPOSIT_STATES[row.state],
        at=row.recorded_at,
        recorded_by=row.recorded_by_id,
    )


def withdrawal_rows(*, party_id: int | None = None, state: str | None = None) -> QuerySet[Withdrawal]:
    """Return withdrawals for a list, newest first."""
    rows = Withdrawal.objects.select_related("party").order_by("-pk")
    if party_id is not None:
        rows = rows.filter(party_id=party_id)
    return rows if state is None else rows.filter(state=state)


def withdrawal(withdrawal_id: int) -> CashRow:
    """Return one withdrawal."""
    return withdrawal_row(withdrawal_rows().get(pk=withdrawal_id))


def withdrawal_row(row: Withdrawal) -> CashRow:
    """Return the plain row of a withdrawal loaded with its party."""
    return CashRow(
        id=row.pk,
        party_id=row.party_id,
        party=row.party.name,
        bank_reference="",
        amount_fen=row.amount_fen,
        value_on=None,
        state=row.state,
        state_zh=WITHDRAWAL_STATES[row.state],
        at=row.requested_at,
        recorded_by=row.requested_by_id,
    )


def trading_parties(on: date) -> list[parties.PartyRow]:
    """Return the parties for which somebody may trade on a day: those a deposit can be recorded for."""
    found = {row.id: row for role in sorted(TRADERS) for row in parties.parties_with_role(role, on)}
    return [found[key] for key in sorted(found)]
