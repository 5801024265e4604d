"""Move the demonstration's clock. It never goes back, so that the journal's moments never decrease."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from tanhui.foundation.clock import CLOCK_ROW, offset
from tanhui.foundation.clock.models import DemonstrationClock
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.trail.actions import Receipt, act
from tanhui.law import refuse

FURTHEST = timedelta(days=3660)
"""The clock is never more than ten years ahead of the system's."""


def set_demonstration_clock(*, by: Actor, at: datetime, to: datetime) -> Receipt:
    """Make the demonstration's clock show `to`; `at` is what it shows now."""
    with act(by=by, kind="clock.set", at=at, clauses=("HOUSE-17",)) as entry:
        if not settings.TANHUI_DEMONSTRATION:
            refuse("R17-6", "时间由服务器给定，只有示范环境可以拨动时钟", "Only the demonstration's clock can be moved")
        _check(to, at)
        ahead = offset() + (to - at)
        DemonstrationClock.objects.update_or_create(pk=CLOCK_ROW, defaults={"offset": ahead})
        entry.about("clock.DemonstrationClock:1", to=to.isoformat(), seconds=(to - at) // timedelta(seconds=1))
    return entry.receipt


def _check(to: datetime, at: datetime) -> None:
    if to < at:
        refuse(
            "R17-6",
            "时钟只能往前拨：已留痕的时间不能倒退",
            "The clock only moves forward: recorded moments never decrease",
            clause="HOUSE-17",
            place="at",
        )
    if offset() + (to - at) > FURTHEST:
        refuse(
            "V-3",
            f"最多比真实时间快 {FURTHEST.days} 天",
            f"The clock may be at most {FURTHEST.days} days ahead",
            clause="HOUSE-17",
            place="at",
        )
