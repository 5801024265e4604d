"""Retirement is final in the database itself: a retired row never changes, a certificate is append-only."""

from django.db import migrations

from tanhui.foundation.trail.appendonly import append_only, by_vendor

_SQLITE = [
    "create trigger retirement_is_final before update on retirement_retirement when old.state = 'retired' "
    "begin select raise(abort, 'retirement is final'); end",
    "create trigger retirement_is_kept before delete on retirement_retirement "
    "begin select raise(abort, 'a retirement is never deleted'); end",
]
_POSTGRES = [
    "create function tanhui_retirement_is_final() returns trigger language plpgsql as $$ "
    "begin raise exception 'retirement is final' using errcode = '23514'; end $$",
    "create trigger retirement_is_final before update on retirement_retirement for each row "
    "when (old.state = 'retired') execute function tanhui_retirement_is_final()",
    "create trigger retirement_is_kept before delete on retirement_retirement for each row "
    "execute function tanhui_retirement_is_final()",
    "alter table retirement_retirement enable always trigger retirement_is_final",
    "alter table retirement_retirement enable always trigger retirement_is_kept",
]


class Migration(migrations.Migration):
    dependencies = [("retirement", "0001_initial"), ("trail", "0001_journal")]
    operations = [by_vendor(sqlite=_SQLITE, postgresql=_POSTGRES), append_only("retirement_certificate")]
