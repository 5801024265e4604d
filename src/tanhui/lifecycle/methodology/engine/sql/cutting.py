"""Rounding in SQL. One tool serves all engines and signs: a cast to fewer digits, which rounds halves away from zero.

DuckDB, PostgreSQL and Spark agree on that cast, but not on `trunc`, `floor` and `round`. A value on a grid of s digits
is cut at n digits by moving it half a step of the coarse grid less half a step of the fine one, then casting: no value
lies on the edge any more. Ties go to the even digit by asking first whether there is a tie.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlglot import exp

from tanhui.lifecycle.methodology.engine.bounds import after_rounding, between
from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC
from tanhui.lifecycle.methodology.engine.rounding import Rounding
from tanhui.lifecycle.methodology.engine.sql.digits import digits_for
from tanhui.lifecycle.methodology.engine.sql.values import (
    Value,
    add,
    cast,
    compare,
    constant,
    either,
    magnitude,
    multiply,
)

HALF, TWO = Decimal("0.5"), Decimal(2)


def cut(value: Value, rounding: Rounding, at: int = 0) -> Value:
    """Return the rounded value; where `names_value_often` says so, the value should be a column."""
    if value.scale <= rounding.digits:
        return value
    if rounding.mode == "half-even":
        return _half_even(value, rounding, at)
    moved = value if rounding.mode == "half-up" else _moved(value, rounding, at)
    return _coarser(moved, value, rounding, at)


def names_value_often(value: Value, rounding: Rounding) -> bool:
    """Whether `cut` writes the value more than once."""
    return rounding.mode == "half-even" and value.scale > rounding.digits


def _moved(value: Value, rounding: Rounding, at: int) -> Value:
    """Return the value moved by half a step, so that rounding to the nearest gives the lower or the upper neighbour."""
    coarse, fine = Decimal(1).scaleb(-rounding.digits), Decimal(1).scaleb(-value.scale)
    half = ARITHMETIC.multiply(ARITHMETIC.subtract(coarse, fine), HALF)
    sign = 1 if rounding.mode == "ceiling" else -1
    ends = [ARITHMETIC.add(end, half * sign) for end in (value.interval.lowest, value.interval.highest)]
    return add(value, constant(half, at), between(*ends), at, sign=sign)


def _coarser(moved: Value, value: Value, rounding: Rounding, at: int) -> Value:
    interval = after_rounding(value.interval, rounding)
    return replace(cast(moved, digits_for(interval, rounding.digits, at)), interval=interval)


def _half_even(value: Value, rounding: Rounding, at: int) -> Value:
    """Away from zero, but where the value lies half-way the even neighbour: twice the rounded half of the value."""
    away = Rounding("half-up", rounding.digits, rounding.stage)
    half = constant(ARITHMETIC.multiply(Decimal(1).scaleb(-rounding.digits), HALF), at)
    reach = between(-half.interval.highest, half.interval.highest)
    gap = add(_again(value), _coarser(_again(value), value, away, at), reach, at, sign=-1)
    tie = compare(exp.EQ, magnitude(gap, half.interval), half, at)
    halved = _times(_again(value), HALF, at)
    even = _times(_coarser(halved, halved, away, at), TWO, at)
    interval = after_rounding(value.interval, rounding)
    found = either(tie, even, _coarser(_again(value), value, away, at), interval, at)
    return cast(found, digits_for(interval, rounding.digits, at))


def _again(value: Value) -> Value:
    """Return the value to be written once more: a tree has no part twice."""
    return replace(value, expression=value.expression.copy())


def _times(value: Value, number: Decimal, at: int) -> Value:
    ends = [ARITHMETIC.multiply(end, number) for end in (value.interval.lowest, value.interval.highest)]
    return multiply(value, constant(number), between(*ends), at)
