"""Damage the tables directly, as nobody can through the application: guards are taken off, the row changed, guards put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def unguarded(*tables: str) -> Iterator[None]:
    """Take the triggers and checks off these tables for a moment, as the owner of the database could."""
    if connection.vendor == "sqlite":
        with _without_sqlite_guards():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # a table with pending checks cannot be altered
        for table in tables:
            cursor.execute(f"alter table {table} disable trigger all")
        yield
        for table in tables:
            cursor.execute(f"alter table {table} enable trigger all")


@contextmanager
def _without_sqlite_guards() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("select name, sql from sqlite_master where type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"drop trigger {name}")
        cursor.execute("pragma ignore_check_constraints = on")
        try:
            yield
        finally:
            cursor.execute("pragma ignore_check_constraints = off")
            for _, sql in triggers:
                cursor.execute(sql)


def execute(statement: str) -> int:
    """Run one statement and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)
