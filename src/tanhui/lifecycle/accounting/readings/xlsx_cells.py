"""Runs as a process of its own, with limits on memory and time: workbook bytes in, rows of text out (JSON lines).

Started by `xlsx_file`; holds no rule, so that whatever a hostile workbook does to the reader stays here.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from python_calamine import CalamineWorkbook

MOST_MEMORY = 1_500_000_000
MOST_SECONDS = 60


def cell_text(value: Any) -> str:
    """Write one cell as text; a double becomes its shortest decimal, rounded to what a double can mean."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return number_text(repr(value))
    if isinstance(value, datetime):
        rounded = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        return rounded.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def number_text(text: str) -> str:
    """Write a number without exponent; binary dust beyond 9 decimals is rounded off, digits before it are kept."""
    number = Decimal(text)
    if not number.is_finite():
        return text
    if number == number.to_integral_value():
        return f"{number:.0f}"
    return f"{number:.9f}".rstrip("0")


def main() -> int:
    """Read the first sheet of the workbook on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheet = workbook.get_sheet_by_index(0)
    first = sheet.start[0] + 1 if sheet.start else 1
    sys.stdout.write(json.dumps(first) + "\n")
    for row in sheet.iter_rows():
        sys.stdout.write(json.dumps([cell_text(cell) for cell in row]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
