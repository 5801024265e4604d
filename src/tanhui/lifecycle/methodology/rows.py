"""The rows of a run: each a mapping of symbols, tied to the rows around it and to the one before it in its series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tanhui.lifecycle.methodology.document import Method, Step, TableOf
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.rowwise import BEFORE, ROWS
from tanhui.lifecycle.methodology.engine.tree import aggregates_in

OUTER = "#outer"
"""Where a row finds the row of the outer table that it belongs to."""
Row = dict[str, Any]


class Places:
    """Where each symbol of a method has its values."""

    def __init__(self, method: Method) -> None:
        self.method = method
        self.of = method.shapes.of
        self.chains = method.shapes.chains


class Data:
    """Single values and rows while a program runs over them."""

    def __init__(self, values: Row, rows: dict[str, list[Row]], places: Places) -> None:
        self.values = values
        self.rows = rows
        self.places = places
        for table in places.method.tables if rows else ():
            self._tie(table)
            values[ROWS + table.id] = rows[table.id]

    def rows_of(self, symbol: str) -> Sequence[Row]:
        """Return what holds a symbol's values: the single values, or each row of its table."""
        table = self.places.of.get(symbol, "")
        return self.rows[table] if table else [self.values]

    def bring(self, step: Step, used: Sequence[str]) -> None:
        """Give the rows that a step reads the values from around them that it names."""
        tables = {step.table} | {node.value for node in aggregates_in(step.node)}
        for table in tables - {""}:
            around = [symbol for symbol in used if self.places.of.get(symbol, "") not in (table, "")]
            single = {symbol: self.values[symbol] for symbol in used if symbol in self.values}
            for row in self.rows[table] if around or single else ():
                row.update(single)
                for symbol in around:
                    self._bring_one(row, symbol)

    def _bring_one(self, row: Row, symbol: str) -> None:
        outer = row.get(OUTER)
        while outer is not None:
            if symbol in outer:
                row[symbol] = outer[symbol]
                return
            outer = outer.get(OUTER)

    def _tie(self, table: TableOf) -> None:
        if table.within:
            self._tie_to_outer(table)
        if table.series and table.order:
            self._tie_in_series(table)

    def _tie_to_outer(self, table: TableOf) -> None:
        key = self._key_of(table.within)
        outer_rows: dict[str, Row] = {}
        for number, row in enumerate(self.rows[table.within], start=1):
            if row[key] in outer_rows:
                zh, en = f"表 {table.within} 有两行 {row[key]}", f"Two rows of {table.within} are named {row[key]}"
                raise Fault("V-8", zh, en).as_refusal(f"{table.within}[{number}].{key}")
            row[ROWS + table.id] = []
            outer_rows[row[key]] = row
        for number, row in enumerate(self.rows[table.id], start=1):
            outer = outer_rows.get(row[table.link])
            if outer is None:
                place = f"{table.id}[{number}].{table.link}"
                zh = f"{row[table.link]} 不在表 {table.within} 中"
                raise Fault("V-8", zh, f"{row[table.link]} is not in table {table.within}").as_refusal(place)
            row[OUTER] = outer
            outer[ROWS + table.id].append(row)

    def _key_of(self, name: str) -> str:
        return next(table.key for table in self.places.method.tables if table.id == name)

    def _tie_in_series(self, table: TableOf) -> None:
        last: dict[tuple[Any, ...], Row] = {}
        for row in sorted(self.rows[table.id], key=lambda each: each[table.order]):
            key = tuple(row[name] for name in table.series)
            before = last.get(key)
            if before is not None and before[table.order] == row[table.order]:
                zh = f"{'、'.join(map(str, key))} 在 {row[table.order]} 有两行数据，请只留一行"
                raise Fault("V-8", zh, f"Two rows of one series on {row[table.order]}").as_refusal(table.id)
            if before is not None:
                row[BEFORE] = before
            last[key] = row

    def shown(self) -> dict[str, list[Row]]:
        """Return the rows with their own symbols only."""
        return {table: [dict(self._own(table, row)) for row in rows] for table, rows in self.rows.items()}

    def _own(self, table: str, row: Row) -> Iterator[tuple[str, Any]]:
        return ((symbol, value) for symbol, value in row.items() if self.places.of.get(symbol) == table)
