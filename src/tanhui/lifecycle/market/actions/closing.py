"""The end of a trading day: listings expire, and the close is computed once."""

from __future__ import annotations

from datetime import date, datetime

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.trail.actions import Entry, act
from tanhui.law import require
from tanhui.lifecycle.market.actions.listings import close_listing
from tanhui.lifecycle.market.actions.results import Closed
from tanhui.lifecycle.market.models import DayClose, Listing
from tanhui.lifecycle.market.queries.closes import day_figures, previous_close_fen
from tanhui.lifecycle.market.queries.facts import close_facts
from tanhui.lifecycle.market.rules.closing import CLOSE

CLAUSES = ("JX23-20.1.3",)


def close_day(*, by: Actor, at: datetime, day: date | None = None) -> Closed:
    """Close a trading day (today's unless named): its listings expire, its close is the weighted average of its trades."""
    with act(by=by, kind="market.day_closed", at=at, clauses=CLAUSES) as entry:
        on = day or local_day(at)
        require(CLOSE, close_facts(on, at))
        expired = _expire(entry, through=on)
        figures, previous = day_figures(on), previous_close_fen(on)
        row = DayClose.objects.create(
            day=on,
            close_fen=previous if figures.close_fen is None else figures.close_fen,
            previous_fen=previous,
            tonnes=figures.tonnes,
            amount_fen=figures.amount_fen,
            trades=figures.trades,
            entry_seq=entry.seq,
        )
        entry.about(row, day=on.isoformat(), close_fen=row.close_fen, tonnes=row.tonnes, expired=expired)
    return Closed(row.pk, row.close_fen, row.tonnes, expired, entry.receipt)


def expire_listings(*, by: Actor, at: datetime) -> int:
    """Expire the open listings of earlier days, should a day not have been closed; returns how many."""
    with act(by=by, kind="market.listings_expired", at=at, clauses=CLAUSES) as entry:
        expired = _expire(entry, before=local_day(at))
        entry.about("market.Listing", expired=expired)
    return expired


def _expire(entry: Entry, *, through: date | None = None, before: date | None = None) -> int:
    rows = Listing.objects.select_for_update().filter(state="open")
    rows = rows.filter(day__lte=through) if through is not None else rows.filter(day__lt=before)
    found = list(rows.order_by("pk"))
    for row in found:
        close_listing(entry, row, act="expire")
    return len(found)
