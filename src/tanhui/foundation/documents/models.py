"""One row per upload. The same content may be uploaded several times: each upload is its own row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Document(models.Model):
    """A file somebody brought, kept under the hash of its content; never changed, only made public."""

    sha256 = models.CharField("摘要", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    kind = models.CharField("用途", max_length=40)
    name = models.CharField("名称", max_length=120)
    owner_party = models.ForeignKey(
        "parties.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属主体"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="上传人",
    )
    public = models.BooleanField("公开", default=False)
    uploaded_at = models.DateTimeField("上传时间")
    demonstration = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = "文件"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="document_not_empty"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(kind=""), name="document_named"),
            models.CheckConstraint(condition=~Q(sha256=""), name="document_has_hash"),
        ]

    def __str__(self) -> str:
        return self.name
