"""What gathers rows into one value. A row is a mapping of symbols that also knows the rows before it in its series."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC

ROWS = "#rows:"
"""With a table's name: where a formula finds the rows of that table that belong to it."""
BEFORE = "#before"
"""Where a row finds the row before it in its series."""
ZERO = Decimal(0)

Row = Mapping[str, Any]


def total(values: Sequence[Decimal]) -> Decimal:
    """Add; exact as long as the sum has 60 digits."""
    found = ZERO
    for value in values:
        found = ARITHMETIC.add(found, value)
    return found


def mean(values: Sequence[Decimal]) -> Decimal:
    """Return the arithmetic mean; refuse no rows (R14-3)."""
    if not values:
        raise Fault("R14-3", "没有数据行，不能求平均", "There are no rows to average")
    return ARITHMETIC.divide(total(values), Decimal(len(values)))


def variance(values: Sequence[Decimal]) -> Decimal:
    """Return the sample variance, with n - 1; refuse fewer than two rows (R14-3)."""
    if len(values) < 2:
        raise Fault("R14-3", "不足两行数据，不能求方差", "A variance needs two rows")
    middle = mean(values)
    squares = [ARITHMETIC.power(ARITHMETIC.subtract(value, middle), 2) for value in values]
    return ARITHMETIC.divide(total(squares), Decimal(len(values) - 1))


def _extreme(choose: Callable[[Sequence[Decimal]], Decimal]) -> Callable[[Sequence[Decimal]], Decimal]:
    def chosen(values: Sequence[Decimal]) -> Decimal:
        if not values:
            raise Fault("R14-3", "没有数据行，不能取最大或最小值", "There are no rows to choose from")
        return choose(values)

    return chosen


AGGREGATE: Mapping[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "sum": total,
    "mean": mean,
    "count": lambda values: Decimal(len(values)),
    "variance": variance,
    "largest": _extreme(max),
    "smallest": _extreme(min),
}


def average_before(part: Callable[[Row], Decimal], window: int) -> Callable[[Row], Decimal]:
    """Return the mean over the `window` rows before a row that are above zero; zero while fewer rows lie before it."""

    def averaged(row: Row) -> Decimal:
        values: list[Decimal] = []
        before = row.get(BEFORE)
        for _ in range(window):
            if before is None:
                return ZERO
            values.append(part(before))
            before = before.get(BEFORE)
        above = [value for value in values if value > 0]
        return mean(above) if above else ZERO

    return averaged
