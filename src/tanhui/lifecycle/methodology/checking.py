"""The whole check of a methodology document: entries, names, units, denominators, factors, and its own examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from tanhui.law import Breach, Refusal
from tanhui.lifecycle.methodology.document import Example, Input, Method, Parameter
from tanhui.lifecycle.methodology.engine.bounds import ENDLESS, Interval, after_rounding, between, bounds_of
from tanhui.lifecycle.methodology.engine.dimensions import TRUTH, require_unit, unit_of
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import LARGEST, plain
from tanhui.lifecycle.methodology.engine.rowwise import ROWS
from tanhui.lifecycle.methodology.engine.tree import names_in
from tanhui.lifecycle.methodology.engine.units import Unit
from tanhui.lifecycle.methodology.evaluation import evaluate
from tanhui.lifecycle.methodology.factors import Factor
from tanhui.lifecycle.methodology.references import Placed, reference_faults
from tanhui.lifecycle.methodology.structure import shape_faults, structure_faults

LARGEST_COUNT = Decimal(10) ** 9


def check(method: Method, library: Iterable[Factor] = ()) -> tuple[Breach, ...]:
    """Return everything that keeps a method from being published; later parts run only on what earlier parts passed.

    `library` holds the scheme's factors; without it, the document's own must do.
    """
    factors = tuple(library)
    for part in _PARTS:
        breaches = tuple(fault.at(place) for place, fault in part(method))
        if breaches:
            return breaches
    breaches = tuple(fault.at(place) for place, fault in _factor_faults(method, factors))
    return breaches or tuple(each for example in method.examples for each in example_breaches(method, example, factors))


def require_sound(method: Method, library: Iterable[Factor] = ()) -> None:
    """Refuse a method that does not pass its check."""
    breaches = check(method, library)
    if breaches:
        raise Refusal(breaches)


def _unit_faults(method: Method) -> Iterator[Placed]:
    symbols: dict[str, Unit] = {}
    for symbol, unit in _declared_units(method):
        try:
            symbols[symbol] = TRUTH if unit is None else method.units.parse(unit)
        except Fault as fault:
            yield symbol, fault
    unknown = {symbol for symbol, _ in _declared_units(method)} - set(symbols)
    for step in method.steps:
        try:
            declared = method.units.parse(step.unit)
            symbols[step.symbol] = declared
            if unknown.isdisjoint(name.value for name in names_in(step.node)):
                require_unit(step.node, declared, unit_of(step.node, symbols, method.units), method.units)
        except Fault as fault:
            if step.symbol not in symbols:
                unknown.add(step.symbol)
            yield step.id, fault


def _declared_units(method: Method) -> Iterator[tuple[str, str | None]]:
    """Yield every value that is there before the first step with its unit; None is a condition."""
    for given in method.inputs:
        if given.is_number:
            yield given.symbol, None if given.yes_no else given.unit
    yield from ((parameter.symbol, parameter.unit) for parameter in method.parameters)
    yield from ((each.symbol, each.unit) for each in method.own_values)


def _declared(given: Input | Parameter) -> Interval:
    """A parameter is a positive number (A7), endless where no bound is declared; an input lies within its bounds."""
    if isinstance(given, Input):
        return between(given.lowest, given.highest)
    highest = ENDLESS if given.highest == LARGEST else given.highest
    return Interval(given.lowest, highest, zero=given.lowest <= 0)


def _bound_faults(method: Method) -> Iterator[Placed]:
    known = {given.symbol: _declared(given) for given in method.givens}
    known |= {each.symbol: between(each.value, each.value) for each in method.constants}
    known |= {each.symbol: between(min(each.all_values), max(each.all_values)) for each in method.lookups}
    for step in method.steps:
        known |= _rows_seen_from(method, step.table)
        try:
            known[step.symbol] = after_rounding(bounds_of(step.node, known), step.rounding)
        except Fault as fault:
            known[step.symbol] = Interval(-ENDLESS, ENDLESS, zero=True)
            yield step.id, fault


def _rows_seen_from(method: Method, table: str) -> dict[str, Interval]:
    """Return how many rows of each table an aggregate of a step may gather."""
    found: dict[str, Interval] = {}
    for each in method.tables:
        least = most = Decimal(1)
        for name in method.chain(each.id):
            if name == table:
                break
            one = method.table(name)
            if one is not None:
                least, most = least * one.least, min(most * one.most, LARGEST_COUNT)
        found[ROWS + each.id] = between(least, most)
    return found


def _factor_faults(method: Method, library: tuple[Factor, ...]) -> Iterator[Placed]:
    for parameter in method.parameters:
        factors = list(method.factors_of(parameter, library))
        if not factors:
            yield (
                parameter.symbol,
                Fault(
                    "R11-3",
                    f"{parameter.symbol} 没有可用的排放因子：{parameter.wanted.series}（{parameter.wanted.region}）",
                    f"No factor for {parameter.symbol}: {parameter.wanted.series} ({parameter.wanted.region})",
                ),
            )
        for factor in factors:
            try:
                value = method.units.convert(factor.value, factor.unit, parameter.unit)
            except Fault as fault:
                yield factor.id, fault
                continue
            if not parameter.lowest <= value <= parameter.highest or value <= 0:
                yield factor.id, _outside(parameter, value)


def _outside(parameter: Parameter, value: Decimal) -> Fault:
    bounds = f"{plain(parameter.lowest)} 至 {plain(parameter.highest)} {parameter.unit}"
    return Fault(
        "V-1", f"数值超出合理范围：{plain(value)}，应在 {bounds}", f"Out of the plausible range: {plain(value)}"
    )


def _duplicates(method: Method) -> Iterator[Placed]:
    """Two values of one series, region and year would leave the choice to chance."""
    seen: set[tuple[str, str, int]] = set()
    for factor in method.factors:
        key = (factor.series, factor.region, factor.year)
        if key in seen:
            zh, en = f"排放因子重复：{factor.region} {factor.year} 年", f"Two factors for {factor.region} {factor.year}"
            yield factor.id, Fault("V-8", zh, en)
        seen.add(key)


def _no_example(method: Method) -> Iterator[Placed]:
    if not method.examples:
        yield "examples", Fault("R14-4", "至少须有一个算例", "At least one worked example is needed")


_PARTS: tuple[Callable[[Method], Iterator[Placed]], ...] = (
    reference_faults,
    structure_faults,
    shape_faults,
    _unit_faults,
    _bound_faults,
    _duplicates,
    _no_example,
)


def example_breaches(method: Method, example: Example, factors: Iterable[Factor] = ()) -> Iterator[Breach]:
    """Yield how a worked example differs from what the method computes for it."""
    try:
        found = evaluate(method, dict(example.inputs), tables=example.rows, day=example.day, factors=factors).values
    except Refusal as refusal:
        yield from refusal.breaches
        return
    for expected in example.expected:
        step = method.step(expected.symbol)
        place = f"{example.id}.{expected.symbol}"
        if step is None:
            yield Fault("R14-2", f"变量未定义：{expected.symbol}", f"Not defined: {expected.symbol}").at(place)
            continue
        try:
            value = method.units.convert(found[expected.symbol], step.unit, expected.quantity.unit)
        except Fault as fault:
            yield fault.at(place)
            continue
        if expected.rounding.apply(value) != expected.quantity.value:
            printed = plain(expected.quantity.value)
            yield Fault(
                "R14-4",
                f"算例不符：载 {printed}，算得 {plain(value)} {expected.quantity.unit}",
                f"The example prints {printed}, computed is {plain(value)} {expected.quantity.unit}",
            ).at(place)
