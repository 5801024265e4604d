"""The calculation table of 10,000 readings: written with live formulas, then computed anew by LibreOffice and compared.

The baseline writes as many rows and cells with openpyxl, formulas as plain text, no value beside them and nothing summed.
"""

from __future__ import annotations

import io
import shutil
import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl

from bench.apart import Task, by_turns, tell
from tanhui.foundation.documents.spreadsheet import PROGRAM, computed_anew
from tanhui.lifecycle.accounting.compute import Account, Terms, account
from tanhui.lifecycle.accounting.method import document_at
from tanhui.lifecycle.accounting.own_sheets.judging import differences
from tanhui.lifecycle.accounting.own_sheets.opening import book_of
from tanhui.lifecycle.accounting.readings.reader import read_readings
from tanhui.lifecycle.accounting.sheet import calculation_table

ROWS, METERS, ROUNDS = 10_000, 10, 5
NOW = datetime(2026, 6, 1, tzinfo=UTC)
TERMS = Terms(first_eligible_day=date(2020, 9, 23), gap_fill_days=31)


def accounted() -> Account:
    """Account for hourly readings of several meters across New Year."""
    lines = ["meter_id,start,end,export_kwh,import_kwh"]
    for meter in range(METERS):
        start = datetime(2023, 12, 1)  # noqa: DTZ001 - as a file writes it
        for number in range(ROWS // METERS):
            end = start + timedelta(hours=1)
            out = (number * 7919 + meter * 104729) % 99991
            lines.append(f"M-{meter},{start:%Y-%m-%dT%H:%M},{end:%Y-%m-%dT%H:%M},{out // 1000}.{out % 1000:03d},0.25")
            start = end
    found = read_readings("\n".join(lines).encode(), name="r.csv", now=NOW)
    return account(document_at("pv-distributed"), found.rows, on=date(2026, 1, 5), terms=TERMS)


def ours(done: Account) -> int:
    """Write the table and return how many readings it holds."""
    content = calculation_table(document_at("pv-distributed"), done)
    assert content.startswith(b"PK")
    return len(done.rows)


def by_hand(done: Account) -> int:
    """Write as many rows with openpyxl."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("读数")
    for line, row in enumerate(done.rows, start=2):
        cells: list[Any] = [row.line, row.meter_id, f"{row.start_at:%Y-%m-%d %H:%M}", f"{row.end_at:%Y-%m-%d %H:%M}"]
        cells += [row.export_microkwh / 1e6, row.import_microkwh / 1e6, 0, f"=VALUE(LEFT(C{line},4))"]
        sheet.append([*cells, f"=E{line}*(1-G{line})", f"=F{line}*(1+G{line})", ""])
    book.save(io.BytesIO())
    return len(done.rows)


def recompute(done: Account) -> None:
    """Compute the table anew and compare every cell that has a formula."""
    if shutil.which(PROGRAM) is None:
        print("  LibreOffice is not installed: the table was not computed anew")
        return
    content = calculation_table(document_at("pv-distributed"), done)
    started = time.perf_counter()
    computed = computed_anew(content)
    seconds = time.perf_counter() - started
    stored = book_of(content)
    formulas = sum(1 for _, cell in stored.cells() if cell.formula is not None)
    found = list(differences(stored, book_of(computed)))
    print(f"  computed anew by LibreOffice in {seconds:.1f} s: {formulas:,} formulas, {len(found)} differences")
    if found:
        raise SystemExit(f"the table differs first in {found[0]}")


def main() -> None:
    """Measure both ways in processes of their own, then let LibreOffice check the table."""
    done = accounted()
    if sys.argv[1:]:
        work = {"ours": ours, "openpyxl": by_hand}[sys.argv[1]]
        tell(lambda: work(done))
        return
    tasks = (Task("our table with formulas and values", ("ours",)), Task("openpyxl, formulas only", ("openpyxl",)))
    by_turns("bench.calculation_table", f"calculation table of {ROWS:,} rows", tasks, rounds=ROUNDS, goal="5 s")
    recompute(done)


if __name__ == "__main__":
    main()
