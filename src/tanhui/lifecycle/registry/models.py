"""Tables of the registry. All but `Filing` and its documents are append-only: a legal record is added to, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tanhui.lifecycle.registry.rules.filing import ATTACHABLE

_DOCUMENT = "documents.Document"
_USER = "parties.User"


class Filing(models.Model):
    """An application for filing: which report of which project. Its state is that of its case."""

    number = models.CharField("申请编号", max_length=20, unique=True)
    project = models.ForeignKey("accounting.Project", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("accounting.AccountingReport", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField("procedure.Case", null=True, on_delete=models.PROTECT, related_name="+")
    open = models.BooleanField("未终止", default=True)
    drafted_at = models.DateTimeField()

    class Meta:
        verbose_name = "备案申请"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report"], condition=Q(open=True), name="filing_one_open_per_report")
        ]

    def __str__(self) -> str:
        return self.number


class FilingDocument(models.Model):
    """A part of the application that the owner attached; the latest of a kind counts, evidence adds up."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField("材料", max_length=12)
    document = models.ForeignKey(_DOCUMENT, on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()

    class Meta:
        verbose_name = "申请材料"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=ATTACHABLE), name="filing_document_kind_known")]

    def __str__(self) -> str:
        return f"{self.filing_id}:{self.kind}"


class Submission(models.Model):
    """What was submitted: the report's digest, the statement, the amount, the documents and the instrument in force."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="submissions")
    statement_id = models.BigIntegerField()
    verifier = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    report_digest = models.CharField(max_length=64)
    applied_tonnes = models.CharField("申请量（吨）", max_length=60)
    documents = models.JSONField()
    instrument = models.CharField("依据文件", max_length=20)
    entry_seq = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "提交"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.filing_id}@{self.at:%Y-%m-%d}"


class AuditOpinion(models.Model):
    """The centre's opinion on one submission: the checklist with its verdicts, the recomputation, the words."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="audit")
    checklist = models.JSONField()
    recomputed_digest = models.CharField(max_length=64)
    recomputed_tonnes = models.CharField(max_length=60)
    opinion = models.TextField("审核意见", max_length=5000)
    user = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    entry_seq = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "审核意见书"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"audit of {self.submission_id}"


class Decision(models.Model):
    """The bureau's decision on a filing, once: approved for how much, or refused, with the reason."""

    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="decision")
    approved = models.BooleanField("通过")
    tonnes = models.CharField("核准量（吨）", max_length=60)
    reason = models.TextField("理由", max_length=5000)
    user = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    entry_seq = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "决定"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"decision on {self.filing_id}"


class Letter(models.Model):
    """A paper the registry set from its record: the notice of registration, the letter of issuance."""

    KINDS = ("registration", "issuance")

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=12)
    document = models.OneToOneField(_DOCUMENT, on_delete=models.PROTECT, related_name="+")
    entry_seq = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "文书"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "kind"], name="letter_once_per_kind"),
            models.CheckConstraint(condition=Q(kind__in=("registration", "issuance")), name="letter_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id}:{self.kind}"


class Carry(models.Model):
    """What an issuance left below a whole tonne, as decimal text: the project's to use once."""

    project = models.ForeignKey("accounting.Project", on_delete=models.PROTECT, related_name="+")
    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="carry_left")
    tonnes = models.CharField("结转余量（吨）", max_length=60)
    entry_seq = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "结转余量"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.tonnes} t of {self.project_id}"


class Issuance(models.Model):
    """The one issuance of an approval: its batch in the ledger, and the carry it used. Both only once."""

    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="issuance")
    batch = models.OneToOneField("ledger.Batch", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("accounting.Project", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+")
    period_start = models.DateField("监测期开始")
    period_end = models.DateField("监测期结束（不含）")
    verified_tonnes = models.CharField("核证量（吨）", max_length=60)
    carry_in = models.OneToOneField(Carry, null=True, on_delete=models.PROTECT, related_name="used_by")
    tonnes = models.BigIntegerField("签发量（吨）")
    user = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    entry_seq = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "签发"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "period_start", "period_end"], name="issuance_once_per_period"),
            models.CheckConstraint(condition=Q(tonnes__gte=1), name="issuance_not_empty"),
            models.CheckConstraint(condition=Q(period_end__gt=F("period_start")), name="issuance_period_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.tonnes} t for {self.filing_id}"


class BatchFreeze(models.Model):
    """An order that sets a batch aside, with its reason, until a thaw."""

    batch = models.ForeignKey("ledger.Batch", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("冻结理由", max_length=1000)
    case_no = models.CharField("案号", max_length=60, null=True)  # noqa: DJ001 - orders before the field have none
    user = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    entry_seq = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "批次冻结"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"freeze {self.pk} of batch {self.batch_id}"


class FreezeHold(models.Model):
    """One hold in the ledger that a freeze placed."""

    freeze = models.ForeignKey(BatchFreeze, on_delete=models.PROTECT, related_name="holds")
    hold = models.OneToOneField("ledger.Hold", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "冻结持有"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.freeze_id}:{self.hold_id}"


class BatchThaw(models.Model):
    """The order that ends a freeze."""

    freeze = models.OneToOneField(BatchFreeze, on_delete=models.PROTECT, related_name="thaw")
    reason = models.TextField("解冻理由", max_length=1000)
    user = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    entry_seq = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "批次解冻"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"thaw of {self.freeze_id}"
