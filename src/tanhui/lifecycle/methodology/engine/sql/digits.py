"""How many digits a value has in SQL. An engine that runs out of digits rounds or stops, so they are counted before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tanhui.lifecycle.methodology.engine.bounds import Interval
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC, LARGEST

MOST_DIGITS = 38
"""What DuckDB and Spark hold in a decimal; PostgreSQL holds more, but all engines must give one answer."""
SHORT_DIGITS = 18
"""Up to here DuckDB counts in 64 bits: fast, and it does not go beyond by itself."""


class NotInSql(Fault):
    """What a formula asks for that no engine computes exactly; such a step is computed in Decimal."""

    def __init__(self, what_zh: str, what_en: str, column: int = 0) -> None:
        super().__init__("S-23", f"不能写成 SQL：{what_zh}", f"Cannot be written as SQL: {what_en}", column)


@dataclass(frozen=True)
class Digits:
    """The type DECIMAL(precision, scale)."""

    precision: int
    scale: int

    @property
    def whole(self) -> int:
        """Digits before the point."""
        return self.precision - self.scale

    def __str__(self) -> str:
        return f"DECIMAL({self.precision}, {self.scale})"


def too_many(digits: int, column: int = 0) -> Fault:
    """Return the fault of a value that needs more digits than the engines have."""
    return Fault(
        "S-2",
        f"公式运算量超限：需要 {digits} 位数字，SQL 的定点数最多 {MOST_DIGITS} 位；请缩小输入范围、减少小数位或先取整",
        f"Too many digits: {digits} are needed, SQL decimals have {MOST_DIGITS}; narrow the inputs or round earlier",
        column,
    )


def of_digits(whole: int, scale: int, column: int = 0) -> Digits:
    """Return the type with so many digits before and after the point; refuse more than the engines have (S-2)."""
    if scale > MOST_DIGITS or whole + scale > MOST_DIGITS:
        raise too_many(max(scale, whole + scale), column)
    return Digits(max(whole + scale, 1), scale)


def digits_for(interval: Interval, scale: int, column: int = 0) -> Digits:
    """Return the tightest type for values of an interval with so many digits after the point."""
    size = max(abs(interval.lowest), abs(interval.highest))
    if not size.is_finite() or size > LARGEST:
        raise too_many(LARGEST.adjusted() + 2 + scale, column)
    whole = int(size)
    return of_digits(len(str(whole)) if whole else 0, scale, column)


def common(types: list[Digits], column: int = 0) -> Digits:
    """Return the type that holds the values of all these types."""
    return of_digits(max(each.whole for each in types), max(each.scale for each in types), column)


def scale_of(number: Decimal) -> int:
    """Return how many digits after the point a number needs."""
    exponent = number.normalize(ARITHMETIC).as_tuple().exponent
    return max(0, -int(exponent)) if number else 0
