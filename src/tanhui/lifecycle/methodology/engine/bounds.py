"""The visitor that asks what values a formula can take, so that no denominator can be zero for allowed inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC, LARGEST, literal
from tanhui.lifecycle.methodology.engine.rounding import Rounding
from tanhui.lifecycle.methodology.engine.rowwise import ROWS
from tanhui.lifecycle.methodology.engine.tree import AGGREGATES, COMPARISONS, Node

ZERO = Decimal(0)
ENDLESS = Decimal("Infinity")


@dataclass(frozen=True)
class Interval:
    """The values from `lowest` to `highest`; `zero` says whether zero is among them."""

    lowest: Decimal
    highest: Decimal
    zero: bool


def between(lowest: Decimal, highest: Decimal) -> Interval:
    """Return the closed interval."""
    return Interval(lowest, highest, lowest <= 0 <= highest)


CONDITION = between(ZERO, Decimal(1))
Bounds = Mapping[str, Interval]


def bounds_of(node: Node, known: Bounds) -> Interval:
    """Return the values a formula can take; refuse a denominator that may be zero (R14-3) or a size past 1e30 (V-1).

    Under `ROWS + table` stands how many rows of that table an aggregate may gather.
    """
    if node.operator == "number":
        value = literal(node.value, node.column)
        return between(value, value)
    if node.operator == "name":
        return known[node.value]
    if node.operator == "if":
        return _either(node, known)
    parts = [bounds_of(child, known) for child in node.children]
    if node.operator in AGGREGATES:
        return _sized(_gathered(node, parts[0], known[ROWS + node.value]), node.column)
    if node.operator == "/" and parts[1].zero:
        column = node.children[1].column
        raise Fault("R14-3", "分母可为零：请用 if 或 max 排除零", "The denominator may be zero", column)
    found = CONDITION if node.operator in COMPARISONS else _OPERATIONS[node.operator](node, parts)
    return _sized(found, node.column)


def after_rounding(found: Interval, rounding: Rounding | None) -> Interval:
    """Return the values that remain possible once a step is rounded: a small one may become zero."""
    if rounding is None:
        return found
    lowest, highest = (
        rounding.apply(end) if end.is_finite() and abs(end) <= LARGEST else end for end in (found.lowest, found.highest)
    )
    return between(lowest, highest)


def _sized(found: Interval, column: int) -> Interval:
    for end in (found.lowest, found.highest):
        if end.is_finite() and abs(end) > LARGEST:
            raise Fault("V-1", "结果可能超出范围（1e30）", "The result may pass 1e30", column)
    return found


def _either(node: Node, known: Bounds) -> Interval:
    condition, yes, no = node.children
    bounds_of(condition, known)
    when_true = bounds_of(yes, _narrowed(condition, known, holds=True))
    when_false = bounds_of(no, _narrowed(condition, known, holds=False))
    return Interval(
        min(when_true.lowest, when_false.lowest),
        max(when_true.highest, when_false.highest),
        when_true.zero or when_false.zero,
    )


_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def _narrowed(condition: Node, known: Bounds, *, holds: bool) -> Bounds:
    """Return what is known inside a branch: a comparison of a name narrows that name."""
    if condition.operator not in COMPARISONS:
        return known
    sign = condition.operator if holds else _OPPOSITE[condition.operator]
    left, right = condition.children
    narrowed = dict(known)
    for name, other, relation in ((left, right, sign), (right, left, _MIRRORED[sign])):
        if name.operator == "name":
            narrowed[name.value] = _cut(known[name.value], relation, bounds_of(other, known))
    return narrowed


def _cut(own: Interval, relation: str, other: Interval) -> Interval:
    """Return the part of `own` for which the relation to some value of `other` can hold."""
    if relation in (">", ">="):
        zero = own.zero and (other.lowest < 0 or (relation == ">=" and other.zero))
        return _unless_empty(own, max(own.lowest, other.lowest), own.highest, zero)
    if relation in ("<", "<="):
        zero = own.zero and (other.highest > 0 or (relation == "<=" and other.zero))
        return _unless_empty(own, own.lowest, min(own.highest, other.highest), zero)
    if relation == "==":
        zero = own.zero and other.zero
        return _unless_empty(own, max(own.lowest, other.lowest), min(own.highest, other.highest), zero)
    return replace(own, zero=own.zero and not (other.lowest == other.highest == 0))


def _unless_empty(own: Interval, lowest: Decimal, highest: Decimal, zero: bool) -> Interval:
    return Interval(lowest, highest, zero) if lowest <= highest else own


def _negate(node: Node, parts: list[Interval]) -> Interval:
    return Interval(-parts[0].highest, -parts[0].lowest, parts[0].zero)


def _add(node: Node, parts: list[Interval]) -> Interval:
    left, right = parts
    lowest, highest = ARITHMETIC.add(left.lowest, right.lowest), ARITHMETIC.add(left.highest, right.highest)
    same_side = (left.lowest >= 0 and right.lowest >= 0) or (left.highest <= 0 and right.highest <= 0)
    zero = (left.zero and right.zero) if same_side else lowest <= 0 <= highest
    return Interval(lowest, highest, zero)


def _subtract(node: Node, parts: list[Interval]) -> Interval:
    return _add(node, [parts[0], _negate(node, parts[1:])])


def _product(left: Decimal, right: Decimal) -> Decimal:
    return ZERO if not left or not right else ARITHMETIC.multiply(left, right)


def _multiply(node: Node, parts: list[Interval]) -> Interval:
    left, right = parts
    corners = [_product(a, b) for a in (left.lowest, left.highest) for b in (right.lowest, right.highest)]
    return Interval(min(corners), max(corners), left.zero or right.zero)


def _divide(node: Node, parts: list[Interval]) -> Interval:
    """The denominator is never zero here, but it may come close to it, or lie on both sides."""
    above, below = parts
    if below.lowest < 0 < below.highest:
        return Interval(-ENDLESS, ENDLESS, above.zero)
    side = 1 if below.highest > 0 else -1
    corners = [_quotient(a, b, side) for a in (above.lowest, above.highest) for b in (below.lowest, below.highest)]
    return Interval(min(corners), max(corners), above.zero)


def _quotient(above: Decimal, below: Decimal, side: int) -> Decimal:
    if not above or below.is_infinite():
        return ZERO
    return ARITHMETIC.divide(above, below) if below else (ENDLESS * side).copy_sign(above * side)


def _power(node: Node, parts: list[Interval]) -> Interval:
    base, exponent = parts[0], node.exponent
    if exponent == 0:
        return between(Decimal(1), Decimal(1))
    ends = sorted(_repeated(end, exponent) for end in (base.lowest, base.highest))
    lowest = ZERO if exponent % 2 == 0 and base.lowest <= 0 <= base.highest else ends[0]
    return Interval(lowest, ends[1], base.zero)


def _repeated(value: Decimal, exponent: int) -> Decimal:
    result = Decimal(1)
    for _ in range(exponent):
        result = _product(result, value)
    return result


def _largest(node: Node, parts: list[Interval]) -> Interval:
    lowest, highest = max(part.lowest for part in parts), max(part.highest for part in parts)
    always_positive = any(part.lowest >= 0 and not part.zero for part in parts)
    zero = lowest <= 0 <= highest and any(part.zero for part in parts) and not always_positive
    return Interval(lowest, highest, zero)


def _smallest(node: Node, parts: list[Interval]) -> Interval:
    return _negate(node, [_largest(node, [_negate(node, [part]) for part in parts])])


def _magnitude(node: Node, parts: list[Interval]) -> Interval:
    lowest, highest = parts[0].lowest, parts[0].highest
    least = ZERO if lowest <= 0 <= highest else min(abs(lowest), abs(highest))
    return Interval(least, max(abs(lowest), abs(highest)), parts[0].zero)


def _floor(node: Node, parts: list[Interval]) -> Interval:
    return between(*(_whole(end, ROUND_FLOOR) for end in (parts[0].lowest, parts[0].highest)))


def _ceil(node: Node, parts: list[Interval]) -> Interval:
    return between(*(_whole(end, ROUND_CEILING) for end in (parts[0].lowest, parts[0].highest)))


def _whole(end: Decimal, mode: str) -> Decimal:
    return end.to_integral_value(rounding=mode) if end.is_finite() else end


def _root(node: Node, parts: list[Interval]) -> Interval:
    if parts[0].lowest < 0:
        column = node.children[0].column
        raise Fault("R14-3", "负数不能开平方：请用 max 排除负数", "The root of a number that may be negative", column)
    lowest, highest = (
        end if end.is_infinite() else ARITHMETIC.sqrt(end) for end in (parts[0].lowest, parts[0].highest)
    )
    return Interval(lowest, highest, parts[0].zero)


_LARGEST_EXPONENT = Decimal(69)
"""e to this power is just below 1e30."""


def _exponential(node: Node, parts: list[Interval]) -> Interval:
    if parts[0].highest > _LARGEST_EXPONENT:
        raise Fault("V-1", "结果可能超出范围（1e30）", "The result may pass 1e30", node.column)
    lowest, highest = (ARITHMETIC.exp(max(end, -_LARGEST_EXPONENT * 10)) for end in (parts[0].lowest, parts[0].highest))
    return Interval(lowest, highest, zero=False)


def _average_before(node: Node, parts: list[Interval]) -> Interval:
    """Only values above zero are averaged; without rows before it is zero."""
    return Interval(ZERO, max(ZERO, parts[0].highest), zero=True)


def _gathered(node: Node, part: Interval, rows: Interval) -> Interval:
    """Return what an aggregate over `rows` rows of `part` can be; refuse too few rows to divide by (R14-3)."""
    needed = {"mean": 1, "largest": 1, "smallest": 1, "variance": 2}.get(node.operator, 0)
    if rows.lowest < needed:
        zh = f"{node.operator} 至少须有 {needed} 行数据，请为该表声明 least"
        raise Fault("R14-3", zh, f"{node.operator} needs at least {needed} rows; declare `least`", node.column)
    if node.operator == "count":
        return rows
    if node.operator == "variance":
        spread = ARITHMETIC.subtract(part.highest, part.lowest)
        return Interval(ZERO, _product(spread, spread), zero=True)
    if node.operator != "sum":
        return part
    found = _multiply(node, [part, rows])
    return replace(found, zero=found.zero or part.lowest < 0 < part.highest)


_OPERATIONS: Mapping[str, Callable[[Node, list[Interval]], Interval]] = {
    "negate": _negate,
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "**": _power,
    "max": _largest,
    "min": _smallest,
    "abs": _magnitude,
    "floor": _floor,
    "ceil": _ceil,
    "sqrt": _root,
    "exp": _exponential,
    "average_before": _average_before,
}
