"""What waits at the market: admissions, deposits, withdrawals, the close of the day; and what waits for a trader."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure.tasks import Task
from tanhui.lifecycle.market.models import DayClose, Deposit, Listing, Participant, Trade, Withdrawal
from tanhui.lifecycle.market.rules.prices import yuan
from tanhui.lifecycle.market.states import ADMISSION_STATES, DEPOSIT_STATES, WITHDRAWAL_STATES


def tasks(actor: Actor) -> list[Task]:
    """Return what an actor is to do here."""
    if actor.role == "operations":
        return [*_admissions(), *_deposits(actor), *_withdrawals(), *_closes()]
    if actor.role == "participant" and actor.party_id is not None:
        return _own_admission(actor.party_id)
    return []


def days_to_close() -> list[date]:
    """Return the trading days with listings or trades that no close has ended, oldest first."""
    closed = set(DayClose.objects.values_list("day", flat=True))
    worked = set(Trade.objects.values_list("day", flat=True).distinct())
    worked |= set(Listing.objects.filter(state="open").values_list("day", flat=True).distinct())
    return sorted(worked - closed)


def _admissions() -> list[Task]:
    rows = Participant.objects.filter(state="applied").select_related("party")
    return [
        Task(
            f"决定交易准入：{row.party.name}",
            reverse("market:admission", args=(row.pk,)),
            None,
            "JX23-19",
            ADMISSION_STATES[row.state],
        )
        for row in rows
    ]


def _deposits(actor: Actor) -> list[Task]:
    rows = Deposit.objects.filter(state="recorded").exclude(recorded_by_id=actor.user_id).select_related("party")
    return [
        Task(
            f"复核入金：{row.party.name} {yuan(row.amount_fen)} 元",
            reverse("market:deposit", args=(row.pk,)),
            None,
            "HOUSE-3",
            DEPOSIT_STATES[row.state],
        )
        for row in rows
    ]


def _withdrawals() -> list[Task]:
    rows = Withdrawal.objects.filter(state="requested").select_related("party")
    return [
        Task(
            f"办理出金：{row.party.name} {yuan(row.amount_fen)} 元",
            reverse("market:withdrawal", args=(row.pk,)),
            None,
            "HOUSE-6",
            WITHDRAWAL_STATES[row.state],
        )
        for row in rows
    ]


def _closes() -> list[Task]:
    return [
        Task(f"收盘：{day}", f"{reverse('market:close')}?day={day}", day, "JX23-20.1.3", "待收盘")
        for day in days_to_close()
    ]


def _own_admission(party_id: int) -> list[Task]:
    if Participant.objects.filter(party_id=party_id, state__in=("applied", "admitted")).exists():
        return []
    return [Task("申请交易准入", reverse("market:apply"), None, "JX23-19", "尚未申请")]
