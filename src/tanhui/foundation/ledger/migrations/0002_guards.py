"""What must never happen, in the database itself: overlapping serials, and changes to postings and batches."""

from django.db import migrations

from tanhui.foundation.trail.appendonly import append_only, by_vendor


def _no_overlap_sqlite(table: str) -> list[str]:
    """Return the triggers that refuse overlapping ranges: only the nearest range at or below the new end can overlap."""
    found = (
        f"select raise(abort, '{table}: serial numbers overlap') where coalesce((select last from {table} "
        "where first <= new.last and id <> coalesce(new.id, -1) order by first desc limit 1), 0) >= new.first"
    )
    return [
        f"create trigger {table}_no_overlap_insert before insert on {table} begin {found}; end",
        f"create trigger {table}_no_overlap_update before update of first, last on {table} begin {found}; end",
    ]


def _no_overlap_postgres(table: str) -> list[str]:
    """Return the exclusion constraint that refuses overlapping ranges."""
    return [
        f"alter table {table} add constraint {table}_no_overlap exclude using gist (int8range(first, last, '[]') with &&)"
    ]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("trail", "0001_journal")]
    operations = [
        by_vendor(sqlite=_no_overlap_sqlite(table), postgresql=_no_overlap_postgres(table))
        for table in ("ledger_lot", "ledger_batch")
    ] + [append_only("ledger_posting"), append_only("ledger_batch")]
