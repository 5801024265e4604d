"""From tree to typed SQL, node by node. What cannot be exact in every engine is refused with the node's place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from tanhui.lifecycle.methodology.engine.bounds import Interval, between, bounds_of
from tanhui.lifecycle.methodology.engine.evaluate import compiled
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import LARGEST
from tanhui.lifecycle.methodology.engine.reciprocals import reciprocal
from tanhui.lifecycle.methodology.engine.rounding import Rounding
from tanhui.lifecycle.methodology.engine.sql import values
from tanhui.lifecycle.methodology.engine.sql.cutting import cut
from tanhui.lifecycle.methodology.engine.sql.digits import MOST_DIGITS, NotInSql, scale_of, too_many
from tanhui.lifecycle.methodology.engine.sql.values import Value
from tanhui.lifecycle.methodology.engine.tree import AGGREGATES, COMPARISONS, SERIES, Node, names_in

MOST_NODES = 4000
"""How long one expression may become: a power writes its base out several times."""
ONE, ZERO = Decimal(1), Decimal(0)

_SIGNS: Mapping[str, values.Operator] = {
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
    "==": exp.EQ,
    "!=": exp.NEQ,
}


@dataclass(frozen=True)
class Scope:
    """What the names of a formula stand for: numbers known before the query, and columns of the query."""

    known: Mapping[str, Decimal]
    columns: Mapping[str, Value]

    @property
    def bounds(self) -> Mapping[str, Interval]:
        """What values each name can take."""
        fixed = {symbol: between(value, value) for symbol, value in self.known.items()}
        return fixed | {symbol: value.interval for symbol, value in self.columns.items()}


def written(node: Node, scope: Scope) -> Value:
    """Return a formula as SQL, in the tightest type for its bounds."""
    found = _Visitor(scope).visit(node)
    return values.tight(found, _bounds(node, scope.bounds), node.column)


def known_value(node: Node, known: Mapping[str, Decimal]) -> Decimal | None:
    """Return what a formula comes to when all its names are known; None when it names a column or gathers rows."""
    if _gathers(node) or any(name.value not in known for name in names_in(node)):
        return None
    return compiled(node)(known)


def _gathers(node: Node) -> bool:
    return node.operator in (*AGGREGATES, SERIES) or any(_gathers(child) for child in node.children)


def _bounds(node: Node, bounds: Mapping[str, Interval]) -> Interval:
    try:
        return bounds_of(node, bounds)
    except Fault as fault:
        if fault.code != "V-1":
            raise
        raise too_many(LARGEST.adjusted() + MOST_DIGITS, node.column) from None


class _Visitor:
    """Visits one formula. Inside a branch nothing is narrowed: an engine may compute both branches for every row."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.bounds = scope.bounds

    def visit(self, node: Node) -> Value:
        number = known_value(node, self.scope.known)
        if number is not None:
            return _literal(number, node)
        if node.operator == "name":
            return self._column(node)
        if node.operator in COMPARISONS:
            return self._truth(node)
        if node.operator not in _WRITERS:
            raise NotInSql(f"{node.operator}（须在读入各行后计算）", f"{node.operator}", node.column)
        return _WRITERS[node.operator](self, node)

    def interval(self, node: Node) -> Interval:
        return _bounds(node, self.bounds)

    def _column(self, node: Node) -> Value:
        found = self.scope.columns.get(node.value)
        if found is None:
            raise NotInSql(f"{node.value} 不是本行的值", f"{node.value} is no value of the row", node.column)
        return Value(found.expression.copy(), found.digits, found.interval)

    def _truth(self, node: Node) -> Value:
        """A comparison that is used as a number counts as one or zero."""
        one, zero = values.constant(ONE), values.constant(ZERO)
        return values.either(self.condition(node), one, zero, between(ZERO, ONE), node.column)

    def condition(self, node: Node) -> exp.Expression:
        """Return a truth value: a comparison, or whether a yes/no number is other than zero."""
        if node.operator in COMPARISONS and known_value(node, self.scope.known) is None:
            left, right = (self.visit(child) for child in node.children)
            return values.compare(_SIGNS[node.operator], left, right, node.column)
        return values.compare(exp.NEQ, self.visit(node), values.constant(ZERO), node.column)

    def negated(self, node: Node) -> Value:
        return values.negate(self.visit(node.children[0]), self.interval(node))

    def magnitude(self, node: Node) -> Value:
        return values.magnitude(self.visit(node.children[0]), self.interval(node))

    def sum(self, node: Node) -> Value:
        left, right = (self.visit(child) for child in node.children)
        return values.add(left, right, self.interval(node), node.column, sign=1 if node.operator == "+" else -1)

    def product(self, node: Node) -> Value:
        left, right = (self.visit(child) for child in node.children)
        return values.multiply(left, right, self.interval(node), node.column)

    def quotient(self, node: Node) -> Value:
        """Multiply by the reciprocal where it ends: engines divide in binary, or cut at digits of their own choice."""
        divisor = known_value(node.children[1], self.scope.known)
        if divisor is None:
            raise NotInSql("除数不是常数", "the divisor is not a constant", node.column)
        above = self.visit(node.children[0])
        return values.multiply(above, _literal(_reciprocal(divisor, node), node), self.interval(node), node.column)

    def power(self, node: Node) -> Value:
        base = self.visit(node.children[0])
        if node.exponent == 0:
            return values.constant(ONE)
        if sum(1 for _ in base.expression.walk()) * node.exponent > MOST_NODES:
            zh, en = (
                "公式运算量超限：乘方的底数过长，请拆成多个步骤",
                "Too costly: split the base of the power into a step",
            )
            raise Fault("S-2", zh, en, node.column)
        found = base
        for exponent in range(2, node.exponent + 1):
            smaller = Node("**", (node.children[0], Node("number", value=str(exponent))), column=node.column)
            again = Value(base.expression.copy(), base.digits, base.interval)
            found = values.multiply(found, again, self.interval(smaller), node.column)
        return found

    def extreme(self, node: Node) -> Value:
        parts = [self.visit(child) for child in node.children]
        return values.extreme(parts, self.interval(node), node.column, largest=node.operator == "max")

    def branches(self, node: Node) -> Value:
        condition, yes, no = node.children
        chosen = known_value(condition, self.scope.known)
        if chosen is not None:
            return self.visit(yes if chosen else no)
        test = self.condition(condition)
        one, other = self.visit(yes), self.visit(no)
        ends = (one.interval, other.interval)
        interval = Interval(min(e.lowest for e in ends), max(e.highest for e in ends), any(e.zero for e in ends))
        return values.either(test, one, other, interval, node.column)

    def whole(self, node: Node) -> Value:
        mode = "floor" if node.operator == "floor" else "ceiling"
        return cut(self.visit(node.children[0]), Rounding(mode, 0, "term"), node.column)


_WRITERS: Mapping[str, Callable[[_Visitor, Node], Value]] = {
    "negate": _Visitor.negated,
    "abs": _Visitor.magnitude,
    "+": _Visitor.sum,
    "-": _Visitor.sum,
    "*": _Visitor.product,
    "/": _Visitor.quotient,
    "**": _Visitor.power,
    "max": _Visitor.extreme,
    "min": _Visitor.extreme,
    "if": _Visitor.branches,
    "floor": _Visitor.whole,
    "ceil": _Visitor.whole,
}


def _reciprocal(divisor: Decimal, node: Node) -> Decimal:
    """Return 1/x where it is a finite decimal; refuse it by name otherwise."""
    if not divisor:
        raise Fault("R14-3", "分母为零", "The denominator is zero", node.children[1].column)
    inverse = reciprocal(divisor)
    if inverse is None:
        raise NotInSql("除以倒数不尽的常数", "division by a constant whose reciprocal does not end", node.column)
    return inverse


def _literal(number: Decimal, node: Node) -> Value:
    if scale_of(number) > MOST_DIGITS and _divides(node):
        raise NotInSql("除不尽的常数", "a constant quotient that does not end", node.column)
    return values.constant(number, node.column)


def _divides(node: Node) -> bool:
    return node.operator in ("/", "sqrt", "exp") or any(_divides(child) for child in node.children)
