"""After every act the books add up: tonnes and money, in the ledger and in the market's own tables."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.parties import actions as parties
from tanhui.foundation.parties.actor import SYSTEM_ACTOR
from tanhui.foundation.trail import queries as trail
from tanhui.foundation.trail.actions import act
from tanhui.law import Refusal
from tanhui.lifecycle.market import actions, queries
from tanhui.lifecycle.market.actions import picking
from tanhui.lifecycle.market.models import DayClose, Listing, Trade
from tanhui.lifecycle.market.tests.stall import EVENING, MONDAY, MONEY_FEN, OPEN, TONNES, TUESDAY
from tests.support.damage import unguarded


def refused(*codes):
    return pytest.raises(Refusal, match="|".join(rf"\[{code}\]" for code in codes))


@pytest.mark.clause("JX23-20.1.3", "HOUSE-6", "HOUSE-7")
def test_a_pick_moves_tonnes_and_money_together(stall, books):
    listed = stall.sell(200, 5_200)
    books()
    assert stall.held("owner") == (TONNES, TONNES - 200, 0)
    done = stall.buy(listed.id, 30)
    books()
    assert done.serials[0].startswith("JX-PV01-P0001-202412-1-30-")
    assert (done.tonnes, done.amount_fen) == (30, 156_000)
    assert stall.money("participant") == MONEY_FEN - 156_000
    assert stall.money("owner") == 156_000
    assert stall.held("participant") == (30, 0, 30)
    assert stall.held("participant", date(2026, 3, 3)) == (30, 30, 0)
    row = queries.listing(listed.id)
    assert (row.remaining, row.version, row.state) == (170, 2, "open")
    stall.buy(listed.id, 170, by="participant2")
    books()
    assert queries.listing(listed.id).state == "filled"
    assert [each.tonnes for each in queries.trades()] == [170, 30]
    assert trail.history(f"market.Trade:{done.id}")[0].facts["amount_fen"] == 156_000


@pytest.mark.clause("HOUSE-6")
@pytest.mark.parametrize("broken_leg", ["money", "record"])
def test_when_one_leg_fails_nothing_moves(stall, unchanged, monkeypatch, broken_leg):
    listed = stall.sell()

    def fails(*args, **kwargs):
        raise RuntimeError("the leg fails")

    with unchanged(), pytest.raises(RuntimeError), monkeypatch.context() as patch:
        patch.setattr(
            picking.ledger if broken_leg == "money" else picking, "post" if broken_leg == "money" else "_trade", fails
        )
        stall.buy(listed.id, 10)
    stall.buy(listed.id, 10)


@pytest.mark.clause("JX23-20.1.3")
def test_a_cancelled_listing_gives_its_tonnes_back(stall, books, at, unchanged):
    listed = stall.sell()
    stall.buy(listed.id, 50)
    with unchanged(), refused("R20-2"):
        actions.cancel_listing(by=stall.actor("participant"), at=at(OPEN), listing_id=listed.id)
    actions.cancel_listing(by=stall.actor("owner"), at=at(OPEN), listing_id=listed.id)
    books()
    assert stall.held("owner") == (TONNES - 50, TONNES - 50, 0)
    with unchanged(), refused("R20-2"):
        actions.cancel_listing(by=stall.actor("owner"), at=at(OPEN), listing_id=listed.id)


@pytest.mark.clause("HOUSE-9")
def test_a_changed_price_makes_a_new_version(stall, at, unchanged):
    listed = stall.sell()
    changed = actions.change_price(
        by=stall.actor("owner"), at=at(OPEN), listing_id=listed.id, version=1, price_fen=5_300
    )
    assert (changed.version, changed.price_fen) == (2, 5_300)
    with unchanged(), refused("R20-2"):
        actions.change_price(by=stall.actor("owner"), at=at(OPEN), listing_id=listed.id, version=1, price_fen=5_400)
    with unchanged(), pytest.raises(Refusal, match=r"现价 53\.00"):
        stall.buy(listed.id, 10, version=1, price_fen=5_200, total_fen=52_000)
    stall.buy(listed.id, 10)


@pytest.mark.clause("JX23-20.1.3", "HOUSE-4")
def test_the_close_is_the_weighted_average_and_bounds_the_next_day(stall, books, at, unchanged):
    cheap, dear = stall.sell(30, 5_200), stall.sell(100, 5_300)
    stall.buy(cheap.id, 30)
    stall.buy(dear.id, 10)
    with unchanged(), refused("R20-6"):
        actions.close_day(by=stall.actor("operations"), at=at(f"{MONDAY} 14:59:59"))
    done = actions.close_day(by=stall.actor("operations"), at=at(EVENING))
    books()
    assert (done.close_fen, done.tonnes, done.expired) == (5_225, 40, 1)
    assert queries.listing(dear.id).state == "expired"
    assert stall.held("owner") == (TONNES - 40, TONNES - 40, 0)
    with unchanged(), refused("R17-1"):
        actions.close_day(by=stall.actor("operations"), at=at(EVENING))
    band = queries.band(date(2026, 3, 3))
    assert (band.low_fen, band.high_fen) == (4_703, 5_747)
    with unchanged(), refused("V-11"):
        stall.sell(10, 5_748, at=TUESDAY)
    stall.sell(10, 5_747, at=TUESDAY)
    quiet = actions.close_day(by=stall.actor("operations"), at=at("2026-03-03 15:00"))
    assert (quiet.close_fen, quiet.tonnes) == (5_225, 0)
    assert [row.close_fen for row in queries.closes()] == [5_225, 5_225]


def test_a_day_nobody_closed_still_bounds_the_next(stall):
    stall.buy(stall.sell(10, 5_200).id, 10)
    assert queries.band(date(2026, 3, 2)) is None
    assert queries.previous_close_fen(date(2026, 3, 3)) == 5_200
    assert queries.days_to_close() == [date(2026, 3, 2)]


def test_listings_of_earlier_days_expire_in_any_case(stall, books, at, unchanged):
    listed = stall.sell()
    with unchanged(), refused("R20-2"):
        stall.buy(listed.id, 10, at=TUESDAY)
    assert queries.book(date(2026, 3, 3)) == []
    assert actions.expire_listings(by=stall.actor("operations"), at=at(TUESDAY)) == 1
    books()
    assert queries.listing(listed.id).state == "expired"


@pytest.mark.clause("HOUSE-9")
def test_only_the_best_five_levels_may_be_picked(stall, unchanged):
    prices = [5_200, 5_201, 5_202, 5_203, 5_204, 5_205]
    listed = [stall.sell(10, price) for price in prices]
    twin = stall.sell(10, 5_204)
    assert [level.price_fen for level in queries.book(date(2026, 3, 2))] == prices[:5]
    assert [row.id for row in queries.book(date(2026, 3, 2))[4].listings] == [listed[4].id, twin.id]
    with unchanged(), refused("R20-2"):
        stall.buy(listed[5].id, 10)
    stall.buy(twin.id, 10)
    stall.buy(listed[0].id, 10)
    stall.buy(listed[5].id, 10)


@pytest.mark.clause("HOUSE-3", "HOUSE-6")
def test_a_deposit_counts_once_a_second_person_confirmed_it(stall, books, at, unchanged):
    begin = stall.world.begin
    line = actions.BankLine("BANK-9", stall.party("owner2"), 5_000, date(2026, 3, 2))
    made = actions.record_deposit(by=stall.actor("operations"), at=begin, line=line)
    assert stall.money("owner2") == 0
    with unchanged(), refused("R20-9"):
        actions.record_deposit(by=stall.actor("operations2"), at=begin, line=line)
    with unchanged(), refused("R17-2"):
        actions.confirm_deposit(by=stall.actor("operations"), at=begin, deposit_id=made.id)
    actions.confirm_deposit(by=stall.actor("operations2"), at=begin, deposit_id=made.id)
    books()
    assert stall.money("owner2") == 5_000
    with unchanged(), refused("R17-1"):
        actions.confirm_deposit(by=stall.actor("operations2"), at=begin, deposit_id=made.id)
    with unchanged(), refused("R17-1"):
        actions.reject_deposit(by=stall.actor("operations2"), at=begin, deposit_id=made.id)


@pytest.mark.clause("HOUSE-6")
def test_a_withdrawal_is_held_then_paid_or_returned(stall, books, at, unchanged):
    by, operations = stall.actor("participant"), stall.actor("operations")
    with unchanged(), refused("R20-1"):
        actions.request_withdrawal(by=by, at=at(OPEN), amount_fen=MONEY_FEN + 1)
    asked = actions.request_withdrawal(by=by, at=at(OPEN), amount_fen=MONEY_FEN)
    books()
    assert stall.money("participant") == 0
    with unchanged(), refused("R20-1"):
        actions.request_withdrawal(by=by, at=at(OPEN), amount_fen=1)
    actions.return_withdrawal(by=operations, at=at(OPEN), withdrawal_id=asked.id)
    books()
    assert stall.money("participant") == MONEY_FEN
    again = actions.request_withdrawal(by=by, at=at(OPEN), amount_fen=600)
    actions.confirm_withdrawal(by=operations, at=at(OPEN), withdrawal_id=again.id)
    books()
    assert stall.money("participant") == MONEY_FEN - 600
    with unchanged(), refused("R17-1"):
        actions.confirm_withdrawal(by=operations, at=at(OPEN), withdrawal_id=again.id)


@pytest.mark.clause("JX23-19")
@pytest.mark.clause("JX23-6.2")
def test_admission_is_applied_for_decided_suspended_and_resumed(stall, books, at, unchanged):
    begin, operations = stall.world.begin, stall.actor("operations")
    citizen = stall.actor("citizen")
    applied = actions.apply_for_admission(by=citizen, at=begin, statement="个人自愿注销")
    with unchanged(), refused("R17-1"):
        actions.apply_for_admission(by=citizen, at=begin, statement="再次申请")
    actions.decide_admission(by=operations, at=begin, participant_id=applied.id, admit=False, decision="材料不全")
    with unchanged(), refused("R17-1"):
        actions.decide_admission(by=operations, at=begin, participant_id=applied.id, admit=True, decision="x")
    admitted = stall.admit("citizen")
    listed = stall.sell(by="owner")
    stall.fund("citizen")
    stall.buy(listed.id, 10, by="citizen")
    own = stall.sell(5, by="citizen", at=TUESDAY)
    actions.suspend_participant(by=operations, at=at(TUESDAY), participant_id=admitted, reason="核查中")
    books()
    assert queries.listing(own.id).state == "cancelled"
    with unchanged(), refused("R19-1"):
        stall.sell(5, by="citizen", at=TUESDAY)
    actions.resume_participant(by=operations, at=at(TUESDAY), participant_id=admitted, reason="核查完毕")
    stall.sell(5, by="citizen", at=TUESDAY)
    books()


@pytest.mark.clause("JX23-26.2.2")
def test_a_seller_suspended_after_listing_does_not_sell(stall, at, unchanged):
    listed = stall.sell()
    parties.set_standing(
        by=stall.actor("bureau"), at=at(OPEN), party_id=stall.party("owner"), standing="suspended", document="处 1 号"
    )
    with unchanged(), refused("R20-2"):
        stall.buy(listed.id, 10)


def test_trades_and_closes_cannot_be_changed(stall, at):
    stall.buy(stall.sell().id, 10)
    actions.close_day(by=stall.actor("operations"), at=at(EVENING))
    for change in (
        lambda: Trade.objects.update(tonnes=11, amount_fen=57_200),
        lambda: Trade.objects.all().delete(),
        lambda: DayClose.objects.update(close_fen=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_reconciliation_names_the_row_that_does_not_agree(stall, at):
    listed = stall.sell()
    stall.buy(listed.id, 10)
    assert queries.reconcile() == []
    Listing.objects.filter(pk=listed.id).update(remaining=189)
    assert {(each.table, each.row) for each in queries.reconcile()} == {("market_listing", str(listed.id))}
    Listing.objects.filter(pk=listed.id).update(remaining=190)
    with unguarded("market_trade"):
        Trade.objects.update(serials=[[2, 11]])
    assert [each.table for each in queries.reconcile()] == ["market_trade"]


def test_the_statistics_add_up(stall):
    stall.buy(stall.sell(30, 5_200).id, 30)
    stall.buy(stall.sell(10, 5_300).id, 10, by="participant2")
    found = queries.statistics()
    assert (found.trades, found.tonnes, found.amount_fen, found.buyers, found.sellers) == (2, 40, 209_000, 2, 1)
    assert found.average_fen == 5_225
    assert queries.last_price_fen() == 5_300


def test_what_waits_is_on_the_desk(stall, at):
    stall.sell()
    titles = [task.title for task in queries.tasks(stall.actor("operations"))]
    assert titles == ["收盘：2026-03-02"]
    actions.request_withdrawal(by=stall.actor("participant"), at=at(OPEN), amount_fen=100)
    assert any("出金" in task.title for task in queries.tasks(stall.actor("operations2")))
    assert queries.tasks(stall.actor("participant")) == []


@pytest.mark.clause("JX23-21.3")
def test_units_bought_today_may_be_retired_but_not_resold(stall, unchanged):
    stall.buy(stall.sell().id, 30)
    with unchanged(), refused("R18-3"):
        stall.sell(30, by="participant")
    with act(by=SYSTEM_ACTOR, kind="test.retired", at=stall.world.begin) as entry:
        retired = ledger.open_account(entry, unit="t", kind="retired")
        account = holdings.account("t", "holding", stall.party("participant"))
        ledger.post(entry, source=account, target=retired, amount=10, cause="retirement", batch_id=stall.batch_id)
        entry.about("test:retired")
    with unchanged(), refused("R21-1"):
        stall.sell(30, by="participant", at=TUESDAY)
    stall.sell(20, by="participant", at=TUESDAY)
