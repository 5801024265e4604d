"""An expression with its type and bounds, and the arithmetic on it: no engine's own growth of digits decides anything.

The engines differ in how the type of a result follows from the types of its operands: DuckDB stays at 18 digits when
both operands have at most 18; Spark drops digits after the point when 38 do not suffice. So operands are widened or
narrowed first where that would bite, and each result is cast to the type that its bounds need.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlglot import exp

from tanhui.lifecycle.methodology.engine.bounds import Interval, between
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.engine.sql.digits import (
    MOST_DIGITS,
    SHORT_DIGITS,
    Digits,
    common,
    digits_for,
    scale_of,
    too_many,
)

Operator = Callable[..., exp.Expression]
NOTHING = between(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Value:
    """An expression, the type it has in every engine, and what values it can take."""

    expression: exp.Expression
    digits: Digits
    interval: Interval

    @property
    def scale(self) -> int:
        """Digits after the point."""
        return self.digits.scale


def name_of(column: str) -> exp.Column:
    """Return a column by its quoted name: names may be Chinese, or words of SQL."""
    return exp.Column(this=exp.to_identifier(column, quoted=True))


def column(name: str, interval: Interval, scale: int) -> Value:
    """Return a column whose values lie in an interval."""
    return Value(name_of(name), digits_for(interval, scale), interval)


def constant(number: Decimal, at: int = 0) -> Value:
    """Return a literal with just the digits it needs; written as text, which no engine takes for a binary number."""
    interval = between(number, number)
    digits = digits_for(interval, scale_of(number), at)
    return Value(_cast(exp.Literal.string(plain(number)), digits), digits, interval)


def cast(value: Value, digits: Digits) -> Value:
    """Return the same values as another type, which must have room for them."""
    if value.digits == digits:
        return value
    inner = value.expression
    if isinstance(inner, exp.Cast) and isinstance(inner.this, exp.Literal):
        inner = inner.this
    return replace(value, expression=_cast(inner, digits), digits=digits)


def _cast(expression: exp.Expression, digits: Digits) -> exp.Cast:
    return exp.Cast(this=expression, to=exp.DataType.build(str(digits)))


def add(left: Value, right: Value, interval: Interval, at: int = 0, *, sign: int = 1) -> Value:
    """Return the sum, or with sign -1 the difference; `interval` is what it can be."""
    if right.interval == NOTHING:
        return replace(left, interval=interval)
    wanted = digits_for(interval, max(left.scale, right.scale), at)
    operator = exp.Add if sign > 0 else exp.Sub
    return _of_two(operator, left, right, wanted, interval, at)


def multiply(left: Value, right: Value, interval: Interval, at: int = 0) -> Value:
    """Return the product."""
    wanted = digits_for(interval, left.scale + right.scale, at)
    return _of_two(exp.Mul, left, right, wanted, interval, at)


def negate(value: Value, interval: Interval) -> Value:
    """Return the number with the other sign."""
    return Value(exp.Neg(this=_bracketed(value.expression)), value.digits, interval)


def magnitude(value: Value, interval: Interval) -> Value:
    """Return the number without its sign."""
    return Value(exp.Abs(this=value.expression), value.digits, interval)


def alike(values: Sequence[Value], at: int = 0) -> list[Value]:
    """Return the values in one type."""
    shared = common([each.digits for each in values], at)
    return [cast(each, shared) for each in values]


def extreme(values: Sequence[Value], interval: Interval, at: int = 0, *, largest: bool) -> Value:
    """Return the largest or the smallest. No operand is NULL: a row without a value never comes this far."""
    first, *rest = alike(values, at)
    kind = exp.Greatest if largest else exp.Least
    chosen = kind(this=first.expression, expressions=[each.expression for each in rest], ignore_nulls=True)
    return Value(chosen, first.digits, interval) if rest else first


def compare(sign: Operator, left: Value, right: Value, at: int = 0) -> exp.Expression:
    """Return the comparison of two numbers."""
    one, other = alike([left, right], at)
    return sign(this=_bracketed(one.expression), expression=_bracketed(other.expression))


def either(condition: exp.Expression, yes: Value, no: Value, interval: Interval, at: int = 0) -> Value:
    """Return one value where a condition holds, the other where not."""
    one, other = alike([yes, no], at)
    chosen = exp.Case(ifs=[exp.If(this=condition, true=one.expression)], default=other.expression)
    return Value(chosen, one.digits, interval)


def tight(value: Value, interval: Interval | None = None, at: int = 0) -> Value:
    """Return the value in the tightest type for its bounds, or for closer bounds that are known."""
    bounds = interval or value.interval
    return replace(cast(value, digits_for(bounds, value.scale, at)), interval=bounds)


def _of_two(operator: Operator, left: Value, right: Value, wanted: Digits, interval: Interval, at: int) -> Value:
    growth = _product_digits if operator is exp.Mul else _sum_digits
    if growth(left.digits, right.digits) > MOST_DIGITS:
        left, right = tight(left), tight(right)
    if wanted.precision > SHORT_DIGITS >= max(left.digits.precision, right.digits.precision):
        left = cast(left, Digits(SHORT_DIGITS + 1, left.scale))
    needed = growth(left.digits, right.digits)
    if needed > MOST_DIGITS:
        raise too_many(needed, at)
    combined = operator(this=_bracketed(left.expression), expression=_bracketed(right.expression))
    return Value(_cast(combined, wanted), wanted, interval)


def _sum_digits(left: Digits, right: Digits) -> int:
    """One more than the longer of both: Spark asks for that much, and cuts digits off the end where it is too much."""
    return max(left.whole, right.whole) + max(left.scale, right.scale) + 1


def _product_digits(left: Digits, right: Digits) -> int:
    return left.precision + right.precision + 1


def _bracketed(expression: exp.Expression) -> exp.Expression:
    return exp.Paren(this=expression) if isinstance(expression, (exp.Binary, exp.Neg, exp.Case)) else expression
