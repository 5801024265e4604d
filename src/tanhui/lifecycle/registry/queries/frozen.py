"""Which batches are frozen, and why."""

from __future__ import annotations

from tanhui.foundation.periods import local_day
from tanhui.lifecycle.registry.models import BatchFreeze


def running_freeze(batch_id: int) -> BatchFreeze | None:
    """Return the freeze of a batch that no thaw has ended."""
    return BatchFreeze.objects.filter(batch__id=batch_id, thaw__isnull=True).order_by("-pk").first()


def frozen_reason(batch_id: int) -> str | None:
    """Return why a batch is frozen, with the order's number, day and case; None when it is not."""
    freeze = running_freeze(batch_id)
    if freeze is None:
        return None
    case = f"，案号 {freeze.case_no}" if freeze.case_no else ""
    return f"冻结 {freeze.pk} 号（{local_day(freeze.at)}{case}）：{freeze.reason}"


def frozen_batches() -> set[int]:
    """Return the batches that are frozen."""
    return set(BatchFreeze.objects.filter(thaw__isnull=True).values_list("batch_id", flat=True))
