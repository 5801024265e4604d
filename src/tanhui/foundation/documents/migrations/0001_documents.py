"""The table of documents."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "__first__"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="摘要")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("media_type", models.CharField(max_length=100, verbose_name="类型")),
                ("kind", models.CharField(max_length=40, verbose_name="用途")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("public", models.BooleanField(default=False, verbose_name="公开")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("demonstration", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "owner_party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                        verbose_name="所属主体",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "文件",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(condition=Q(size__gt=0), name="document_not_empty"),
                    models.CheckConstraint(condition=~Q(name="") & ~Q(kind=""), name="document_named"),
                    models.CheckConstraint(condition=~Q(sha256=""), name="document_has_hash"),
                ],
            },
        ),
    ]
