"""The tables of the book. Every write goes through `actions`; what must never happen is a constraint here as well."""

from django.db import models
from django.db.models import F, Q

from tanhui.foundation.ledger.units import KINDS_BY_UNIT, SOURCE_KINDS, UNITS

_KINDS = tuple(kind for kinds in KINDS_BY_UNIT.values() for kind in kinds)


class Account(models.Model):
    """One balance in one unit. `held` is the part of `balance` that holds have set aside."""

    code = models.CharField(max_length=60, unique=True)
    unit = models.CharField(max_length=8, choices=[(unit, unit) for unit in UNITS])
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in _KINDS])
    party = models.ForeignKey("parties.Party", null=True, on_delete=models.PROTECT, related_name="+")
    balance = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(unit__in=UNITS), name="account_unit_known"),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="account_kind_known"),
            models.CheckConstraint(
                condition=Q(balance__gte=0) | Q(kind__in=SOURCE_KINDS), name="account_balance_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(balance__lte=0) | ~Q(kind__in=SOURCE_KINDS), name="source_balance_not_positive"
            ),
            models.CheckConstraint(condition=Q(held__gte=0), name="account_held_not_negative"),
            models.CheckConstraint(condition=Q(held=0) | Q(held__lte=F("balance")), name="account_held_is_covered"),
        )

    def __str__(self) -> str:
        return self.code


class Batch(models.Model):
    """What one issuance created: a range of serial numbers, one per tonne. Never changed."""

    prefix = models.CharField(max_length=48)
    project_ref = models.CharField(max_length=16, db_index=True)
    vintage = models.CharField(max_length=6)
    first = models.BigIntegerField(unique=True)
    last = models.BigIntegerField(unique=True)
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(first__gte=1), name="batch_starts_at_one_or_above"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="batch_not_empty"),
        )

    def __str__(self) -> str:
        return f"{self.prefix}-{self.first}-{self.last}"


class Hold(models.Model):
    """An amount set aside for one purpose: placed, then posted in parts to its target, or voided."""

    STATES = ("placed", "posted", "voided")

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    cause = models.CharField(max_length=60)
    amount = models.BigIntegerField()
    remaining = models.BigIntegerField()
    state = models.CharField(max_length=8, default="placed")
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=1), name="hold_not_empty"),
            models.CheckConstraint(
                condition=Q(remaining__gte=0, remaining__lte=F("amount")), name="hold_remaining_in_range"
            ),
            models.CheckConstraint(
                condition=Q(state="placed", remaining__gte=1) | Q(state__in=("posted", "voided"), remaining=0),
                name="hold_state_fits_remaining",
            ),
        )

    def __str__(self) -> str:
        return f"hold {self.pk}: {self.remaining} of {self.amount} ({self.cause})"


class Lot(models.Model):
    """A run of serial numbers in one account: where those tonnes are now. Lots of the register never overlap."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lots")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lots")
    hold = models.ForeignKey(Hold, null=True, on_delete=models.PROTECT, related_name="lots")
    first = models.BigIntegerField(unique=True)
    last = models.BigIntegerField(unique=True)
    locked_until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(first__gte=1), name="lot_starts_at_one_or_above"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="lot_not_empty"),
        )
        indexes = (models.Index(fields=("account", "hold", "first"), name="lot_of_account"),)

    def __str__(self) -> str:
        return f"lot {self.first}-{self.last}"

    @property
    def tonnes(self) -> int:
        """Whole tonnes in the lot."""
        return self.last - self.first + 1


class Posting(models.Model):
    """One movement between two accounts of one unit, for good. Of tonnes it names the serial numbers moved.

    The accounts, the batch and the journal entry are checked by the one writer and by reconciliation, not by foreign keys:
    on this, the hottest table, they would halve the throughput.
    """

    entry_seq = models.BigIntegerField(db_index=True)
    unit = models.CharField(max_length=8)
    source_id = models.BigIntegerField()
    target_id = models.BigIntegerField()
    amount = models.BigIntegerField()
    cause = models.CharField(max_length=60)
    batch_id = models.BigIntegerField(null=True)
    first = models.BigIntegerField(null=True)
    last = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=1), name="posting_amount_positive"),
            models.CheckConstraint(condition=~Q(source_id=F("target_id")), name="posting_between_two_accounts"),
            models.CheckConstraint(
                condition=Q(
                    unit="t", first__isnull=False, last__isnull=False, first__gte=1, last=F("first") + F("amount") - 1
                )
                | (~Q(unit="t") & Q(first__isnull=True, last__isnull=True)),
                name="posting_of_tonnes_names_serials",
            ),
        )
        indexes = (
            models.Index(fields=("source_id", "id"), name="posting_by_source"),
            models.Index(fields=("target_id", "id"), name="posting_by_target"),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}: {self.source_id} -> {self.target_id}"
