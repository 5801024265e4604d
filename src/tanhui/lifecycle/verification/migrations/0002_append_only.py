"""Signed statements are history: append-only in the database."""

from django.db import migrations

from tanhui.foundation.trail.appendonly import append_only


class Migration(migrations.Migration):
    dependencies = [("verification", "0001_initial"), ("trail", "0001_journal")]
    operations = [append_only("verification_statement")]
