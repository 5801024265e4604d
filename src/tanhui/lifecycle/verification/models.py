"""Accreditations, engagements, findings and signed statements."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tanhui.lifecycle.verification.states import ENGAGEMENT_STATES, FINDING_KINDS, FINDING_STATES, OPEN_ENGAGEMENTS

_PARTY = "parties.Party"
_USER = "parties.User"


class Accreditation(models.Model):
    """A body's qualification for one sector, in force `[starts_on, ends_on)`, as the bureau entered it."""

    party = models.ForeignKey(_PARTY, on_delete=models.PROTECT, related_name="+")
    sector = models.CharField("领域", max_length=20)
    document = models.CharField("资质文号", max_length=100)
    starts_on = models.DateField("生效日")
    ends_on = models.DateField("失效日")
    suspended_on = models.DateField("暂停日", null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="accreditation_in_order"),
            models.UniqueConstraint(fields=("party", "sector", "starts_on"), name="accreditation_once"),
        )

    def __str__(self) -> str:
        return f"{self.party_id}:{self.sector}"


class Engagement(models.Model):
    """An owner's engagement of a verification body for one accounting report."""

    report = models.ForeignKey("accounting.AccountingReport", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("accounting.Project", on_delete=models.PROTECT, related_name="+")
    verifier = models.ForeignKey(_PARTY, on_delete=models.PROTECT, related_name="+")
    contract_no = models.CharField("委托合同号", max_length=60)
    state = models.CharField(max_length=10, default="proposed")
    change_reason = models.CharField("更换理由", max_length=500, blank=True)
    proposed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=tuple(ENGAGEMENT_STATES)), name="engagement_state_known"),
            models.UniqueConstraint(
                fields=("project",), condition=Q(state__in=OPEN_ENGAGEMENTS), name="one_open_engagement_per_project"
            ),
        )

    def __str__(self) -> str:
        return f"engagement {self.pk}: {self.state}"


class Finding(models.Model):
    """A non-conformity or clarification raised on a part of the report, and how it was closed."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=2)
    part = models.CharField("所涉内容", max_length=100)
    text = models.TextField()
    raised_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="open")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    conclusion = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=tuple(FINDING_KINDS)), name="finding_kind_known"),
            models.CheckConstraint(condition=Q(state__in=tuple(FINDING_STATES)), name="finding_state_known"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="finding_closed_when"
            ),
        )

    def __str__(self) -> str:
        return f"finding {self.pk}: {self.state}"


class Statement(models.Model):
    """A signed verification statement (核证表), for good. A correction is a later row that supersedes it."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="statements")
    report = models.ForeignKey("accounting.AccountingReport", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("版次")
    report_digest = models.CharField(max_length=64)
    verified_tonnes = models.BigIntegerField()
    lines = models.JSONField()
    conclusion = models.TextField()
    correction_reason = models.CharField(max_length=500, blank=True)
    signed_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=16)
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=200)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("engagement", "number"), name="statement_number_once"),
            models.CheckConstraint(condition=Q(verified_tonnes__gte=0), name="statement_tonnes_not_negative"),
        )

    def __str__(self) -> str:
        return f"statement {self.engagement_id}/{self.number}"
