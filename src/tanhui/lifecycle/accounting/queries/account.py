"""The stored readings and calibrations of a project, as the account takes them."""

from __future__ import annotations

from decimal import Decimal

from tanhui.foundation.periods import Period
from tanhui.lifecycle.accounting import models
from tanhui.lifecycle.accounting.readings.calibration import Calibration, corrections_for
from tanhui.lifecycle.accounting.readings.counted import Correction
from tanhui.lifecycle.accounting.readings.rows import Reading, day_start
from tanhui.lifecycle.accounting.readings.table import ReadingTable

FETCHED_ROWS = 10_000


def readings_of(project: models.Project, period: Period) -> ReadingTable:
    """Return the readings in use that touch a period."""
    found = models.Reading.objects.filter(
        source__project=project,
        source__withdrawn_at__isnull=True,
        start_at__lt=day_start(period.end),
        end_at__gt=day_start(period.start),
    ).order_by("meter__number", "start_at")
    columns = ("line", "meter__number", "start_at", "end_at", "export_microkwh", "import_microkwh")
    return ReadingTable(Reading(*row) for row in found.values_list(*columns).iterator(chunk_size=FETCHED_ROWS))


def corrections_of(project: models.Project, period: Period) -> list[Correction]:
    """Return what calibration asks to take off each meter's readings in a period."""
    found: list[Correction] = []
    for meter in project.meters.prefetch_related("calibrations").order_by("id"):
        calibrations = [
            Calibration(each.calibrated_on, each.valid_until, each.passed, Decimal(each.error))
            for each in meter.calibrations.all()
        ]
        found += corrections_for(
            meter.number, accuracy_class=meter.accuracy_class, calibrations=calibrations, period=period
        )
    used = set(project.meters.filter(readings__source__withdrawn_at__isnull=True).values_list("number", flat=True))
    return [each for each in found if each.meter_id in used]
