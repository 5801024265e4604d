"""Claim a project's meters for a period, and release them; the registry stage calls both inside its own acts."""

from __future__ import annotations

from tanhui.foundation.periods import Period
from tanhui.foundation.trail.actions import Entry
from tanhui.law import require
from tanhui.lifecycle.accounting.models import Claim, Project
from tanhui.lifecycle.accounting.queries.claims import assets_of, overlaps
from tanhui.lifecycle.accounting.rules.claims import CLAIM, ClaimFacts


def claim(entry: Entry, *, project_id: int, period: Period, subject: str) -> list[int]:
    """Claim every meter of a project for a period; refuse when any is claimed already (R13-5)."""
    project = Project.objects.get(pk=project_id)
    assets = assets_of(project)
    require(CLAIM, ClaimFacts(overlaps(assets, period)))
    made = [
        Claim.objects.create(
            asset=asset,
            starts_on=period.start,
            ends_on=period.end,
            project=project,
            subject=subject,
            claimed_at=entry.at,
        )
        for asset in assets
    ]
    return [each.pk for each in made]


def release(entry: Entry, *, subject: str) -> int:
    """Release the claims made for a filing that came to nothing; return how many."""
    return Claim.objects.filter(subject=subject, released_at__isnull=True).update(released_at=entry.at)
