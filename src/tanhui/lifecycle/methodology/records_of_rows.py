"""Reads the records of a document that has rows: tables, lookups, the document's own constants, behaviours."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tanhui.lifecycle.methodology.document import (
    EVIDENCE,
    Band,
    Behaviour,
    Cap,
    Constant,
    Lookup,
    TableOf,
)
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import literal
from tanhui.lifecycle.methodology.engine.rounding import Rounding
from tanhui.lifecycle.methodology.entries import Table
from tanhui.lifecycle.methodology.records import rounding

MOST_TABLE_ROWS = 1_000_000
MOST_VALUES = 200
MOST_CAPS = 7
DUPLICATES = {"first": "以最先一条为准", "largest": "以结果最大的一条为准"}
NO_ROUNDING = Rounding("floor", 18, "term")


def table_of(table: Table) -> TableOf:
    """Take a table of rows."""
    least = table.whole("least", 0, MOST_TABLE_ROWS) if "least" in table else 0
    most = table.whole("most", 1, MOST_TABLE_ROWS) if "most" in table else MOST_TABLE_ROWS
    if least > most:
        raise Fault("V-1", f"least（{least}）大于 most（{most}）", f"least {least} is above most {most}")
    return TableOf(
        id=table.identifier("id"),
        label=table.words("label"),
        least=least,
        most=most,
        key=table.text("key", ""),
        within=table.text("within", ""),
        link=table.text("link", ""),
        series=table.texts("series"),
        order=table.text("order", ""),
    )


def constant(table: Table) -> Constant:
    """Take a value that belongs to the methodology itself."""
    return Constant(
        symbol=table.text("symbol"),
        label=table.words("label"),
        value=table.number("value"),
        unit=table.text("unit"),
        source=table.words("source"),
        evidence=table.choice("evidence", EVIDENCE),
    )


def lookup(table: Table) -> Lookup:
    """Take a lookup: values by category, or bands of a number."""
    found = Lookup(
        symbol=table.text("symbol"),
        label=table.words("label"),
        by=table.text("by"),
        unit=table.text("unit"),
        source=table.words("source"),
        evidence=table.choice("evidence", EVIDENCE),
        values=tuple((name, _number(text, name)) for name, text in _limited(table.entries("values"))),
        bands=tuple(_band(each) for each in table.rows("bands", MOST_VALUES)),
    )
    if bool(found.values) == bool(found.bands):
        raise Fault("V-8", "须在 values 与 bands 中恰选一项", "Exactly one of values and bands is needed")
    return found


def _limited(entries: tuple[tuple[str, Any], ...]) -> tuple[tuple[str, Any], ...]:
    if len(entries) > MOST_VALUES:
        raise Fault("S-2", f"values 最多 {MOST_VALUES} 项", f"At most {MOST_VALUES} values")
    return entries


def _number(text: Any, place: str) -> Decimal:
    if not isinstance(text, str):
        raise Fault("V-8", f"{place} 应为文本形式的数", f"{place} must be a number written as text")
    return literal(text)


def _band(table: Table) -> Band:
    upto = table.number("upto") if "upto" in table else None
    found = Band(upto, table.number("value"))
    table.done()
    return found


def behaviour(table: Table) -> Behaviour:
    """Take how behaviours are accounted."""
    rounded = table.table("rounding") if "rounding" in table else None
    found = Behaviour(
        table=table.text("table"),
        person=table.text("person"),
        moment=table.text("moment"),
        key=table.texts("key"),
        duplicates=table.choice("duplicates", DUPLICATES, "first"),
        result=table.text("result"),
        caps=tuple(_cap(each) for each in table.rows("caps", MOST_CAPS)),
        rounding=rounding(rounded) if rounded else NO_ROUNDING,
    )
    table.done()
    return found


def _cap(table: Table) -> Cap:
    found = Cap(table.text("of"), table.number("most"), table.text("unit", "1"))
    table.done()
    if found.most <= 0:
        raise Fault("V-1", f"上限须大于 0：{found.most}", f"A cap must be positive: {found.most}")
    return found
