"""Every rounding by its declared name: mode, digits and the stage at which it happens."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import cached_property

from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC

MODES = {"floor": ROUND_FLOOR, "ceiling": ROUND_CEILING, "half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN}
MODE_LABELS = {"floor": "向下取整", "ceiling": "向上取整", "half-up": "四舍五入", "half-even": "四舍六入五成双"}
STAGES = {"term": "每一项", "year": "每年", "total": "合计"}
MOST_DIGITS = 18


@dataclass(frozen=True)
class Rounding:
    """How a step is rounded: the mode, the digits after the point, and whether each term, each year or the total is."""

    mode: str
    digits: int
    stage: str

    def apply(self, value: Decimal) -> Decimal:
        """Return the rounded value."""
        return value.quantize(self._last_digit, rounding=MODES[self.mode], context=ARITHMETIC)

    @cached_property
    def _last_digit(self) -> Decimal:
        return Decimal(1).scaleb(-self.digits)

    @property
    def label(self) -> str:
        """Say it in Chinese."""
        return f"{STAGES[self.stage]}{MODE_LABELS[self.mode]}，保留 {self.digits} 位小数"


def whole_tonnes(value: Decimal) -> int:
    """Return the tonnes that can be issued for a reduction: never more than it, never below zero."""
    return max(0, int(value.to_integral_value(rounding=ROUND_FLOOR)))
