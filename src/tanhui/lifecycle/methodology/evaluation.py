"""Runs a method on given values: units once, then compiled formulas, with a trace of every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tanhui.law import Breach, Refusal
from tanhui.lifecycle.methodology.document import Input, Method, Parameter, Quantity, Step
from tanhui.lifecycle.methodology.engine.evaluate import Formula, compiled
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import plain, within_range
from tanhui.lifecycle.methodology.engine.tree import names_in
from tanhui.lifecycle.methodology.factors import Factor, factor_for


@dataclass(frozen=True)
class Given:
    """One value the steps start from, in the declared unit; `factor` says where a parameter's value comes from."""

    symbol: str
    value: Decimal
    unit: str
    factor: Factor | None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        found: dict[str, Any] = {"symbol": self.symbol, "value": plain(self.value), "unit": self.unit}
        if self.factor is not None:
            published = self.factor.publication
            found["factor"] = {
                "id": self.factor.id,
                "value": plain(self.factor.value),
                "unit": self.factor.unit,
                "region": self.factor.region,
                "year": self.factor.year,
                "evidence": self.factor.evidence,
                "publication": published.title,
                "number": published.number,
                "published_on": published.published_on.isoformat(),
                "link": published.link,
            }
        return found


@dataclass(frozen=True)
class Computed:
    """One step as it was computed: what went in, the exact value, and the value after the declared rounding."""

    step: Step
    inputs: tuple[tuple[str, Decimal], ...]
    exact: Decimal
    value: Decimal

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "id": self.step.id,
            "symbol": self.step.symbol,
            "label": self.step.label.zh,
            "label_en": self.step.label.en,
            "formula": self.step.formula,
            "inputs": {symbol: plain(value) for symbol, value in self.inputs},
            "exact": plain(self.exact),
            "rounding": self.step.rounding.label if self.step.rounding else "",
            "value": plain(self.value),
            "unit": self.step.unit,
        }


@dataclass(frozen=True)
class Evaluation:
    """The givens, the steps and the results of one run."""

    method: Method
    givens: tuple[Given, ...]
    steps: tuple[Computed, ...]

    @property
    def values(self) -> dict[str, Decimal]:
        """Every computed value by its symbol."""
        return {each.step.symbol: each.value for each in self.steps}

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form: results of every step by symbol, the givens, and the steps in order."""
        return {
            "method": {"id": self.method.id, "version": self.method.version, "sha256": self.method.sha256},
            "inputs": [each.as_dict() for each in self.givens],
            "results": {each.step.symbol: {"value": plain(each.value), "unit": each.step.unit} for each in self.steps},
            "steps": [each.as_dict() for each in self.steps],
        }


@dataclass(frozen=True)
class Program:
    """A method compiled once, to be run on many rows."""

    method: Method
    formulas: tuple[Formula, ...]

    def run(self, givens: Mapping[str, Decimal]) -> tuple[Computed, ...]:
        """Compute every step from values in the declared units."""
        values = dict(givens)
        steps = []
        for step, formula in zip(self.method.steps, self.formulas, strict=True):
            computed = _compute(step, formula, values)
            values[step.symbol] = computed.value
            steps.append(computed)
        return tuple(steps)


def compile_method(method: Method) -> Program:
    """Compile the formulas of a method that has passed its check."""
    return Program(method, tuple(compiled(step.node) for step in method.steps))


def evaluate(
    method: Method, entered: Mapping[str, Quantity], *, day: date | None = None, known_on: date | None = None
) -> Evaluation:
    """Run a method on entered quantities; a parameter that is not entered is looked up for `day`."""
    givens = resolve(method, entered, day=day, known_on=known_on)
    steps = compile_method(method).run({each.symbol: each.value for each in givens})
    return Evaluation(method, givens, steps)


def resolve(
    method: Method, entered: Mapping[str, Quantity], *, day: date | None = None, known_on: date | None = None
) -> tuple[Given, ...]:
    """Return every given value in its declared unit; refuse with all that is missing, unknown or out of bounds."""
    breaches: list[Breach] = []
    found: list[Given] = []
    for given in method.givens:
        try:
            found.append(_resolved(method, given, entered.get(given.symbol), day, known_on))
        except Fault as fault:
            breaches.append(fault.at(given.symbol))
    for symbol in entered:
        if method.given(symbol) is None:
            breaches.append(Fault("R14-2", f"变量未定义：{symbol}", f"Not defined: {symbol}").at(symbol))
    if breaches:
        raise Refusal(tuple(breaches))
    return tuple(found)


def _resolved(
    method: Method, given: Input | Parameter, entered: Quantity | None, day: date | None, known_on: date | None
) -> Given:
    factor = None
    if entered is None:
        factor = _looked_up(method, given, day, known_on)
        entered = Quantity(factor.value, factor.unit)
    value = method.units.convert(entered.value, entered.unit or "1", given.unit or "1")
    return Given(given.symbol, _within_bounds(given, value), given.unit, factor)


def _looked_up(method: Method, given: Input | Parameter, day: date | None, known_on: date | None) -> Factor:
    if isinstance(given, Input):
        raise Fault("R14-2", f"缺少输入：{given.symbol}（{given.label}）", f"Missing input: {given.symbol}")
    if day is None:
        raise Fault(
            "R14-2",
            f"变量未定义：{given.symbol} 未给出，也未给出查因子所用的日期",
            f"{given.symbol} is not given, nor is the day for which to look it up",
        )
    return factor_for(method.factors, given.wanted, day, known_on=known_on)


def _within_bounds(given: Input | Parameter, value: Decimal) -> Decimal:
    if isinstance(given, Parameter) and value <= 0:
        raise Fault("V-1", f"数值不是有限正数：{plain(value)}", f"Not a finite positive number: {plain(value)}")
    if isinstance(given, Input) and given.yes_no and value not in (0, 1):
        raise Fault("V-1", "是否类输入只能是 1（是）或 0（否）", "A yes/no input is 1 or 0")
    if not given.lowest <= value <= given.highest:
        low, high = plain(given.lowest), plain(given.highest)
        raise Fault(
            "V-1",
            f"数值超出允许范围：{plain(value)}，应在 {low} 至 {high} {given.unit} 之间",
            f"Out of range: {plain(value)}; allowed are {low} to {high} {given.unit}",
        )
    return within_range(value, plain(value))


def _compute(step: Step, formula: Formula, values: Mapping[str, Decimal]) -> Computed:
    used = tuple(dict.fromkeys(name.value for name in names_in(step.node)))
    try:
        exact = within_range(formula(values), step.symbol, 1)
    except Fault as fault:
        raise Refusal((fault.at(step.id),)) from None
    value = step.rounding.apply(exact) if step.rounding else exact
    return Computed(step, tuple((symbol, values[symbol]) for symbol in used), exact, value)
