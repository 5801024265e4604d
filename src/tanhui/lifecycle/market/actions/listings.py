"""Offer tonnes for the day, change the price, take the offer back."""

from __future__ import annotations

from datetime import datetime

from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.trail.actions import Entry, act
from tanhui.law import find_breaches, refuse
from tanhui.lifecycle.market.actions.moving import move
from tanhui.lifecycle.market.actions.results import Listed, Noted
from tanhui.lifecycle.market.models import Listing
from tanhui.lifecycle.market.queries.facts import price_facts, session_breaches, trader_breaches, units_facts
from tanhui.lifecycle.market.rules.listing import PRICE, UNITS
from tanhui.lifecycle.market.rules.prices import yuan
from tanhui.lifecycle.market.rules.trading import refuse_all

CLAUSES = ("JX23-18", "JX23-19", "JX23-20.1.3")


def list_for_sale(*, by: Actor, at: datetime, batch_id: int, tonnes: int, price_fen: int) -> Listed:
    """Offer tonnes of a batch at a price until the end of the day; they are set aside for whoever picks them."""
    with act(by=by, kind="market.listed", at=at, clauses=CLAUSES) as entry:
        today, seller_id = local_day(at), by.party_id or 0
        units = units_facts(party_id=seller_id, batch_id=batch_id, tonnes=tonnes, on=today)
        refuse_all(
            trader_breaches(by, at),
            session_breaches(at),
            find_breaches(UNITS, units),
            find_breaches(PRICE, price_facts(price_fen, today)),
        )
        account = ledger.open_account(entry, unit="t", kind="holding", party_id=seller_id)
        hold = ledger.place_hold(entry, account=account, amount=tonnes, cause="listing", batch_id=batch_id, on=today)
        row = Listing.objects.create(
            seller_id=seller_id,
            batch_id=batch_id,
            hold=hold,
            price_fen=price_fen,
            tonnes=tonnes,
            remaining=tonnes,
            day=today,
            created_by_id=by.user_id,
            created_at=at,
        )
        entry.about(row, batch=batch_id, tonnes=tonnes, price_fen=price_fen)
    return Listed(row.pk, row.version, row.price_fen, row.remaining, entry.receipt)


def change_price(*, by: Actor, at: datetime, listing_id: int, version: int, price_fen: int) -> Listed:
    """Change the price of an open listing; orders for the earlier version are refused from now on."""
    with act(by=by, kind="market.listing_repriced", at=at, clauses=CLAUSES) as entry:
        row = _own_open(by, listing_id)
        today = local_day(at)
        if row.version != version or row.day != today:
            refuse(
                "R20-2",
                f"挂牌已变动（现价 {yuan(row.price_fen)} 元，余 {row.remaining} 吨），请刷新后再改价",
                "The listing changed, or its day is over; refresh and try again",
                clause="HOUSE-9",
                place="version",
            )
        refuse_all(trader_breaches(by, at), session_breaches(at), find_breaches(PRICE, price_facts(price_fen, today)))
        row.price_fen, row.version = price_fen, row.version + 1
        row.save(update_fields=("price_fen", "version"))
        entry.about(row, price_fen=price_fen, version=row.version)
    return Listed(row.pk, row.version, row.price_fen, row.remaining, entry.receipt)


def cancel_listing(*, by: Actor, at: datetime, listing_id: int) -> Noted:
    """Take back what is left of a listing; the tonnes are free again. Allowed at any hour."""
    with act(by=by, kind="market.listing_cancelled", at=at, clauses=("JX23-20.1.3",)) as entry:
        row = _own_open(by, listing_id)
        left = close_listing(entry, row, act="cancel")
        entry.about(row, tonnes=left)
    return Noted(row.pk, entry.receipt)


def close_listing(entry: Entry, row: Listing, *, act: str) -> int:
    """End an open listing inside an act that is already open, and give its tonnes back; returns how many."""
    move(row, what="listing", act=act)
    row.version += 1
    row.save(update_fields=("state", "version"))
    return ledger.void_hold(entry, hold_id=row.hold_id)


def _own_open(by: Actor, listing_id: int) -> Listing:
    row = Listing.objects.select_for_update().filter(pk=listing_id, seller_id=by.party_id or 0).first()
    if row is None:
        refuse("R20-2", "没有这一挂牌，或不是本单位的挂牌", "No such listing of your own", clause="JX23-20.1.3")
    if row.state != "open":
        refuse(
            "R20-2",
            f"该挂牌已结束（现价 {yuan(row.price_fen)} 元），不能再改价或撤回",
            "This listing has ended",
            clause="JX23-20.1.3",
        )
    return row
