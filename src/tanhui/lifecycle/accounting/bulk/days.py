"""Which days a file holds, and whether it can be read day by day: from its table of contents where that tells, else once."""

from __future__ import annotations

from collections import defaultdict
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


def days_of_parquet(
    connection: duckdb.DuckDBPyConnection, file: DataFile, moment: str, groups: Sequence[Group]
) -> DaysOf:
    """Return the days of a Parquet file whose columns need no reading from text."""
    if file.path_day is not None:
        rows = _one(connection, f"SELECT count(*) FROM read_parquet({text(file.path)}, {PLAIN_PATH})")
        return DaysOf({file.path_day.isoformat(): rows}, staged=False)
    rows_of: dict[str, int] = defaultdict(int)
    if groups and all(group.first is not None and group.first == group.last for group in groups):
        for group in groups:
            rows_of[_day(group.first)] += group.rows
    else:
        day = _sane(columns.day(name(file.column_names[moment]), file.kinds[moment], "duckdb"))
        query = f"SELECT {day} AS day, count(*) FROM read_parquet({text(file.path)}, {PLAIN_PATH}) GROUP BY day"
        for found, rows in connection.execute(query).fetchall():
            rows_of[_day(found)] += rows
    return DaysOf(dict(rows_of), staged=_is_mixed(groups, list(rows_of)))


def groups_of(connection: duckdb.DuckDBPyConnection, files: Sequence[DataFile], moment: str) -> dict[str, list[Group]]:
    """Return the groups of rows of many files; a group that does not tell its days, or has rows without, may hold any."""
    alike: dict[tuple[Kind, str], list[str]] = defaultdict(list)
    for file in files:
        if file.path_day is None:
            alike[file.kinds[moment], file.column_names[moment]].append(file.path)
    found: dict[str, list[Group]] = defaultdict(list)
    for (kind, column), paths in alike.items():
        typed = {"date": "DATE", "instant": "TIMESTAMPTZ"}.get(kind.name, "TIMESTAMP")
        ends = [_sane(columns.day(f"TRY_CAST(stats_{end}_value AS {typed})", kind, "duckdb")) for end in ("min", "max")]
        query = (
            f"SELECT file_name, row_group_num_rows, stats_null_count, {', '.join(ends)} FROM parquet_metadata(?) "
            f"WHERE path_in_schema = {text(column)}"
        )
        for path, rows, nulls, first, last in connection.execute(query, [paths]).fetchall():
            told = nulls == 0 and first is not None and last is not None
            found[path].append(Group(rows, first, last) if told else Group(rows, None, None))
    return found


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
