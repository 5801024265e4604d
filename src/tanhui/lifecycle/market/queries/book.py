"""The book of open listings, by price level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet

from tanhui.foundation.ledger.serials import format_range
from tanhui.law.scheme import scheme
from tanhui.lifecycle.market.models import Listing
from tanhui.lifecycle.market.states import LISTING_STATES
from tanhui.lifecycle.registry import queries as registry


@dataclass(frozen=True)
class ListingRow:
    """A listing as it stands; `version` and `price_fen` are what a pick must name."""

    id: int
    seller_id: int
    seller: str
    batch_id: int
    batch_code: str
    project_ref: str
    vintage: str
    price_fen: int
    tonnes: int
    remaining: int
    version: int
    state: str
    state_zh: str
    day: date
    created_at: datetime
    hold_id: int


@dataclass(frozen=True)
class Level:
    """One price and what is offered at it."""

    rank: int
    price_fen: int
    tonnes: int
    listings: tuple[ListingRow, ...]


def book(on: date, *, levels: int | None = None) -> list[Level]:
    """Return the best price levels of a trading day, cheapest first, each with its listings, oldest first."""
    most = int(scheme().parameter("pick_levels", on)) if levels is None else levels
    rows = [listing_row(row) for row in open_listings(on).order_by("price_fen", "pk")]
    found: list[Level] = []
    for price_fen, grouped in groupby(rows, key=lambda row: row.price_fen):
        if len(found) == most:
            break
        listings = tuple(grouped)
        found.append(Level(len(found) + 1, price_fen, sum(row.remaining for row in listings), listings))
    return found


def open_listings(on: date) -> QuerySet[Listing]:
    """Return the listings of a day that can be picked; those of frozen batches cannot."""
    rows = Listing.objects.filter(state="open", day=on).exclude(batch_id__in=registry.frozen_batches())
    return rows.select_related("seller", "batch")


def offered(on: date) -> tuple[int, int]:
    """Return how many listings are open on a day, and their tonnes."""
    left = list(open_listings(on).values_list("remaining", flat=True))
    return len(left), sum(left)


def is_in_best_levels(price_fen: int, *, on: date, levels: int) -> bool:
    """Return whether a price is among the best levels of the day's open listings."""
    better = open_listings(on).filter(price_fen__lt=price_fen).order_by().values("price_fen").distinct()
    return better.count() < levels


def listing(listing_id: int) -> ListingRow:
    """Return one listing."""
    return listing_row(Listing.objects.select_related("seller", "batch").get(pk=listing_id))


def listing_rows(*, seller_id: int | None = None, state: str | None = None) -> QuerySet[Listing]:
    """Return listings for a list, newest first."""
    rows = Listing.objects.select_related("seller", "batch").order_by("-pk")
    if seller_id is not None:
        rows = rows.filter(seller_id=seller_id)
    return rows if state is None else rows.filter(state=state)


def listing_row(row: Listing) -> ListingRow:
    """Return the plain row of a listing loaded with its seller and batch. A natural person is not named."""
    return ListingRow(
        id=row.pk,
        seller_id=row.seller_id,
        seller="自然人" if row.seller.kind == "person" else row.seller.name,
        batch_id=row.batch_id,
        batch_code=format_range(row.batch.prefix, row.batch.first, row.batch.last),
        project_ref=row.batch.project_ref,
        vintage=row.batch.vintage,
        price_fen=row.price_fen,
        tonnes=row.tonnes,
        remaining=row.remaining,
        version=row.version,
        state=row.state,
        state_zh=LISTING_STATES[row.state],
        day=row.day,
        created_at=row.created_at,
        hold_id=row.hold_id,
    )
