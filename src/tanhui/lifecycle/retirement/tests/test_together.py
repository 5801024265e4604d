"""One serial retires once, however many ask at the same moment; the same without the book's rules fails."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.ledger import reconcile as book
from tanhui.law import Refusal
from tanhui.lifecycle.retirement import actions, queries
from tanhui.lifecycle.retirement.models import Retirement
from tanhui.lifecycle.retirement.tests.stock import USE, Stock

CLIENTS = 16
pytestmark = pytest.mark.django_db(transaction=True)


def together(do):
    """Run `do(number)` in sixteen threads that start at one moment, and return what each answered."""
    answers, barrier = [], threading.Barrier(CLIENTS)

    def run(number):
        try:
            barrier.wait()
            answers.append(do(number))
        except Refusal as refusal:
            answers.append(refusal.codes[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.clause("JX23-21.3")
def test_one_order_is_executed_once(world):
    stock = Stock(world)
    row, by, at = stock.order(tonnes=100), stock.actor("operations"), stock.later()
    answers = together(lambda _: actions.execute_retirement(by=by, retirement_id=row.pk, at=at).number)
    number = Retirement.objects.get().number
    assert sorted(answers) == sorted([number, *["R21-3"] * (CLIENTS - 1)])
    assert holdings.balance_of("t", "retired").total == 100
    assert queries.reconcile() == [] and book.run() == []


@pytest.mark.clause("JX23-21.3")
def test_the_last_tonne_is_ordered_once(world):
    stock = Stock(world)
    stock.order(tonnes=99)
    by, at, use = stock.actor("owner"), stock.later(), actions.Use(**USE)

    def ask(_):
        return actions.request_retirement(by=by, batch_id=stock.batch, tonnes=1, use=use, at=at).state

    answers = together(ask)
    assert sorted(answers) == ["R21-2"] * (CLIENTS - 1) + ["requested"]
    assert book.run() == []


def test_reading_first_and_writing_later_retires_the_same_tonnes_more_than_once(world):
    """The naive way: everybody looks whether the order waits, then writes it down. All of them find it waiting."""
    stock = Stock(world)
    row = stock.order(tonnes=100)
    looked = threading.Barrier(CLIENTS)

    def naive(_):
        waiting = Retirement.objects.values_list("state", flat=True).get(pk=row.pk) == "requested"
        connection.close()
        looked.wait()
        if not waiting:
            return "refused"
        with transaction.atomic():
            Retirement.objects.filter(pk=row.pk).update(reference="naive")
        return "retired"

    assert together(naive).count("retired") > 1
