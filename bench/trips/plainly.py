"""The account of a day's trips as one would write it first: Decimal, dictionaries, one row after the other."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from decimal import ROUND_FLOOR, Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from bench.trips.data import FOLDER

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
    """Account day by day: rejects with their reason, one line per person, its digest; return cents of a gram."""
    total = ZERO
    with tempfile.TemporaryDirectory(dir=FOLDER, prefix="plain-") as folder:
        for path in paths:
            amounts, rejects = _of_day(read(path))
            lines = [f"{person},{amounts[person]}" for person in sorted(amounts)]
            content = "\n".join(lines).encode()
            Path(folder, "results.csv").write_bytes(content)
            Path(folder, "rejects.csv").write_text("\n".join(f"{row},{why}" for row, why in rejects))
            Path(folder, "digest.txt").write_text(sha256(content).hexdigest())
            total += sum(amounts.values(), ZERO)
    return [int(total.scaleb(2))]


def _of_day(rows: list[Any]) -> tuple[dict[int, Decimal], list[tuple[int, str]]]:
    seen = set()
    persons = defaultdict(list)
    rejects = []
    for number, (person, operator, trip, moment, mode, distance) in enumerate(rows, start=1):
        fault = _fault(person, operator, trip, mode, distance)
        if fault:
            rejects.append((number, fault))
            continue
        key = (operator, trip)
        if key in seen:
            continue
        seen.add(key)
        amount = max(ZERO, distance * (BASE[moment.year] - MODE[mode]))
        persons[person].append((moment, number, distance, amount))
    return {person: _of_person(own) for person, own in persons.items()}, rejects


def _fault(person: int | None, operator: str, trip: int | None, mode: str, distance: Decimal) -> str:
    if person is None or trip is None:
        return "missing"
    if operator not in OPERATORS or mode not in MODE:
        return "not a choice"
    return "" if ZERO <= distance <= FARTHEST else "out of bounds"


def _of_person(own: list[Any]) -> Decimal:
    total, travelled = ZERO, ZERO
    for number, (_, _, distance, amount) in enumerate(sorted(own), start=1):
        travelled += distance
        if number > ROWS_MOST or travelled > DISTANCE_MOST:
            break
        total += amount
    return min(total, RESULT_MOST).quantize(CENT, ROUND_FLOOR)
