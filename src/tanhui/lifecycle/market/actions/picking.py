"""Pick a listing: tonnes and money change hands in one transaction, or nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.ledger.serials import SerialRange
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.trail.actions import Entry, act
from tanhui.law import find_breaches
from tanhui.lifecycle.market.actions.cash import cash_account
from tanhui.lifecycle.market.actions.moving import move
from tanhui.lifecycle.market.actions.results import Picked
from tanhui.lifecycle.market.models import Listing, Trade
from tanhui.lifecycle.market.queries.closes import serial_texts
from tanhui.lifecycle.market.queries.facts import pick_facts, resale_day, session_breaches, trader_breaches
from tanhui.lifecycle.market.rules.picking import PICK
from tanhui.lifecycle.market.rules.trading import refuse_all

CLAUSES = ("JX23-18", "JX23-19", "JX23-20.1.3", "HOUSE-6")


@dataclass(frozen=True)
class Order:
    """What a buyer confirms: the listing in the version seen, its price, the tonnes, and the total in fen."""

    listing_id: int
    version: int
    price_fen: int
    tonnes: int
    total_fen: int


def pick(*, by: Actor, at: datetime, order: Order) -> Picked:
    """Buy tonnes of a listing at its price: units to the buyer, money to the seller, both or neither."""
    with act(by=by, kind="market.picked", at=at, clauses=CLAUSES) as entry:
        today, buyer_id = local_day(at), by.party_id or 0
        facts = pick_facts(
            buyer_id=buyer_id,
            listing_id=order.listing_id,
            version=order.version,
            price_fen=order.price_fen,
            tonnes=order.tonnes,
            total_fen=order.total_fen,
            on=today,
        )
        refuse_all(trader_breaches(by, at), session_breaches(at), find_breaches(PICK, facts))
        listing = Listing.objects.select_for_update().select_related("batch").get(pk=order.listing_id)
        moved = _settle(entry, listing, buyer_id=buyer_id, tonnes=order.tonnes, on=today)
        _take_from(listing, order.tonnes)
        trade = _trade(entry, listing, buyer_id=buyer_id, tonnes=order.tonnes, moved=moved, on=today)
        entry.about(
            trade, listing=listing.pk, tonnes=trade.tonnes, price_fen=trade.price_fen, amount_fen=trade.amount_fen
        )
    return Picked(
        id=trade.pk,
        listing_id=listing.pk,
        tonnes=trade.tonnes,
        price_fen=trade.price_fen,
        amount_fen=trade.amount_fen,
        serials=serial_texts(listing.batch.prefix, trade.serials),
        receipt=entry.receipt,
    )


def _settle(entry: Entry, listing: Listing, *, buyer_id: int, tonnes: int, on: date) -> list[SerialRange]:
    """Move both legs."""
    holding = ledger.open_account(entry, unit="t", kind="holding", party_id=buyer_id)
    moved = ledger.post_hold(
        entry,
        hold_id=listing.hold_id,
        target=holding,
        amount=tonnes,
        cause="trade",
        locked_until=resale_day(on),
    )
    paid_by, paid_to = cash_account(entry, buyer_id), cash_account(entry, listing.seller_id)
    ledger.post(entry, source=paid_by, target=paid_to, amount=listing.price_fen * tonnes, cause="trade")
    return moved


def _take_from(listing: Listing, tonnes: int) -> None:
    listing.remaining -= tonnes
    listing.version += 1
    if listing.remaining == 0:
        move(listing, what="listing", act="fill")
    listing.save(update_fields=("remaining", "version", "state"))


def _trade(entry: Entry, listing: Listing, *, buyer_id: int, tonnes: int, moved: list[SerialRange], on: date) -> Trade:
    return Trade.objects.create(
        listing=listing,
        buyer_id=buyer_id,
        seller_id=listing.seller_id,
        batch_id=listing.batch_id,
        tonnes=tonnes,
        price_fen=listing.price_fen,
        amount_fen=listing.price_fen * tonnes,
        serials=[[each.first, each.last] for each in moved],
        day=on,
        at=entry.at,
        entry_seq=entry.seq,
    )
