"""Where a method's result turns: the rounding of each step, each comparison, each max, min, floor and band."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tanhui.lifecycle.methodology.document import Lookup
from tanhui.lifecycle.methodology.engine.evaluate import Formula, compiled
from tanhui.lifecycle.methodology.engine.tree import COMPARISONS, Node
from tanhui.lifecycle.methodology.evaluation import Operation
from tests.agreement.reference import Reference

HALF = Decimal("0.5")


@dataclass(frozen=True)
class Edge:
    """A value that turns something at whole multiples of `unit` plus `offset`; unit zero: at `offset` only."""

    value: Formula
    unit: Decimal
    offset: Decimal

    def nearest(self, value: Decimal, away: int) -> Decimal:
        """Return the turning point nearest to a value, or one `away` further."""
        if not self.unit:
            return self.offset
        return ((value - self.offset) / self.unit).to_integral_value() * self.unit + self.offset + away * self.unit


def edges_of(reference: Reference) -> list[Edge]:
    """Return every edge of a case."""
    found: list[Edge] = []
    for operation in reference.operations:
        if isinstance(operation, Lookup):
            found += _of_bands(operation)
        else:
            found += _of_step(operation)
    return found


def _of_bands(lookup: Lookup) -> Iterator[Edge]:
    for band in lookup.bands:
        if band.upto is not None:
            yield Edge(_item(lookup.by), Decimal(0), band.upto)


def _of_step(operation: Operation) -> Iterator[Edge]:
    step = operation.step
    yield from _inside(step.node)
    if step.rounding is not None:
        unit = Decimal(1).scaleb(-step.rounding.digits)
        offset = unit * HALF if step.rounding.mode.startswith("half") else Decimal(0)
        yield Edge(operation.formula, unit, offset)


def _inside(node: Node) -> Iterator[Edge]:
    if node.operator in (*COMPARISONS, "max", "min"):
        for left, right in zip(node.children, node.children[1:], strict=False):
            yield Edge(compiled(Node("-", (left, right))), Decimal(0), Decimal(0))
    if node.operator in ("floor", "ceil"):
        yield Edge(compiled(node.children[0]), Decimal(1), Decimal(0))
    for child in node.children:
        yield from _inside(child)


def _item(symbol: str) -> Formula:
    def value(values: Any) -> Decimal:
        found: Decimal = values[symbol]
        return found

    return value
