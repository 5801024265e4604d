"""Every rule on both sides of its edge: one lawful case, spoiled one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from tanhui.law import Refusal, find_breaches
from tanhui.lifecycle.market.rules.cash import DEPOSIT, DepositFacts
from tanhui.lifecycle.market.rules.closing import CLOSE, CloseFacts
from tanhui.lifecycle.market.rules.listing import PRICE, UNITS, PriceFacts, UnitsFacts
from tanhui.lifecycle.market.rules.picking import MOST_FEN, PICK, Offer, PickFacts, leads_back
from tanhui.lifecycle.market.rules.prices import Band, band_around, close_of
from tanhui.lifecycle.market.rules.trading import ENTITLEMENT, SESSION, EntitlementFacts, SessionFacts, refuse_all
from tanhui.lifecycle.market.states import MOVES, STATES, find_move

UNITS_HELD = UnitsFacts(
    tonnes=200,
    most_tonnes=100_000,
    is_issued=True,
    is_cancelled=False,
    frozen_reason=None,
    freezes=(),
    total=200,
    available=200,
    locked=0,
    free_from=date(2026, 3, 3),
    retired=0,
)


def found(rules, facts):
    return [(breach.clause, breach.code) for breach in find_breaches(rules, facts)]


@pytest.mark.clause("JX23-18", "JX23-20.1.3", "JX23-21.3", "HOUSE-7", "HOUSE-10")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"tonnes": 0}, [("JX23-20.1.3", "V-5")]),
        ({"tonnes": 1}, []),
        ({"tonnes": 99_999, "total": 10**6, "available": 10**6}, []),
        ({"tonnes": 100_000, "total": 10**6, "available": 10**6}, [("HOUSE-10", "V-7")]),
        ({"is_issued": False, "total": 0, "available": 0}, [("JX23-18", "R18-1")]),
        ({"is_cancelled": True}, [("JX23-18", "R18-1")]),
        ({"frozen_reason": "冻结 7 号"}, [("JX23-18", "R18-2")]),
        ({"freezes": ("freeze:7",), "available": 199}, [("JX23-18", "R18-2")]),
        ({"freezes": ("freeze:7",), "available": 200, "total": 300}, []),
        ({"retired": 1, "total": 199, "available": 199}, [("JX23-21.3", "R21-1")]),
        ({"retired": 1}, []),
        ({"locked": 1, "available": 199}, [("HOUSE-7", "R18-3")]),
        ({"locked": 1, "available": 200, "total": 201}, []),
        ({"locked": 1, "available": 198, "total": 199}, [("JX23-18", "R18-3")]),
        ({"tonnes": 201}, [("JX23-18", "R18-3")]),
    ],
)
def test_what_may_be_offered(change, broken):
    assert found(UNITS, replace(UNITS_HELD, **change)) == broken


def test_the_refusal_names_what_is_available():
    breaches = find_breaches(UNITS, replace(UNITS_HELD, tonnes=201))
    assert "可用数量 200 吨" in breaches[0].zh


@pytest.mark.clause("HOUSE-4")
@pytest.mark.parametrize(
    ("price", "tick", "band", "broken"),
    [
        (1, 1, None, []),
        (0, 1, None, ["V-11"]),
        (-1, 1, None, ["V-11"]),
        (15, 10, None, ["V-11"]),
        (20, 10, None, []),
        (4_680, 1, Band(4_680, 5_720, 5_200), []),
        (4_679, 1, Band(4_680, 5_720, 5_200), ["V-11"]),
        (5_720, 1, Band(4_680, 5_720, 5_200), []),
        (5_721, 1, Band(4_680, 5_720, 5_200), ["V-11"]),
    ],
)
def test_the_price(price, tick, band, broken):
    assert [code for _, code in found(PRICE, PriceFacts(price_fen=price, tick_fen=tick, band=band))] == broken


@pytest.mark.clause("HOUSE-4")
@pytest.mark.parametrize(
    ("previous", "percent", "tick", "low", "high"),
    [
        (3_333, "10", 1, 3_000, 3_666),
        (5_200, "10", 1, 4_680, 5_720),
        (5_200, "30", 1, 3_640, 6_760),
        (3_333, "10", 10, 3_000, 3_660),
        (1, "10", 1, 1, 1),
        (3_333, "2.5", 1, 3_250, 3_416),
    ],
)
def test_the_band_is_rounded_inwards(previous, percent, tick, low, high):
    assert band_around(previous, Decimal(percent), tick) == Band(low, high, previous)


@pytest.mark.clause("JX23-20.1.3")
@pytest.mark.parametrize(
    ("trades", "tick", "close"),
    [
        ([], 1, None),
        ([(5_200, 10)], 1, 5_200),
        ([(5_200, 1), (5_201, 1)], 1, 5_201),
        ([(5_200, 2), (5_201, 1)], 1, 5_200),
        ([(5_200, 30), (5_300, 10)], 1, 5_225),
        ([(5_200, 1), (5_210, 1)], 10, 5_210),
        ([(5_200, 1), (5_209, 1)], 10, 5_200),
    ],
)
def test_the_close_is_rounded_once_half_up(trades, tick, close):
    assert close_of(trades, tick) == close


OFFER = Offer(
    state="open",
    is_of_today=True,
    version=3,
    price_fen=5_200,
    remaining=30,
    seller_id=1,
    is_in_best_levels=True,
    levels=5,
    seller_barred_for="",
    frozen_reason=None,
)
ORDER = PickFacts(
    offer=OFFER,
    version=3,
    price_fen=5_200,
    tonnes=30,
    total_fen=156_000,
    buyer_id=2,
    free_fen=156_000,
    ties=(),
    closes_a_circle=False,
)


@pytest.mark.clause("JX23-18", "JX23-20.1.3", "JX23-26.2.2", "HOUSE-6", "HOUSE-8", "HOUSE-9", "HOUSE-10")
@pytest.mark.parametrize(
    ("offer", "order", "broken"),
    [
        ({}, {}, []),
        ({"state": "filled"}, {}, [("JX23-20.1.3", "R20-2")]),
        ({"state": "cancelled"}, {}, [("JX23-20.1.3", "R20-2")]),
        ({"state": "expired"}, {}, [("JX23-20.1.3", "R20-2")]),
        ({"is_of_today": False}, {}, [("JX23-20.1.3", "R20-2")]),
        ({"seller_id": 2}, {}, [("HOUSE-8", "R20-2")]),
        ({"version": 4}, {}, [("HOUSE-9", "R20-2")]),
        ({"price_fen": 5_201}, {}, [("HOUSE-9", "R20-2")]),
        ({"remaining": 29}, {}, [("JX23-20.1.3", "R20-2")]),
        ({"is_in_best_levels": False}, {}, [("HOUSE-9", "R20-2")]),
        ({"seller_barred_for": "已被暂停"}, {}, [("JX23-26.2.2", "R20-2")]),
        ({"frozen_reason": "冻结 7 号"}, {}, [("JX23-18", "R18-2")]),
        ({}, {"total_fen": 155_999}, [("HOUSE-10", "V-12")]),
        ({}, {"ties": ("实际控制人相同",)}, [("HOUSE-8", "R20-3")]),
        ({}, {"closes_a_circle": True}, [("HOUSE-8", "R20-3")]),
        ({}, {"free_fen": 155_999}, [("HOUSE-6", "R20-1")]),
        ({}, {"tonnes": 29, "total_fen": 150_800}, []),
    ],
)
def test_a_pick(offer, order, broken):
    facts = replace(ORDER, offer=replace(OFFER, **offer), **order)
    assert found(PICK, facts) == broken


def test_a_pick_of_nothing_is_refused():
    assert found(PICK, replace(ORDER, offer=None)) == [("JX23-20.1.3", "R20-2")]


def test_a_stale_order_is_told_the_price_now():
    facts = replace(ORDER, version=2, price_fen=5_100, total_fen=153_000)
    assert "现价 52.00 元" in find_breaches(PICK, facts)[0].zh


@pytest.mark.clause("HOUSE-10")
def test_a_total_that_no_field_can_hold_is_refused():
    tonnes = MOST_FEN // 5_200 + 1
    facts = replace(
        ORDER, offer=replace(OFFER, remaining=tonnes), tonnes=tonnes, total_fen=tonnes * 5_200, free_fen=10**20
    )
    assert found(PICK, facts) == [("HOUSE-10", "V-12")]
    below = tonnes - 1
    assert found(PICK, replace(facts, tonnes=below, total_fen=below * 5_200)) == []


@pytest.mark.clause("HOUSE-8")
@pytest.mark.parametrize(
    ("sales", "circle"),
    [
        ([], False),
        ([(1, 2), (2, 3)], True),
        ([(1, 2), (2, 4)], False),
        ([(1, 3)], True),
        ([(3, 1)], False),
    ],
)
def test_the_sale_from_three_to_one_closes_a_circle(sales, circle):
    assert leads_back(sales, buyer_id=1, seller_id=3) is circle


@pytest.mark.clause("JX23-19", "JX23-4.2")
@pytest.mark.parametrize(
    ("owner", "admission", "suspended", "broken"),
    [
        (True, "", "", []),
        (False, "admitted", "", []),
        (False, "", "", ["R19-1"]),
        (False, "applied", "", ["R19-1"]),
        (False, "declined", "", ["R19-1"]),
        (False, "admitted", "核查中", ["R19-1"]),
        (True, "admitted", "核查中", ["R19-1"]),
    ],
)
def test_who_trades(owner, admission, suspended, broken):
    facts = EntitlementFacts(is_owner=owner, admission=admission, suspended_for=suspended)
    assert [code for _, code in found(ENTITLEMENT, facts)] == broken


@pytest.mark.clause("HOUSE-5")
def test_outside_a_session_the_next_opening_is_named():
    opens = datetime(2026, 3, 2, 13, 0)  # noqa: DTZ001 - a wall-clock reading, shown only
    assert found(SESSION, SessionFacts(is_open=True, next_opening=opens)) == []
    breaches = find_breaches(SESSION, SessionFacts(is_open=False, next_opening=opens))
    assert breaches[0].code == "R20-6"
    assert "2026-03-02 13:00" in breaches[0].zh


@pytest.mark.clause("HOUSE-6", "JX23-19")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"is_recorded": True}, ["R20-9"]),
        ({"value_on": date(2026, 3, 3)}, ["V-3"]),
        ({"may_hold_cash": False}, ["R19-1"]),
    ],
)
def test_a_deposit(change, broken):
    day = date(2026, 3, 2)
    lawful = DepositFacts(is_recorded=False, value_on=day, today=day, may_hold_cash=True)
    assert [code for _, code in found(DEPOSIT, replace(lawful, **change))] == broken


@pytest.mark.clause("JX23-20.1.3", "HOUSE-5")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"is_trading_day": False}, ["R20-6"]),
        ({"is_over": False}, ["R20-6"]),
        ({"is_closed": True}, ["R17-1"]),
        ({"later_is_closed": True}, ["R17-1"]),
    ],
)
def test_a_close(change, broken):
    lawful = CloseFacts(day=date(2026, 3, 2), is_trading_day=True, is_over=True, is_closed=False, later_is_closed=False)
    assert [code for _, code in found(CLOSE, replace(lawful, **change))] == broken


def test_several_tuples_refuse_at_once():
    with pytest.raises(Refusal) as refused:
        refuse_all(
            find_breaches(UNITS, replace(UNITS_HELD, tonnes=201)), find_breaches(PICK, replace(ORDER, offer=None))
        )
    assert refused.value.codes == ["R18-3", "R20-2"]
    refuse_all((), ())


def test_every_move_is_between_known_states_and_final_states_stay():
    for each in MOVES:
        assert {each.source, each.target} <= set(STATES[each.what])
    assert find_move("listing", "cancel", "filled") is None
    assert find_move("listing", "cancel", "open").target == "cancelled"
