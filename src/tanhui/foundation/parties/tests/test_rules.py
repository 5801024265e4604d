"""Every rule about persons and parties, on both sides of its edge."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tanhui.foundation.parties import rules
from tanhui.foundation.parties.rules import Profile, Service, find_ties
from tanhui.law import find_breaches

ON = date(2026, 3, 2)
TRADER = rules.TraderFacts(
    kind="person", standing="in_good_standing", born_on=date(1990, 1, 1), offices=frozenset(), on=ON
)


@pytest.mark.clause("JX23-19")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"born_on": date(2008, 3, 2)}, []),
        ({"born_on": date(2008, 3, 3)}, ["R19-1"]),
        ({"born_on": date(2008, 2, 29), "on": date(2026, 2, 28)}, ["R19-1"]),
        ({"born_on": date(2008, 2, 29), "on": date(2026, 3, 1)}, []),
        ({"born_on": None}, ["R19-1"]),
        ({"offices": frozenset({"verifier"})}, ["R19-1"]),
        ({"standing": "suspended"}, ["R19-1"]),
        ({"standing": "disqualified", "offices": frozenset({"bureau"})}, ["R19-1", "R19-1"]),
    ],
)
def test_who_may_trade(change, broken):
    assert [b.code for b in find_breaches(rules.TRADER, replace(TRADER, **change))] == broken


@pytest.mark.clause("JX23-5.2")
@pytest.mark.parametrize(
    ("role", "own", "district", "broken"),
    [
        ("branch", "330411", "330411", []),
        ("branch", "330411", "330481", ["R5-1"]),
        ("branch", None, "330411", ["R5-1"]),
        ("branch", "", "", ["R5-1"]),
        ("bureau", None, "330481", []),
    ],
)
def test_a_branch_stays_in_its_district(role, own, district, broken):
    facts = rules.DistrictFacts(role=role, own_district=own, district=district)
    assert [b.code for b in find_breaches(rules.DISTRICT, facts)] == broken


@pytest.mark.clause("HOUSE-3")
@pytest.mark.parametrize(
    ("person", "others", "broken"),
    [(1, frozenset({2}), []), (1, frozenset({1, 2}), ["R17-2"]), (None, frozenset({1}), []), (1, frozenset(), [])],
)
def test_nobody_is_on_both_sides(person, others, broken):
    assert [b.code for b in find_breaches(rules.SIDES, rules.SidesFacts(person, others))] == broken


@pytest.mark.clause("JX23-5.2", "JX23-19")
@pytest.mark.parametrize(
    ("role", "district", "held", "broken"),
    [
        ("owner", "", frozenset(), []),
        ("branch", "330411", frozenset(), []),
        ("branch", "", frozenset(), ["R5-1"]),
        ("branch", "330500", frozenset(), ["R5-1"]),
        ("participant", "", frozenset({"centre"}), ["R19-1"]),
        ("centre", "", frozenset({"participant"}), ["R19-1"]),
        ("participant", "", frozenset({"expert", "owner"}), []),
    ],
)
def test_which_mandates_are_given(role, district, held, broken):
    facts = rules.MandateFacts(role=role, district=district, districts=frozenset({"330411"}), held_roles=held)
    assert [b.code for b in find_breaches(rules.MANDATE, facts)] == broken


A = Profile(1, "甲公司", "甲一", "甲二", "甲路1号", "111", "aa", (), {})
B = Profile(2, "乙公司", "乙一", "乙二", "乙路1号", "222", "bb", (), {})


def kinds(a: Profile, b: Profile) -> list[str]:
    both = [
        [tie.kind for tie in find_ties(x, y, on=ON, lookback_years=3, percent=Decimal(5))] for x, y in ((a, b), (b, a))
    ]
    assert sorted(both[0]) == sorted(both[1]), "a tie holds in both directions"
    return both[0]


@pytest.mark.clause("JX23-15.2")
@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ({}, {}, []),
        ({"legal_representative": "乙一"}, {}, ["legal_representative"]),
        ({"controller": "乙二"}, {}, ["controller"]),
        ({"controller": "乙公司"}, {}, ["control"]),
        ({"legal_representative": "乙二"}, {}, ["control"]),
        ({"address": "乙路 １号"}, {}, ["address"]),
        ({"address": ""}, {"address": ""}, []),
        ({"phone": "222"}, {}, ["phone"]),
        ({"bank_account_digest": "bb"}, {}, ["bank_account"]),
        ({"bank_account_digest": ""}, {"bank_account_digest": ""}, []),
        ({"holds_percent": {2: Decimal("5.00")}}, {}, ["shareholding"]),
        ({"holds_percent": {2: Decimal("4.99")}}, {}, []),
        ({}, {"holds_percent": {1: Decimal(100)}}, ["shareholding"]),
        ({"holds_percent": {3: Decimal(100)}}, {}, []),
    ],
)
def test_ties(a, b, expected):
    assert kinds(replace(A, **a), replace(B, **b)) == expected


@pytest.mark.clause("JX23-15.2")
@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ((date(2020, 1, 1), None), (date(2020, 1, 1), None), ["staff"]),
        ((date(2020, 1, 1), date(2023, 3, 3)), (date(2025, 1, 1), None), ["staff"]),
        ((date(2020, 1, 1), date(2023, 3, 2)), (date(2025, 1, 1), None), []),
        ((date(2026, 3, 2), None), (date(2025, 1, 1), None), ["staff"]),
        ((date(2026, 3, 3), None), (date(2025, 1, 1), None), []),
    ],
)
def test_shared_staff_within_the_look_back(ours, theirs, expected):
    a = replace(A, services=(Service(7, *ours),))
    b = replace(B, services=(Service(7, *theirs), Service(8, date(2020, 1, 1), None)))
    assert kinds(a, b) == expected


def test_a_party_is_tied_to_itself():
    assert kinds(A, A) == ["same_party"]


def test_look_back_from_a_leap_day_is_the_wider_one():
    assert rules.years_before(date(2024, 2, 29), 3) == date(2021, 2, 28)
