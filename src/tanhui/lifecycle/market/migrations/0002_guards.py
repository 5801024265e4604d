"""Trades and closes are for good, in the database itself."""

from django.db import migrations

from tanhui.foundation.trail.appendonly import append_only


class Migration(migrations.Migration):
    dependencies = [("market", "0001_initial"), ("trail", "0001_journal")]
    operations = [
        append_only("market_trade", keys=("id", "entry_seq")),
        append_only("market_dayclose", keys=("id", "day")),
    ]
