"""Small things that every sheet needs: addresses, texts no program takes for formulas, and the formats."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from tanhui.foundation.inputs.spreadsheet import safe_text

CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The same report gives the same bytes."""
SETTINGS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "use_future_functions": True,
}


def quoted(sheet: str) -> str:
    """Return a sheet's name as it stands before an address."""
    return "'" + sheet.replace("'", "''") + "'"


def cell(sheet: str, row: int, column: int) -> str:
    """Return the fixed address of a cell; row and column count from 0."""
    return f"{quoted(sheet)}!${xl_col_to_name(column)}${row + 1}"


def down(sheet: str, first: int, last: int, column: int) -> str:
    """Return the fixed address of the rows `first` to `last` of a column."""
    name = xl_col_to_name(column)
    return f"{quoted(sheet)}!${name}${first + 1}:${name}${last + 1}"


def write_value(sheet: Any, row: int, column: int, value: Any) -> None:
    """Write an entered value: numbers as numbers, everything else as text."""
    if isinstance(value, Decimal | int):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, safe_text(value.isoformat() if isinstance(value, date) else str(value)))
