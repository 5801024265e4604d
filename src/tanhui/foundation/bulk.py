"""Many rows into one table by the quickest way the database has: COPY on PostgreSQL, one prepared statement on SQLite.

The table's constraints hold as for any other row. Defaults and `save()` of the model do not run: every column is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Model

REMEMBERED_MOMENTS = 50_000


def store_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, each with a value for every named column; a foreign key is named with its `_id`."""
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in columns]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = ", ".join(quote(str(field.column)) for field in fields)
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({names}) FROM STDIN", rows)
        return
    moments = [place for place, field in enumerate(fields) if isinstance(field, DateTimeField)]
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", _adapted(rows, moments))


def _copy(statement: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _adapted(rows: Iterable[Sequence[Any]], places: Sequence[int]) -> Any:
    """Yield rows with their moments as the database keeps them; neighbouring rows share moments."""
    adapt: Callable[[datetime], Any] = connection.ops.adapt_datetimefield_value
    known: dict[datetime, Any] = {}
    for row in rows:
        made = list(row)
        for place in places:
            at = made[place]
            text = known.get(at)
            if text is None:
                if len(known) >= REMEMBERED_MOMENTS:
                    known.clear()
                text = known[at] = adapt(at)
            made[place] = text
        yield made
