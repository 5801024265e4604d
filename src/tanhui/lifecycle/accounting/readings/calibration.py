"""When is a meter's error taken off? The rule of CCER-01-001/-002, section 7.3.4, on late and failed calibration.

Reading: a span that no passed calibration covers counts as not calibrated, and the class's maximum permissible error is
taken off; after a calibration that found the meter out of class, the error found is taken off instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tanhui.foundation.periods import Period
from tanhui.lifecycle.accounting.readings.counted import Correction

MPE_BY_CLASS = {
    "0.2S": Decimal("0.002"),
    "0.2": Decimal("0.002"),
    "0.5S": Decimal("0.005"),
    "0.5": Decimal("0.005"),
    "1": Decimal("0.01"),
    "2": Decimal("0.02"),
}
"""Maximum permissible error at reference load by accuracy class (JJG 596: class 0.2S is ±0.2 %, and so on)."""


@dataclass(frozen=True)
class Calibration:
    """One calibration: valid on [on, until); `error` is the error found, as a share, when it was out of class."""

    on: date
    until: date
    passed: bool
    error: Decimal


def corrections_for(
    meter_id: str, *, accuracy_class: str, calibrations: Sequence[Calibration], period: Period
) -> tuple[Correction, ...]:
    """Return what must be taken off a meter's readings in a period."""
    mpe = MPE_BY_CLASS[accuracy_class]
    found: list[Correction] = []
    reached = period.start
    for each in sorted(calibrations, key=lambda one: (one.on, one.until)):
        first, last = max(each.on, period.start), min(each.until, period.end)
        if last <= first:
            continue
        if first > reached:
            found.append(Correction(meter_id, mpe, "late", reached, first))
        if not each.passed:
            found.append(Correction(meter_id, abs(each.error), "out_of_class", first, last))
        reached = max(reached, last)
    if reached < period.end:
        found.append(Correction(meter_id, mpe, "late", reached, period.end))
    return tuple(found)
