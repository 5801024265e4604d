"""Retirement is final in the database itself: a retired row never changes, a certificate is append-only, and no lot
leaves an account that is final."""

from django.db import migrations

from tanhui.foundation.trail.appendonly import append_only, by_vendor

_FINAL = "select 1 from ledger_account where kind in ('retired', 'cancelled') and id"
_SQLITE = [
    "create trigger ledger_lot_stays_retired before update of account_id on ledger_lot "
    f"when new.account_id <> old.account_id and exists ({_FINAL} = old.account_id) "
    "begin select raise(abort, 'retirement is final'); end",
    "create trigger retirement_is_final before update on retirement_retirement when old.state = 'retired' "
    "begin select raise(abort, 'retirement is final'); end",
    "create trigger retirement_is_kept before delete on retirement_retirement "
    "begin select raise(abort, 'a retirement is never deleted'); end",
]
_POSTGRES = [
    "create function tanhui_lot_stays_retired() returns trigger language plpgsql as $$ begin "
    f"if exists ({_FINAL} = old.account_id) then "
    "raise exception 'retirement is final' using errcode = '23514'; end if; return new; end $$",
    "create trigger ledger_lot_stays_retired before update of account_id on ledger_lot for each row "
    "when (new.account_id <> old.account_id) execute function tanhui_lot_stays_retired()",
    "alter table ledger_lot enable always trigger ledger_lot_stays_retired",
    "create function tanhui_retirement_is_final() returns trigger language plpgsql as $$ "
    "begin raise exception 'retirement is final' using errcode = '23514'; end $$",
    "create trigger retirement_is_final before update on retirement_retirement for each row "
    "when (old.state = 'retired') execute function tanhui_retirement_is_final()",
    "create trigger retirement_is_kept before delete on retirement_retirement for each row "
    "execute function tanhui_retirement_is_final()",
    "create trigger retirement_is_not_emptied before truncate on retirement_retirement for each statement "
    "execute function tanhui_retirement_is_final()",
    "alter table retirement_retirement enable always trigger retirement_is_not_emptied",
    "alter table retirement_retirement enable always trigger retirement_is_final",
    "alter table retirement_retirement enable always trigger retirement_is_kept",
]


class Migration(migrations.Migration):
    dependencies = [("retirement", "0001_initial"), ("ledger", "0002_guards"), ("trail", "0001_journal")]
    operations = [by_vendor(sqlite=_SQLITE, postgresql=_POSTGRES), append_only("retirement_certificate")]
