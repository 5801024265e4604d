"""Which days a file holds, and whether it can be read day by day: from its table of contents where that tells, else once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from tanhui.lifecycle.accounting.bulk import columns
from tanhui.lifecycle.accounting.bulk.columns import FIRST_DAY, LAST_DAY, Kind
from tanhui.lifecycle.accounting.bulk.names import name, text
from tanhui.lifecycle.accounting.bulk.sources import PLAIN_PATH, DataFile

MOST_READINGS = 2
"""How often the rows of a file may be read to be accounted day by day; a file that is more mixed is sorted out first."""
NO_DAY = ""
"""Stands for the rows without a day that any date may have."""


@dataclass(frozen=True)
class DaysOf:
    """How many rows of each day a file holds, `NO_DAY` included, and whether it is sorted out first."""

    rows: dict[str, int]
    staged: bool


@dataclass(frozen=True)
class Group:
    """A group of rows of a Parquet file: how many, and the first and last day in it where the file tells."""

    rows: int
    first: date | None
    last: date | None


def days_of_parquet(connection: duckdb.DuckDBPyConnection, file: DataFile, moment: str) -> DaysOf:
    """Return the days of a Parquet file whose columns need no reading from text."""
    if file.path_day is not None:
        rows = _one(connection, f"SELECT count(*) FROM read_parquet({text(file.path)}, {PLAIN_PATH})")
        return DaysOf({file.path_day.isoformat(): rows}, staged=False)
    column, kind = file.column_names[moment], file.kinds[moment]
    groups = _groups(connection, file.path, column, kind)
    if all(group.first is not None and group.first == group.last for group in groups):
        counted: Counter[str] = Counter()
        for group in groups:
            counted[_day(group.first)] += group.rows
        return DaysOf(dict(counted), staged=_is_mixed(groups, list(counted)))
    day = _sane(columns.day(name(column), kind, "duckdb"))
    query = f"SELECT {day} AS day, count(*) FROM read_parquet({text(file.path)}, {PLAIN_PATH}) GROUP BY day"
    rows_of: dict[str, int] = defaultdict(int)
    for found, rows in connection.execute(query).fetchall():
        rows_of[_day(found)] += rows
    return DaysOf(dict(rows_of), staged=_is_mixed(groups, list(rows_of)))


def _groups(connection: duckdb.DuckDBPyConnection, path: str, column: str, kind: Kind) -> list[Group]:
    """Return the groups of rows; one that does not tell its days, or has rows without one, may hold any day."""
    typed = {"date": "DATE", "instant": "TIMESTAMPTZ"}.get(kind.name, "TIMESTAMP")
    ends = []
    for end in ("min", "max"):
        ends.append(_sane(columns.day(f"TRY_CAST(stats_{end}_value AS {typed})", kind, "duckdb")))
    query = (
        f"SELECT row_group_num_rows, stats_null_count, {ends[0]}, {ends[1]} FROM parquet_metadata({text(path)}) "
        f"WHERE path_in_schema = {text(column)}"
    )
    return [
        Group(rows, first, last) if nulls == 0 and first is not None and last is not None else Group(rows, None, None)
        for rows, nulls, first, last in connection.execute(query).fetchall()
    ]


def _is_mixed(groups: Sequence[Group], days: Sequence[str]) -> bool:
    """Whether reading the file once for each of its days would read its rows too often."""
    if len(days) <= 1:
        return False
    total = read = 0
    for group in groups:
        total += group.rows
        if group.first is None or group.last is None:
            read += group.rows * len(days)
        else:
            read += group.rows * sum(1 for day in days if _day(group.first) <= day <= _day(group.last))
    return read > MOST_READINGS * total


def _sane(day: str) -> str:
    return f"CASE WHEN {day} BETWEEN {text(FIRST_DAY.isoformat())} AND {text(LAST_DAY.isoformat())} THEN {day} END"


def _day(found: date | None) -> str:
    return found.isoformat() if found is not None and FIRST_DAY <= found <= LAST_DAY else NO_DAY


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    assert found is not None
    return int(found[0])
