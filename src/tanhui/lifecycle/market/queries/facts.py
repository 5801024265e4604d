"""The facts that the rules of trading need, read from the parties, the book, the registry and the market itself."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.parties import queries as parties
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.rules import TRADER
from tanhui.foundation.periods import end_of_day, local_day, local_moment, working_calendar
from tanhui.law import Breach, find_breaches
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting import queries as accounting
from tanhui.lifecycle.market.models import DayClose, Listing, Participant, Trade
from tanhui.lifecycle.market.queries.book import is_in_best_levels
from tanhui.lifecycle.market.queries.closes import previous_close_fen
from tanhui.lifecycle.market.rules.closing import CloseFacts
from tanhui.lifecycle.market.rules.listing import PriceFacts, UnitsFacts
from tanhui.lifecycle.market.rules.picking import Offer, PickFacts, leads_back
from tanhui.lifecycle.market.rules.prices import Band, band_around
from tanhui.lifecycle.market.rules.trading import ENTITLEMENT, SESSION, EntitlementFacts, SessionFacts
from tanhui.lifecycle.registry import queries as registry

_FREEZE = "freeze"
_BARRED = {"suspended": "已被暂停", "disqualified": "已被取消资格"}


def entitlement_facts(party_id: int, role: str) -> EntitlementFacts:
    """Return how a party stands with the market when somebody acts for it in a role."""
    row = Participant.objects.filter(party_id=party_id).order_by("-pk").first()
    return EntitlementFacts(
        is_owner=role == "owner" and _has_projects_or_units(party_id),
        admission=row.state if row else "",
        suspended_for=row.suspended_for if row and row.suspended else "",
    )


def _has_projects_or_units(party_id: int) -> bool:
    return holdings.account("t", "holding", party_id) is not None or bool(accounting.projects_of(party_id))


def trader_breaches(by: Actor, at: datetime) -> tuple[Breach, ...]:
    """Return why an actor may not trade at all (article 19), empty when they may."""
    found = find_breaches(TRADER, parties.trader_facts(by, local_day(at)))
    return found + find_breaches(ENTITLEMENT, entitlement_facts(by.party_id or 0, by.role))


def session_breaches(at: datetime) -> tuple[Breach, ...]:
    """Return why no order is taken at a moment, empty inside a session."""
    return find_breaches(SESSION, session_facts(at))


def session_facts(at: datetime) -> SessionFacts:
    """Return whether the market is open, and when it opens next."""
    calendar, sessions = working_calendar(), scheme().sessions(local_day(at))
    return SessionFacts(
        is_open=calendar.is_trading_moment(at, sessions), next_opening=local_moment(calendar.next_opening(at, sessions))
    )


def units_facts(*, party_id: int, batch_id: int, tonnes: int, on: date) -> UnitsFacts:
    """Return what the book and the registry know of a party's tonnes of a batch."""
    batch = next(iter(holdings.batches(ids=[batch_id])), None)
    own = next((row for row in holdings.of_party(party_id, on=on) if row.batch_id == batch_id), None)
    account = holdings.account("t", "holding", party_id)
    causes = holdings.hold_causes(batch_id, party_id)
    return UnitsFacts(
        tonnes=tonnes,
        most_tonnes=int(scheme().parameter("listing_max_tonnes", on)),
        is_issued=batch is not None,
        is_cancelled=batch is not None and batch.cancelled == batch.issued,
        frozen_reason=registry.frozen_reason(batch_id) if batch else None,
        freezes=tuple(sorted(each for each in causes if each.startswith(_FREEZE))),
        total=own.total if own else 0,
        available=own.available if own else 0,
        locked=own.locked if own else 0,
        free_from=resale_day(on),
        retired=holdings.moved_to(account.pk, "retired", batch_id=batch_id) if account else 0,
    )


def price_facts(price_fen: int, on: date) -> PriceFacts:
    """Return a price with the tick and the band of the day."""
    return PriceFacts(price_fen=price_fen, tick_fen=tick_fen(on), band=band(on))


def tick_fen(on: date) -> int:
    """Return the smallest step of prices on a day."""
    return int(scheme().parameter("price_tick_fen", on))


def band(on: date) -> Band | None:
    """Return the price band of a day; None while no trade has made a close."""
    previous = previous_close_fen(on)
    if previous is None:
        return None
    percent = Decimal(scheme().parameter("listing_band_percent", on))
    return band_around(previous, percent, tick_fen(on))


def resale_day(on: date) -> date | None:
    """Return the trading day from which what is bought on a day may be resold; None when there is no lock."""
    days = int(scheme().parameter("resale_lock_trading_days", on))
    return working_calendar().add_working_days(on, days).on if days else None


def pick_facts(
    *, buyer_id: int, listing_id: int, version: int, price_fen: int, tonnes: int, total_fen: int, on: date
) -> PickFacts:
    """Return a pick beside the offer as it stands."""
    listing = Listing.objects.filter(pk=listing_id).first()
    seller_id = listing.seller_id if listing else None
    ties = parties.ties_between(buyer_id, seller_id, on) if seller_id is not None else []
    return PickFacts(
        offer=_offer(listing, on) if listing else None,
        version=version,
        price_fen=price_fen,
        tonnes=tonnes,
        total_fen=total_fen,
        buyer_id=buyer_id,
        free_fen=holdings.balance_of("fen", "cash", buyer_id).available,
        ties=tuple(tie.zh for tie in ties),
        closes_a_circle=seller_id is not None
        and leads_back(
            Trade.objects.filter(day=on).values_list("seller_id", "buyer_id").distinct(),
            buyer_id=buyer_id,
            seller_id=seller_id,
        ),
    )


def _offer(listing: Listing, on: date) -> Offer:
    levels = int(scheme().parameter("pick_levels", on))
    suspended = Participant.objects.filter(party_id=listing.seller_id, suspended=True).exists()
    standing = parties.standing_of(listing.seller_id)
    return Offer(
        state=listing.state,
        is_of_today=listing.day == on,
        version=listing.version,
        price_fen=listing.price_fen,
        remaining=listing.remaining,
        seller_id=listing.seller_id,
        is_in_best_levels=is_in_best_levels(listing.price_fen, on=on, levels=levels),
        levels=levels,
        seller_barred_for=_BARRED.get(standing, "交易资格已暂停" if suspended else ""),
        frozen_reason=registry.frozen_reason(listing.batch_id),
    )


def close_facts(day: date, at: datetime) -> CloseFacts:
    """Return what closing a day depends on."""
    last = max(text.split("-")[1] for text in scheme().sessions(day))
    today = local_day(at)
    over = at >= end_of_day(day) or (today == day and local_moment(at).time() >= time.fromisoformat(last))
    return CloseFacts(
        day=day,
        is_trading_day=working_calendar().is_working(day),
        is_over=over,
        is_closed=DayClose.objects.filter(day=day).exists(),
        later_is_closed=DayClose.objects.filter(day__gt=day).exists(),
    )
