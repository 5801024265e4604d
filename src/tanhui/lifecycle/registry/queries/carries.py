"""What a project has left below a whole tonne."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tanhui.lifecycle.registry.models import Carry


@dataclass(frozen=True)
class CarryRow:
    """A project's carry, and the filing that used it."""

    id: int
    project_id: int
    tonnes: Decimal
    left_by: str
    used_by: str


def open_carry(project_id: int) -> CarryRow | None:
    """Return the project's carry that no issuance has used; every issuance uses it whole and leaves the next."""
    found = Carry.objects.filter(project_id=project_id, used_by__isnull=True).select_related("filing").order_by("pk")
    return next((_row(each) for each in found[:1]), None)


def carry_row(carry_id: int) -> CarryRow | None:
    """Return one carry."""
    found = Carry.objects.filter(pk=carry_id).select_related("filing", "used_by__filing").first()
    return _row(found) if found else None


def carries_of(project_id: int) -> list[CarryRow]:
    """Return every carry of a project, oldest first."""
    found = Carry.objects.filter(project_id=project_id).select_related("filing", "used_by__filing").order_by("pk")
    return [_row(each) for each in found]


def _row(carry: Carry) -> CarryRow:
    used = getattr(carry, "used_by", None)
    return CarryRow(
        id=carry.pk,
        project_id=carry.project_id,
        tonnes=Decimal(carry.tonnes),
        left_by=carry.filing.number,
        used_by=used.filing.number if used else "",
    )
