"""A million meter readings from a file: CSV and xlsx with bad rows in them, then the account, then the database.

Baselines: for CSV the csv module with Decimal and one list of rows, for xlsx openpyxl on a tenth of the rows (the whole
takes it minutes), for the database Django's bulk_create. Every way must find the same good rows and the same sum.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from bench.apart import Task, by_turns, tell
from bench.harness import Way, compare, empty_database
from tanhui.lifecycle.accounting.compute import Terms, account
from tanhui.lifecycle.accounting.method import document_at
from tanhui.lifecycle.accounting.readings.reader import FileLimits, ReadingFile, read_readings
from tanhui.lifecycle.accounting.readings.rows import COLUMNS

ROWS, METERS, BAD_ROWS = 1_000_000, 25, 100
SMALL_ROWS, STORED_ROWS = 100_000, 50_000
ROUNDS = 3
NOW = datetime(2026, 6, 1, tzinfo=UTC)
BULK = FileLimits(file_bytes=256 << 20, unpacked_bytes=1 << 30)
FILED, TERMS = date(2026, 1, 5), Terms(first_eligible_day=date(2020, 9, 23), gap_fill_days=31)
STEP = timedelta(minutes=15)


def rows(count: int) -> Iterator[tuple[str, datetime, datetime, int, int]]:
    """Yield quarters of an hour, meter after meter: number, start, end, Wh out, Wh in; -1 Wh is the bad cell."""
    spoiled = set(range(count // BAD_ROWS - 1, count, count // BAD_ROWS))
    for meter in range(METERS):
        start = datetime(2023, 1, 1)  # noqa: DTZ001 - as a file writes it
        for number in range(count // METERS):
            end = start + STEP
            out = (number * 7919 + meter * 104729) % 99991
            bad = meter * (count // METERS) + number in spoiled
            yield f"METER-{meter:03d}", start, end, -1 if bad else out, number * 31 % 1000
            start = end


def write_csv(path: Path, count: int) -> None:
    """Write the readings as CSV."""
    with path.open("w", encoding="utf-8") as target:
        target.write(",".join(COLUMNS) + "\n")
        for meter, start, end, out, taken in rows(count):
            amount = "-1" if out < 0 else f"{out // 1000}.{out % 1000:03d}"
            target.write(f"{meter},{start:%Y-%m-%dT%H:%M},{end:%Y-%m-%dT%H:%M},{amount},0.{taken:03d}\n")


def write_xlsx(path: Path, count: int) -> None:
    """Write the readings as a workbook, days as days."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, COLUMNS)
        for line, (meter, start, end, out, taken) in enumerate(rows(count), start=1):
            sheet.write_string(line, 0, meter)
            sheet.write_datetime(line, 1, start, day)
            sheet.write_datetime(line, 2, end, day)
            sheet.write_number(line, 3, out / 1000 if out >= 0 else -1)
            sheet.write_number(line, 4, taken / 1000)


def read(path: str) -> ReadingFile:
    """Read a file as `tanhui account` does."""
    return read_readings(Path(path).read_bytes(), name=Path(path).name, now=NOW, limits=BULK)


def ours(path: str) -> list[Any]:
    """Return (good rows, bad rows, exported microkWh)."""
    found = read(path)
    return [len(found.rows), found.dropped, sum(found.rows.exported)]


def csv_by_hand(path: str) -> list[Any]:
    """The same with the csv module: each row checked and kept, nothing told about the bad ones."""
    kept, bad = [], 0
    with Path(path).open(encoding="utf-8", newline="") as source:
        reader = csv.reader(source)
        next(reader)
        for meter, start, end, out, taken in reader:
            first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
            exported, imported = Decimal(out), Decimal(taken)
            if exported < 0 or imported < 0 or last <= first:
                bad += 1
            else:
                kept.append((meter, first, last, exported, imported))
    return [len(kept), bad, int(sum(row[3] for row in kept) * 1_000_000)]


def xlsx_by_hand(path: str) -> list[Any]:
    """The same with openpyxl, row by row."""
    kept, bad = [], 0
    book = openpyxl.load_workbook(path, read_only=True)
    for meter, start, end, out, taken in book.active.iter_rows(min_row=2, values_only=True):
        exported, imported = Decimal(str(out)), Decimal(str(taken))
        if exported < 0 or imported < 0 or end <= start:
            bad += 1
        else:
            kept.append((meter, start, end, exported, imported))
    return [len(kept), bad, int(sum(row[3] for row in kept) * 1_000_000)]


def accounted(path: str) -> list[Any]:
    """Read the good rows and account for them."""
    done = account(document_at("pv-distributed"), read(path).rows, on=FILED, terms=TERMS)
    return [done.result.issuable_tonnes, done.result.readings.counted]


def store(path: Path) -> None:
    """Compare our way into the database with Django's, each in a transaction that is undone."""
    empty_database()
    from django.db import transaction  # noqa: PLC0415 - the settings come first

    from tanhui.foundation.bulk import store_rows  # noqa: PLC0415
    from tanhui.lifecycle.accounting.actions.import_readings import COLUMNS as STORED  # noqa: PLC0415
    from tanhui.lifecycle.accounting.models import Reading  # noqa: PLC0415

    found = read(str(path)).rows
    meters = {meter: number for number, meter in enumerate(found.meters, start=1)}
    values = [(1, meters[row.meter_id], row.line, *row[2:]) for row in found[:STORED_ROWS]]

    def undone(work: Callable[[], object]) -> int:
        with transaction.atomic():
            work()
            count = Reading.objects.count()
            transaction.set_rollback(True)
        return count

    def with_models() -> None:
        made = (Reading(**dict(zip(STORED, row, strict=True))) for row in values)
        Reading.objects.bulk_create(made, batch_size=2000)

    compare(
        "readings into the database",
        ours=Way("rows by executemany or COPY", lambda: undone(lambda: store_rows(Reading, STORED, values))),
        baseline=Way("bulk_create", lambda: undone(with_models)),
        amount=STORED_ROWS,
        unit="rows",
        rounds=ROUNDS,
    )


WAYS = {"ours": ours, "csv": csv_by_hand, "xlsx": xlsx_by_hand, "account": accounted}


def main() -> None:
    """Write the files, then measure each way in processes of their own."""
    if sys.argv[1:]:
        way, path = sys.argv[1:]
        tell(lambda: WAYS[way](path))
        return
    folder = Path(os.environ["TANHUI_VAR"])
    large, book, small = folder / "readings.csv", folder / "readings.xlsx", folder / "small.xlsx"
    write_csv(large, ROWS)
    write_xlsx(book, ROWS)
    write_xlsx(small, SMALL_ROWS)
    million = f"{ROWS:,} meter rows, {BAD_ROWS} of them bad"
    tasks = (Task("our reader", ("ours", str(large))), Task("csv module and Decimal", ("csv", str(large))))
    by_turns("bench.imports", f"CSV: {million}", tasks, rounds=ROUNDS, goal="3 s, 512 MiB")
    by_turns(
        "bench.imports", f"xlsx: {million}", (Task("our reader", ("ours", str(book))),), rounds=1, goal="30 s, 512 MiB"
    )
    tasks = (Task("our reader", ("ours", str(small))), Task("openpyxl and Decimal", ("xlsx", str(small))))
    by_turns("bench.imports", f"xlsx: {SMALL_ROWS:,} meter rows", tasks, rounds=ROUNDS)
    task = Task("read and account", ("account", str(large)))
    by_turns("bench.imports", f"CSV to tonnes: {million}", (task,), rounds=1)
    store(large)


if __name__ == "__main__":
    main()
