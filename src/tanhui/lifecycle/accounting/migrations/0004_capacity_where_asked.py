"""Capacity is a particular of some projects only: those whose methodology is metered or bounds it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounting", "0003_activity_data")]
    operations = [
        migrations.AlterField(
            model_name="project",
            name="capacity_kw",
            field=models.DecimalField(
                blank=True, decimal_places=3, max_digits=12, null=True, verbose_name="装机容量（kW）"
            ),
        ),
    ]
