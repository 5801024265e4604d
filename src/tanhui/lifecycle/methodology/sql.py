"""From a method to a query over rows: what is known for all rows becomes literals, what is not becomes columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from tanhui.lifecycle.methodology.document import Constant, Input, Lookup, Method, Parameter, Step
from tanhui.lifecycle.methodology.engine.bounds import between
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import plain, within_range
from tanhui.lifecycle.methodology.engine.sql import values
from tanhui.lifecycle.methodology.engine.sql.choices import Chosen, Dated, chosen, columns_of, in_bands
from tanhui.lifecycle.methodology.engine.sql.cutting import cut, names_value_often
from tanhui.lifecycle.methodology.engine.sql.digits import Digits, NotInSql
from tanhui.lifecycle.methodology.engine.sql.rowquery import Column, Layer, RowQuery, SqlStep
from tanhui.lifecycle.methodology.engine.sql.values import Value, name_of
from tanhui.lifecycle.methodology.engine.sql.visitor import Scope, known_value, written
from tanhui.lifecycle.methodology.engine.tree import names_in
from tanhui.lifecycle.methodology.row_factors import PARAMETER_DIGITS, factors_by_row

Known = Decimal | str | Chosen | Dated
"""What may be given: a number, a category, or a number chosen by a column."""
LONGEST_NAME = 50
"""Bytes of a column's name; PostgreSQL cuts longer names off at 63, so that two could become one."""
SMALLEST_SCALE = 30
"""Digits after the point that a step may need: what is smaller than 1e-30 and not zero is refused by every output."""


def compile_rows(
    method: Method,
    *,
    table: str | None = None,
    given: Mapping[str, Known] | None = None,
    input_digits: Mapping[str, int] | None = None,
    wanted: Collection[str] | None = None,
) -> RowQuery:
    """Compile the steps of a table (None: the single steps) for rows of data; refuse what SQL cannot compute exactly."""
    compiler = _Compiler(method, given or {}, input_digits or {})
    for step in method.steps:
        if step.symbol in wanted if wanted is not None else step.table == (table or ""):
            compiler.require(step.symbol)
    return RowQuery(tuple(compiler.columns.values()), tuple(compiler.picked), tuple(compiler.layers), compiler.known)


class _Compiler:
    """Collects what the wanted steps need, in the order in which it is computed."""

    def __init__(self, method: Method, given: Mapping[str, Known], digits: Mapping[str, int]) -> None:
        self.method = method
        self.digits = digits
        self.chosen = {symbol: each for symbol, each in given.items() if isinstance(each, Chosen | Dated)}
        self.categories = {symbol: each for symbol, each in given.items() if isinstance(each, str)}
        self.known = {each.symbol: each.value for each in method.constants}
        self.known |= {symbol: each for symbol, each in given.items() if isinstance(each, Decimal)}
        self.columns: dict[str, Column] = {}
        self.picked: list[Layer] = []
        self.layers: list[Layer] = []
        self.values: dict[str, Value] = {}
        self.names: dict[str, str] = {}
        self.defined = _definitions(method)
        for symbol, number in self.known.items():
            _require_within(self.defined.get(symbol), number)

    def require(self, symbol: str) -> None:
        """See to it that a symbol is a known number or a column."""
        if symbol in self.known or symbol in self.values:
            return
        one = self.defined[symbol]
        if symbol in self.chosen:
            self._pick(symbol, self.chosen[symbol])
        elif isinstance(one, Step):
            self._compute(one)
        elif isinstance(one, Lookup):
            self._look_up(one)
        elif isinstance(one, Parameter) and (by_row := factors_by_row(self.method, one)) is not None:
            self._pick(symbol, by_row)
        elif not isinstance(one, Constant):
            self._read(one)

    def _read(self, one: Input | Parameter) -> None:
        """Take an input or parameter from the relation."""
        name = self._name(one.symbol)
        if isinstance(one, Input) and not one.is_number:
            choices = tuple(choice.id for choice in one.choices)
            self.columns[one.symbol] = Column(one.symbol, name, one.type, choices=choices)
            return
        own = 0 if isinstance(one, Input) and one.yes_no else getattr(one, "digits", PARAMETER_DIGITS)
        scale = self.digits.get(one.symbol, own)
        try:
            value = values.column(name, between(one.lowest, one.highest), scale)
        except Fault as fault:
            raise fault.as_refusal(one.symbol) from None
        self.columns[one.symbol] = Column(one.symbol, name, "number", value.digits, one.lowest, one.highest)
        self.values[one.symbol] = value

    def _pick(self, symbol: str, choice: Chosen | Dated) -> None:
        for by in sorted(columns_of(choice)):
            if by not in self.columns:
                self._read_key(by)
        self._place(self.picked, Layer(symbol, self._name(symbol), chosen(choice, self.names)))

    def _read_key(self, symbol: str) -> None:
        one = self.defined.get(symbol)
        if isinstance(one, Input):
            self._read(one)
            return
        raise Fault("R14-2", f"变量未定义：{symbol}", f"Not defined: {symbol}").as_refusal(symbol)

    def _look_up(self, lookup: Lookup) -> None:
        """A lookup by something known is a number; by a column it is a choice, by a step a layer over it."""
        if lookup.by in self.categories:
            self.known[lookup.symbol] = dict(lookup.values)[self.categories[lookup.by]]
            return
        if not lookup.bands:
            self._pick(lookup.symbol, Chosen(lookup.by, dict(lookup.values)))
            return
        self.require(lookup.by)
        if lookup.by in self.known:
            self.known[lookup.symbol] = lookup.of_band(self.known[lookup.by])
            return
        by = self.values[lookup.by]
        bands = [(band.upto, band.value) for band in lookup.bands]
        try:
            found = in_bands(by, bands)
        except Fault as fault:
            raise fault.as_refusal(lookup.symbol) from None
        self._place(self.layers, Layer(lookup.symbol, self._name(lookup.symbol), found))

    def _compute(self, step: Step) -> None:
        for name in names_in(step.node):
            self.require(name.value)
        try:
            number = known_value(step.node, self.known)
            if number is not None:
                self.known[step.symbol] = _rounded(step, within_range(number, step.symbol, 1))
                return
            self._write(step)
        except Fault as fault:
            raise fault.as_refusal(step.id) from None

    def _write(self, step: Step) -> None:
        value = written(step.node, Scope(self.known, self.values))
        if value.scale > SMALLEST_SCALE:
            zh = f"公式运算量超限：结果有 {value.scale} 位小数，最多 {SMALLEST_SCALE} 位"
            raise Fault("S-2", zh, f"{value.scale} digits after the point, at most {SMALLEST_SCALE} are allowed", 1)
        exact = value.digits
        if step.rounding is not None:
            if names_value_often(value, step.rounding):
                value = self._helper(step.symbol, value)
            value = cut(value, step.rounding, 1)
        self._place(self.layers, Layer(step.symbol, self._name(step.symbol), value, step.id, exact))

    def _helper(self, symbol: str, value: Value) -> Value:
        """Give a value a column of its own, so that the next layer can name it more than once."""
        name = self._name(f"{symbol}__exact")
        self.layers.append(Layer("", name, value))
        return Value(name_of(name), value.digits, value.interval)

    def _place(self, layers: list[Layer], layer: Layer) -> None:
        layers.append(layer)
        self.values[layer.symbol] = Value(name_of(layer.name), layer.digits, layer.value.interval)

    def _name(self, symbol: str) -> str:
        """Return a column's name: the symbol, unless an engine could take it for another one or cut it off."""
        taken = {name.casefold() for name in self.names.values()}
        plain = len(symbol.encode()) <= LONGEST_NAME and symbol.casefold() not in taken
        self.names[symbol] = symbol if plain else next(_spare(taken))
        return self.names[symbol]


def _spare(taken: Collection[str]) -> Iterator[str]:
    return (f"v{number}" for number in range(1, len(taken) + 2) if f"v{number}" not in taken)


def _definitions(method: Method) -> dict[str, Input | Parameter | Constant | Lookup | Step]:
    found = (*method.givens, *method.constants, *method.lookups, *method.steps)
    return {each.symbol: each for each in found}


def _require_within(one: Input | Parameter | Constant | Lookup | Step | None, number: Decimal) -> None:
    """Refuse a given number that the method does not admit (V-1)."""
    if isinstance(one, Input | Parameter) and not one.lowest <= number <= one.highest:
        low, high = plain(one.lowest), plain(one.highest)
        zh = f"数值超出允许范围：{plain(number)}，应在 {low} 至 {high} {one.unit} 之间"
        raise Fault("V-1", zh, f"Out of range: {plain(number)}; allowed are {low} to {high}").as_refusal(one.symbol)


def _rounded(step: Step, number: Decimal) -> Decimal:
    return step.rounding.apply(number) if step.rounding else number


__all__ = [
    "Chosen",
    "Column",
    "Dated",
    "Digits",
    "NotInSql",
    "RowQuery",
    "SqlStep",
    "compile_rows",
]
