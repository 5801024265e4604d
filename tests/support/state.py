"""`unchanged()`: proof that a refused act left nothing behind, in any table, the journal and its head included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

NOT_STATE = frozenset({"django_session"})
"""Tables that say nothing about the platform's books: a session is written when somebody merely looks."""

Dump = dict[str, list[tuple[Any, ...]]]


def dump(*, beside: Iterable[str] = ()) -> Dump:
    """Return every row of every table (as text, sorted), and the names and sizes of the stored documents."""
    from django.conf import settings  # noqa: PLC0415 - settings are read after this module is loaded
    from django.db import connection  # noqa: PLC0415

    kept: Dump = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - NOT_STATE - set(beside)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            kept[table] = sorted(tuple(map(repr, row)) for row in cursor.fetchall())
    kept["(documents)"] = _files(Path(settings.TANHUI_DOCUMENTS))
    return kept


def _files(folder: Path) -> list[tuple[Any, ...]]:
    return sorted((str(path.relative_to(folder)), path.stat().st_size) for path in folder.rglob("*") if path.is_file())


def differences(before: Dump, after: Dump) -> list[str]:
    """Return one line for each row that came, went or changed."""
    lines = []
    for table in sorted(before.keys() | after.keys()):
        old, new = before.get(table, []), after.get(table, [])
        lines += [f"- {table}: {row}" for row in old if row not in new]
        lines += [f"+ {table}: {row}" for row in new if row not in old]
    return lines


@contextmanager
def _unchanged(*, beside: Iterable[str] = ()) -> Iterator[None]:
    before = dump(beside=beside)
    yield
    after = dump(beside=beside)
    assert before.keys() - {"(documents)"}, "no table was compared"
    assert after == before, "the act changed:\n" + "\n".join(differences(before, after)[:20])


@pytest.fixture
def unchanged(db: None) -> Callable[..., AbstractContextManager[None]]:
    """`with unchanged(): …` fails when any row of any table differs afterwards; `beside=("table",)` leaves one out."""
    return _unchanged
