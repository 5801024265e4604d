"""Prove that the market's own tables agree with the book, and name the row that does not."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Sum

from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.ledger.reconcile import Discrepancy
from tanhui.lifecycle.market.models import DayClose, Deposit, Listing, Trade, Withdrawal
from tanhui.lifecycle.market.queries.closes import day_figures


def reconcile() -> list[Discrepancy]:
    """Return every discrepancy of deposits, withdrawals, listings, trades and closes; empty when all is well."""
    return [*_cash(), *_listings(), *_trades(), *_closes()]


def _cash() -> Iterator[Discrepancy]:
    came = int(Deposit.objects.filter(state="confirmed").aggregate(s=Sum("amount_fen", default=0))["s"])
    went = int(Withdrawal.objects.filter(state="paid").aggregate(s=Sum("amount_fen", default=0))["s"])
    there = holdings.total_of_kind("fen", "cash")
    if came - went != there:
        zh = f"已确认入金减已付出金为 {came - went} 分，客户资金账户合计 {there} 分"
        yield Discrepancy("market_deposit", "sum(amount_fen)", zh, f"{came - went} fen came in, clients hold {there}")
    for row in Withdrawal.objects.filter(state="requested"):
        held = holdings.hold_row(row.hold_id).remaining
        if held != row.amount_fen:
            zh = f"待付出金 {row.amount_fen} 分，冻结 {held} 分"
            yield Discrepancy("market_withdrawal", str(row.pk), zh, f"{row.amount_fen} fen asked, {held} on hold")


def _listings() -> Iterator[Discrepancy]:
    sold = dict(Trade.objects.order_by().values_list("listing_id").annotate(s=Sum("tonnes")))
    for row in Listing.objects.select_related("hold").order_by("pk").iterator(chunk_size=2000):
        held = row.hold.remaining
        wanted = row.remaining if row.state == "open" else 0
        if held != wanted:
            zh = f"挂牌余量 {wanted} 吨，冻结 {held} 吨"
            yield Discrepancy("market_listing", str(row.pk), zh, f"{wanted} t are left, {held} t are on hold")
        if sold.get(row.pk, 0) != row.tonnes - row.remaining:
            zh = f"挂牌已成交 {row.tonnes - row.remaining} 吨，成交记录合计 {sold.get(row.pk, 0)} 吨"
            yield Discrepancy("market_listing", str(row.pk), zh, "its trades do not add up to what it sold")


def _trades() -> Iterator[Discrepancy]:
    for row in Trade.objects.order_by("pk").iterator(chunk_size=2000):
        legs = holdings.postings_of(row.entry_seq)
        units = [each for each in legs if each.unit == "t"]
        money = [each for each in legs if each.unit == "fen"]
        if not _leg_fits(units, row.tonnes, row.seller_id, row.buyer_id):
            yield Discrepancy("market_trade", str(row.pk), "减排量过账与成交记录不符", "its units leg differs")
        if sorted([each.first, each.last] for each in units) != sorted(row.serials):
            yield Discrepancy("market_trade", str(row.pk), "成交编号与过账不符", "its serials differ from the postings")
        if not _leg_fits(money, row.amount_fen, row.buyer_id, row.seller_id):
            yield Discrepancy("market_trade", str(row.pk), "资金过账与成交记录不符", "its money leg differs")


def _leg_fits(legs: list[holdings.LegRow], amount: int, source: int, target: int) -> bool:
    parties = {(each.source_party_id, each.target_party_id) for each in legs}
    return sum(each.amount for each in legs) == amount and parties == {(source, target)}


def _closes() -> Iterator[Discrepancy]:
    for row in DayClose.objects.order_by("day"):
        found = day_figures(row.day)
        close = row.previous_fen if found.close_fen is None else found.close_fen
        if (row.close_fen, row.tonnes, row.amount_fen) != (close, found.tonnes, found.amount_fen):
            yield Discrepancy("market_dayclose", str(row.pk), "收盘价或成交量与成交记录不符", "differs from its trades")
