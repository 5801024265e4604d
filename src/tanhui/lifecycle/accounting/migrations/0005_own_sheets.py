"""Owners' own calculation tables; what was added to a report stays as it was checked."""

import django.db.models.deletion
from django.db import migrations, models

from tanhui.foundation.trail.appendonly import append_only


class Migration(migrations.Migration):
    dependencies = [("accounting", "0004_capacity_where_asked"), ("documents", "0001_documents")]
    operations = [
        migrations.CreateModel(
            name="OwnSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("total_cell", models.CharField(max_length=80, verbose_name="合计单元格")),
                ("total_tonnes", models.CharField(max_length=60, verbose_name="合计（吨）")),
                ("added_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_sheets",
                        to="accounting.accountingreport",
                    ),
                ),
            ],
            options={"verbose_name": "业主自备计算表", "ordering": ["id"]},
        ),
        append_only("accounting_ownsheet"),
    ]
