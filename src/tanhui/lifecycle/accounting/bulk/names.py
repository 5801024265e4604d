"""The names of the columns and files that the plan adds to what a method names itself."""

from __future__ import annotations

OWN = "tanhui_"
"""What every added column begins with; a method whose symbols begin so is refused."""
PERSON = "tanhui_person"
MOMENT = "tanhui_at"
PLACE = "tanhui_place"
"""Where a row comes from: the number of its file above `PLACE_BITS`, the row of the file below."""
RAW_FAULT = "tanhui_fault"
RAW_VALUE = "tanhui_value"
PLACE_BITS = 40
GOOD = "tanhui_good"
"""Stands for the good rows of a day in the text of a query."""


def key(number: int) -> str:
    """Return the column of one part of the key, counted from 1."""
    return f"tanhui_key_{number}"


def staged(number: int) -> str:
    """Return the column that an input has in a sorted-out file, by its place among the columns of the plan."""
    return f"tanhui_in_{number}"


def text(content: str, dialect: str = "duckdb") -> str:
    """Write a text literal; Spark takes a backslash for the start of an escape."""
    inner = content.replace("\\", "\\\\") if dialect == "spark" else content
    quote = "\\'" if dialect == "spark" else "''"
    return "'" + inner.replace("'", quote) + "'"


def name(column: str, dialect: str = "duckdb") -> str:
    """Write a column's name, whatever is in it."""
    mark = "`" if dialect == "spark" else '"'
    return mark + column.replace(mark, mark * 2) + mark
