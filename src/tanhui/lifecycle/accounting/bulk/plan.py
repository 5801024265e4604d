"""From a method and what is given for all rows to the query of each day: the factor of the day is a literal in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

from tanhui.law import Breach, Refusal
from tanhui.lifecycle.accounting.bulk.names import OWN
from tanhui.lifecycle.accounting.bulk.terms import Terms, column_of, rows_of, terms_of
from tanhui.lifecycle.methodology.document import Input, Method, Parameter, Quantity, Step
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import plain, within_range
from tanhui.lifecycle.methodology.engine.sql.digits import scale_of
from tanhui.lifecycle.methodology.engine.tree import Node, names_in
from tanhui.lifecycle.methodology.factors import factor_for
from tanhui.lifecycle.methodology.row_factors import factors_by_row
from tanhui.lifecycle.methodology.sql import Chosen, Dated, RowQuery, compile_rows

BY_ROW, BY_REGION = "by row", "by region"
"""Stand for the id of a factor that differs from row to row."""
FORMAT = 1
"""Of the plan: a change of what a day's result is makes a new number, and days done under the old one are done again."""


@dataclass(frozen=True)
class DayFactors:
    """What is given for the rows of one day, and which factors it comes from."""

    given: Mapping[str, Decimal | str | Chosen | Dated]
    used: Mapping[str, str]

    @property
    def digest(self) -> str:
        """The digest of what is given: days with the same digest are computed alike."""
        content = {symbol: _told(each) for symbol, each in sorted(self.given.items())}
        return sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


@dataclass
class Plan:
    """The account of one method over rows: its terms, what is given, and the queries compiled so far."""

    method: Method
    terms: Terms
    given: Mapping[str, Decimal | str]
    known_on: date
    digits: Mapping[str, int] = field(default_factory=dict)
    _queries: dict[str, RowQuery] = field(default_factory=dict)
    _exact: dict[str, RowQuery] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Input, ...]:
        """The inputs that the data must bring, in the order of the document, the meter and the day first."""
        named = {self.terms.person, self.terms.moment, *self.terms.key}
        wanted = (named | needed(self.method, self.terms)) - set(self.given)
        own = [each.symbol for each in self.method.inputs]
        ordered = [*sorted(wanted - set(own)), *(symbol for symbol in own if symbol in wanted)]
        inputs = [column_of(self.method, symbol) for symbol in ordered if symbol in named or symbol in own]
        return tuple(inputs)

    def factors_on(self, day: date) -> DayFactors:
        """Return what is given on a day; refuse a day for which a factor is missing (R14-2)."""
        given: dict[str, Decimal | str | Chosen | Dated] = dict(self.given)
        used: dict[str, str] = {}
        for parameter in self.method.parameters:
            if parameter.symbol in given or parameter.symbol not in needed(self.method, self.terms):
                continue
            try:
                given[parameter.symbol], used[parameter.symbol] = self._factor(parameter, day)
            except Fault as fault:
                raise fault.as_refusal(parameter.symbol) from None
        return DayFactors(given, used)

    def _factor(self, parameter: Parameter, day: date) -> tuple[Decimal | Chosen | Dated, str]:
        if parameter.day_of and parameter.day_of != self.terms.moment:
            found = factors_by_row(self.method, parameter, day=day, known_on=self.known_on)
            assert found is not None
            return found, BY_ROW
        if parameter.region_of:
            found = factors_by_row(self.method, replace(parameter, day_of=""), day=day, known_on=self.known_on)
            if not isinstance(found, Chosen) or not found.values:
                raise Fault(
                    "R14-2", f"{day.year} 年没有适用的 {parameter.symbol}", f"no {parameter.symbol} holds in {day.year}"
                )
            return found, BY_REGION
        factor = factor_for(self.method.at_hand(()), parameter.wanted, day, known_on=self.known_on)
        value = self.method.units.convert(factor.value, factor.unit, parameter.unit)
        return _within(parameter, value), factor.id

    def amount_digits(self, factors: DayFactors) -> int:
        """Return the digits of an amount: as declared, but no more than the exact result of declared inputs has."""
        exact = result_scale(replace(self, digits={}, _queries=self._exact).query(factors), self.terms.result)
        declared = self.terms.rounding.digits if self.terms.rounding is not None else exact
        return min(declared, max(exact, scale_of(self.terms.result_most or Decimal(0))))

    def query(self, factors: DayFactors) -> RowQuery:
        """Return the compiled rows for what is given on a day."""
        if factors.digest not in self._queries:
            method = rows_of(self.method, self.terms)
            named = behind(method, [self.terms.result])
            measured = [symbol for symbol, _ in self.terms.inputs_most if symbol not in named]
            steps = tuple(_as_it_is(symbol, column_of(method, symbol)) for symbol in measured)
            self._queries[factors.digest] = compile_rows(
                replace(method, steps=(*method.steps, *steps)),
                table=self.terms.table,
                given=factors.given,
                input_digits=self.digits,
                wanted={self.terms.result, *(each.symbol for each in steps)},
            )
        return self._queries[factors.digest]


def make_plan(method: Method, entered: Mapping[str, Quantity | str], *, known_on: date) -> Plan:
    """Make the plan of a method; refuse single values that are missing, unknown or out of bounds."""
    terms = terms_of(method)
    given: dict[str, Decimal | str] = {}
    breaches: list[Breach] = []
    for symbol, value in entered.items():
        try:
            given[symbol] = _given(method, terms, symbol, value)
        except Fault as fault:
            breaches.append(fault.at(symbol))
    for each in method.inputs if terms.table else ():
        if not each.table and each.symbol in needed(method, terms) and each.symbol not in entered:
            zh = f"缺少输入：{each.symbol}（{each.label}），请用 --input {each.symbol}=数值 给出"
            breaches.append(Fault("R14-2", zh, f"Missing input: {each.symbol}; give it with --input").at(each.symbol))
    if breaches:
        raise Refusal(tuple(breaches))
    return Plan(method, terms, given, known_on)


def result_scale(query: RowQuery, symbol: str) -> int:
    """Return the digits after the point of a row's result."""
    return scale_of(query.known[symbol]) if symbol in query.known else query.step(symbol).digits.scale


def needed(method: Method, terms: Terms) -> frozenset[str]:
    """Return every symbol that the result and the caps depend on."""
    return behind(method, [terms.result, *(symbol for symbol, _ in terms.inputs_most)])


def behind(method: Method, symbols: Iterable[str]) -> frozenset[str]:
    """Return the symbols and every symbol that they depend on."""
    lookups = {each.symbol: each for each in method.lookups}
    found: set[str] = set()
    waiting = list(symbols)
    while waiting:
        symbol = waiting.pop()
        if symbol in found:
            continue
        found.add(symbol)
        step, given = method.step(symbol), method.given(symbol)
        if step is not None:
            waiting += [name.value for name in names_in(step.node)]
        elif symbol in lookups:
            waiting.append(lookups[symbol].by)
        elif isinstance(given, Parameter):
            waiting += [name for name in (given.day_of, given.region_of) if name]
    return frozenset(found)


def _as_it_is(symbol: str, one: Input) -> Step:
    """Return a step that is an input itself: what is capped is read and checked although no formula names it."""
    own = f"{OWN}{symbol}"
    return Step(own, own, one.label, one.unit, symbol, Node("name", value=symbol), None, one.table)


def _given(method: Method, terms: Terms, symbol: str, entered: Quantity | str) -> Decimal | str:
    one = method.given(symbol)
    if one is None or (isinstance(one, Input) and (one.table or not terms.table)):
        raise Fault("R14-2", f"{symbol} 不是对所有行相同的值", f"{symbol} is not one value for all rows")
    if isinstance(one, Input) and one.type == "category":
        if entered not in {choice.id for choice in one.choices}:
            raise Fault("V-8", f"类别 {entered} 不在可选范围", f"{entered} is not one of the choices")
        return str(entered)
    if isinstance(entered, str):
        raise Fault("V-8", f"{symbol} 应为数量", f"{symbol} must be a quantity")
    value = method.units.convert(entered.value, entered.unit or "1", one.unit or "1")
    if isinstance(one, Input) and one.yes_no and value not in (0, 1):
        raise Fault("V-1", "是否类输入只能是 1（是）或 0（否）", "A yes/no input is 1 or 0")
    return _within(one, value)


def _within(one: Input | Parameter, value: Decimal) -> Decimal:
    low, high = plain(one.lowest), plain(one.highest)
    if not one.lowest <= value <= one.highest or (isinstance(one, Parameter) and value <= 0):
        zh = f"数值超出允许范围：{plain(value)}，应在 {low} 至 {high} {one.unit} 之间"
        raise Fault("V-1", zh, f"Out of range: {plain(value)}; allowed are {low} to {high} {one.unit}")
    return within_range(value, plain(value))


def _told(given: Decimal | str | Chosen | Dated) -> str:
    """Write a given value so that equal values are written alike."""
    if isinstance(given, Chosen):
        return "{" + ",".join(f"{key}:{_told(value)}" for key, value in sorted(given.values.items())) + "}" + given.by
    if isinstance(given, Dated):
        spans = (f"{day}:{'' if number is None else plain(number)}" for day, number in given.spans)
        return "[" + ",".join(spans) + "]" + given.by
    return plain(given) if isinstance(given, Decimal) else f"'{given}'"
