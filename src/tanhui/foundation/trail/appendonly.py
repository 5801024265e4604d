"""Migration steps that make a table append-only in the database itself, against the application's own connection.

SQLite fires delete triggers for INSERT OR REPLACE only with recursive triggers on, so an insert over an existing key is
refused by a trigger of its own; PostgreSQL refuses TRUNCATE too.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_POSTGRES_FUNCTION = """
create or replace function tanhui_append_only() returns trigger language plpgsql as $$
begin raise exception '% is append-only (% refused)', tg_table_name, tg_op using errcode = '23514'; end $$
"""


def _sqlite(table: str, keys: Sequence[str]) -> list[str]:
    refused = f"select raise(abort, '{table} is append-only')"
    clash = " or ".join(f"{key} = new.{key}" for key in keys)
    return [
        f"create trigger {table}_no_update before update on {table} begin {refused}; end",
        f"create trigger {table}_no_delete before delete on {table} begin {refused}; end",
        f"create trigger {table}_no_replace before insert on {table} "
        f"when exists (select 1 from {table} where {clash}) begin {refused}; end",
    ]


def _postgres(table: str) -> list[str]:
    return [
        _POSTGRES_FUNCTION,
        f"create trigger {table}_no_change before update or delete on {table} "
        "for each row execute function tanhui_append_only()",
        f"create trigger {table}_no_truncate before truncate on {table} "
        "for each statement execute function tanhui_append_only()",
        f"alter table {table} enable always trigger {table}_no_change",
        f"alter table {table} enable always trigger {table}_no_truncate",
    ]


def append_only(table: str, *, keys: Sequence[str] = ("id",)) -> migrations.RunPython:
    """Return the migration step that makes `table` append-only; `keys` are its unique columns."""

    def forbid(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        statements = _sqlite(table, keys) if editor.connection.vendor == "sqlite" else _postgres(table)
        for statement in statements:
            editor.execute(statement, params=None)  # None: a percent sign in a function's text is no placeholder

    return migrations.RunPython(forbid, migrations.RunPython.noop)


def append_only_on_sqlite(table: str, *, keys: Sequence[str] = ("id",)) -> migrations.RunPython:
    """Return the step that guards `table` again after SQLite has remade it; PostgreSQL keeps its guards."""
    return by_vendor(sqlite=_sqlite(table, keys), postgresql=())


def by_vendor(*, sqlite: Sequence[str], postgresql: Sequence[str]) -> migrations.RunPython:
    """Return a migration step that runs the statements written for the database at hand."""

    def run(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in sqlite if editor.connection.vendor == "sqlite" else postgresql:
            editor.execute(statement, params=None)  # None: a percent sign in a function's text is no placeholder

    return migrations.RunPython(run, migrations.RunPython.noop)
