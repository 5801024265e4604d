"""How many digits each value of a method can have: what a workbook needs to know so that its cells agree exactly."""

from __future__ import annotations

from decimal import Decimal

from tanhui.lifecycle.methodology.document import Input, Method, Step
from tanhui.lifecycle.methodology.engine.sheet_digits import Exact, digits_of, of_number


def known_digits(method: Method) -> dict[str, Exact]:
    """Return the digits of every symbol for which the document says enough; looked-up factors are not among them."""
    known = {each.symbol: _of_input(each) for each in method.inputs if each.is_number}
    known |= {each.symbol: of_number(each.value) for each in method.constants}
    known |= {each.symbol: _largest([of_number(value) for value in each.all_values]) for each in method.lookups}
    for step in method.steps:
        found = _of_step(step, known)
        if found is not None:
            known[step.symbol] = found
    return known


def _of_input(one: Input) -> Exact:
    whole = of_number(max(abs(one.lowest), abs(one.highest), Decimal(1))).whole
    return Exact(whole, 0 if one.yes_no else one.digits)


def _largest(parts: list[Exact]) -> Exact:
    return Exact(max(part.whole for part in parts), max(part.places for part in parts))


def _of_step(step: Step, known: dict[str, Exact]) -> Exact | None:
    """A rounded step has the digits that are kept, and may reach one more before the point."""
    exact = digits_of(step.node, known)
    if exact is None or step.rounding is None or exact.places <= step.rounding.digits:
        return exact
    return Exact(exact.whole + 1, step.rounding.digits)
