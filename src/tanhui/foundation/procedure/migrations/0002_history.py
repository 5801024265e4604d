"""Steps of a case are history: append-only in the database."""

from django.db import migrations

from tanhui.foundation.trail.appendonly import append_only


class Migration(migrations.Migration):
    dependencies = [("procedure", "0001_initial"), ("trail", "0001_journal")]
    operations = [append_only("procedure_step"), append_only("procedure_remark")]
