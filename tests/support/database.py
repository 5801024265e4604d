"""The test database: a file on SQLite, shared by threads and processes as in use, and PostgreSQL by DATABASE_URL.

Django empties tables after a test with real transactions. Ours refuse that: the journal and the ledger are append-only
in the database itself, and migrations write rows that must stay. So the database is put back whole from a copy.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.environment import VAR


class Snapshot:
    """A copy of the whole test database, to which it can be put back."""

    def __init__(self, name: str) -> None:
        self.name = name
        _disconnect()
        if _connection().vendor == "sqlite":
            _copy_sqlite(_database(), self._file)
        else:
            _recreate(self._copy, template=_database())

    def restore(self) -> None:
        """Put the test database back to this copy; connections open elsewhere may be cut."""
        _disconnect()
        if _connection().vendor == "sqlite":
            _copy_sqlite(self._file, _database())
        else:
            _recreate(_database(), template=self._copy)

    def drop(self) -> None:
        """Remove the copy."""
        if _connection().vendor == "sqlite":
            Path(self._file).unlink(missing_ok=True)
        else:
            _on_server(f'DROP DATABASE IF EXISTS "{self._copy}" WITH (FORCE)')

    @property
    def _copy(self) -> str:
        return f"{_database()}_{self.name}"

    @property
    def _file(self) -> str:
        return str(VAR / f"snapshot-{self.name}.sqlite3")


def _connection():
    from django.db import connection  # noqa: PLC0415 - settings are read after this module is loaded

    return connection


def _disconnect() -> None:
    from django.db import connections  # noqa: PLC0415

    connections.close_all()


def _database() -> str:
    return str(_connection().settings_dict["NAME"])


def _copy_sqlite(source: str, target: str) -> None:
    """Copy page by page through SQLite, which keeps its locks and its write-ahead log right."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target, timeout=20)) as write:
        read.backup(write)


def _recreate(name: str, *, template: str) -> None:
    _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _on_server(statement: str) -> None:
    with _connection()._nodb_cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, monkeypatch_session):
    """After Django has made the test database, keep a copy and use it in place of emptying tables."""
    from django.test import TransactionTestCase  # noqa: PLC0415

    with django_db_blocker.unblock():
        pristine = Snapshot("pristine")
    monkeypatch_session.setattr(TransactionTestCase, "_fixture_teardown", lambda case: pristine.restore())
    yield
    with django_db_blocker.unblock():
        pristine.drop()


@pytest.fixture(scope="session")
def snapshot(django_db_setup, django_db_blocker):
    """`snapshot("seeded")` keeps the whole database as it is now; `.restore()` puts it back. Dropped at the end."""
    taken: list[Snapshot] = []

    def take(name: str) -> Snapshot:
        taken.append(Snapshot(name))
        return taken[-1]

    yield take
    with django_db_blocker.unblock():
        for each in taken:
            each.drop()


@pytest.fixture(scope="session")
def monkeypatch_session():
    """A monkeypatch for the whole run."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="session", autouse=True)
def fast_passwords():
    """Passwords are hashed once, quickly: what is tested is never the cost of the hash."""
    from django.test import override_settings  # noqa: PLC0415

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    """No test meets the sign-in limits or cached answers of another."""
    from django.core.cache import cache  # noqa: PLC0415

    cache.clear()
