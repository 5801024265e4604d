"""After every act the tonnes of a batch still add up, whoever holds them."""

import pytest

from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.ledger import reconcile
from tanhui.foundation.ledger.serials import SerialRange
from tanhui.law import Refusal


def test_issue_gives_the_next_free_numbers(book, writing):
    with writing() as entry:
        entry.about("test:issue")
        second = ledger.issue(
            entry, prefix="JX-PV01-P0002-202412", tonnes=5, account=book.seller, project_ref="P0002", vintage="202412"
        )
    assert (second.first, second.last) == (1001, 1005)
    assert holdings.supply() == holdings.Supply(issued=1005, held=1005, on_hold=0, retired=0, cancelled=0)
    assert reconcile.run() == []


def test_post_moves_the_lowest_serials_and_leaves_the_rest(book, writing):
    with writing() as entry:
        entry.about("test:post")
        moved = ledger.post(entry, source=book.seller, target=book.buyer, amount=30, cause="trade")
    assert moved == [SerialRange(1, 30)]
    assert holdings.balance(book.seller.pk) == holdings.Balance(970, 0)
    assert holdings.balance(book.buyer.pk) == holdings.Balance(30, 0)
    assert holdings.locate(30).party_id == book.buyer.party_id
    assert holdings.locate(31).party_id == book.seller.party_id
    assert reconcile.run() == []


@pytest.mark.parametrize(("tonnes", "code"), [(999, None), (1000, None), (1001, "R18-3")])
@pytest.mark.clause("JX23-18")
def test_no_more_is_posted_than_is_free(book, writing, unchanged, tonnes, code):
    if code is None:
        with writing() as entry:
            entry.about("test:post")
            ledger.post(entry, source=book.seller, target=book.buyer, amount=tonnes, cause="trade")
        assert holdings.balance(book.buyer.pk).total == tonnes
        return
    with unchanged(), pytest.raises(Refusal) as refused, writing() as entry:
        ledger.post(entry, source=book.seller, target=book.buyer, amount=tonnes, cause="trade")
    assert refused.value.codes == [code]


@pytest.mark.parametrize(("fen", "code"), [(999_999, None), (1_000_000, None), (1_000_001, "R20-1")])
@pytest.mark.clause("JX23-20")
def test_no_more_money_is_paid_than_is_free(book, writing, unchanged, fen, code):
    if code is None:
        with writing() as entry:
            entry.about("test:pay")
            ledger.post(entry, source=book.purse, target=book.till, amount=fen, cause="trade")
        assert holdings.balance(book.till.pk).total == fen
        return
    with unchanged(), pytest.raises(Refusal) as refused, writing() as entry:
        ledger.post(entry, source=book.purse, target=book.till, amount=fen, cause="trade")
    assert refused.value.codes == [code]


def test_a_hold_is_posted_in_parts_and_the_rest_given_back(book, writing):
    with writing() as entry:
        entry.about("test:hold")
        hold = ledger.place_hold(entry, account=book.seller, amount=100, cause="listing")
    assert holdings.balance(book.seller.pk).available == 900
    with writing() as entry:
        entry.about("test:fill")
        moved = ledger.post_hold(entry, hold_id=hold.pk, target=book.buyer, amount=30, cause="trade")
    assert moved == [SerialRange(1, 30)]
    with writing() as entry:
        entry.about("test:cancel")
        assert ledger.void_hold(entry, hold_id=hold.pk) == 70
    assert holdings.balance(book.seller.pk) == holdings.Balance(970, 0)
    assert reconcile.run() == []


def test_a_hold_gives_no_more_than_it_has(book, writing, unchanged):
    with writing() as entry:
        entry.about("test:hold")
        hold = ledger.place_hold(entry, account=book.seller, amount=100, cause="listing")
    with unchanged(), pytest.raises(Refusal) as refused, writing() as entry:
        ledger.post_hold(entry, hold_id=hold.pk, target=book.buyer, amount=101, cause="trade")
    assert refused.value.codes == ["R18-3"]
    with unchanged(), pytest.raises(Refusal), writing() as entry:
        ledger.post(entry, source=book.seller, target=book.buyer, amount=901, cause="trade")


@pytest.mark.clause("JX23-21.3")
def test_what_is_retired_never_moves_again(book, writing, unchanged):
    with writing() as entry:
        entry.about("test:retire")
        ledger.post(entry, source=book.seller, target=book.retired, amount=10, cause="retirement")
    with unchanged(), pytest.raises(Refusal) as refused, writing() as entry:
        ledger.post(entry, source=book.retired, target=book.buyer, amount=1, cause="trade")
    assert refused.value.codes == ["R21-1"]
    with unchanged(), pytest.raises(Refusal), writing() as entry:
        ledger.place_hold(entry, account=book.retired, amount=1, cause="listing")


def test_locked_lots_are_left_out_until_their_day(book, writing, at):
    tomorrow = at("2026-03-03 10:00").date()
    with writing() as entry:
        entry.about("test:lock")
        ledger.post(entry, source=book.seller, target=book.buyer, amount=10, cause="trade", locked_until=tomorrow)
    with pytest.raises(Refusal), writing() as entry:
        ledger.place_hold(entry, account=book.buyer, amount=1, cause="listing", on=at("2026-03-02 10:00").date())
    with writing() as entry:
        entry.about("test:unlocked")
        ledger.place_hold(entry, account=book.buyer, amount=10, cause="listing", on=tomorrow)
    assert holdings.balance(book.buyer.pk).held == 10


def test_an_act_that_fails_leaves_nothing(book, writing, unchanged):
    with unchanged(), pytest.raises(RuntimeError), writing() as entry:
        ledger.post(entry, source=book.seller, target=book.buyer, amount=10, cause="trade")
        raise RuntimeError("the money leg failed")


def test_acts_do_not_nest(book, writing, unchanged):
    with unchanged(), pytest.raises(RuntimeError, match="do not nest"), writing() as outer, writing():
        outer.about("test:outer")
