"""Prove that the book adds up, and name the row that breaks it.

Everything is recomputed from what cannot be changed without a trace: the journal's bodies give the postings, the postings
give the balances and the place of every serial number, and these are compared with the tables.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from tanhui.foundation.ledger.coverage import SerialMap
from tanhui.foundation.ledger.models import Account, Batch, Hold, Lot, Posting
from tanhui.foundation.trail.chain import GENESIS, entry_hash
from tanhui.foundation.trail.models import JournalEntry, JournalHead


@dataclass(frozen=True)
class Discrepancy:
    """One thing that does not add up: the table and row, and what was found, in both languages."""

    table: str
    row: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.zh}"


def run() -> list[Discrepancy]:
    """Return every discrepancy of journal, postings, balances, holds, batches and serial numbers; empty when all is well.

    Carries out: HOUSE-18.
    """
    return [*_chain(), *_journal_against_postings(), *_accounts(), *_holds(), *_batches(), *_serials(), *_cash()]


def _chain() -> Iterator[Discrepancy]:
    previous, expected = GENESIS, 1
    for entry in JournalEntry.objects.order_by("seq").iterator(chunk_size=2000):
        if entry.seq != expected:
            yield _found("trail_journalentry", expected, "缺失该序号的记录", "the entry with this number is missing")
        if entry.previous != previous or entry.hash != entry_hash(
            seq=entry.seq, previous=entry.previous, body=entry.body
        ):
            yield _found("trail_journalentry", entry.seq, "哈希链不连续或内容被改动", "the hash chain breaks here")
        elif not _says_what_was_hashed(entry):
            yield _found(
                "trail_journalentry", entry.seq, "时间、事项或对象与所存正文不符", "its columns differ from its body"
            )
        previous, expected = entry.hash, entry.seq + 1
    head = JournalHead.objects.get(pk=1)
    if (head.seq, head.hash) != (expected - 1, previous):
        yield _found("trail_journalhead", head.pk, "链首与最后一条记录不一致", "the head is not the last entry")


def _says_what_was_hashed(entry: JournalEntry) -> bool:
    """Whether the columns that pages read, which the hash does not cover, agree with the body, which it does."""
    body = json.loads(entry.body)
    moment = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return (moment, entry.kind, entry.subject) == (body["at"], body["kind"], body["subject"])


def _moves() -> Iterator[tuple[int, dict[str, Any]]]:
    for seq, body in JournalEntry.objects.order_by("seq").values_list("seq", "body").iterator(chunk_size=2000):
        try:
            moves = json.loads(body)["moves"]
        except (ValueError, KeyError, TypeError):
            continue
        for move in moves:
            yield seq, move


def _posting_key(seq: int, move: dict[str, Any]) -> tuple[Any, ...]:
    named = (move.get(name) for name in ("unit", "from", "to", "amount", "cause", "batch", "first", "last"))
    return (seq, *named)


def _journal_against_postings() -> Iterator[Discrepancy]:
    told = Counter(_posting_key(seq, move) for seq, move in _moves() if move.get("op") == "post")
    rows = Posting.objects.order_by("pk").values_list(
        "pk", "entry_seq", "unit", "source_id", "target_id", "amount", "cause", "batch_id", "first", "last"
    )
    for pk, *key in rows.iterator(chunk_size=2000):
        if told[tuple(key)] == 0:
            yield _found("ledger_posting", pk, f"与日志第 {key[0]} 条不符", f"differs from journal entry {key[0]}")
        else:
            told[tuple(key)] -= 1
    for missing, count in told.items():
        if count:
            row = f"entry_seq={missing[0]}"
            yield _found("ledger_posting", row, "日志所载的过账在表中缺失", "a posting of the journal is missing")


def _accounts() -> Iterator[Discrepancy]:
    balance: dict[int, int] = defaultdict(int)
    for source, target, amount in Posting.objects.values_list("source_id", "target_id", "amount").iterator(
        chunk_size=5000
    ):
        balance[source] -= amount
        balance[target] += amount
    held: dict[int, int] = defaultdict(int)
    for account_id, remaining in Hold.objects.values_list("account_id", "remaining"):
        held[account_id] += remaining
    lots: dict[int, int] = defaultdict(int)
    for account_id, first, last in Lot.objects.values_list("account_id", "first", "last").iterator(chunk_size=5000):
        lots[account_id] += last - first + 1
    for account in Account.objects.order_by("pk"):
        yield from _account(account, balance[account.pk], held[account.pk], lots[account.pk])


def _account(account: Account, balance: int, held: int, lots: int) -> Iterator[Discrepancy]:
    if account.balance != balance:
        zh, en = f"余额 {account.balance}，按过账应为 {balance}", f"balance {account.balance}, postings give {balance}"
        yield _found("ledger_account", account.pk, zh, en)
    if account.held != held:
        zh, en = f"冻结额 {account.held}，按冻结记录应为 {held}", f"held {account.held}, holds give {held}"
        yield _found("ledger_account", account.pk, zh, en)
    if account.unit == "t" and account.kind != "issuance" and account.balance != lots:
        zh, en = (
            f"余额 {account.balance} 吨，编号区间合计 {lots} 吨",
            f"balance {account.balance} t, its lots have {lots} t",
        )
        yield _found("ledger_account", account.pk, zh, en)


def _holds() -> Iterator[Discrepancy]:
    """Compare each hold with what the journal says was placed, used and voided, and with the lots it binds."""
    told: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for _, move in _moves():
        if move.get("op") == "hold":
            told[move["hold"]][0] += move["amount"]
        elif move.get("op") in ("use", "void"):
            told[move["hold"]][1] += move["amount"]
    bound: dict[int, int] = defaultdict(int)
    for hold_id, first, last in Lot.objects.filter(hold__isnull=False).values_list("hold_id", "first", "last"):
        bound[hold_id] += last - first + 1
    for hold in Hold.objects.select_related("account").order_by("pk"):
        amount, used = told.pop(hold.pk, [0, 0])
        if (hold.amount, hold.remaining) != (amount, amount - used):
            zh, en = (
                f"余量 {hold.remaining}，按日志应为 {amount - used}",
                f"{hold.remaining} left, the journal gives {amount - used}",
            )
            yield _found("ledger_hold", hold.pk, zh, en)
        if hold.account.unit == "t" and bound[hold.pk] != hold.remaining:
            zh, en = (
                f"余量 {hold.remaining} 吨，绑定编号 {bound[hold.pk]} 吨",
                f"{hold.remaining} t left, {bound[hold.pk]} t bound",
            )
            yield _found("ledger_hold", hold.pk, zh, en)
    for missing in told:
        yield _found("ledger_hold", missing, "日志所载的冻结在表中缺失", "a hold of the journal is missing")


def _batches() -> Iterator[Discrepancy]:
    told = {
        move["batch"]: (move["prefix"], move["first"], move["last"])
        for _, move in _moves()
        if move.get("op") == "batch"
    }
    for batch in Batch.objects.order_by("pk"):
        if told.pop(batch.pk, None) != (batch.prefix, batch.first, batch.last):
            yield _found("ledger_batch", batch.pk, "批次编号与签发记录不符", "differs from what was issued")
    for missing in told:
        yield _found("ledger_batch", missing, "已签发的批次在表中缺失", "an issued batch is missing")


def _serials() -> Iterator[Discrepancy]:
    """Replay the postings number by number: every lot lies where the postings left it, and every number has a lot."""
    where = SerialMap()
    rows = Posting.objects.filter(unit="t").order_by("pk").values_list("first", "last", "target_id")
    for first, last, target in rows.iterator(chunk_size=5000):
        if first is not None and last is not None:
            where.assign(first, last, target)
    seen = SerialMap()
    for lot in Lot.objects.order_by("first").iterator(chunk_size=5000):
        seen.assign(lot.first, lot.last, lot.pk)
        if any(owner != lot.account_id for _, _, owner in where.owners(lot.first, lot.last)):
            zh, en = (
                f"编号 {lot.first}-{lot.last} 与过账记录的所在账户不符",
                f"{lot.first}-{lot.last} is not where the postings left it",
            )
            yield _found("ledger_lot", lot.pk, zh, en)
    for batch in Batch.objects.order_by("pk"):
        for first, last, lot_id in seen.owners(batch.first, batch.last):
            if lot_id is None:
                zh, en = f"编号 {first}-{last} 缺失", f"the numbers {first}-{last} are in no lot"
                yield _found("ledger_batch", batch.pk, zh, en)


def _cash() -> Iterator[Discrepancy]:
    """Money in equals the clients' balances, holds included: the bank account mirrors them."""
    accounts = list(Account.objects.filter(unit="fen"))
    if sum(account.balance for account in accounts) != 0:
        bank = next((account.pk for account in accounts if account.kind == "bank"), 0)
        zh, en = "入金合计与客户余额及冻结合计不等", "money in differs from the clients' balances and holds"
        yield _found("ledger_account", bank, zh, en)


def _found(table: str, row: object, zh: str, en: str) -> Discrepancy:
    return Discrepancy(table, str(row), zh, en)
