"""A freeze names the case it belongs to. Nullable, so that SQLite adds the column without remaking a guarded table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_append_only")]
    operations = [
        migrations.AddField("batchfreeze", "case_no", models.CharField(max_length=60, null=True, verbose_name="案号")),
    ]
