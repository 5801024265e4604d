"""The demonstration's clock: one row, which only ever grows."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q

from tanhui.foundation.clock import CLOCK_ROW


class DemonstrationClock(models.Model):
    """How far the demonstration is ahead of the system's time."""

    offset = models.DurationField(default=timedelta(0))

    class Meta:
        verbose_name = "演示时钟"
        constraints = [
            models.CheckConstraint(condition=Q(id=CLOCK_ROW), name="clock_single_row"),
            models.CheckConstraint(condition=Q(offset__gte=timedelta(0)), name="clock_never_behind"),
        ]

    def __str__(self) -> str:
        return f"+{self.offset}"
