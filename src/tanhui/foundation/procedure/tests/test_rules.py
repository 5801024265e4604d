"""Start from one lawful case and spoil one thing at a time: the edge, just inside, just outside."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from tanhui.foundation.procedure.rules import (
    CONCLUDING,
    FILING_MOMENT,
    MOVING,
    OBJECTING,
    VOTING,
    FilingMomentFacts,
    MoveFacts,
    ObjectionFacts,
    PanelFacts,
    VoteFacts,
    panel_agrees,
)
from tanhui.law import find_breaches

MIDNIGHT = datetime(2026, 4, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
SECOND = timedelta(seconds=1)

MOVE = MoveFacts(
    act_zh="通过",
    state_zh="待生态环境局决定",
    state="awaiting_decision",
    act="approve",
    allowed=True,
    role="bureau",
    needed_role="bureau",
    person_id=9,
    persons_before=frozenset({7, 8}),
    acts_before_zh="受理",
    acts_for_applicant=False,
)


def codes(rules, facts):
    return [breach.code for breach in find_breaches(rules, facts)]


@pytest.mark.clause("JX23-6", "JX23-16", "JX23-17", "JX23-26.1")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"allowed": False}, ["R17-1"]),
        ({"role": "centre"}, ["S-18"]),
        ({"person_id": 8}, ["R17-2"]),
        ({"person_id": None}, ["R17-2"]),
        ({"person_id": None, "persons_before": frozenset()}, []),
        ({"needed_role": "owner", "role": "owner"}, ["S-18"]),
        ({"needed_role": "owner", "role": "owner", "acts_for_applicant": True}, []),
        ({"role": "centre", "person_id": 7}, ["S-18", "R17-2"]),
    ],
)
def test_moving_a_case(change, broken):
    assert codes(MOVING, replace(MOVE, **change)) == broken


FILING = FilingMomentFacts(noticed=True, notice_ends_at=MIDNIGHT, at=MIDNIGHT, open_objections=0, upheld_objections=0)


@pytest.mark.clause("JX23-10", "JX23-17")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"at": MIDNIGHT + SECOND}, []),
        ({"at": MIDNIGHT - SECOND}, ["R10-4"]),
        ({"noticed": False, "notice_ends_at": None}, ["R10-3"]),
        ({"open_objections": 1}, ["R10-5"]),
        ({"upheld_objections": 1}, ["R10-5"]),
        ({"at": MIDNIGHT - SECOND, "open_objections": 2}, ["R10-4", "R10-5"]),
    ],
)
def test_filing_after_the_notice(change, broken):
    assert codes(FILING_MOMENT, replace(FILING, **change)) == broken


@pytest.mark.clause("JX23-17")
@pytest.mark.parametrize(
    ("at", "broken"),
    [
        (MIDNIGHT - SECOND, []),
        (MIDNIGHT, ["R10-6"]),
        (MIDNIGHT - timedelta(days=9), []),
        (MIDNIGHT - timedelta(days=9) - SECOND, ["R10-6"]),
    ],
)
def test_an_objection_comes_in_time(at, broken):
    assert codes(OBJECTING, ObjectionFacts(at=at, starts_at=MIDNIGHT - timedelta(days=9), ends_at=MIDNIGHT)) == broken


VOTE = VoteFacts(seated=True, voted=False, open=True, ties=())


@pytest.mark.clause("JX23-6.4")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"ties": ("法定代表人相同",)}, ["R6-1"]),
        ({"voted": True}, ["R6-2"]),
        ({"seated": False}, ["R6-2"]),
        ({"open": False}, ["R6-2"]),
    ],
)
def test_an_experts_vote(change, broken):
    assert codes(VOTING, replace(VOTE, **change)) == broken


PANEL = PanelFacts(votes=5, agreed=4, quorum=5, majority=Fraction(2, 3))


@pytest.mark.clause("JX23-6.4")
@pytest.mark.parametrize(("votes", "broken"), [(4, ["R6-2"]), (5, []), (6, [])])
def test_the_panel_has_its_quorum(votes, broken):
    assert codes(CONCLUDING, replace(PANEL, votes=votes)) == broken


@pytest.mark.parametrize(
    ("votes", "agreed", "favours"), [(6, 4, True), (6, 3, False), (5, 4, True), (5, 3, False), (0, 0, False)]
)
def test_two_thirds_of_the_votes_are_in_favour(votes, agreed, favours):
    assert panel_agrees(replace(PANEL, votes=votes, agreed=agreed)) is favours
