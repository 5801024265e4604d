"""Sixteen officials press the button at the same instant: one approval makes one batch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from tanhui.foundation.ledger import reconcile as ledger_books
from tanhui.law import Refusal
from tanhui.lifecycle.registry import actions, queries
from tanhui.lifecycle.registry.models import Issuance

THREADS = 16


def at_once(act):
    """Run an act in sixteen threads that start together; return what each got: a result, or a refusal's codes."""
    start = Barrier(THREADS)

    def run(number: int):
        try:
            start.wait()
            return act(number)
        except Refusal as refusal:
            return refusal.codes
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("JX23-17.1.4")
def test_one_approval_issues_once_however_many_press(road):
    filing_id = road.registered()
    tonnes, by, moment = queries.issue_plan(filing_id).tonnes, road.actor("bureau2"), road.later()
    asked = actions.Asked(tonnes=tonnes)
    got = at_once(lambda number: actions.issue(by=by, at=moment, filing_id=filing_id, asked=asked))
    made = [each for each in got if isinstance(each, actions.Issued)]
    assert len(made) == 1 and made[0].tonnes == tonnes
    assert [each for each in got if each not in made] == [["R17-3", "R17-5"]] * (THREADS - 1)
    assert Issuance.objects.count() == 1
    assert queries.reconcile() == [] and ledger_books.run() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("JX23-13.1.3")
def test_one_meter_is_claimed_once_by_two_logins_at_the_same_instant(road):
    mine = road.drafted()
    other = road.report(road.project(owner="owner2"), owner="owner2")
    road.statement(other, owner="owner2", verifier="verifier2")
    theirs = road.drafted(other, owner="owner2")
    sides = ((road.actor("owner"), mine), (road.actor("owner2"), theirs))
    moment = road.later()

    def submit(number: int):
        by, filing_id = sides[number % 2]
        return actions.submit_filing(by=by, at=moment, filing_id=filing_id)

    got = at_once(submit)
    assert sum(isinstance(each, actions.Done) for each in got) == 1
    states = {queries.filing_row(filing_id).state for filing_id in (mine, theirs)}
    assert states == {"submitted", "draft"}
    assert any("R13-5" in each for each in got if isinstance(each, list))


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_and_the_unique_keys_the_batch_would_be_doubled(road):
    """The naive way reads, waits for the others, and writes: that it fails shows that the tests above can."""
    filing_id = road.registered()
    start, issued = Barrier(THREADS), []

    def naive(number: int) -> None:
        free = not Issuance.objects.filter(filing_id=filing_id).exists()
        start.wait()
        if free:
            issued.append(number)
        connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(naive, range(THREADS)))
    assert len(issued) == THREADS, connection.vendor
