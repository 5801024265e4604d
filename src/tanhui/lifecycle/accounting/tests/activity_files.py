"""Filled-in workbooks of activity data for tests: from the template, as a person would fill it in, to spoil cell by cell."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import openpyxl

from tanhui.foundation.documents.limits import Limits
from tanhui.foundation.inputs.fields import Upload
from tanhui.lifecycle.accounting.activity import layout
from tanhui.lifecycle.accounting.activity.door import Terms
from tanhui.lifecycle.accounting.activity.template import template
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.document import Example, Method, Quantity

TERMS = Terms(Limits(), 10_000)
Spoil = Callable[[Any], None]


def typed(method: Method, symbol: str, entry: Any) -> Any:
    """Return what a person types for an entry of an example: its number in the declared unit, as a sheet keeps it."""
    if not isinstance(entry, Quantity):
        return entry
    value = method.units.convert(entry.value, entry.unit or "1", method.inputs_by_symbol[symbol].unit or "1")
    return int(value) if value == value.to_integral_value() else float(value)


def filled(
    method: Method,
    example: Example,
    *,
    project: str = "P0001",
    first: str = "2023-01-01",
    last: str = "2023-12-31",
    site: str = "",
    inputs: Mapping[str, Any] | None = None,
    rows: Mapping[str, list[dict[str, Any]]] | None = None,
    spoil: Spoil | None = None,
) -> bytes:
    """Return the template with an example written into it."""
    book = openpyxl.load_workbook(io.BytesIO(template(method, project)))
    told = {layout.FIRST_DAY: first, layout.LAST_DAY: last, layout.SITE: site or None}
    own = method.inputs_by_symbol
    told |= {symbol: typed(method, symbol, entry) for symbol, entry in example.inputs if symbol in own}
    told |= inputs or {}
    for row in book[layout.SINGLES].iter_rows(min_row=2):
        if row[0].value in told:
            row[layout.VALUE_COLUMN - 1].value = told[row[0].value]
    for table, entered in (rows if rows is not None else example.rows).items():
        sheet = book[layout.sheet_of(table)]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for number, each in enumerate(entered):
            for symbol, entry in each.items():
                sheet.cell(layout.DATA_ROW + number, columns[symbol]).value = typed(method, symbol, entry)
    if spoil is not None:
        spoil(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def upload(content: bytes, name: str = "数据.xlsx") -> Upload:
    """Return a workbook as it is sent."""
    return Upload(name, content)


def example_of(slug: str, identity: str) -> tuple[Method, Example]:
    """Return a methodology of the catalogue with one of its examples."""
    method = catalogue.method(slug)
    return method, next(each for each in method.examples if each.id == identity)


def span_of(method: Method, example: Example) -> tuple[str, str]:
    """Return the years that an example's days lie in, or that it names."""
    days = {
        str(entry)
        for rows in example.rows.values()
        for row in rows
        for symbol, entry in row.items()
        if method.inputs_by_symbol[symbol].type == "day"
    }
    named = [int(entry.value) for symbol, entry in example.inputs if symbol == "y" and isinstance(entry, Quantity)]
    years = [date.fromisoformat(each).year for each in days] or named or [2023]
    return f"{min(years)}-01-01", f"{max(years)}-12-31"
