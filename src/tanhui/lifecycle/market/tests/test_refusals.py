"""The bad inputs of listing and picking (section F), each through the page and the API, with its near miss."""

from __future__ import annotations

from datetime import date

import pytest

from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.parties import actions as parties
from tanhui.foundation.parties.actor import SYSTEM_ACTOR
from tanhui.foundation.parties.models import Party, Person
from tanhui.foundation.trail.actions import act
from tanhui.lifecycle.market import actions, queries
from tanhui.lifecycle.market.rules.prices import yuan
from tanhui.lifecycle.market.tests.stall import EVENING, MONEY_FEN, OPEN, TONNES
from tanhui.lifecycle.registry.models import BatchFreeze

SELL = ("/market/mine/sell/", "/market/listings")


def offer(batch_id, tonnes, price_fen=5_200, price=None):
    """Return one wish to list, as the form and the API write it."""
    form = {"batch_id": str(batch_id), "tonnes": str(tonnes), "price_fen": price or yuan(price_fen)}
    return form, {"batch_id": batch_id, "tonnes": tonnes, "price_fen": price_fen}


def order(listing_id, tonnes, **changes):
    """Return one wish to pick a listing as it stands, but for what is changed."""
    row = queries.listing(listing_id)
    body = {
        "version": row.version,
        "price_fen": row.price_fen,
        "tonnes": tonnes,
        "total_fen": row.price_fen * tonnes,
    } | changes
    form = {name: yuan(value) if name.endswith("_fen") else str(value) for name, value in body.items()}
    return form, body


@pytest.fixture
def sell_refused(refusals):
    def codes(username, wish):
        return refusals(username, SELL[0], wish[0], SELL[1], wish[1])

    return codes


@pytest.fixture
def pick_refused(refusals):
    def codes(username, listing_id, wish):
        return refusals(
            username, f"/market/listings/{listing_id}/pick/", wish[0], f"/market/listings/{listing_id}/picks", wish[1]
        )

    return codes


@pytest.fixture
def sold(visit, call, books):
    """List by page and by API; both are accepted."""

    def done(username, wish):
        assert visit(username, SELL[0], wish[0]).status_code == 302
        answered = call(username, "POST", SELL[1], wish[1])
        assert answered.status_code == 201, answered.json()
        assert answered.json()["receipt"]["seq"] > 0
        books()
        return answered.json()["id"]

    return done


@pytest.fixture
def bought(visit, call, books):
    """Pick by page, then as much again by API; both are accepted."""

    def done(username, listing_id, tonnes):
        answered = visit(username, f"/market/listings/{listing_id}/pick/", order(listing_id, tonnes)[0])
        assert answered.status_code == 302, answered.content.decode()[:3000]
        answer = call(username, "POST", f"/market/listings/{listing_id}/picks", order(listing_id, tonnes)[1])
        assert answer.status_code == 201, answer.json()
        books()

    return done


@pytest.mark.clause("JX23-18")
def test_f1_units_that_are_not_issued_are_not_sold(stall, sell_refused, sold):
    assert sell_refused("owner", offer(999_999, 10)) == ["R18-1"]
    revoked = stall.batch_for("owner", 50)
    with act(by=SYSTEM_ACTOR, kind="test.cancelled", at=stall.world.begin) as entry:
        account = holdings.account("t", "holding", stall.party("owner"))
        target = ledger.open_account(entry, unit="t", kind="cancelled")
        ledger.post(entry, source=account, target=target, amount=50, cause="cancelled", batch_id=revoked)
        entry.about("test:cancelled")
    assert "R18-1" in sell_refused("owner", offer(revoked, 10))
    sold("owner", offer(stall.batch_id, 10))


@pytest.mark.clause("JX23-18")
def test_f2_frozen_units_are_not_sold(stall, sell_refused, sold, pick_refused, at):
    with act(by=SYSTEM_ACTOR, kind="test.frozen", at=stall.world.begin) as entry:
        account = holdings.account("t", "holding", stall.party("owner"))
        ledger.place_hold(entry, account=account, amount=900, cause="freeze:7", batch_id=stall.batch_id)
        entry.about("test:frozen")
    assert sell_refused("owner", offer(stall.batch_id, 101)) == ["R18-2"]
    listed = sold("owner", offer(stall.batch_id, 50))
    BatchFreeze.objects.create(
        batch_id=stall.batch_id,
        reason="监测数据存疑",
        user_id=stall.actor("bureau").user_id,
        entry_seq=1,
        at=stall.world.begin,
    )
    assert "R18-2" in pick_refused("participant", listed, order(listed, 10))
    assert queries.book(date(2026, 3, 2)) == []
    actions.cancel_listing(by=stall.actor("owner"), at=at(OPEN), listing_id=listed)
    assert sell_refused("owner", offer(stall.batch_id, 1)) == ["R18-2"]


@pytest.mark.clause("JX23-21.3")
def test_f3_retired_units_are_not_sold(stall, sell_refused, sold):
    with act(by=SYSTEM_ACTOR, kind="test.retired", at=stall.world.begin) as entry:
        account = holdings.account("t", "holding", stall.party("owner"))
        retired = ledger.open_account(entry, unit="t", kind="retired")
        ledger.post(entry, source=account, target=retired, amount=990, cause="retirement", batch_id=stall.batch_id)
        entry.about("test:retired")
    assert sell_refused("owner", offer(stall.batch_id, 11)) == ["R21-1"]
    sold("owner", offer(stall.batch_id, 5))


@pytest.mark.clause("JX23-18")
def test_f4_no_more_is_sold_than_is_held(stall, sell_refused, sold):
    stall.sell(TONNES - 200)
    assert sell_refused("owner", offer(stall.batch_id, 201)) == ["R18-3"]
    assert sell_refused("participant", offer(stall.batch_id, 1)) == ["R18-3"]
    sold("owner", offer(stall.batch_id, 100))


@pytest.mark.clause("HOUSE-4")
@pytest.mark.parametrize(
    ("text", "fen"),
    [("-52.00", -5_200), ("0", 0), ("NaN", "NaN"), ("0.001", 0.1), ("52.001", 5_200.1), ("100000000.01", 10**10 + 1)],
)
def test_f5_a_price_that_is_none(stall, sell_refused, text, fen):
    wish = {"batch_id": str(stall.batch_id), "tonnes": "10", "price_fen": text}
    assert sell_refused("owner", (wish, {"batch_id": stall.batch_id, "tonnes": 10, "price_fen": fen})) == ["V-11"]


@pytest.mark.clause("HOUSE-4")
def test_f5_a_price_outside_the_band(stall, sell_refused, sold, clock, at):
    stall.buy(stall.sell(10, 3_333).id, 10)
    actions.close_day(by=stall.actor("operations"), at=at(EVENING))
    clock("2026-03-03 10:00")
    assert sell_refused("owner", offer(stall.batch_id, 10, 3_667)) == ["V-11"]
    assert sell_refused("owner", offer(stall.batch_id, 10, 2_999)) == ["V-11"]
    sold("owner", offer(stall.batch_id, 10, 3_666))
    sold("owner", offer(stall.batch_id, 10, 3_000))


@pytest.mark.clause("HOUSE-10")
def test_f6_the_total_is_quantity_times_price(stall, pick_refused, bought):
    listed = stall.sell(30).id
    assert pick_refused("participant", listed, order(listed, 10, total_fen=51_999)) == ["V-12"]
    most = 9_007_199_254_740_991
    assert "V-12" in pick_refused("participant", listed, order(listed, most, total_fen=most))
    bought("participant", listed, 10)


@pytest.mark.clause("HOUSE-10", "JX23-20.1.3")
@pytest.mark.parametrize(("tonnes", "code"), [(100_000, "V-7"), (0, "V-4"), (1.5, "V-5")])
def test_a_quantity_that_is_none(stall, sell_refused, tonnes, code):
    form = {"batch_id": str(stall.batch_id), "tonnes": str(tonnes), "price_fen": "52.00"}
    body = {"batch_id": stall.batch_id, "tonnes": tonnes, "price_fen": 5_200}
    assert code in sell_refused("owner", (form, body))


@pytest.mark.clause("HOUSE-6")
def test_f7_nothing_is_bought_without_the_money(stall, pick_refused, visit, books):
    listed = stall.sell(20, 1_000_000).id
    assert pick_refused("participant", listed, order(listed, 11)) == ["R20-1"]
    assert visit("participant", f"/market/listings/{listed}/pick/", order(listed, 10)[0]).status_code == 302
    assert stall.money("participant") == MONEY_FEN - 10 * 1_000_000 == 0
    books()


@pytest.mark.clause("JX23-20.1.3", "HOUSE-9")
def test_f8_a_listing_that_is_gone_or_changed(stall, pick_refused, bought, at, clock):
    listed = stall.sell(30)
    seen = order(listed.id, 10)
    assert pick_refused("participant", listed.id, order(listed.id, 31)) == ["R20-2"]
    changed = actions.change_price(
        by=stall.actor("owner"), at=at(OPEN), listing_id=listed.id, version=1, price_fen=5_300
    )
    assert pick_refused("participant", listed.id, seen) == ["R20-2"]
    assert changed.version == 2
    bought("participant", listed.id, 10)
    expired = order(listed.id, 10)
    clock("2026-03-03 10:00")
    assert pick_refused("participant", listed.id, expired) == ["R20-2"]
    clock(OPEN)
    actions.cancel_listing(by=stall.actor("owner"), at=at(OPEN), listing_id=listed.id)
    assert pick_refused("participant", listed.id, order(listed.id, 10)) == ["R20-2"]


@pytest.mark.clause("HOUSE-8")
def test_f8_f9_an_own_listing_is_not_picked(stall, pick_refused):
    stall.fund("owner")
    listed = stall.sell(30).id
    assert pick_refused("owner", listed, order(listed, 10)) == ["R20-2", "R20-3"]


@pytest.mark.clause("HOUSE-8")
def test_f9_related_parties_do_not_trade(stall, pick_refused, bought):
    listed = stall.sell(30).id
    controller = Party.objects.get(pk=stall.party("owner")).controller
    Party.objects.filter(pk=stall.party("participant")).update(controller=controller)
    assert pick_refused("participant", listed, order(listed, 10)) == ["R20-3"]
    bought("participant2", listed, 10)


@pytest.mark.clause("HOUSE-8")
def test_f9_no_circle_within_a_day(stall, pick_refused, bought):
    second, third = stall.batch_for("participant", 100, "P0002"), stall.batch_for("participant2", 100, "P0003")
    stall.buy(stall.sell(10).id, 10, by="participant")
    stall.buy(stall.sell(10, by="participant", batch=second).id, 10, by="participant2")
    stall.fund("owner")
    last = stall.sell(10, by="participant2", batch=third).id
    assert pick_refused("owner", last, order(last, 10)) == ["R20-3"]
    stall.admit("citizen")
    stall.fund("citizen")
    bought("citizen", last, 5)


@pytest.mark.clause("HOUSE-2")
def test_f12_one_key_is_one_request(stall, visit, call, unchanged, books):
    listed = stall.sell(30).id
    path = f"/market/listings/{listed}/picks"
    _, body = order(listed, 10)
    first = call("participant", "POST", path, body, key="double-click")
    with unchanged():
        again = call("participant", "POST", path, body, key="double-click")
        other = call("participant", "POST", path, body | {"tonnes": 11, "total_fen": 57_200}, key="double-click")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (other.status_code, other.json()["refusal"][0]["code"]) == (409, "S-12")
    form, _ = order(listed, 10)
    address = f"/market/listings/{listed}/pick/"
    shown = visit("participant", address, form, key="click")
    with unchanged():
        repeated = visit("participant", address, form, key="click")
    assert (shown.status_code, shown["Location"]) == (302, repeated["Location"])
    assert queries.statistics().trades == 2
    books()


@pytest.mark.clause("JX23-19", "JX23-4.2")
@pytest.mark.parametrize("case", ["not admitted", "suspended", "standing", "minor", "staff"])
def test_f13_who_may_not_trade(stall, pick_refused, sold, bought, at, case):
    listed = stall.sell(30).id
    username = "citizen" if case == "not admitted" else "participant2"
    begin, party = stall.world.begin, stall.party("participant2")
    stall.fund("citizen")
    if case == "suspended":
        row = queries.admission_of(party)
        actions.suspend_participant(by=stall.actor("operations"), at=begin, participant_id=row.id, reason="核查中")
    if case == "standing":
        parties.set_standing(
            by=stall.actor("bureau"), at=begin, party_id=party, standing="disqualified", document="处 2 号"
        )
    if case == "minor":
        Person.objects.filter(pk=stall.actor("participant2").person_id).update(born_on=date(2008, 3, 3))
    if case == "staff":
        officer = stall.actor("operations2")
        stall.world.user("participant2").__class__.objects.filter(username="participant2").update(
            person_id=officer.person_id
        )
    assert set(pick_refused(username, listed, order(listed, 1))) == {"R19-1"}
    bought("participant", listed, 1)


@pytest.mark.clause("JX23-19")
def test_f13_of_age_on_the_eighteenth_birthday(stall, bought):
    Person.objects.filter(pk=stall.actor("participant").person_id).update(born_on=date(2008, 3, 2))
    bought("participant", stall.sell(30).id, 1)


@pytest.mark.clause("HOUSE-5")
@pytest.mark.parametrize(
    ("moment_text", "opens"),
    [
        ("2026-03-02 09:29:59", "2026-03-02 09:30"),
        ("2026-03-02 11:30:00", "2026-03-02 13:00"),
        ("2026-03-02 15:00:00", "2026-03-03 09:30"),
        ("2026-03-07 10:00:00", "2026-03-09 09:30"),
        ("2026-05-01 10:00:00", "2026-05-06 09:30"),
    ],
)
def test_f14_orders_outside_the_sessions(stall, sell_refused, clock, call, moment_text, opens):
    clock(moment_text)
    wish = offer(stall.batch_id, 10)
    assert sell_refused("owner", wish) == ["R20-6"]
    answer = call("owner", "POST", SELL[1], wish[1])
    assert opens in answer.json()["refusal"][0]["zh"]


@pytest.mark.clause("HOUSE-5")
@pytest.mark.parametrize("moment_text", ["2026-03-02 09:30:00", "2026-03-02 11:29:59", "2026-03-02 13:00:00"])
def test_f14_orders_inside_the_sessions(stall, sold, clock, moment_text):
    clock(moment_text)
    sold("owner", offer(stall.batch_id, 10))
