"""Proposals of methodologies: who proposes, the draft that only the proposer sees, and what was submitted, for good."""

from __future__ import annotations

from django.db import models

_PARTY, _USER = "parties.Party", "parties.User"


class MethodologyProposal(models.Model):
    """One proposal from its first draft on. Its state is that of its case; a draft has none yet."""

    number = models.CharField("建议编号", max_length=20, unique=True)
    applicant = models.ForeignKey(_PARTY, on_delete=models.PROTECT, related_name="+", verbose_name="申请单位")
    opened_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+", verbose_name="经办人")
    case = models.OneToOneField("procedure.Case", null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("名称", max_length=200)
    opened_at = models.DateTimeField("开始编写")

    class Meta:
        verbose_name = "方法学建议"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ProposalDraft(models.Model):
    """What is being written: the document's text and the application. `revision` tells a later save from an earlier."""

    proposal = models.OneToOneField(MethodologyProposal, on_delete=models.CASCADE, related_name="draft")
    text = models.TextField("方法学文件")
    application = models.JSONField("申请表", default=dict)
    revision = models.PositiveIntegerField("修订次数", default=1)
    saved_at = models.DateTimeField("保存时间")

    def __str__(self) -> str:
        return f"{self.proposal_id} r{self.revision}"


class ProposalPaper(models.Model):
    """A paper attached to a proposal."""

    proposal = models.ForeignKey(MethodologyProposal, on_delete=models.CASCADE, related_name="papers")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField("上传时间")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.document_id}"


class ProposalSubmission(models.Model):
    """What was submitted: the document as it stood with its digest, the application, the papers. Never changed."""

    proposal = models.ForeignKey(MethodologyProposal, on_delete=models.PROTECT, related_name="submissions")
    text = models.TextField("方法学文件")
    sha256 = models.CharField("内容摘要", max_length=64)
    slug = models.CharField("方法学", max_length=60)
    code = models.CharField("编码", max_length=12)
    version = models.CharField("版本", max_length=20)
    title_zh = models.CharField("名称", max_length=100)
    title_en = models.CharField("英文名称", max_length=200)
    category = models.CharField("领域", max_length=20)
    application = models.JSONField("申请表")
    papers = models.JSONField("附件")
    instrument = models.CharField("依据文件", max_length=20)
    entry_seq = models.BigIntegerField("留痕序号")
    at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "提交的方法学建议"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.title_zh} {self.version}"
