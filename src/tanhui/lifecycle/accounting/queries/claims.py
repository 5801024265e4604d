"""Which meters count for whom, and when."""

from __future__ import annotations

from tanhui.foundation.inputs import code_key
from tanhui.foundation.periods import Period
from tanhui.lifecycle.accounting.models import Claim, Project
from tanhui.lifecycle.accounting.queries.activity import takes_meter_readings
from tanhui.lifecycle.accounting.rules.claims import Overlap


def assets_of(project: Project) -> list[str]:
    """Return what a project's reductions are counted by, in the form in which claims are compared.

    Where activity data counts, it is the project itself too: one period of it is claimed once.
    """
    meters = project.meters.order_by("id").values_list("number", flat=True)
    metered = takes_meter_readings(project.methodology_slug, project.methodology_version)
    return [*(f"meter:{code_key(number)}" for number in meters), *([] if metered else [f"project:{project.code}"])]


def overlaps(assets: list[str], period: Period) -> tuple[Overlap, ...]:
    """Return the claims in force that overlap a period on any of the assets."""
    found = Claim.objects.filter(
        asset__in=assets, released_at__isnull=True, starts_on__lt=period.end, ends_on__gt=period.start
    )
    return tuple(
        Overlap(project=each.project.code, asset=each.asset.partition(":")[2], days=_shared_days(each, period))
        for each in found.select_related("project").order_by("id")
    )


def _shared_days(each: Claim, period: Period) -> int:
    return (min(each.ends_on, period.end) - max(each.starts_on, period.start)).days
