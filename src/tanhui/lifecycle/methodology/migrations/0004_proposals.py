"""Proposals of methodologies; what was submitted stays as it was."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tanhui.foundation.trail.appendonly import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_documents"),
        ("methodology", "0003_factor_library"),
        ("parties", "0001_initial"),
        ("procedure", "0003_factor_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MethodologyProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="建议编号")),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("opened_at", models.DateTimeField(verbose_name="开始编写")),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                        verbose_name="申请单位",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procedure.case"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
            ],
            options={
                "verbose_name": "方法学建议",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="ProposalDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="方法学文件")),
                ("application", models.JSONField(default=dict, verbose_name="申请表")),
                ("revision", models.PositiveIntegerField(default=1, verbose_name="修订次数")),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draft",
                        to="methodology.methodologyproposal",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProposalPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attached_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="methodology.methodologyproposal",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="ProposalSubmission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="方法学文件")),
                ("sha256", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("slug", models.CharField(max_length=60, verbose_name="方法学")),
                ("code", models.CharField(max_length=12, verbose_name="编码")),
                ("version", models.CharField(max_length=20, verbose_name="版本")),
                ("title_zh", models.CharField(max_length=100, verbose_name="名称")),
                ("title_en", models.CharField(max_length=200, verbose_name="英文名称")),
                ("category", models.CharField(max_length=20, verbose_name="领域")),
                ("application", models.JSONField(verbose_name="申请表")),
                ("papers", models.JSONField(verbose_name="附件")),
                ("instrument", models.CharField(max_length=20, verbose_name="依据文件")),
                ("entry_seq", models.BigIntegerField(verbose_name="留痕序号")),
                ("at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="methodology.methodologyproposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "提交的方法学建议",
                "ordering": ("pk",),
            },
        ),
        append_only("methodology_proposalsubmission"),
    ]
