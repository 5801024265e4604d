"""Read the book: balances are rows, not sums over history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, Sum

from tanhui.foundation.ledger.models import Account, Batch, Hold, Lot, Posting
from tanhui.foundation.ledger.serials import SerialRange, format_range, merge
from tanhui.foundation.ledger.units import FINAL_KINDS


@dataclass(frozen=True)
class Balance:
    """An account's amount, the part on hold, and the part that is free."""

    total: int
    held: int

    @property
    def available(self) -> int:
        """The free part."""
        return self.total - self.held


@dataclass(frozen=True)
class BatchRow:
    """One batch and where its tonnes are: held (free), on hold, retired, cancelled."""

    id: int
    code: str
    prefix: str
    project_ref: str
    vintage: str
    first: int
    last: int
    issued: int
    held: int
    on_hold: int
    retired: int
    cancelled: int


@dataclass(frozen=True)
class HoldingRow:
    """What one party has of one batch."""

    batch_id: int
    code: str
    prefix: str
    project_ref: str
    vintage: str
    total: int
    held: int
    locked: int
    ranges: tuple[SerialRange, ...]

    @property
    def available(self) -> int:
        """Tonnes neither on hold nor locked."""
        return self.total - self.held - self.locked


@dataclass(frozen=True)
class Place:
    """Where one serial number is now."""

    number: int
    batch_id: int
    code: str
    prefix: str
    project_ref: str
    kind: str
    party_id: int | None
    on_hold: bool
    hold_cause: str


@dataclass(frozen=True)
class PostingRow:
    """One movement, with the kinds of its two accounts."""

    id: int
    entry_seq: int
    amount: int
    cause: str
    source_kind: str
    target_kind: str
    first: int | None
    last: int | None


@dataclass(frozen=True)
class LegRow:
    """One posting of an act, with the parties of its two accounts."""

    unit: str
    amount: int
    source_party_id: int | None
    target_party_id: int | None
    first: int | None
    last: int | None


def account(unit: str, kind: str, party_id: int | None = None) -> Account | None:
    """Return the account, or None when it was never opened."""
    rows = Account.objects.filter(unit=unit, kind=kind)
    return (rows.filter(party__isnull=True) if party_id is None else rows.filter(party_id=party_id)).first()


def balance(account_id: int) -> Balance:
    """Return the balance of an account."""
    row = Account.objects.get(pk=account_id)
    return Balance(row.balance, row.held)


def balance_of(unit: str, kind: str, party_id: int | None = None) -> Balance:
    """Return a party's balance; zero when the account was never opened."""
    row = account(unit, kind, party_id)
    return Balance(row.balance, row.held) if row else Balance(0, 0)


def of_party(party_id: int, *, on: date | None = None) -> list[HoldingRow]:
    """Return what a party holds, batch by batch; with `on`, lots locked past that day count as locked."""
    lots = Lot.objects.filter(account__unit="t", account__kind="holding", account__party_id=party_id)
    by_batch: dict[int, list[Lot]] = {}
    for lot in lots.select_related("batch").order_by("batch_id", "first"):
        by_batch.setdefault(lot.batch_id, []).append(lot)
    return [_holding(rows, on) for rows in by_batch.values()]


def _holding(rows: list[Lot], on: date | None) -> HoldingRow:
    batch = rows[0].batch
    locked = [lot for lot in rows if lot.hold_id is None and on and lot.locked_until and lot.locked_until > on]
    return HoldingRow(
        batch_id=batch.pk,
        code=format_range(batch.prefix, batch.first, batch.last),
        prefix=batch.prefix,
        project_ref=batch.project_ref,
        vintage=batch.vintage,
        total=sum(lot.tonnes for lot in rows),
        held=sum(lot.tonnes for lot in rows if lot.hold_id is not None),
        locked=sum(lot.tonnes for lot in locked),
        ranges=tuple(merge(SerialRange(lot.first, lot.last) for lot in rows)),
    )


def hold_row(hold_id: int) -> Hold:
    """Return one hold."""
    return Hold.objects.get(pk=hold_id)


def held_ranges(hold_id: int) -> list[SerialRange]:
    """Return the serial numbers a hold has set aside."""
    return merge(SerialRange(lot.first, lot.last) for lot in Lot.objects.filter(hold_id=hold_id))


def hold_causes(batch_id: int, party_id: int) -> set[str]:
    """Return why tonnes of a batch are on hold in a party's account."""
    lots = Lot.objects.filter(batch_id=batch_id, account__party_id=party_id, hold__isnull=False)
    return set(lots.values_list("hold__cause", flat=True))


def locate(number: int) -> Place | None:
    """Return where a serial number is now, or None when it was never issued."""
    lot = (
        Lot.objects.filter(first__lte=number, last__gte=number)
        .select_related("batch", "account", "hold")
        .order_by("-first")
        .first()
    )
    if lot is None:
        return None
    return Place(
        number=number,
        batch_id=lot.batch_id,
        code=format_range(lot.batch.prefix, lot.batch.first, lot.batch.last),
        prefix=lot.batch.prefix,
        project_ref=lot.batch.project_ref,
        kind=lot.account.kind,
        party_id=lot.account.party_id,
        on_hold=lot.hold_id is not None,
        hold_cause=lot.hold.cause if lot.hold else "",
    )


def batches(*, project_ref: str | None = None, ids: Iterable[int] | None = None) -> list[BatchRow]:
    """Return batches, newest first, each with where its tonnes are."""
    rows = Batch.objects.order_by("-first")
    if project_ref is not None:
        rows = rows.filter(project_ref=project_ref)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    sums = rows.values("pk").annotate(
        retired=Sum(F("lots__last") - F("lots__first") + 1, filter=Q(lots__account__kind="retired"), default=0),
        cancelled=Sum(F("lots__last") - F("lots__first") + 1, filter=Q(lots__account__kind="cancelled"), default=0),
        on_hold=Sum(F("lots__last") - F("lots__first") + 1, filter=Q(lots__hold__isnull=False), default=0),
    )
    split = {row["pk"]: row for row in sums}
    return [_batch_row(batch, split[batch.pk]) for batch in rows]


def _batch_row(batch: Batch, split: Mapping[str, Any]) -> BatchRow:
    issued = batch.last - batch.first + 1
    return BatchRow(
        id=batch.pk,
        code=format_range(batch.prefix, batch.first, batch.last),
        prefix=batch.prefix,
        project_ref=batch.project_ref,
        vintage=batch.vintage,
        first=batch.first,
        last=batch.last,
        issued=issued,
        held=issued - split["on_hold"] - split["retired"] - split["cancelled"],
        on_hold=split["on_hold"],
        retired=split["retired"],
        cancelled=split["cancelled"],
    )


@dataclass(frozen=True)
class Supply:
    """The register's totals in tonnes; `issued` is always the sum of the others."""

    issued: int
    held: int
    on_hold: int
    retired: int
    cancelled: int


def supply() -> Supply:
    """Return the register's totals."""
    sums = {
        row["kind"]: row
        for row in Account.objects.filter(unit="t").values("kind").annotate(b=Sum("balance"), h=Sum("held"))
    }
    total = {kind: sums[kind]["b"] if kind in sums else 0 for kind in ("issuance", "holding", *FINAL_KINDS)}
    on_hold = sums["holding"]["h"] if "holding" in sums else 0
    return Supply(
        issued=-total["issuance"],
        held=total["holding"] - on_hold,
        on_hold=on_hold,
        retired=total["retired"],
        cancelled=total["cancelled"],
    )


def movements(account_id: int, limit: int = 200) -> list[PostingRow]:
    """Return the newest movements of an account, newest first."""
    rows = list(Posting.objects.filter(Q(source_id=account_id) | Q(target_id=account_id)).order_by("-pk")[:limit])
    wanted = {row.source_id for row in rows} | {row.target_id for row in rows}
    kinds = dict(Account.objects.filter(pk__in=wanted).values_list("pk", "kind"))
    return [
        PostingRow(
            id=row.pk,
            entry_seq=row.entry_seq,
            amount=row.amount,
            cause=row.cause,
            source_kind=kinds[row.source_id],
            target_kind=kinds[row.target_id],
            first=row.first,
            last=row.last,
        )
        for row in rows
    ]


def moved_to(account_id: int, kind: str, *, batch_id: int) -> int:
    """Return how many tonnes of a batch went from an account to accounts of a kind, such as `retired`."""
    targets = Account.objects.filter(unit="t", kind=kind).values("pk")
    rows = Posting.objects.filter(source_id=account_id, batch_id=batch_id, target_id__in=targets)
    return int(rows.aggregate(total=Sum("amount", default=0))["total"])


def postings_of(entry_seq: int) -> list[LegRow]:
    """Return the postings of one journal entry, in their order."""
    rows = list(Posting.objects.filter(entry_seq=entry_seq).order_by("pk"))
    wanted = {row.source_id for row in rows} | {row.target_id for row in rows}
    parties = dict(Account.objects.filter(pk__in=wanted).values_list("pk", "party_id"))
    return [
        LegRow(row.unit, row.amount, parties[row.source_id], parties[row.target_id], row.first, row.last)
        for row in rows
    ]


def total_of_kind(unit: str, kind: str) -> int:
    """Return the balances of all accounts of a kind together, holds included."""
    return int(Account.objects.filter(unit=unit, kind=kind).aggregate(total=Sum("balance", default=0))["total"])
