"""The account of a day's trips as one would write it first: Decimal, dictionaries, one row after the other."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_FLOOR, Decimal
from typing import Any

import duckdb

BASE = {2024: Decimal("104.5"), 2025: Decimal("101.3")}
MODE = {
    "metro": Decimal("35.25"),
    "bus": Decimal("54.5"),
    "bike": Decimal("8.7"),
    "walk": Decimal("0"),
    "ev": Decimal("61.75"),
}
OPERATORS = ("OPA", "OPB", "OPC")
ZERO, FARTHEST, CENT = Decimal(0), Decimal(300), Decimal("0.01")
ROWS_MOST, DISTANCE_MOST, RESULT_MOST = 4, Decimal(60), Decimal(4000)


def read(path: str) -> list[Any]:
    """Read a day's rows into Python's own objects."""
    with duckdb.connect() as connection:
        query = f"SELECT person, operator, trip_id, moment, mode, distance FROM '{path}'"
        return connection.execute(query).fetchall()


def account(paths: list[str]) -> list[int]:
    """Return what the persons of the days come to, in cents of a gram."""
    return [int(sum((_of_day(read(path)) for path in paths), ZERO).scaleb(2))]


def _of_day(rows: list[Any]) -> Decimal:
    seen = set()
    persons = defaultdict(list)
    for person, operator, trip, moment, mode, distance in rows:
        if person is None or operator not in OPERATORS or mode not in MODE or not ZERO <= distance <= FARTHEST:
            continue
        key = (operator, trip)
        if key in seen:
            continue
        seen.add(key)
        amount = max(ZERO, distance * (BASE[moment.year] - MODE[mode]))
        persons[person].append((moment, len(seen), distance, amount))
    return sum((_of_person(own) for own in persons.values()), ZERO)


def _of_person(own: list[Any]) -> Decimal:
    total, travelled = ZERO, ZERO
    for number, (_, _, distance, amount) in enumerate(sorted(own), start=1):
        travelled += distance
        if number > ROWS_MOST or travelled > DISTANCE_MOST:
            break
        total += amount
    return min(total, RESULT_MOST).quantize(CENT, ROUND_FLOOR)
