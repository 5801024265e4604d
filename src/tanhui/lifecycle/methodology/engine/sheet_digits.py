"""The visitor that asks how many digits an exact value has, so that a spreadsheet can be told where its noise begins.

A spreadsheet computes with binary numbers of some 15 significant digits. A difference of two large numbers keeps the
noise of the large ones: it must be rounded off before a result is cut, and where, only the digits tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC, literal
from tanhui.lifecycle.methodology.engine.reciprocals import reciprocal
from tanhui.lifecycle.methodology.engine.tree import COMPARISONS, Node

SHEET_DIGITS = 15


class Exact(NamedTuple):
    """How many digits the exact value of a cell can have, before and after the point."""

    whole: int
    places: int

    @property
    def fits(self) -> bool:
        """Whether a spreadsheet holds every such value."""
        return self.whole + self.places <= SHEET_DIGITS


Known = Mapping[str, Exact]


def of_number(number: Decimal) -> Exact:
    """Return the digits of a number."""
    exponent = int(number.normalize(ARITHMETIC).as_tuple().exponent) if number else 0
    return Exact(max(0, number.adjusted() + 1), max(0, -exponent))


def digits_of(node: Node, known: Known) -> Exact | None:
    """Return the digits of a formula's value; None where they may have no end, or a name's are not known."""
    if node.operator == "number":
        return of_number(literal(node.value))
    if node.operator == "name":
        return known.get(node.value)
    if node.operator in COMPARISONS:
        return Exact(1, 0)
    if node.operator == "/":
        return _quotient(node, known)
    if node.operator == "**":
        base = digits_of(node.children[0], known)
        return base and Exact(max(1, base.whole * node.exponent), base.places * node.exponent)
    chosen = node.children[1:] if node.operator == "if" else node.children
    parts = [digits_of(child, known) for child in chosen]
    found = [part for part in parts if part is not None]
    return _combined(node.operator, found) if len(found) == len(parts) else None


def _combined(operator: str, parts: list[Exact]) -> Exact | None:
    whole, places = max(part.whole for part in parts), max(part.places for part in parts)
    if operator in ("+", "-"):
        return Exact(whole + 1, places)
    if operator == "*":
        return Exact(sum(part.whole for part in parts), sum(part.places for part in parts))
    if operator in ("floor", "ceil"):
        return Exact(whole + 1, 0)
    return Exact(whole, places) if operator in ("negate", "abs", "if", "max", "min") else None


def _quotient(node: Node, known: Known) -> Exact | None:
    """Dividing by a number whose reciprocal ends is multiplying by it."""
    above, below = digits_of(node.children[0], known), node.children[1]
    if above is None or below.operator != "number" or not literal(below.value):
        return None
    inverse = reciprocal(literal(below.value))
    if inverse is None:
        return None
    factor = of_number(inverse)
    return Exact(above.whole + factor.whole, above.places + factor.places)
