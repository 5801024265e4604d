"""Article 21's rules, each on both sides of its edge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tanhui.law import Refusal, find_breaches
from tanhui.lifecycle.retirement import certificates
from tanhui.lifecycle.retirement.rules import (
    CORRECTION,
    EXECUTION,
    PURPOSES,
    RETIREMENT,
    WITHDRAWAL,
    CorrectionFacts,
    ExecutionFacts,
    RetirementFacts,
)
from tanhui.lifecycle.retirement.states import MOVES, STATES

LAWFUL = RetirementFacts(
    holder_id=7,
    asker_id=7,
    standing="in_good_standing",
    purpose="event",
    beneficiary="某会议",
    reference="某会议 2026",
    tonnes=10,
    free=10,
    on_hold=0,
    frozen_reason=None,
    retired_certificates=(),
)
USED = ("JX-R-2026-000001-A",)


@pytest.mark.clause("JX23-21.1", "JX23-21.3", "JX23-26.2.2", "JX23-18")
@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"purpose": ""}, ["R21-4"]),
        ({"purpose": "resale"}, ["R21-4"]),
        ({"beneficiary": " "}, ["R21-4"]),
        ({"reference": ""}, ["R21-4"]),
        ({"purpose": "voluntary", "reference": ""}, []),
        ({"purpose": "restoration", "reference": ""}, ["R21-4"]),
        ({"purpose": "restoration", "reference": "（2026）浙 04 民初 1 号"}, []),
        ({"holder_id": 8}, ["R21-2"]),
        ({"holder_id": None, "free": 0}, ["R21-2", "R18-3"]),
        ({"standing": "disqualified"}, ["R21-2"]),
        ({"standing": "suspended"}, []),
        ({"tonnes": 11}, ["R18-3"]),
        ({"tonnes": 11, "on_hold": 1}, ["R21-2"]),
        ({"tonnes": 10, "on_hold": 5}, []),
        ({"frozen_reason": "冻结 1 号"}, ["R21-2"]),
        ({"tonnes": 11, "retired_certificates": USED}, ["R21-1"]),
        ({"tonnes": 10, "retired_certificates": USED}, []),
    ],
)
def test_retirement(change, codes):
    assert [each.code for each in find_breaches(RETIREMENT, replace(LAWFUL, **change))] == codes


@pytest.mark.clause("JX23-21.3")
@pytest.mark.parametrize(
    ("change", "codes", "withdrawing"),
    [
        ({}, [], []),
        ({"ordered_by_holder": False}, ["R21-7"], ["R21-7"]),
        ({"state": "retired", "certificate_no": "N"}, ["R21-3"], ["R21-3"]),
        ({"state": "withdrawn"}, ["R21-3"], ["R21-3"]),
        ({"frozen_reason": "冻结 1 号"}, ["R21-2"], []),
    ],
)
def test_execution_and_withdrawal(change, codes, withdrawing):
    ordered = ExecutionFacts(ordered_by_holder=True, state="requested", certificate_no="", frozen_reason=None)
    facts = replace(ordered, **change)
    assert [each.code for each in find_breaches(EXECUTION, facts)] == codes
    assert [each.code for each in find_breaches(WITHDRAWAL, facts)] == withdrawing


@pytest.mark.clause("JX23-21.1", "JX23-21.3")
@pytest.mark.parametrize(
    ("change", "codes"),
    [({}, []), ({"state": "requested"}, ["R21-3"]), ({"reason": " "}, ["R21-4"]), ({"beneficiary": ""}, ["R21-4"])],
)
def test_correction(change, codes):
    lawful = CorrectionFacts(state="retired", beneficiary="甲", reason="笔误")
    assert [each.code for each in find_breaches(CORRECTION, replace(lawful, **change))] == codes


def test_nothing_leads_out_of_retired():
    assert {source for _, source, _, _ in MOVES} == {"requested"}
    assert {target for _, _, target, _ in MOVES} <= set(STATES)
    assert set(PURPOSES) == {"event", "pilot", "restoration", "voluntary"}


def test_certificate_numbers_find_single_slips():
    number = certificates.number(2026, 1)
    assert certificates.parse_number(number) == number
    for wrong in (number[:-1], number.lower(), number.replace("000001", "000002"), number + "A"):
        with pytest.raises(Refusal) as caught:
            certificates.parse_number(wrong)
        assert list(caught.value.codes) == ["V-6"]
