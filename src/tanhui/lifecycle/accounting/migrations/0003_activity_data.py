"""Activity data, kept for good: a set is never changed or deleted, its withdrawal is added once."""

import django.db.models.deletion
from django.db import migrations, models

from tanhui.foundation.trail.appendonly import by_vendor

DATA = "accounting_activitydata"
_KEPT = (
    "id",
    "project_id",
    "year",
    "site",
    "first_day",
    "last_day",
    "document_id",
    "content",
    "rows",
    "sha256",
    "imported_at",
)
_CHANGED = " or ".join(f"new.{column} is not old.{column}" for column in _KEPT)
_REFUSED = f"select raise(abort, '{DATA} is append-only')"
_SQLITE = [
    f"create trigger {DATA}_no_change before update on {DATA} "
    f"when old.withdrawn_at is not null or {_CHANGED} begin {_REFUSED}; end",
    f"create trigger {DATA}_no_delete before delete on {DATA} begin {_REFUSED}; end",
    f"create trigger {DATA}_no_replace before insert on {DATA} "
    f"when exists (select 1 from {DATA} where id = new.id) begin {_REFUSED}; end",
]
_POSTGRES = [
    "create function accounting_data_is_kept() returns trigger language plpgsql as $$ begin "
    "if tg_op = 'UPDATE' and old.withdrawn_at is null "
    "and to_jsonb(new) - 'withdrawn_at' = to_jsonb(old) - 'withdrawn_at' then return new; end if; "
    f"raise exception '{DATA} is append-only (% refused)', tg_op using errcode = '23514'; end $$",
    f"create trigger {DATA}_no_change before update or delete on {DATA} "
    "for each row execute function accounting_data_is_kept()",
    f"create trigger {DATA}_no_truncate before truncate on {DATA} "
    "for each statement execute function accounting_data_is_kept()",
    f"alter table {DATA} enable always trigger {DATA}_no_change",
    f"alter table {DATA} enable always trigger {DATA}_no_truncate",
]


class Migration(migrations.Migration):
    dependencies = [("accounting", "0002_guards"), ("documents", "0001_documents")]
    operations = [
        migrations.CreateModel(
            name="ActivityData",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("site", models.CharField(blank=True, max_length=60, verbose_name="场所")),
                ("first_day", models.DateField(verbose_name="数据起日")),
                ("last_day", models.DateField(verbose_name="数据止日")),
                ("content", models.JSONField()),
                ("rows", models.PositiveIntegerField(verbose_name="行数")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="数据摘要")),
                ("imported_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="activity", to="accounting.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "活动数据",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("project", "year", "site"),
                        name="activity_once_per_year_and_site",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="activity_in_order"
                    ),
                ],
            },
        ),
        by_vendor(sqlite=_SQLITE, postgresql=_POSTGRES),
    ]
