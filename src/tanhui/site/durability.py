"""Refuse a database that may lose acknowledged acts: SQLite below full synchronisation, PostgreSQL with fsync off."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

_FULL = 2


def weaknesses(connection: Any) -> list[str]:
    """Return what makes this connection unsafe for the ledger; empty when nothing does."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return _sqlite(cursor, connection)
        return [
            f"PostgreSQL setting {name} is {value}"
            for name, refused in (
                ("fsync", ("off",)),
                ("synchronous_commit", ("off", "local")),
                ("full_page_writes", ("off",)),
            )
            for value in [_shown(cursor, name)]
            if value in refused
        ]


def _sqlite(cursor: Any, connection: Any) -> list[str]:
    found = []
    cursor.execute("PRAGMA synchronous")
    if int(cursor.fetchone()[0]) < _FULL:
        found.append("SQLite runs with synchronous below FULL")
    cursor.execute("PRAGMA journal_mode")
    mode = cursor.fetchone()[0]
    if mode not in ("wal", "delete", "truncate", "persist"):
        found.append(f"SQLite runs with journal_mode {mode}")
    if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        found.append("SQLite transactions do not begin IMMEDIATE")
    return found


def _shown(cursor: Any, name: str) -> str:
    cursor.execute(f"SHOW {name}")
    return str(cursor.fetchone()[0])


def check_durability(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Django's database check: an error for every weakness found."""
    return [
        Error(weakness, id="tanhui.E001", hint="See docs/decisions: what was acknowledged must survive a power cut.")
        for alias in databases or ()
        for weakness in weaknesses(connections[alias])
    ]
