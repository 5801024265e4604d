"""Formulas as SQL on a DuckDB in memory, for the tests: columns with bounds, rows, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import duckdb

from tanhui.lifecycle.methodology.engine.bounds import between
from tanhui.lifecycle.methodology.engine.grammar import parse
from tanhui.lifecycle.methodology.engine.rounding import Rounding
from tanhui.lifecycle.methodology.engine.sql import values
from tanhui.lifecycle.methodology.engine.sql.cutting import cut, names_value_often
from tanhui.lifecycle.methodology.engine.sql.rowquery import Column, Layer, RowQuery
from tanhui.lifecycle.methodology.engine.sql.values import Value, name_of
from tanhui.lifecycle.methodology.engine.sql.visitor import Scope, written

Bounded = Mapping[str, tuple[str, str, int]]
"""Lowest, highest and digits after the point of each column."""
TWO = {"x": ("-1000", "1000", 3), "y": ("0", "1000000", 4)}

DATABASE = duckdb.connect(config={"threads": 1})


def query(formula: str, columns: Bounded, rounding: Rounding | None = None, known: Any = None) -> RowQuery:
    """Return the query of one formula, as the compiler of methods builds it."""
    bounded = {name: (between(Decimal(low), Decimal(high)), digits) for name, (low, high, digits) in columns.items()}
    own = {name: values.column(name, interval, digits) for name, (interval, digits) in bounded.items()}
    value = written(parse(formula), Scope(known or {}, own))
    layers, exact = [], value.digits
    if rounding is not None:
        if names_value_often(value, rounding):
            layers.append(Layer("", "found__exact", value))
            value = Value(name_of("found__exact"), value.digits, value.interval)
        value = cut(value, rounding)
    shown = tuple(
        Column(name, name, "number", each.digits, each.interval.lowest, each.interval.highest)
        for name, each in own.items()
    )
    return RowQuery(shown, (), (*layers, Layer("found", "found", value, "found", exact)))


def in_duckdb(compiled: RowQuery, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return every column and step for each row, in their order."""
    kinds = ", ".join(
        f'"{each.name}" {each.digits or ("DATE" if each.kind == "day" else "TEXT")}' for each in compiled.columns
    )
    lines = [
        f"({number}, {', '.join(_literal(row[each.symbol]) for each in compiled.columns)})"
        for number, row in enumerate(rows)
    ]
    database = DATABASE.cursor()
    database.execute(f"CREATE OR REPLACE TABLE given (number INTEGER, {kinds})")
    database.execute(f"INSERT INTO given VALUES {', '.join(lines)}")
    text = compiled.select("given", "duckdb", keep=["number"])
    found = database.execute(f"SELECT * FROM ({text}) ORDER BY number")
    names = [each[0] for each in found.description or ()]
    return [dict(zip(names, line, strict=True)) for line in found.fetchall()]


def _literal(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else f"'{value}'"
