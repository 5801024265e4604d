"""Runs a method on given values: units once, then compiled formulas, with a trace of every step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from tanhui.law import Refusal
from tanhui.lifecycle.methodology.document import Entry, Lookup, Method, Step
from tanhui.lifecycle.methodology.engine.evaluate import Formula, compiled
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import plain, within_range
from tanhui.lifecycle.methodology.engine.tree import names_in
from tanhui.lifecycle.methodology.factors import Factor
from tanhui.lifecycle.methodology.resolving import Given, Resolved, Rows, resolve
from tanhui.lifecycle.methodology.rows import Data, Places

SMALLEST_POWER, LARGEST_POWER = -30, 29
"""A result whose leading digit stands here lies within 1e-30 and 1e30; only others are looked at closely."""


class Computed(NamedTuple):
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
    """The givens, the steps and the results of one run; `rows` holds each table's rows with what was computed for them."""

    method: Method
    givens: tuple[Given, ...]
    steps: tuple[Computed, ...]
    rows: Rows = field(default_factory=dict)
    texts: Mapping[str, Any] = field(default_factory=dict)
    """Single values that are no step: entered categories, texts and days, and what was looked up."""

    @property
    def values(self) -> dict[str, Decimal]:
        """Every computed single value by its symbol."""
        return {each.step.symbol: each.value for each in self.steps}

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form: results of every step by symbol, the givens, the steps in order, and the rows."""
        found: dict[str, Any] = {
            "method": {"id": self.method.id, "version": self.method.version, "sha256": self.method.sha256},
            "inputs": [each.as_dict() for each in self.givens],
            "results": {each.step.symbol: {"value": plain(each.value), "unit": each.step.unit} for each in self.steps},
            "steps": [each.as_dict() for each in self.steps],
        }
        if self.rows:
            found["tables"] = {table: [_shown(row) for row in rows] for table, rows in self.rows.items()}
        return found


def _shown(row: Mapping[str, Any]) -> dict[str, str]:
    return {symbol: plain(value) if isinstance(value, Decimal) else str(value) for symbol, value in row.items()}


class Operation(NamedTuple):
    """One step ready to run, with the names its trace records."""

    step: Step
    formula: Formula
    used: tuple[str, ...]


@dataclass(frozen=True)
class Program:
    """A method compiled once, to be run on many rows."""

    method: Method
    operations: tuple[Operation | Lookup, ...]

    def run(self, givens: Mapping[str, Decimal]) -> tuple[Computed, ...]:
        """Compute every step of a method of single values from values in the declared units."""
        values = dict(givens)
        return tuple(self._single_steps(Data(values, {}, Places(self.method))))

    def run_rows(self, resolved: Resolved) -> tuple[tuple[Computed, ...], Rows]:
        """Compute every step, those of the tables row by row."""
        data = Data(resolved.values, resolved.rows, Places(self.method))
        return tuple(self._single_steps(data)), data.shown()

    def _single_steps(self, data: Data) -> Iterator[Computed]:
        values = data.values
        for operation in self.operations:
            if isinstance(operation, Lookup):
                _look_up(operation, data)
                continue
            step = operation.step
            if data.rows:
                data.bring(step, operation.used)
            if step.table:
                _compute_rows(operation, data.rows[step.table])
                continue
            computed = _computed(operation, values)
            values[step.symbol] = computed.value
            yield computed


def _look_up(lookup: Lookup, data: Data) -> None:
    for row in data.rows_of(lookup.symbol):
        if lookup.bands:
            row[lookup.symbol] = lookup.of_band(row[lookup.by])
        else:
            row[lookup.symbol] = dict(lookup.values)[row[lookup.by]]


def _compute_rows(operation: Operation, rows: Sequence[dict[str, Any]]) -> None:
    step, formula, _ = operation
    for number, row in enumerate(rows, start=1):
        row[step.symbol] = _value(step, formula, row, f"{step.table}[{number}].{step.id}")[1]


def _computed(operation: Operation, values: Mapping[str, Any]) -> Computed:
    step, formula, used = operation
    exact, value = _value(step, formula, values, step.id)
    return Computed(step, tuple([(symbol, values[symbol]) for symbol in used if symbol in values]), exact, value)


def _value(step: Step, formula: Formula, values: Mapping[str, Any], place: str) -> tuple[Decimal, Decimal]:
    try:
        exact = formula(values)
        if exact and not SMALLEST_POWER <= exact.adjusted() <= LARGEST_POWER:
            within_range(exact, step.symbol, 1)
    except Fault as fault:
        raise Refusal((fault.at(place),)) from None
    return exact, step.rounding.apply(exact) if step.rounding else exact


def compile_method(method: Method) -> Program:
    """Compile the formulas of a method that has passed its check; a lookup follows what it looks up by."""
    operations: list[Operation | Lookup] = []
    steps = {step.symbol for step in method.steps}
    operations += [each for each in method.lookups if each.by not in steps]
    for step in method.steps:
        used = tuple(dict.fromkeys(name.value for name in names_in(step.node)))
        operations.append(Operation(step, compiled(step.node), used))
        operations += [each for each in method.lookups if each.by == step.symbol]
    return Program(method, tuple(operations))


def evaluate(
    method: Method,
    entered: Mapping[str, Entry],
    *,
    tables: Mapping[str, Sequence[Mapping[str, Entry]]] | None = None,
    day: date | None = None,
    known_on: date | None = None,
    factors: Iterable[Factor] = (),
) -> Evaluation:
    """Run a method on entered values and rows; a parameter that is not entered is looked up for `day`.

    `factors` is the scheme's library; the document's own values serve where the library has none.
    """
    resolved = resolve(method, entered, tables or {}, day=day, known_on=known_on, factors=factors)
    steps, rows = compile_method(method).run_rows(resolved)
    computed = {each.step.symbol for each in steps}
    texts = {symbol: value for symbol, value in resolved.values.items() if symbol not in computed and symbol[0] != "#"}
    return Evaluation(method, resolved.givens, steps, rows, texts)
