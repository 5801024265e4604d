"""Which accounting reports tonnes have been issued for: from then on nothing about them moves."""

from __future__ import annotations

from tanhui.lifecycle.registry.models import Issuance


def settled_reports() -> frozenset[int]:
    """Return the reports behind every issuance."""
    return frozenset(Issuance.objects.values_list("filing__report_id", flat=True))
