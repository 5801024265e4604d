"""Every movement of the book. Each function works inside an act of the trail and leaves its move in the journal entry.

The act's writer lock makes writers take turns, so that what is read here is still true when it is written; the tables'
constraints hold all the same should anyone write past these functions.
"""

from __future__ import annotations

from datetime import date

from django.db.models import F, Max

from tanhui.foundation.ledger import lots
from tanhui.foundation.ledger.models import Account, Batch, Hold, Lot, Posting
from tanhui.foundation.ledger.serials import SerialRange, check_prefix
from tanhui.foundation.ledger.units import FINAL_KINDS, KINDS_BY_UNIT, SOURCE_KINDS
from tanhui.foundation.trail.actions import Entry
from tanhui.law import refuse


def open_account(entry: Entry, *, unit: str, kind: str, party_id: int | None = None) -> Account:
    """Return the account of this unit, kind and party, opening it on first use."""
    if kind not in KINDS_BY_UNIT[unit]:
        raise ValueError(f"no account of kind {kind!r} holds {unit!r}")
    code = f"{unit}:{kind}" if party_id is None else f"{unit}:{kind}:{party_id}"
    account, opened = Account.objects.get_or_create(
        code=code, defaults={"unit": unit, "kind": kind, "party_id": party_id}
    )
    if opened:
        entry.moves.append({"op": "open", "account": account.pk, "code": code})
    return account


def issue(entry: Entry, *, prefix: str, tonnes: int, account: Account, project_ref: str, vintage: str) -> Batch:
    """Create a batch of certified reductions with the next free serial numbers, all in `account`."""
    _check_amount(tonnes)
    source = open_account(entry, unit="t", kind="issuance")
    first = (Batch.objects.aggregate(top=Max("last"))["top"] or 0) + 1
    batch = Batch.objects.create(
        prefix=check_prefix(prefix),
        project_ref=project_ref,
        vintage=vintage,
        first=first,
        last=first + tonnes - 1,
        entry_seq=entry.seq,
    )
    entry.moves.append({"op": "batch", "batch": batch.pk, "prefix": prefix, "first": batch.first, "last": batch.last})
    lots.create(batch, account)
    _record(entry, source, account, "issuance", SerialRange(batch.first, batch.last), batch_id=batch.pk)
    return batch


def post(
    entry: Entry,
    *,
    source: Account,
    target: Account,
    amount: int,
    cause: str,
    batch_id: int | None = None,
    on: date | None = None,
    locked_until: date | None = None,
) -> list[SerialRange]:
    """Move a free amount from one account to another; of tonnes the lowest free serials, and those moved are returned.

    `batch_id` limits it to one batch, `on` leaves out lots locked past that day, `locked_until` locks what arrives.
    Refuses (R18-3, R20-1, R22-3) when the free amount does not cover it.
    """
    _check_pair(source, target, amount)
    if source.unit != "t":
        _require_cover(source, amount)
        _record(entry, source, target, cause, amount)
        return []
    moved = lots.free(source, amount, batch_id=batch_id, on=on)
    return _move_lots(entry, moved, source, target, cause, locked_until)


def place_hold(
    entry: Entry, *, account: Account, amount: int, cause: str, batch_id: int | None = None, on: date | None = None
) -> Hold:
    """Set an amount aside; of tonnes the lowest free serials of `batch_id`. Refuses what is not covered."""
    _check_amount(amount)
    _check_not_final(account)
    if account.unit == "t":
        held = lots.free(account, amount, batch_id=batch_id, on=on)
    else:
        _require_cover(account, amount)
        held = []
    hold = Hold.objects.create(account=account, cause=cause, amount=amount, remaining=amount, entry_seq=entry.seq)
    lots.bind(held, hold)
    _change(account, held=amount)
    serials = [[lot.first, lot.last] for lot in held]
    entry.moves.append({"op": "hold", "hold": hold.pk, "account": account.pk, "amount": amount, "serials": serials})
    return hold


def post_hold(
    entry: Entry, *, hold_id: int, target: Account, amount: int, cause: str, locked_until: date | None = None
) -> list[SerialRange]:
    """Move part or all of what a hold has set aside to `target`; the rest stays held."""
    hold, source = _placed(hold_id)
    _check_pair(source, target, amount)
    if amount > hold.remaining:
        refuse(
            "R18-3" if source.unit == "t" else "R20-1",
            f"冻结余量 {hold.remaining}，不足 {amount}",
            f"The hold has {hold.remaining} left, {amount} were asked for",
            clause="JX23-18",
        )
    moved = lots.of_hold(hold, amount) if source.unit == "t" else []
    _reduce(hold, amount, "posted")
    _change(source, held=-amount)
    entry.moves.append({"op": "use", "hold": hold.pk, "amount": amount})
    if source.unit == "t":
        return _move_lots(entry, moved, source, target, cause, locked_until)
    _record(entry, source, target, cause, amount)
    return []


def void_hold(entry: Entry, *, hold_id: int) -> int:
    """Give back what a hold still has set aside; returns the amount."""
    hold, account = _placed(hold_id)
    amount = hold.remaining
    if account.unit == "t":
        lots.bind(lots.of_hold(hold, amount), None)
    _reduce(hold, amount, "voided")
    _change(account, held=-amount)
    entry.moves.append({"op": "void", "hold": hold.pk, "amount": amount})
    return amount


def _placed(hold_id: int) -> tuple[Hold, Account]:
    hold = Hold.objects.select_for_update().get(pk=hold_id)
    if hold.state != "placed":
        refuse("R18-3", "该冻结已处理完毕，没有余量", "This hold has been settled; nothing is left", clause="JX23-18")
    return hold, Account.objects.select_for_update().get(pk=hold.account_id)


def _reduce(hold: Hold, amount: int, ended: str) -> None:
    hold.remaining -= amount
    if hold.remaining == 0:
        hold.state = ended
    hold.save(update_fields=("remaining", "state"))


def _move_lots(
    entry: Entry, moved: list[Lot], source: Account, target: Account, cause: str, locked_until: date | None
) -> list[SerialRange]:
    lots.give(moved, target, locked_until)
    for lot in moved:
        _record(entry, source, target, cause, SerialRange(lot.first, lot.last), batch_id=lot.batch_id)
    return [SerialRange(lot.first, lot.last) for lot in moved]


def _record(
    entry: Entry, source: Account, target: Account, cause: str, what: int | SerialRange, batch_id: int | None = None
) -> None:
    """Write one posting, its two balances and its line in the journal entry."""
    serials = what if isinstance(what, SerialRange) else None
    amount = serials.tonnes if serials else int(what)  # type: ignore[arg-type]
    first, last = (serials.first, serials.last) if serials else (None, None)
    Posting.objects.create(
        entry_seq=entry.seq,
        unit=source.unit,
        source_id=source.pk,
        target_id=target.pk,
        amount=amount,
        cause=cause,
        batch_id=batch_id,
        first=first,
        last=last,
    )
    _change(source, balance=-amount)
    _change(target, balance=amount)
    move = {"op": "post", "unit": source.unit, "from": source.pk, "to": target.pk, "amount": amount, "cause": cause}
    if serials:
        move |= {"batch": batch_id, "first": first, "last": last}
    entry.moves.append(move)


def _change(account: Account, *, balance: int = 0, held: int = 0) -> None:
    Account.objects.filter(pk=account.pk).update(balance=F("balance") + balance, held=F("held") + held)


def _check_amount(amount: int) -> None:
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 1:
        raise ValueError(f"an amount is a whole number of at least 1, not {amount!r}")


def _check_not_final(account: Account) -> None:
    if account.kind in FINAL_KINDS:
        refuse(
            "R21-1",
            "该减排量已注销，不可再次使用",
            "These reductions are retired and cannot be used again",
            clause="JX23-21.3",
        )


def _check_pair(source: Account, target: Account, amount: int) -> None:
    _check_amount(amount)
    _check_not_final(source)
    if source.unit != target.unit or source.pk == target.pk:
        raise ValueError(f"no posting from {source} to {target}")


def _require_cover(account: Account, amount: int) -> None:
    if account.kind in SOURCE_KINDS:
        return
    fresh = Account.objects.select_for_update().get(pk=account.pk)
    free = fresh.balance - fresh.held
    if amount <= free:
        return
    if account.unit == "fen":
        zh = f"可用资金 {free // 100}.{free % 100:02d} 元，需要 {amount // 100}.{amount % 100:02d} 元"
        refuse("R20-1", zh, f"{free} fen are free, {amount} are needed", clause="JX23-20")
    refuse("R22-3", f"可用积分 {free}，需要 {amount}", f"{free} points are free, {amount} are needed", clause="JX23-22")
