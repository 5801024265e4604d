"""Closes, trades and what can be counted from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, QuerySet, Sum

from tanhui.foundation.ledger.serials import format_range
from tanhui.law.scheme import scheme
from tanhui.lifecycle.market.models import DayClose, Trade
from tanhui.lifecycle.market.rules.prices import weighted_close


@dataclass(frozen=True)
class CloseRow:
    """One trading day: its close, the one before, and what was traded."""

    day: date
    close_fen: int | None
    previous_fen: int | None
    tonnes: int
    amount_fen: int
    trades: int


@dataclass(frozen=True)
class TradeRow:
    """One trade as the public sees it: no party is named."""

    id: int
    at: datetime
    day: date
    batch_id: int
    project_ref: str
    vintage: str
    tonnes: int
    price_fen: int
    amount_fen: int
    serials: tuple[str, ...]
    listing_id: int
    entry_seq: int


@dataclass(frozen=True)
class DayFigures:
    """What was traded on a day so far: value, volume, number, first, highest, lowest and last price."""

    day: date
    amount_fen: int
    tonnes: int
    trades: int
    open_fen: int | None
    high_fen: int | None
    low_fen: int | None
    last_fen: int | None
    close_fen: int | None


@dataclass(frozen=True)
class Statistics:
    """Everything traded since the market opened."""

    trades: int
    tonnes: int
    amount_fen: int
    buyers: int
    sellers: int
    days: int

    @property
    def average_fen(self) -> int | None:
        """The average price of all tonnes traded, half up to the fen."""
        return weighted_close(self.amount_fen, self.tonnes, 1)


def closes(limit: int | None = None) -> list[CloseRow]:
    """Return the closed trading days, oldest first; with `limit` the latest so many."""
    rows = DayClose.objects.order_by("-day")
    found = list(rows if limit is None else rows[:limit])
    return [
        CloseRow(row.day, row.close_fen, row.previous_fen, row.tonnes, row.amount_fen, row.trades)
        for row in reversed(found)
    ]


def previous_close_fen(day: date) -> int | None:
    """Return the close before a day: of the last earlier day with trades, closed by an officer or not."""
    traded = Trade.objects.filter(day__lt=day).order_by("-day").values_list("day", flat=True).first()
    closed = DayClose.objects.filter(day__lt=day, close_fen__isnull=False).order_by("-day").first()
    if closed is not None and (traded is None or closed.day >= traded):
        return closed.close_fen
    return None if traded is None else day_figures(traded).close_fen


def day_figures(day: date) -> DayFigures:
    """Return what was traded on a day, and the close its trades make."""
    rows = list(Trade.objects.filter(day=day).order_by("pk").values_list("price_fen", "tonnes"))
    prices = [price for price, _ in rows]
    value, volume = sum(price * tonnes for price, tonnes in rows), sum(tonnes for _, tonnes in rows)
    tick = int(scheme().parameter("price_tick_fen", day))
    return DayFigures(
        day=day,
        amount_fen=value,
        tonnes=volume,
        trades=len(rows),
        open_fen=prices[0] if prices else None,
        high_fen=max(prices, default=None),
        low_fen=min(prices, default=None),
        last_fen=prices[-1] if prices else None,
        close_fen=weighted_close(value, volume, tick),
    )


def last_price_fen() -> int | None:
    """Return the price of the latest trade; None before the first."""
    return Trade.objects.order_by("-pk").values_list("price_fen", flat=True).first()


def last_trade() -> TradeRow | None:
    """Return the latest trade."""
    return next(iter(trades(limit=1)), None)


def trades(*, limit: int | None = None) -> list[TradeRow]:
    """Return trades, newest first."""
    rows = trade_rows()
    return [trade_row(row) for row in (rows if limit is None else rows[:limit])]


def trade_rows(*, party_id: int | None = None, listing_id: int | None = None) -> QuerySet[Trade]:
    """Return trades for a list, newest first; of one party, or of one listing."""
    rows = Trade.objects.select_related("batch").order_by("-pk")
    if party_id is not None:
        rows = rows.filter(buyer_id=party_id) | rows.filter(seller_id=party_id)
    return rows if listing_id is None else rows.filter(listing_id=listing_id)


def trade(trade_id: int) -> TradeRow:
    """Return one trade."""
    return trade_row(trade_rows().get(pk=trade_id))


def trade_row(row: Trade) -> TradeRow:
    """Return the plain row of a trade loaded with its batch."""
    return TradeRow(
        id=row.pk,
        at=row.at,
        day=row.day,
        batch_id=row.batch_id,
        project_ref=row.batch.project_ref,
        vintage=row.batch.vintage,
        tonnes=row.tonnes,
        price_fen=row.price_fen,
        amount_fen=row.amount_fen,
        serials=serial_texts(row.batch.prefix, row.serials),
        listing_id=row.listing_id,
        entry_seq=row.entry_seq,
    )


def serial_texts(prefix: str, ranges: Iterable[Iterable[int]]) -> tuple[str, ...]:
    """Return ranges of serial numbers as printed."""
    return tuple(format_range(prefix, first, last) for first, last in ranges)


def statistics() -> Statistics:
    """Return the totals since the market opened."""
    sums = Trade.objects.aggregate(
        count=Count("pk"),
        tonnes=Sum("tonnes", default=0),
        amount=Sum(F("amount_fen"), default=0),
        buyers=Count("buyer", distinct=True),
        sellers=Count("seller", distinct=True),
        days=Count("day", distinct=True),
    )
    return Statistics(
        sums["count"], int(sums["tonnes"]), int(sums["amount"]), sums["buyers"], sums["sellers"], sums["days"]
    )
