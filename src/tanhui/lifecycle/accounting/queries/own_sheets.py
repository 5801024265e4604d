"""Owners' own calculation tables as plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tanhui.lifecycle.accounting.models import OwnSheet


@dataclass(frozen=True)
class OwnSheetRow:
    """One table that was added to a report."""

    id: int
    report_id: int
    document_id: int
    name: str
    sha256: str
    total_cell: str
    total_tonnes: str
    added_at: datetime


def own_sheets_of(report_id: int) -> list[OwnSheetRow]:
    """Return the tables of a report, oldest first."""
    found = OwnSheet.objects.filter(report_id=report_id).select_related("document").order_by("id")
    return [
        OwnSheetRow(
            id=each.pk,
            report_id=each.report_id,
            document_id=each.document_id,
            name=each.document.name,
            sha256=each.document.sha256,
            total_cell=each.total_cell,
            total_tonnes=each.total_tonnes,
            added_at=each.added_at,
        )
        for each in found
    ]
