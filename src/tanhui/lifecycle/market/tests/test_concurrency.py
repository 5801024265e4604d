"""Sixteen at once: the last 200 tonnes are offered and sold exactly once. The naive way, tried beside it, oversells."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import Sum

from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.ledger.models import Hold
from tanhui.law import Refusal
from tanhui.lifecycle.market import queries
from tanhui.lifecycle.market.models import Listing, Trade
from tanhui.lifecycle.market.tests.stall import TONNES

WRITERS = 16
LAST = 200


def at_once(work):
    """Run one piece of work in many threads at the same moment, each with a connection of its own; return the answers."""
    gate = Barrier(WRITERS)

    def run(number):
        try:
            gate.wait(timeout=30)
            return work(number)
        except Refusal as refusal:
            return refusal.codes
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(run, range(WRITERS)))


@pytest.mark.clause("JX23-18")
def test_the_last_tonnes_are_offered_once(transactional_db, stall, books):
    stall.sell(TONNES - LAST)
    owner = stall.actor("owner")
    assert owner
    answers = at_once(lambda number: stall.sell(LAST))
    refused = [answer for answer in answers if answer == ["R18-3"]]
    assert len(refused) == WRITERS - 1, answers
    assert stall.held("owner") == (TONNES, 0, 0)
    books()


@pytest.mark.clause("JX23-20.1.3", "HOUSE-6")
def test_the_last_tonnes_are_sold_once(transactional_db, stall, books):
    """Each buyer wants 50 of the last 200; one that saw an older version looks again, and is told when nothing is left."""
    listed = stall.sell(LAST).id

    def buy(number):
        for _ in range(WRITERS * 2):
            try:
                return stall.buy(listed, 50, by="participant" if number % 2 else "participant2").tonnes
            except Refusal as refusal:
                assert set(refusal.codes) == {"R20-2"}
                if Listing.objects.get(pk=listed).remaining == 0:
                    return 0
        raise AssertionError("a buyer never got an answer")

    assert sorted(at_once(buy)) == [0] * (WRITERS - 4) + [50] * 4
    assert Trade.objects.aggregate(sold=Sum("tonnes"))["sold"] == LAST
    assert queries.listing(listed).state == "filled"
    assert stall.money("participant") + stall.money("participant2") + stall.money("owner") == 20_000_000
    books()


def test_the_naive_way_oversells(transactional_db, stall):
    """Read what is available, find it enough, write: what many do, without taking turns."""
    stall.sell(TONNES - LAST)
    account = holdings.account("t", "holding", stall.party("owner"))
    everyone_has_read = Barrier(WRITERS)

    def naive(number):
        enough = holdings.balance(account.pk).available >= LAST
        everyone_has_read.wait(timeout=30)
        if enough:
            Hold.objects.create(account=account, cause="naive", amount=LAST, remaining=LAST, entry_seq=1)
        return enough

    assert all(at_once(naive))
    assert Hold.objects.filter(cause="naive").aggregate(sold=Sum("amount"))["sold"] == WRITERS * LAST > LAST
