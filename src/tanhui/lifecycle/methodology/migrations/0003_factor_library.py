"""The factor library, with its changes and impact reports; the database itself only ever adds to it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tanhui.foundation.trail.appendonly import append_only, by_vendor

APPEND_ONLY = (
    ("factorpublication", ("id", "digest")),
    ("factorproposal", ("id", "number")),
    ("factorrecord", ("id", "digest", "supersedes_id")),
    ("proposedfactor", ("id",)),
    ("factorimpact", ("id",)),
)
"""Every table of the library, with its unique columns: nothing in it is ever changed or removed."""

_RECORD = "methodology_factorrecord"
NO_REPLACED_RECORD = (
    f"create trigger {_RECORD}_no_other before insert on {_RECORD} when exists (select 1 from {_RECORD} where "
    "(code = new.code and edition = new.edition) or (confirmed and new.confirmed and supersedes_id is null "
    "and new.supersedes_id is null and series = new.series and region = new.region and year = new.year)) "
    f"begin select raise(abort, '{_RECORD} is append-only'); end",
    "create trigger methodology_proposedfactor_no_other before insert on methodology_proposedfactor when exists "
    "(select 1 from methodology_proposedfactor where proposal_id = new.proposal_id and line = new.line) "
    "begin select raise(abort, 'methodology_proposedfactor is append-only'); end",
)
"""SQLite only: keys of several columns, which an INSERT OR REPLACE could otherwise use to remove a row."""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_documents"),
        ("methodology", "0002_published"),
        ("trail", "0001_journal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FactorPublication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="编号")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("published", models.CharField(blank=True, max_length=10, verbose_name="公布时间")),
                ("issuer", models.CharField(max_length=100, verbose_name="发布机关")),
                ("link", models.CharField(blank=True, max_length=300, verbose_name="链接")),
                ("file_sha256", models.CharField(blank=True, max_length=64, verbose_name="原文摘要")),
                ("title_confirmed", models.BooleanField(default=True, verbose_name="标题已核对")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="摘要")),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="FactorProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("reason", models.TextField(verbose_name="理由")),
                ("valid_from", models.DateField(verbose_name="拟生效日")),
                ("channel", models.CharField(max_length=10, verbose_name="来源")),
                ("evidence_document_id", models.BigIntegerField(blank=True, null=True, verbose_name="依据文件")),
                ("table_document_id", models.BigIntegerField(blank=True, null=True, verbose_name="上传表格")),
                ("proposed_role", models.CharField(max_length=16, verbose_name="提出角色")),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("entry_seq", models.BigIntegerField(verbose_name="留痕序号")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="FactorImpact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.JSONField(verbose_name="内容")),
                ("sha256", models.CharField(max_length=64, verbose_name="摘要")),
                ("library_head", models.BigIntegerField(verbose_name="因子库版本")),
                ("made_at", models.DateTimeField(verbose_name="编制时间")),
                ("entry_seq", models.BigIntegerField(verbose_name="留痕序号")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="impacts",
                        to="methodology.factorproposal",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="FactorRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=100, verbose_name="编号")),
                ("edition", models.PositiveIntegerField(verbose_name="版次")),
                ("series", models.CharField(db_index=True, max_length=60, verbose_name="系列")),
                ("kind", models.CharField(max_length=16, verbose_name="类型")),
                ("gas", models.CharField(max_length=20, verbose_name="气体")),
                ("region", models.CharField(max_length=40, verbose_name="地区")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("year_of", models.CharField(max_length=12, verbose_name="年份口径")),
                ("value", models.CharField(blank=True, max_length=40, verbose_name="数值")),
                ("unit", models.CharField(max_length=40, verbose_name="单位")),
                ("evidence", models.CharField(max_length=16, verbose_name="证据强度")),
                ("confirmed", models.BooleanField(verbose_name="已核对")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("valid_from", models.DateField(db_index=True, verbose_name="生效日")),
                ("recorded_at", models.DateTimeField(verbose_name="入库时间")),
                ("entry_seq", models.BigIntegerField(verbose_name="留痕序号")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="摘要")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="methodology.factorproposal",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="methodology.factorpublication",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="methodology.factorrecord",
                        verbose_name="接替",
                    ),
                ),
            ],
            options={
                "ordering": ("series", "region", "year", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ProposedFactor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField(verbose_name="行号")),
                ("content", models.JSONField(verbose_name="内容")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="methodology.factorproposal",
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="methodology.factorrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("proposal", "line"),
            },
        ),
        migrations.AddConstraint(
            model_name="factorrecord",
            constraint=models.UniqueConstraint(fields=("code", "edition"), name="one_factor_per_edition"),
        ),
        migrations.AddConstraint(
            model_name="factorrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed", True), ("supersedes__isnull", True)),
                fields=("series", "region", "year"),
                name="one_first_factor_per_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("value", ""), _negated=True), ("evidence", "missing"), _connector="OR"),
                name="factor_has_a_value",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed", False),
                    models.Q(("evidence__in", ("missing", "unconfirmed")), _negated=True),
                    _connector="OR",
                ),
                name="factor_confirmed_has_evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ("average", "OM", "BM", "CM", "cm-weight", "NCV", "CC", "OF", "fuel", "heat", "GWP", "default"),
                    )
                ),
                name="factor_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "evidence__in",
                        ("official", "cross-checked", "single", "secondary", "derived", "unconfirmed", "missing"),
                    )
                ),
                name="factor_evidence_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("year_of__in", ("data", "publication", "recorded"))), name="factor_year_of_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="factorrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposal__isnull", True),
                    models.Q(
                        ("approved_by__isnull", False),
                        ("proposed_by__isnull", False),
                        models.Q(("proposed_by", models.F("approved_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="factor_seen_by_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedfactor",
            constraint=models.UniqueConstraint(fields=("proposal", "line"), name="one_proposed_factor_per_line"),
        ),
        *(append_only(f"methodology_{table}", keys=keys) for table, keys in APPEND_ONLY),
        by_vendor(sqlite=NO_REPLACED_RECORD, postgresql=()),
    ]
