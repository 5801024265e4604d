"""Article 15's rules, each on both sides of its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tanhui.law import find_breaches
from tanhui.lifecycle.verification.rules import ENGAGEMENT, INDEPENDENCE, SIGNING, EngagementFacts, SigningFacts
from tanhui.lifecycle.verification.states import ENGAGEMENT_MOVES, ENGAGEMENT_STATES, FINDING_MOVES, find_move

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
LAWFUL = EngagementFacts(
    verifier_id=7,
    verifier="甲核查",
    author_ids=frozenset({1, 2}),
    author_persons_at_verifier=(),
    ties=(),
    accredited=True,
    sector_zh="可再生能源",
    standing="in_good_standing",
    other_open_engagement=None,
    change_reason="",
)
SIGNABLE = SigningFacts(
    report_tonnes=462,
    verified_tonnes=462,
    report_digest="a" * 64,
    stated_digest="a" * 64,
    report_submitted_at=NOON,
    at=NOON,
    already_signed=False,
    correction_reason="",
    open_findings=0,
    lines_without_conclusion=(),
)


@pytest.mark.clause("JX23-15.1.1", "JX23-15.2", "JX23-26.2.2")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"author_ids": frozenset({7, 1})}, [("JX23-15.2", "R15-1")]),
        ({"author_ids": frozenset({6, 8})}, []),
        ({"ties": ("法定代表人相同",)}, [("JX23-15.2", "R15-2")]),
        ({"author_persons_at_verifier": ("编制人员任职于核查机构",)}, [("JX23-15.2", "R15-2")]),
        ({"accredited": False}, [("JX23-15.1.1", "R15-3")]),
        ({"standing": "suspended"}, [("JX23-26.2.2", "R15-3")]),
        ({"standing": "disqualified"}, [("JX23-26.2.2", "R15-3")]),
        ({"other_open_engagement": "乙核查"}, [("JX23-15.1.1", "R15-7")]),
        ({"other_open_engagement": "乙核查", "change_reason": " \n"}, [("JX23-15.1.1", "R15-7")]),
        ({"other_open_engagement": "乙核查", "change_reason": "合同终止"}, []),
        (
            {"author_ids": frozenset({7}), "ties": ("持股 5%",), "accredited": False},
            [("JX23-15.2", "R15-1"), ("JX23-15.2", "R15-2"), ("JX23-15.1.1", "R15-3")],
        ),
    ],
)
def test_engagement(change, broken):
    found = find_breaches(ENGAGEMENT, replace(LAWFUL, **change))
    assert [(each.clause, each.code) for each in found] == broken


@pytest.mark.clause("JX23-15.2")
def test_signing_asks_for_independence_again_but_not_for_a_reason_to_change():
    assert find_breaches(INDEPENDENCE, replace(LAWFUL, other_open_engagement="乙核查")) == ()
    assert [each.code for each in find_breaches(INDEPENDENCE, replace(LAWFUL, author_ids=frozenset({7})))] == ["R15-1"]


@pytest.mark.clause("JX23-15.1.2")
@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"verified_tonnes": 463}, ["R15-4"]),
        ({"verified_tonnes": 461}, []),
        ({"verified_tonnes": 0}, []),
        ({"at": NOON - timedelta(microseconds=1)}, ["R15-5"]),
        ({"at": NOON + timedelta(microseconds=1)}, []),
        ({"stated_digest": "a" * 63 + "b"}, ["R15-5"]),
        ({"report_submitted_at": None}, ["R15-5"]),
        ({"already_signed": True}, ["R15-6"]),
        ({"already_signed": True, "correction_reason": " "}, ["R15-6"]),
        ({"already_signed": True, "correction_reason": "笔误"}, []),
        ({"open_findings": 1}, ["R15-8"]),
        ({"lines_without_conclusion": ("2024 EF",)}, ["R15-8"]),
        ({"verified_tonnes": 463, "already_signed": True, "open_findings": 2}, ["R15-4", "R15-6", "R15-8"]),
    ],
)
def test_signing(change, codes):
    assert [each.code for each in find_breaches(SIGNING, replace(SIGNABLE, **change))] == codes


def test_the_moves_lead_only_between_known_states():
    assert {move.source for move in ENGAGEMENT_MOVES} | {move.target for move in ENGAGEMENT_MOVES} == set(
        ENGAGEMENT_STATES
    )
    assert [move.act for move in ENGAGEMENT_MOVES if move.source in ("declined", "ended")] == []
    assert find_move(FINDING_MOVES, "answer", "closed") is None
