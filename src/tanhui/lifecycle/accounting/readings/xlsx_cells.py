"""Runs as a process of its own, with limits on memory and time: workbook bytes in, rows of text out (JSON lines).

Started by `xlsx_file`; holds no rule, so that whatever a hostile workbook does to the reader stays here. A line is
[row number, cell, cell …], or a number: how many of the sheet's bytes have been read.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from tanhui.foundation.documents.room import Room, confine
from tanhui.foundation.documents.workbooks import DamagedWorkbook, Workbook
from tanhui.foundation.documents.workers import DAMAGED
from tanhui.foundation.documents.worksheets import DATE, NUMBER, SPAN, TRUTH, Cell

FIRST_DAY, FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
FALSE_LEAP_DAY = 60
"""Sheets count a 29 February 1900 that never was; days before it are one off."""
DAY_SECONDS = 86_400
LAST_DAY = 2_958_466
SHOWN_DECIMALS = 9
MOST_REMEMBERED = 50_000
MOST_CELLS = 100
"""A row is too long well before this; nobody needs to be told by how much."""


def number_text(text: str) -> str:
    """Write a number without exponent; binary dust beyond 9 decimals is rounded off, digits before it are kept."""
    try:
        shortest = repr(float(text))
    except ValueError:
        return text
    if "e" not in shortest and "n" not in shortest:
        whole, _, part = shortest.partition(".")
        if len(part) <= SHOWN_DECIMALS:
            return whole if part == "0" else shortest
    number = Decimal(shortest)
    if not number.is_finite():
        return text
    if number == number.to_integral_value():
        return f"{number:.0f}"
    return f"{number:.{SHOWN_DECIMALS}f}".rstrip("0")


def day_text(text: str, first_day: date) -> str:
    """Write a day or a moment to the nearest second; below one it is a time of day."""
    try:
        serial = float(text)
    except ValueError:
        return text
    if not 0 <= serial < LAST_DAY:
        return number_text(text)
    days, rest = divmod(int(serial * DAY_SECONDS + 0.5), DAY_SECONDS)
    hours, rest = divmod(rest, 3600)
    time = f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"
    if first_day == FIRST_DAY and serial < 1:
        return time
    shown = _day(first_day, days)
    return shown if serial.is_integer() else f"{shown} {time}"


@lru_cache(maxsize=4096)
def _day(first_day: date, days: int) -> str:
    one_off = first_day == FIRST_DAY and days < FALSE_LEAP_DAY
    return (first_day + timedelta(days=days + one_off)).isoformat()


def span_text(text: str) -> str:
    """Write a span of time."""
    try:
        return str(timedelta(seconds=int(float(text) * DAY_SECONDS + 0.5)))
    except (ValueError, OverflowError):
        return text


class _Days(dict[str, str]):
    """Days as text by the number in the file; neighbouring rows share them, so those just made are remembered."""

    def __init__(self, first_day: date) -> None:
        super().__init__()
        self._first_day = first_day

    def __missing__(self, text: str) -> str:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        made = self[text] = day_text(text, self._first_day)
        return made


class Texts:
    """Writes the cells of one book as text; a double becomes its shortest decimal."""

    def __init__(self, *, from_1904: bool) -> None:
        first_day = FIRST_DAY_1904 if from_1904 else FIRST_DAY
        self._writers: dict[str, Callable[[str], str]] = {
            NUMBER: number_text,
            DATE: _Days(first_day).__getitem__,
            SPAN: span_text,
            TRUTH: lambda value: "FALSE" if value == "0" else "TRUE",
        }

    def of_row(self, cells: Sequence[Cell], first: int) -> list[str]:
        """Return a row's texts from the column of the first heading on; a cell before it makes the row too long."""
        texts: list[str] = []
        for _, column, kind, value, _ in cells:
            place = min(max(column - first, 0), MOST_CELLS)
            if place > len(texts):
                texts += [""] * (place - len(texts))
            writer = self._writers.get(kind)
            texts.append(value if writer is None or not value else writer(value))
        return texts


def main() -> int:
    """Read the first sheet of the workbook on standard input."""
    confine(Room.from_text(sys.argv[1]))
    gc.disable()  # rows come and go by the million and hold no circles; looking for some takes a third of the time
    out = sys.stdout
    try:
        book = Workbook(sys.stdin.buffer.read())
        sheet = next(iter(book.sheets), None)
        if sheet is None:
            return DAMAGED
        out.write(f"{book.size(sheet)}\n")
        texts, first = Texts(from_1904=book.from_1904), 0
        for number, cells in book.rows(sheet, report=lambda done: out.write(f"{done}\n")):
            first = first or cells[0].column
            out.write(f"{json.dumps([number, *texts.of_row(cells, first)])}\n")
    except DamagedWorkbook:
        return DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main())
