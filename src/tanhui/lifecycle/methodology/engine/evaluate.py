"""The visitor that computes: a tree becomes nested closures over Decimal. Units were checked before, once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC, literal
from tanhui.lifecycle.methodology.engine.rowwise import AGGREGATE, ROWS, average_before
from tanhui.lifecycle.methodology.engine.tree import AGGREGATES, OF_ONE, SERIES, Node

Values = Mapping[str, Any]
"""What a formula sees: the value of each symbol, and under `ROWS + table` the rows it may gather."""
Formula = Callable[[Values], Decimal]

YES, NO = Decimal(1), Decimal(0)
"""A condition counts as one or zero, so that a yes/no input needs no type of its own."""

_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_ARITHMETIC: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": ARITHMETIC.add,
    "-": ARITHMETIC.subtract,
    "*": ARITHMETIC.multiply,
}


_OF_ONE: Mapping[str, Callable[[Decimal], Decimal]] = {
    "abs": ARITHMETIC.abs,
    "floor": lambda value: value.to_integral_value(rounding=ROUND_FLOOR),
    "ceil": lambda value: value.to_integral_value(rounding=ROUND_CEILING),
    "sqrt": ARITHMETIC.sqrt,
    "exp": ARITHMETIC.exp,
}


def compiled(node: Node) -> Formula:
    """Return the function that computes a formula from the values of its names."""
    if node.operator in AGGREGATES:
        return _aggregate(node.operator, compiled(node.children[0]), ROWS + node.value)
    if node.operator == SERIES:
        return average_before(compiled(node.children[0]), int(node.children[1].value))
    if node.operator == "number":
        constant = literal(node.value)
        return lambda values: constant
    if node.operator == "name":
        return operator.itemgetter(node.value)
    parts = [compiled(child) for child in node.children]
    if node.operator in OF_ONE:
        return _of_one(_OF_ONE[node.operator], parts[0])
    if node.operator == "negate":
        return lambda values: ARITHMETIC.minus(parts[0](values))
    if node.operator == "if":
        return lambda values: parts[1](values) if parts[0](values) else parts[2](values)
    if node.operator in ("max", "min"):
        choose: Callable[..., Decimal] = max if node.operator == "max" else min
        return lambda values: choose(part(values) for part in parts)
    return _of_two(node, parts[0], parts[1])


def _of_one(function: Callable[[Decimal], Decimal], part: Formula) -> Formula:
    return lambda values: function(part(values))


def _aggregate(word: str, part: Formula, rows: str) -> Formula:
    gather = AGGREGATE[word]
    return lambda values: gather([part(row) for row in values[rows]])


def _of_two(node: Node, left: Formula, right: Formula) -> Formula:
    if node.operator == "/":
        return _quotient(left, right, node.children[1].column)
    if node.operator == "**":
        return _power(left, node.exponent)
    if node.operator in _COMPARE:
        holds = _COMPARE[node.operator]
        return lambda values: YES if holds(left(values), right(values)) else NO
    combine = _ARITHMETIC[node.operator]
    return lambda values: combine(left(values), right(values))


def _power(base: Formula, exponent: int) -> Formula:
    def raised(values: Values) -> Decimal:
        value, result = base(values), Decimal(1)
        for _ in range(exponent):
            result = ARITHMETIC.multiply(result, value)
        return result

    return raised


def _quotient(above: Formula, below: Formula, column: int) -> Formula:
    def divided(values: Values) -> Decimal:
        divisor = below(values)
        if not divisor:
            raise Fault("R14-3", "分母为零", "The denominator is zero", column)
        return ARITHMETIC.divide(above(values), divisor)

    return divided
