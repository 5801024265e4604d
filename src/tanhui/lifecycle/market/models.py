"""Admissions, client money, listings, trades and closes. What must never happen is a constraint here as well."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tanhui.lifecycle.market.states import ADMISSION_STATES, DEPOSIT_STATES, LISTING_STATES, WITHDRAWAL_STATES

_NOT_FILLED = tuple(state for state in LISTING_STATES if state != "filled")


class Participant(models.Model):
    """A party's application to trade (article 19), the operations centre's decision, and whether trading is suspended."""

    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    statement = models.CharField(max_length=200)
    evidence = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="applied")
    applied_by = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField()
    decision = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    admitted_at = models.DateTimeField(null=True)
    suspended = models.BooleanField(default=False)
    suspended_for = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=tuple(ADMISSION_STATES)), name="participant_state_known"),
            models.CheckConstraint(
                condition=Q(state="admitted", admitted_at__isnull=False)
                | (~Q(state="admitted") & Q(admitted_at__isnull=True, suspended=False)),
                name="participant_admitted_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(suspended=False) | ~Q(suspended_for=""), name="participant_suspension_has_reason"
            ),
            models.UniqueConstraint(
                fields=("party",), condition=Q(state__in=("applied", "admitted")), name="participant_once"
            ),
        )

    def __str__(self) -> str:
        return f"participant {self.party_id}: {self.state}"


class Deposit(models.Model):
    """Money that arrived at the operations centre's bank: recorded by one officer, confirmed by another."""

    bank_reference = models.CharField(max_length=64, unique=True)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField()
    value_on = models.DateField()
    state = models.CharField(max_length=10, default="recorded")
    recorded_by = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    decided_by = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gte=1), name="deposit_not_empty"),
            models.CheckConstraint(condition=Q(state__in=tuple(DEPOSIT_STATES)), name="deposit_state_known"),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(entry_seq__isnull=False) & (Q(recorded_by__isnull=True) | ~Q(decided_by=F("recorded_by"))),
                name="deposit_confirmed_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"deposit {self.bank_reference}"


class Withdrawal(models.Model):
    """Money a party asks back: set aside at once, paid by the operations centre, which is the second person."""

    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField()
    hold = models.OneToOneField("ledger.Hold", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="requested")
    requested_by = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gte=1), name="withdrawal_not_empty"),
            models.CheckConstraint(condition=Q(state__in=tuple(WITHDRAWAL_STATES)), name="withdrawal_state_known"),
        )

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"


class Listing(models.Model):
    """Tonnes of one batch offered at one price for one trading day. Every change makes a new version."""

    seller = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey("ledger.Batch", on_delete=models.PROTECT, related_name="+")
    hold = models.OneToOneField("ledger.Hold", on_delete=models.PROTECT, related_name="+")
    price_fen = models.BigIntegerField()
    tonnes = models.BigIntegerField()
    remaining = models.BigIntegerField()
    version = models.IntegerField(default=1)
    state = models.CharField(max_length=10, default="open")
    day = models.DateField()
    created_by = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(price_fen__gte=1), name="listing_price_positive"),
            models.CheckConstraint(condition=Q(tonnes__gte=1), name="listing_not_empty"),
            models.CheckConstraint(
                condition=Q(remaining__gte=0, remaining__lte=F("tonnes")), name="listing_remaining_in_range"
            ),
            models.CheckConstraint(
                condition=Q(state="filled", remaining=0) | Q(state__in=_NOT_FILLED, remaining__gte=1),
                name="listing_state_fits_remaining",
            ),
        )
        indexes = (models.Index(fields=("state", "day", "price_fen"), name="listing_book"),)

    def __str__(self) -> str:
        return f"listing {self.pk}: {self.remaining} of {self.tonnes} t at {self.price_fen} fen"


class Trade(models.Model):
    """One pick: which serials went from whom to whom for how much, for good."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="trades")
    buyer = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    seller = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey("ledger.Batch", on_delete=models.PROTECT, related_name="+")
    tonnes = models.BigIntegerField()
    price_fen = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    serials = models.JSONField()
    day = models.DateField(db_index=True)
    at = models.DateTimeField()
    entry_seq = models.BigIntegerField(unique=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(tonnes__gte=1, price_fen__gte=1), name="trade_not_empty"),
            models.CheckConstraint(
                condition=Q(amount_fen=F("tonnes") * F("price_fen")), name="trade_amount_is_quantity_times_price"
            ),
            models.CheckConstraint(condition=~Q(buyer=F("seller")), name="trade_between_two_parties"),
        )

    def __str__(self) -> str:
        return f"trade {self.pk}: {self.tonnes} t at {self.price_fen} fen"


class DayClose(models.Model):
    """The close of one trading day: the weighted average of its trades, or the previous close; None before any trade."""

    day = models.DateField(unique=True)
    close_fen = models.BigIntegerField(null=True)
    previous_fen = models.BigIntegerField(null=True)
    tonnes = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    trades = models.IntegerField()
    entry_seq = models.BigIntegerField()

    class Meta:
        ordering = ("day",)
        constraints = (
            models.CheckConstraint(
                condition=Q(tonnes=0) | Q(close_fen__isnull=False), name="close_of_traded_day_known"
            ),
            models.CheckConstraint(condition=Q(close_fen__isnull=True) | Q(close_fen__gte=1), name="close_positive"),
        )

    def __str__(self) -> str:
        return f"close of {self.day}"
