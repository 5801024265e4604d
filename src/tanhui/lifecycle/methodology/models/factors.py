"""The factor library: publications, records, the changes proposed to it and their impact reports. Rows are only added."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tanhui.lifecycle.methodology.factors import KINDS, STRENGTHS, YEARS_OF


class FactorPublication(models.Model):
    """Where values were published; a corrected entry is a new row."""

    code = models.CharField("编号", max_length=40)
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=100, blank=True)
    published = models.CharField("公布时间", max_length=10, blank=True)
    issuer = models.CharField("发布机关", max_length=100)
    link = models.CharField("链接", max_length=300, blank=True)
    file_sha256 = models.CharField("原文摘要", max_length=64, blank=True)
    title_confirmed = models.BooleanField("标题已核对", default=True)
    note = models.CharField("说明", max_length=300, blank=True)
    digest = models.CharField("摘要", max_length=64, unique=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title


class FactorProposal(models.Model):
    """A change to the library on its way: one or more records, why, and from which day they shall hold."""

    number = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("标题", max_length=120)
    reason = models.TextField("理由")
    valid_from = models.DateField("拟生效日")
    channel = models.CharField("来源", max_length=10)
    evidence_document_id = models.BigIntegerField("依据文件", null=True, blank=True)
    table_document_id = models.BigIntegerField("上传表格", null=True, blank=True)
    proposed_by = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_role = models.CharField("提出角色", max_length=16)
    proposed_at = models.DateTimeField("提出时间")
    entry_seq = models.BigIntegerField("留痕序号")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class FactorRecord(models.Model):
    """One value with its provenance. It is never changed: a correction is a new record that supersedes it."""

    code = models.CharField("编号", max_length=100)
    edition = models.PositiveIntegerField("版次")
    series = models.CharField("系列", max_length=60, db_index=True)
    kind = models.CharField("类型", max_length=16)
    gas = models.CharField("气体", max_length=20)
    region = models.CharField("地区", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    year_of = models.CharField("年份口径", max_length=12)
    value = models.CharField("数值", max_length=40, blank=True)
    unit = models.CharField("单位", max_length=40)
    publication = models.ForeignKey(FactorPublication, on_delete=models.PROTECT, related_name="records")
    evidence = models.CharField("证据强度", max_length=16)
    confirmed = models.BooleanField("已核对")
    note = models.CharField("说明", max_length=300, blank=True)
    valid_from = models.DateField("生效日", db_index=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by", verbose_name="接替"
    )
    proposal = models.ForeignKey(
        FactorProposal, null=True, blank=True, on_delete=models.PROTECT, related_name="records"
    )
    proposed_by = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("入库时间")
    entry_seq = models.BigIntegerField("留痕序号")
    digest = models.CharField("摘要", max_length=64, unique=True)

    class Meta:
        ordering = ("series", "region", "year", "pk")
        constraints = (
            models.UniqueConstraint(fields=("code", "edition"), name="one_factor_per_edition"),
            models.UniqueConstraint(
                fields=("series", "region", "year"),
                condition=Q(confirmed=True, supersedes__isnull=True),
                name="one_first_factor_per_year",
            ),
            models.CheckConstraint(condition=~Q(value="") | Q(evidence="missing"), name="factor_has_a_value"),
            models.CheckConstraint(
                condition=Q(confirmed=False) | ~Q(evidence__in=("missing", "unconfirmed")),
                name="factor_confirmed_has_evidence",
            ),
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="factor_kind_known"),
            models.CheckConstraint(condition=Q(evidence__in=tuple(STRENGTHS)), name="factor_evidence_known"),
            models.CheckConstraint(condition=Q(year_of__in=tuple(YEARS_OF)), name="factor_year_of_known"),
            models.CheckConstraint(
                condition=Q(proposal__isnull=True)
                | (Q(proposed_by__isnull=False, approved_by__isnull=False) & ~Q(proposed_by=models.F("approved_by"))),
                name="factor_seen_by_four_eyes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} ({self.edition})"


class ProposedFactor(models.Model):
    """One record as proposed, and the record it is to supersede; the content is the record's own fields as text."""

    proposal = models.ForeignKey(FactorProposal, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField("行号")
    content = models.JSONField("内容")
    supersedes = models.ForeignKey(FactorRecord, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("proposal", "line")
        constraints = (models.UniqueConstraint(fields=("proposal", "line"), name="one_proposed_factor_per_line"),)

    def __str__(self) -> str:
        return f"{self.proposal_id}:{self.line}"


class FactorImpact(models.Model):
    """What a proposed change would move, as computed at a moment; `library_head` says which library it was set against."""

    proposal = models.ForeignKey(FactorProposal, on_delete=models.PROTECT, related_name="impacts")
    content = models.JSONField("内容")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField("摘要", max_length=64)
    library_head = models.BigIntegerField("因子库版本")
    made_by = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("编制时间")
    entry_seq = models.BigIntegerField("留痕序号")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"impact of {self.proposal_id}"
