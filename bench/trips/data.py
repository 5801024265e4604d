"""The trips: one Parquet file a day, with repeated keys, persons beyond every cap, and a few bad rows."""

from __future__ import annotations

import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb

ROWS_A_DAY = 277_778
FIRST_DAY = date(2024, 12, 14)
"""So that the factor changes after the eighteenth day."""
PERSONS = 350_000
"""Of a day's rows seven tenths are persons of their own, as a city's trips are."""
BYTES_A_ROW = 45
"""Of the trips and of all that the account writes, with room to spare."""
VERSION = "2"
ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("TANHUI_BENCH_DATA", ROOT / "var" / "bench"))

_ROWS = """
SELECT
  CASE WHEN bad = 2 THEN NULL ELSE {person} END AS person,
  CASE hash(j * 3 + 1) % 3 WHEN 0 THEN 'OPA' WHEN 1 THEN 'OPB' ELSE 'OPC' END AS operator,
  {trip} AS trip_id,
  TIMESTAMP '{day}' + to_seconds((hash(i * 7 + 3) % 86400)::BIGINT) AS moment,
  CASE WHEN bad = 1 THEN 'boat' ELSE
    CASE hash(i * 11 + 5) % 5 WHEN 0 THEN 'metro' WHEN 1 THEN 'bus' WHEN 2 THEN 'bike' WHEN 3 THEN 'walk' ELSE 'ev' END
  END AS mode,
  CASE WHEN bad = 0 THEN 300.001 ELSE (hash(i * 17 + 7) % 20000)::INTEGER::DECIMAL(9, 3) * 0.001 END::DECIMAL(6, 3) AS distance
FROM (
  SELECT i, CASE WHEN hash(i * 13 + 2) % 50 = 0 AND i > {start} THEN i - 1 ELSE i END AS j,
    CASE WHEN i % 100000 = 77777 THEN (i // 100000) % 3 END AS bad
  FROM range({start}, {end}) AS rows(i)
)
"""
_WHOLE = {"person": f"(hash(j * 5 + 4) % {PERSONS})::BIGINT", "trip": "j::BIGINT"}
_TEXTS = {
    "person": f"'U' || lpad((hash(j * 5 + 4) % {PERSONS})::VARCHAR, 9, '0')",
    "trip": "'T' || lpad(j::VARCHAR, 11, '0')",
}


def files(rows: int, *, texts: bool = False) -> list[str]:
    """Return the files of that many rows, made where they are missing; identifiers are whole numbers, or texts."""
    folder = FOLDER / f"trips-{'texts' if texts else 'whole'}-{VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for number in range(max(1, round(rows / ROWS_A_DAY))):
        day = FIRST_DAY + timedelta(days=number)
        path = folder / f"{day}.parquet"
        if not path.is_file():
            _write(path, number, day, _TEXTS if texts else _WHOLE)
        found.append(str(path))
    return found


def _write(path: Path, number: int, day: date, identifiers: dict[str, str]) -> None:
    start = number * ROWS_A_DAY
    query = _ROWS.format(**identifiers, day=day, start=start, end=start + ROWS_A_DAY)
    made = path.with_suffix(".new")
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{made}' (FORMAT parquet)")
    made.replace(path)


def room_for(rows: int) -> bool:
    """Whether the disk has room for so many rows and their account."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(FOLDER).free > rows * BYTES_A_ROW
