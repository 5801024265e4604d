"""Choosing, splitting and handing over lots. Used by `actions` only."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from tanhui.foundation.ledger.models import Account, Batch, Hold, Lot
from tanhui.law import refuse


def create(batch: Batch, account: Account) -> Lot:
    """Put a whole new batch into an account as one lot."""
    return Lot.objects.create(batch=batch, account=account, first=batch.first, last=batch.last)


def free(account: Account, tonnes: int, *, batch_id: int | None, on: date | None) -> list[Lot]:
    """Return lots of exactly `tonnes`, lowest serials first, splitting the last; refuses (R18-3) when too few are free."""
    rows = Lot.objects.select_for_update().filter(account_id=account.pk, hold__isnull=True)
    if batch_id is not None:
        rows = rows.filter(batch_id=batch_id)
    if on is not None:
        rows = rows.filter(Q(locked_until__isnull=True) | Q(locked_until__lte=on))
    taken, missing = _take(rows, tonnes)
    if missing:
        have = tonnes - missing
        refuse(
            "R18-3",
            f"可用数量 {have} 吨，需要 {tonnes} 吨",
            f"{have} t are free, {tonnes} t are needed",
            clause="JX23-18",
        )
    return taken


def of_hold(hold: Hold, tonnes: int) -> list[Lot]:
    """Return lots of exactly `tonnes` that a hold has set aside, lowest serials first, splitting the last."""
    taken, missing = _take(Lot.objects.select_for_update().filter(hold_id=hold.pk), tonnes)
    if missing:
        raise RuntimeError(f"hold {hold.pk} says {hold.remaining} t but its lots have {tonnes - missing} t")
    return taken


def bind(held: list[Lot], hold: Hold | None) -> None:
    """Set the lots aside for a hold, or free them."""
    Lot.objects.filter(pk__in=[lot.pk for lot in held]).update(hold=hold)


def give(moved: list[Lot], target: Account, locked_until: date | None) -> None:
    """Hand the lots to another account, free of any hold."""
    Lot.objects.filter(pk__in=[lot.pk for lot in moved]).update(account=target, hold=None, locked_until=locked_until)


def _take(rows: QuerySet[Lot], tonnes: int) -> tuple[list[Lot], int]:
    taken: list[Lot] = []
    left = tonnes
    for lot in rows.order_by("first").iterator(chunk_size=200):
        if left == 0:
            break
        if lot.tonnes > left:
            lot = _split(lot, left)
        taken.append(lot)
        left -= lot.tonnes
    return taken, left


def _split(lot: Lot, tonnes: int) -> Lot:
    """Cut the first `tonnes` off a lot and return them as a lot of their own; the rest keeps its row."""
    first = lot.first
    lot.first = first + tonnes
    lot.save(update_fields=("first",))
    return Lot.objects.create(
        batch_id=lot.batch_id,
        account_id=lot.account_id,
        hold_id=lot.hold_id,
        first=first,
        last=first + tonnes - 1,
        locked_until=lot.locked_until,
    )
