"""The versions that were registered and published."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class MethodologyVersion(models.Model):
    """One published version with its whole document. Only its end of force is written later, and only once.

    The database itself refuses any other change (see the migration): a new factor or formula is a new version.
    """

    slug = models.CharField("方法学", max_length=60)
    code = models.CharField("编码", max_length=12)
    version = models.CharField("版本", max_length=20)
    title_zh = models.CharField("名称", max_length=100)
    title_en = models.CharField("英文名称", max_length=200)
    document = models.TextField("文件")
    sha256 = models.CharField("摘要", max_length=64)
    registered_at = models.DateTimeField("登记时间")
    in_force_from = models.DateField("生效日")
    in_force_to = models.DateField("失效前最后一日", null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", verbose_name="接替版本", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    case_id = models.BigIntegerField("案件", null=True, blank=True)

    class Meta:
        ordering = ("slug", "in_force_from", "id")
        constraints = (
            models.UniqueConstraint(fields=("slug", "version"), name="one_document_per_version"),
            models.UniqueConstraint(fields=("slug", "in_force_from"), name="one_version_starts_on_a_day"),
            models.UniqueConstraint(
                fields=("slug",), condition=Q(in_force_to__isnull=True), name="one_version_without_end"
            ),
            models.CheckConstraint(
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gte=F("in_force_from")),
                name="version_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title_zh} {self.version}"
