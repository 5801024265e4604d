"""What must never happen: a submitted report that changes, and two claims on one asset for the same day."""

from django.db import migrations

from tanhui.foundation.trail.appendonly import by_vendor

REPORT = "accounting_accountingreport"
CLAIM = "accounting_claim"

_SQLITE_REPORT = [
    f"create trigger {REPORT}_submitted_no_{act} before {act} on {REPORT} when old.submitted_at is not null "
    "begin select raise(abort, 'a submitted report never changes'); end"
    for act in ("update", "delete")
]
_POSTGRES_REPORT = [
    "create function accounting_report_is_final() returns trigger language plpgsql as $$ begin "
    "if old.submitted_at is not null then raise exception 'a submitted report never changes' using errcode = '23514'; "
    "end if; if tg_op = 'DELETE' then return old; end if; return new; end $$",
    f"create trigger {REPORT}_submitted_no_change before update or delete on {REPORT} "
    "for each row execute function accounting_report_is_final()",
]
_OVERLAP = (
    f"select raise(abort, 'claims on one asset overlap') where new.released_at is null and exists (select 1 from {CLAIM} "
    "where asset = new.asset and released_at is null and id <> coalesce(new.id, -1) "
    "and starts_on < new.ends_on and ends_on > new.starts_on)"
)
_SQLITE_CLAIM = [
    f"create trigger {CLAIM}_no_overlap_{act} before {act} on {CLAIM} begin {_OVERLAP}; end"
    for act in ("insert", "update")
]
_POSTGRES_CLAIM = [
    "create extension if not exists btree_gist",
    f"alter table {CLAIM} add constraint {CLAIM}_no_overlap exclude using gist "
    "(asset with =, daterange(starts_on, ends_on) with &&) where (released_at is null)",
]


class Migration(migrations.Migration):
    dependencies = [("accounting", "0001_initial")]
    operations = [
        by_vendor(sqlite=_SQLITE_REPORT, postgresql=_POSTGRES_REPORT),
        by_vendor(sqlite=_SQLITE_CLAIM, postgresql=_POSTGRES_CLAIM),
    ]
