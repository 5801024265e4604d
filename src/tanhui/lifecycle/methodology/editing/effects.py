"""What a change of the document does to numbers: each worked example of either version, computed by both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tanhui.law import Refusal
from tanhui.lifecycle.methodology.document import Entry, Example, Method
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC, plain
from tanhui.lifecycle.methodology.evaluation import evaluate
from tanhui.lifecycle.methodology.factors import Factor


@dataclass(frozen=True)
class Effect:
    """One result of one example, by the version before and by the version after; a reason where there is no number."""

    example: str
    title: str
    symbol: str
    unit: str
    old: str
    new: str
    difference: str
    reason: str = ""

    @property
    def same(self) -> bool:
        """Whether both versions give the same number."""
        return self.difference == "0"


def effects(old: Method, new: Method, library: Iterable[Factor] = ()) -> list[Effect]:
    """Compute the examples of both documents by both methods; an example of both is taken from the newer one."""
    factors = tuple(library)
    examples = {each.id: each for each in (*old.examples, *new.examples)}
    return [effect for example in examples.values() for effect in _effects(old, new, example, factors)]


def _effects(old: Method, new: Method, example: Example, factors: tuple[Factor, ...]) -> Iterator[Effect]:
    was, now = _values(old, example, factors), _values(new, example, factors)
    symbols = dict.fromkeys((*old.results, *new.results))
    for symbol in symbols:
        unit = next((step.unit for step in (new.step(symbol), old.step(symbol)) if step), "")
        before, after = _in_unit(old, was, symbol, unit), _in_unit(new, now, symbol, unit)
        reason = "；".join(dict.fromkeys(each for each in (_why(was), _why(now)) if each))
        difference = plain(ARITHMETIC.subtract(after, before)) if before is not None and after is not None else ""
        yield Effect(example.id, example.title.zh, symbol, unit, _told(before), _told(after), difference, reason)


def _values(method: Method, example: Example, factors: tuple[Factor, ...]) -> dict[str, Decimal] | str:
    """Return every single value, or why there is none. What the method does not ask for is left out."""
    known = {each.symbol for each in method.givens}
    inputs: dict[str, Entry] = {symbol: entry for symbol, entry in example.inputs if symbol in known}
    tables = {name: rows for name, rows in example.rows.items() if method.table(name)}
    try:
        return evaluate(method, inputs, tables=tables, day=example.day, factors=factors).values
    except Refusal as refusal:
        return refusal.breaches[0].zh


def _in_unit(method: Method, values: dict[str, Decimal] | str, symbol: str, unit: str) -> Decimal | None:
    step = method.step(symbol)
    if isinstance(values, str) or step is None or symbol not in values:
        return None
    try:
        return method.units.convert(values[symbol], step.unit, unit)
    except Fault:
        return None


def _why(values: dict[str, Decimal] | str) -> str:
    return values if isinstance(values, str) else ""


def _told(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
