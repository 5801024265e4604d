"""Retirements and their certificates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tanhui.lifecycle.retirement.rules import PURPOSES
from tanhui.lifecycle.retirement.states import STATES


class Retirement(models.Model):
    """A holder's order to use reductions once and for good, and its execution by the operations centre."""

    holder = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey("ledger.Batch", on_delete=models.PROTECT, related_name="+")
    hold = models.OneToOneField("ledger.Hold", on_delete=models.PROTECT, related_name="+")
    tonnes = models.BigIntegerField()
    purpose = models.CharField(max_length=12)
    beneficiary = models.CharField(max_length=100)
    reference = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default="requested")
    requested_by = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    serials = models.JSONField(default=list)
    number = models.CharField(max_length=24, unique=True, null=True, blank=True)
    retired_at = models.DateTimeField(null=True)
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(tonnes__gte=1), name="retirement_not_empty"),
            models.CheckConstraint(condition=Q(purpose__in=tuple(PURPOSES)), name="retirement_purpose_known"),
            models.CheckConstraint(condition=Q(state__in=tuple(STATES)), name="retirement_state_known"),
            models.CheckConstraint(
                condition=~Q(state="retired")
                | Q(number__isnull=False, retired_at__isnull=False, entry_seq__isnull=False),
                name="retired_has_its_certificate",
            ),
        )

    def __str__(self) -> str:
        return self.number or f"retirement {self.pk}"


class Certificate(models.Model):
    """One version of a retirement's certificate, for good. A correction is a later version of the same serials."""

    retirement = models.ForeignKey(Retirement, on_delete=models.PROTECT, related_name="certificates")
    version = models.PositiveIntegerField()
    facts = models.JSONField()
    sha256 = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=16)
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=200)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    correction_reason = models.CharField(max_length=200, blank=True)
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("retirement", "version"), name="certificate_version_once"),)

    def __str__(self) -> str:
        return f"{self.retirement_id} v{self.version}"
