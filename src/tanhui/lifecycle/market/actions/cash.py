"""Client money: deposits recorded from the bank's statement and confirmed by another officer; withdrawals held, then paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.ledger.models import Account
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.models import User
from tanhui.foundation.parties.rules import SIDES, SidesFacts
from tanhui.foundation.periods import local_day
from tanhui.foundation.trail.actions import Entry, act
from tanhui.law import require
from tanhui.lifecycle.market.actions.moving import move
from tanhui.lifecycle.market.actions.results import Noted
from tanhui.lifecycle.market.models import Deposit, Withdrawal
from tanhui.lifecycle.market.queries.facts import trader_breaches
from tanhui.lifecycle.market.queries.own import trading_parties
from tanhui.lifecycle.market.rules.cash import DEPOSIT, DepositFacts
from tanhui.lifecycle.market.rules.trading import refuse_all

CLAUSE = ("HOUSE-6",)
FOUR_EYES = ("HOUSE-3", "HOUSE-6")


@dataclass(frozen=True)
class BankLine:
    """One line of the bank's statement: its reference, whose money it is, how much, and when it arrived."""

    bank_reference: str
    party_id: int
    amount_fen: int
    value_on: date


def record_deposit(*, by: Actor, at: datetime, line: BankLine) -> Noted:
    """Record money that arrived at the bank; nothing is credited before another officer has confirmed it."""
    with act(by=by, kind="market.deposit_recorded", at=at, clauses=CLAUSE) as entry:
        today = local_day(at)
        facts = DepositFacts(
            is_recorded=Deposit.objects.filter(bank_reference=line.bank_reference).exists(),
            value_on=line.value_on,
            today=today,
            may_hold_cash=any(row.id == line.party_id for row in trading_parties(today)),
        )
        require(DEPOSIT, facts)
        row = Deposit.objects.create(
            bank_reference=line.bank_reference,
            party_id=line.party_id,
            amount_fen=line.amount_fen,
            value_on=line.value_on,
            recorded_by_id=by.user_id,
            recorded_at=at,
        )
        entry.about(row, party=line.party_id, amount_fen=line.amount_fen)
    return Noted(row.pk, entry.receipt)


def confirm_deposit(*, by: Actor, at: datetime, deposit_id: int) -> Noted:
    """Confirm a deposit against the bank's statement, as another person than who recorded it; the money is credited."""
    with act(by=by, kind="market.deposit_confirmed", at=at, clauses=FOUR_EYES) as entry:
        row = Deposit.objects.select_for_update().get(pk=deposit_id)
        _require_another(by, row.recorded_by_id)
        move(row, what="deposit", act="confirm")
        bank = ledger.open_account(entry, unit="fen", kind="bank")
        purse = cash_account(entry, row.party_id)
        ledger.post(entry, source=bank, target=purse, amount=row.amount_fen, cause="deposit")
        _decided(row, by, at, entry)
        entry.about(row, party=row.party_id, amount_fen=row.amount_fen)
    return Noted(row.pk, entry.receipt)


def reject_deposit(*, by: Actor, at: datetime, deposit_id: int) -> Noted:
    """Turn a recorded deposit down, as another person; nothing is credited."""
    with act(by=by, kind="market.deposit_rejected", at=at, clauses=FOUR_EYES) as entry:
        row = Deposit.objects.select_for_update().get(pk=deposit_id)
        _require_another(by, row.recorded_by_id)
        move(row, what="deposit", act="reject")
        _decided(row, by, at, entry)
        entry.about(row, party=row.party_id, amount_fen=row.amount_fen)
    return Noted(row.pk, entry.receipt)


def request_withdrawal(*, by: Actor, at: datetime, amount_fen: int) -> Noted:
    """Ask for money back; it is set aside until the operations centre has paid it."""
    with act(by=by, kind="market.withdrawal_requested", at=at, clauses=CLAUSE) as entry:
        refuse_all(trader_breaches(by, at))
        purse = cash_account(entry, by.party_id or 0)
        hold = ledger.place_hold(entry, account=purse, amount=amount_fen, cause="withdrawal")
        row = Withdrawal.objects.create(
            party_id=by.party_id or 0, amount_fen=amount_fen, hold=hold, requested_by_id=by.user_id, requested_at=at
        )
        entry.about(row, party=row.party_id, amount_fen=amount_fen)
    return Noted(row.pk, entry.receipt)


def confirm_withdrawal(*, by: Actor, at: datetime, withdrawal_id: int) -> Noted:
    """Confirm that the bank has paid; another person than who asked."""
    with act(by=by, kind="market.withdrawal_paid", at=at, clauses=FOUR_EYES) as entry:
        row = Withdrawal.objects.select_for_update().get(pk=withdrawal_id)
        _require_another(by, row.requested_by_id)
        move(row, what="withdrawal", act="pay")
        bank = ledger.open_account(entry, unit="fen", kind="bank")
        ledger.post_hold(entry, hold_id=row.hold_id, target=bank, amount=row.amount_fen, cause="withdrawal")
        _decided(row, by, at, entry)
        entry.about(row, party=row.party_id, amount_fen=row.amount_fen)
    return Noted(row.pk, entry.receipt)


def return_withdrawal(*, by: Actor, at: datetime, withdrawal_id: int) -> Noted:
    """Turn a withdrawal down; the money is free again."""
    with act(by=by, kind="market.withdrawal_returned", at=at, clauses=CLAUSE) as entry:
        row = Withdrawal.objects.select_for_update().get(pk=withdrawal_id)
        move(row, what="withdrawal", act="return")
        ledger.void_hold(entry, hold_id=row.hold_id)
        _decided(row, by, at, entry)
        entry.about(row, party=row.party_id, amount_fen=row.amount_fen)
    return Noted(row.pk, entry.receipt)


def cash_account(entry: Entry, party_id: int) -> Account:
    """Return a party's cash account, opening it on first use."""
    return ledger.open_account(entry, unit="fen", kind="cash", party_id=party_id)


def _require_another(by: Actor, user_id: int | None) -> None:
    """Refuse (R17-2) when the person acting is the one who did the earlier step, under whatever login."""
    person = User.objects.filter(pk=user_id or 0).values_list("person_id", flat=True).first()
    require(
        SIDES, SidesFacts(person_id=by.person_id, other_side=frozenset() if person is None else frozenset({person}))
    )


def _decided(row: Deposit | Withdrawal, by: Actor, at: datetime, entry: Entry) -> None:
    row.decided_by_id, row.decided_at, row.entry_seq = by.user_id, at, entry.seq
    row.save()
