"""The sheets of one part: one per table with a formula in every computed cell, and one with the steps of single values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from xlsxwriter.utility import xl_col_to_name

from tanhui.foundation.inputs.spreadsheet import safe_text
from tanhui.lifecycle.methodology.document import Lookup, Method, Step, TableOf
from tanhui.lifecycle.methodology.engine.evaluate import compiled
from tanhui.lifecycle.methodology.engine.excel import cell_formula, formula
from tanhui.lifecycle.methodology.engine.sheet_digits import Exact, of_number
from tanhui.lifecycle.methodology.engine.tree import SERIES, Node, names_in
from tanhui.lifecycle.methodology.evaluation import Evaluation
from tanhui.lifecycle.methodology.reporting import TOTAL
from tanhui.lifecycle.methodology.workbook.cells import cell, down, write_value

HEAD = 1
"""The row of the first data row; the heads stand above it."""


class Values(Protocol):
    """Where the methodology's own values stand."""

    cells: dict[str, str]
    ranges: dict[str, tuple[str, str]]


class PartSheets:
    """One run on its sheets; `cells` tells where each single value stands."""

    def __init__(self, book: Any, method: Method, found: Evaluation, prefix: str, values: Values) -> None:
        self.book = book
        self.method = method
        self.found = found
        self.values = values
        self.cells: dict[str, str] = dict(values.cells)
        self.singles: Mapping[str, Any] = {**found.texts, **found.values}
        self.known = _digits_of_values(found, self.singles)
        self.columns: dict[str, int] = {}
        self.names = {table.id: f"{prefix}{table.id}"[:31] for table in method.tables}
        self.steps_name = f"{prefix}计算"
        self.sheets: dict[str, Any] = {}
        self.row = 0
        self.bold = book.add_format({"bold": True, "bg_color": "#E8F3EF", "border": 1, "text_wrap": True})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def draw(self, title: str) -> None:
        """Draw every sheet of the part, in the order of the computation."""
        self.steps_sheet = self.book.add_worksheet(self.steps_name)
        self.sheets = {table.id: self.book.add_worksheet(self.names[table.id]) for table in self.method.tables}
        self._draw_head(title)
        for table in self.method.tables:
            self._draw_inputs(table)
        self._draw_singles()
        for lookup in self.method.lookups:
            if self.method.step(lookup.by) is None:
                self._draw_lookup(lookup)
        for step in self.method.steps:
            self._draw_step(step)
            for lookup in self.method.lookups:
                if lookup.by == step.symbol:
                    self._draw_lookup(lookup)

    def _draw_head(self, title: str) -> None:
        self.steps_sheet.write_string(0, 0, safe_text(title or "计算"))
        self.steps_sheet.write_row(1, 0, ("符号", "含义", "方法学公式或来源", "数值", "单位", "取整"), self.bold)
        self.steps_sheet.set_column(0, 0, 14)
        self.steps_sheet.set_column(1, 5, 30)
        self.row = 1

    def _line(self, symbol: str, label: str, written: str, unit: str, rounding: str = "") -> int:
        self.row += 1
        for column, text in ((0, symbol), (1, label), (2, written), (4, unit), (5, rounding)):
            self.steps_sheet.write_string(self.row, column, safe_text(text), self.wrap)
        self.cells[symbol] = cell(self.steps_name, self.row, 3)
        return self.row

    def _draw_singles(self) -> None:
        """Write what was given: inputs as entered, parameters with the source of their factor."""
        for given in self.found.givens:
            if self.method.shape_of(given.symbol):
                continue
            told = self.method.given(given.symbol)
            source = ""
            if given.factor is not None:
                published = given.factor.publication
                source = f"{published.title} {published.number}（{given.factor.region} {given.factor.year}）"
            row = self._line(given.symbol, told.label.zh if told else "", source or "填报", given.unit)
            self.steps_sheet.write_number(row, 3, given.value)
        for each in self.method.inputs:
            if not each.table and not each.is_number and each.symbol in self.found.texts:
                row = self._line(each.symbol, each.label.zh, "填报", "")
                write_value(self.steps_sheet, row, 3, self.found.texts[each.symbol])

    def _draw_inputs(self, table: TableOf) -> None:
        """Write a table's entered columns, and its row-by-row parameters as the values that were looked up."""
        sheet, rows = self.sheets[table.id], self.found.rows.get(table.id, [])
        shown = [each.symbol for each in self.method.inputs if each.table == table.id]
        shown += [each.symbol for each in self.method.parameters if self.method.shape_of(each.symbol) == table.id]
        for symbol in shown:
            column = self._new_column(table.id, symbol)
            for number, row in enumerate(rows):
                write_value(sheet, HEAD + number, column, row[symbol])
        sheet.freeze_panes(HEAD, 0)
        sheet.set_column(0, 40, 14)

    def _new_column(self, table: str, symbol: str) -> int:
        column = sum(1 for each in self.columns if self._table_of(each) == table)
        self.columns[symbol] = column
        self.sheets[table].write_string(0, column, safe_text(symbol.partition("#")[0]), self.bold)
        return column

    def _table_of(self, symbol: str) -> str:
        return symbol.split("#")[1] if "#" in symbol else self.method.shape_of(symbol)

    def _draw_step(self, step: Step) -> None:
        if not step.table:
            rounding = step.rounding if step.rounding and not self._in_total(step) else None
            row = self._line(
                step.symbol, step.label.zh, step.formula, step.unit, step.rounding.label if step.rounding else ""
            )
            written = cell_formula(
                step.node, self.cells, rounding, lambda node: self._gathered(node, "", 0), self.known
            )
            computed = next(each for each in self.found.steps if each.step.symbol == step.symbol)
            value = computed.exact if self._in_total(step) else computed.value
            self.steps_sheet.write_formula(row, 3, written, None, value)
            return
        self._prepare(step)

        def write(number: int, gathered: Callable[[Node], str]) -> str:
            return cell_formula(step.node, self._cells_of_row(step, number), step.rounding, gathered, self.known)

        self._draw_column(step.symbol, step.table, write)

    def _in_total(self, step: Step) -> bool:
        rounding = step.rounding
        return step.symbol in self.method.results and rounding is not None and rounding.stage == TOTAL

    def _draw_column(self, symbol: str, table: str, write: Callable[[int, Callable[[Node], str]], str]) -> None:
        column = self._new_column(table, symbol)
        sheet = self.sheets[table]
        for number, row in enumerate(self.found.rows.get(table, [])):
            value = row.get(symbol)
            written = write(number, lambda node, number=number: self._gathered(node, table, number))  # type: ignore[misc]
            sheet.write_formula(HEAD + number, column, written, None, value if value is not None else 0)

    def _cells_of_row(self, step: Step, number: int) -> dict[str, str]:
        """Return where a row's formula finds each name: its own row, the row around it, or a single value."""
        found = {}
        for name in names_in(step.node):
            found[name.value] = self._cell_for(name.value, step.table, number)
        return found

    def _cell_for(self, symbol: str, table: str, number: int) -> str:
        own = self.method.shape_of(symbol)
        if not own:
            return self.cells[symbol]
        if own == table:
            return f"{xl_col_to_name(self.columns[symbol])}{HEAD + number + 1}"
        if own not in self.method.chain(table):
            return ""
        outer = self.method.table(own)
        assert outer is not None
        link = self._link_column(table, own)
        key = down(self.names[own], HEAD, self._last(own), self.columns[outer.key])
        values = down(self.names[own], HEAD, self._last(own), self.columns[symbol])
        return f"INDEX({values},MATCH({xl_col_to_name(link)}{HEAD + number + 1},{key},0))"

    def _last(self, table: str) -> int:
        return HEAD + max(0, len(self.found.rows.get(table, [])) - 1)

    def _link_column(self, table: str, outer: str) -> int:
        """Return the column with the name of the row of `outer` that each row lies within, added where it is further out."""
        declared = self.method.table(table)
        assert declared is not None
        if declared.within == outer:
            return self.columns[declared.link]
        name = f"{outer}#{table}#link"
        if name not in self.columns:
            middle = self.method.table(declared.within)
            assert middle is not None
            column = self._new_column(table, name)
            inner_link = xl_col_to_name(self.columns[declared.link])
            keys = down(self.names[middle.id], HEAD, self._last(middle.id), self.columns[middle.key])
            outwards = down(self.names[middle.id], HEAD, self._last(middle.id), self._link_column(middle.id, outer))
            for number in range(len(self.found.rows.get(table, []))):
                written = f"=INDEX({outwards},MATCH({inner_link}{HEAD + number + 1},{keys},0))"
                self.sheets[table].write_formula(HEAD + number, column, written)
        return self.columns[name]

    def _prepare(self, step: Step) -> None:
        """Add the link columns that a row step needs before its own column takes its place."""
        for name in names_in(step.node):
            own = self.method.shape_of(name.value)
            if own and own != step.table and own in self.method.chain(step.table):
                self._link_column(step.table, own)

    def _gathered(self, node: Node, table: str, number: int) -> str:
        """Write what gathers rows: all of them for a single value, those of one outer row otherwise."""
        if node.operator == SERIES:
            return self._average_before(node, table, number)
        inner = node.value
        values = self._argument_range(node.children[0], inner)
        if not self.found.rows.get(inner):
            return "0"
        if not table:
            return _OVER_ALL[node.operator].format(x=values)
        outer = self.method.table(table)
        assert outer is not None
        links = down(self.names[inner], HEAD, self._last(inner), self._link_column(inner, table))
        key = f"{xl_col_to_name(self.columns[outer.key])}{HEAD + number + 1}"
        return _OVER_SOME[node.operator].format(x=values, links=links, key=key)

    def _argument_range(self, argument: Node, inner: str) -> str:
        """Return the column of what is gathered; a formula gets a column of its own in the sheet of its table."""
        symbol = argument.value
        if argument.operator != "name" or self.method.shape_of(symbol) != inner:
            symbol = f"汇总项#{inner}#{_key_of(argument)}"
            if symbol not in self.columns:
                self._draw_gathered(symbol, argument, inner)
        return down(self.names[inner], HEAD, self._last(inner), self.columns[symbol])

    def _draw_gathered(self, symbol: str, argument: Node, inner: str) -> None:
        column, compute = self._new_column(inner, symbol), compiled(argument)
        for number, row in enumerate(self.found.rows.get(inner, [])):
            values = {name.value: self._value_for(name.value, inner, row) for name in names_in(argument)}
            written = self._argument(argument, inner, number)
            self.sheets[inner].write_formula(HEAD + number, column, written, None, compute(values))

    def _value_for(self, symbol: str, table: str, row: Mapping[str, Any]) -> Any:
        """Return what a name stands for in a row: its own, the single value, or that of the row around it."""
        own = self.method.shape_of(symbol)
        if own == table:
            return row[symbol]
        if not own:
            return self.singles[symbol]
        declared = self.method.table(table)
        assert declared is not None
        outer = self.method.table(declared.within)
        assert outer is not None
        around = next(each for each in self.found.rows[outer.id] if each[outer.key] == row[declared.link])
        return self._value_for(symbol, outer.id, around)

    def _argument(self, argument: Node, inner: str, number: int) -> str:
        cells = {name.value: self._cell_for(name.value, inner, number) for name in names_in(argument)}
        return f"={formula(argument, cells)}"

    def _average_before(self, node: Node, table: str, number: int) -> str:
        """Average the cells of the rows that lie before in the series; they are named one by one."""
        rows = self.found.rows[table]
        declared = self.method.table(table)
        assert declared is not None
        window = int(node.children[1].value)
        own = rows[number]
        series = [
            position
            for position, row in enumerate(rows)
            if all(row[name] == own[name] for name in declared.series) and row[declared.order] < own[declared.order]
        ]
        before = sorted(series, key=lambda position: rows[position][declared.order])[-window:]
        if len(before) < window:
            return "0"
        values = [self._argument(node.children[0], table, position)[1:] for position in before]
        above = "+".join(f"MAX(0,{value})" for value in values)
        counted = "+".join(f"({value}>0)" for value in values)
        return f"IF({counted}=0,0,({above})/MAX(1,{counted}))"

    def _draw_lookup(self, lookup: Lookup) -> None:
        table = self.method.shape_of(lookup.symbol)
        names, values = self.values.ranges[lookup.symbol]

        def write(by: str) -> str:
            if lookup.values:
                return f"=INDEX({values},MATCH({by},{names},0))"
            written = f"INDEX({values},{len(lookup.bands)})"
            for position, band in reversed(list(enumerate(lookup.bands[:-1], start=1))):
                written = f"IF({by}<={band.upto},INDEX({values},{position}),{written})"
            return f"={written}"

        if table:
            self._draw_column(
                lookup.symbol, table, lambda number, gathered: write(self._cell_for(lookup.by, table, number))
            )
            return
        row = self._line(lookup.symbol, lookup.label.zh, f"按 {lookup.by} 查表", lookup.unit)
        value = self.found.texts.get(lookup.symbol, 0)
        self.steps_sheet.write_formula(row, 3, write(self.cells[lookup.by]), None, value)


def _digits_of_values(found: Evaluation, singles: Mapping[str, Any]) -> dict[str, Exact]:
    """Return how many digits each symbol has here; a column as many as the longest of its values."""
    known = {symbol: of_number(value) for symbol, value in singles.items() if isinstance(value, Decimal)}
    for rows in found.rows.values():
        for symbol in {symbol for row in rows[:1] for symbol, value in row.items() if isinstance(value, Decimal)}:
            digits = [of_number(row[symbol]) for row in rows]
            known[symbol] = Exact(max(each.whole for each in digits), max(each.places for each in digits))
    return known


def _key_of(node: Node) -> str:
    return f"{node.operator}{node.value}({','.join(_key_of(child) for child in node.children)})"


_OVER_ALL = {
    "sum": "SUM({x})",
    "mean": "AVERAGE({x})",
    "count": "ROWS({x})",
    "variance": "VAR({x})",
    "largest": "MAX({x})",
    "smallest": "MIN({x})",
}
_OVER_SOME = {
    "sum": "SUMIFS({x},{links},{key})",
    "mean": "AVERAGEIFS({x},{links},{key})",
    "count": "COUNTIFS({links},{key})",
    "variance": ("(SUMPRODUCT(({links}={key})*({x}-AVERAGEIFS({x},{links},{key}))^2)/(COUNTIFS({links},{key})-1))"),
    "largest": "MAXIFS({x},{links},{key})",
    "smallest": "MINIFS({x},{links},{key})",
}
