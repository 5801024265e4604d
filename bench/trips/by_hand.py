"""The account of trips as a compiled loop written for these very columns: the limit of what code can do here.

Whole numbers throughout: metres, and hundred-thousandths of a gram. Keys and persons in open tables with the full key;
two days at a time, one on each processor.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numba
import numpy as np
import pyarrow.parquet as parquet

RATES = {
    2024: {b"metro": 6925, b"bus": 5000, b"bike": 9580, b"walk": 10450, b"ev": 4275},
    2025: {b"metro": 6605, b"bus": 4680, b"bike": 9260, b"walk": 10130, b"ev": 3955},
}
"""Hundredths of a gram per kilometre, by year and mode."""
FARTHEST, ROWS_MOST, DISTANCE_MOST, RESULT_MOST, CENT = 300_000, 4, 60_000, 400_000_000, 1000
THREADS = 2


@numba.njit(nogil=True)
def _spread(value: int, mask: int) -> int:
    mixed = np.uint64(value) * np.uint64(0x9E3779B97F4A7C15)
    return np.int64((mixed ^ (mixed >> np.uint64(29))) & np.uint64(mask))


@numba.njit(nogil=True)
def _day(persons, operators, trips, moments, modes, distances, rates):  # type: ignore[no-untyped-def]
    """Return (cents of a gram, persons, repeated rows, rows beyond a cap, bad rows)."""
    count = len(persons)
    size = 1
    while size < 2 * count:
        size *= 2
    mask = size - 1
    rows_by_key = np.full(size, -1, np.int64)
    slots = np.full(size, -1, np.int64)
    slot_of = np.full(count, -1, np.int64)
    number, travelled, amounts = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64)
    repeated = bad = 0
    for row in range(count):
        rate = rates[modes[row]]
        if persons[row] < 0 or rate < 0 or distances[row] < 0 or distances[row] > FARTHEST:
            bad += 1
            continue
        at = _spread(trips[row] * 4 + operators[row], mask)
        while rows_by_key[at] >= 0 and not (
            trips[rows_by_key[at]] == trips[row] and operators[rows_by_key[at]] == operators[row]
        ):
            at = (at + 1) & mask
        if rows_by_key[at] >= 0:
            repeated += 1
            continue
        rows_by_key[at] = row
        at = _spread(persons[row], mask)
        while slots[at] >= 0 and slots[at] != persons[row]:
            at = (at + 1) & mask
        slots[at] = persons[row]
        slot_of[row] = at
        number[at] += 1
        travelled[at] += distances[row]
        amounts[at] += distances[row] * rate
    over = _take_in_order(slot_of, moments, modes, distances, rates, number, travelled, amounts)
    total = people = 0
    for at in range(size):
        if slots[at] >= 0:
            people += 1
            total += min(amounts[at], RESULT_MOST) // CENT
    return total, people, repeated, over, bad


@numba.njit(nogil=True)
def _take_in_order(slot_of, moments, modes, distances, rates, number, travelled, amounts):  # type: ignore[no-untyped-def]
    """Sum again the persons beyond a cap, row by row in order of time; return how many rows count nothing."""
    chosen = np.zeros(len(slot_of), np.bool_)
    for row in range(len(slot_of)):
        at = slot_of[row]
        chosen[row] = at >= 0 and (number[at] > ROWS_MOST or travelled[at] > DISTANCE_MOST)
    rows = np.flatnonzero(chosen)
    for row in rows:
        number[slot_of[row]] = travelled[slot_of[row]] = amounts[slot_of[row]] = 0
    over = 0
    for place in np.argsort(moments[rows], kind="mergesort"):
        row = rows[place]
        at = slot_of[row]
        number[at] += 1
        travelled[at] += distances[row]
        if number[at] > ROWS_MOST or travelled[at] > DISTANCE_MOST:
            over += 1
        else:
            amounts[at] += distances[row] * rates[modes[row]]
    return over


def _account(path: str) -> tuple[int, ...]:
    columns = ["person", "operator", "trip_id", "moment", "mode", "distance"]
    table = parquet.read_table(path, columns=columns, read_dictionary=["operator", "mode"], use_threads=False)
    table = table.unify_dictionaries().combine_chunks()
    found = {name: table.column(name).chunk(0) for name in columns}
    moments = found["moment"].cast("int64").to_numpy()
    year = 1970 + int(moments[0] // 31_556_952_000_000)
    rates = np.array([RATES[year].get(mode.encode(), -1) for mode in found["mode"].dictionary.to_pylist()], np.int64)
    return _day(
        found["person"].fill_null(-1).to_numpy(),
        found["operator"].indices.to_numpy(),
        found["trip_id"].to_numpy(),
        moments,
        found["mode"].indices.to_numpy(),
        np.frombuffer(found["distance"].buffers()[1], np.int64)[::2],
        rates,
    )


def warm(path: str) -> None:
    """Compile."""
    _account(path)


def account(paths: list[str]) -> list[Any]:
    """Return what all days come to: the total in cents of a gram, persons, repeated rows, beyond a cap, bad."""
    with ThreadPoolExecutor(THREADS) as threads:
        return [int(sum(each)) for each in zip(*threads.map(_account, paths), strict=True)]
