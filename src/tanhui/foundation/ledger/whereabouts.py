"""Where the tonnes of a batch are now, run by run; and the next free serial number."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from tanhui.foundation.ledger.models import Account, Batch, Lot


@dataclass(frozen=True)
class Run:
    """Consecutive serial numbers in one account, under one hold or none."""

    first: int
    last: int
    kind: str
    party_id: int | None
    cause: str

    @property
    def tonnes(self) -> int:
        """Whole tonnes in the run."""
        return self.last - self.first + 1


def runs_of_batch(batch_id: int) -> list[Run]:
    """Return where every tonne of a batch is, in the order of serial numbers."""
    lots = Lot.objects.filter(batch_id=batch_id).select_related("account", "hold").order_by("first")
    runs: list[Run] = []
    for lot in lots:
        cause = lot.hold.cause if lot.hold is not None else ""
        run = Run(lot.first, lot.last, lot.account.kind, lot.account.party_id, cause)
        before = runs[-1] if runs else None
        if before and before.last + 1 == run.first and _place(before) == _place(run):
            runs[-1] = Run(before.first, run.last, run.kind, run.party_id, run.cause)
        else:
            runs.append(run)
    return runs


def free_by_account(batch_id: int) -> list[tuple[Account, int]]:
    """Return each holding account with free tonnes of a batch, locked against resale or not, and how many."""
    free: dict[int, int] = {}
    lots = Lot.objects.filter(batch_id=batch_id, hold__isnull=True, account__kind="holding").order_by("account_id")
    for account_id, first, last in lots.values_list("account_id", "first", "last"):
        free[account_id] = free.get(account_id, 0) + last - first + 1
    accounts = Account.objects.in_bulk(list(free))
    return [(accounts[account_id], tonnes) for account_id, tonnes in free.items()]


def next_serial() -> int:
    """Return the number that the next batch will begin with."""
    return int(Batch.objects.aggregate(top=Max("last"))["top"] or 0) + 1


def _place(run: Run) -> tuple[str, int | None, str]:
    return run.kind, run.party_id, run.cause
