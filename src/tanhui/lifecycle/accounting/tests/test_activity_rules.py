"""Each rule on activity data and on conditions of application, on both sides of its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tanhui.law import find_breaches
from tanhui.lifecycle.accounting.facts import needs, quantities
from tanhui.lifecycle.accounting.rules.activity import (
    CONDITIONS,
    COVER,
    DATA,
    NEED,
    USE,
    CoverFacts,
    DataFacts,
    NeedFacts,
    Quantity,
    QuantityFacts,
    Span,
    UseFacts,
)
from tanhui.lifecycle.accounting.tests.test_rules import broken
from tanhui.lifecycle.methodology import catalogue


def span(first: str, last: str, site: str = "") -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last), site)


YEAR = DataFacts(span("2024-01-01", "2024-12-31"), True, ())
COVERED = CoverFacts(date(2023, 1, 1), date(2024, 12, 31), (span("2023-01-01", "2023-12-31"), YEAR.span))
ONCE = UseFacts((), ())
PLAIN = NeedFacts(False, 0, False, False)
CAPACITY = Quantity("不超过 6 MW。", Decimal(6), "MW", None, Decimal(6))


@pytest.mark.clause("JX23-14.2.1")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"span": span("2023-12-31", "2024-12-31")}, ["R14-14"]),
        ({"span": span("2023-12-31", "2024-12-31"), "one_year": False}, []),
        ({"in_use": (span("2023-01-01", "2023-12-31"),)}, []),
        ({"in_use": (span("2023-01-01", "2024-01-01"),)}, ["R14-14"]),
        ({"in_use": (span("2025-01-01", "2025-12-31"),)}, []),
        ({"span": span("2024-01-01", "2024-06-30"), "in_use": (span("2024-07-01", "2024-12-31"),)}, ["R14-14"]),
    ],
)
def test_a_set_of_data_lies_in_its_year_and_is_told_once(change, expected):
    assert broken(DATA, replace(YEAR, **change)) == [("JX23-14.2.1", code) for code in expected]


@pytest.mark.clause("JX23-14.2.1")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"first_day": date(2023, 1, 2)}, ["R14-14"]),
        ({"last_day": date(2024, 12, 30)}, ["R14-14"]),
        ({"first_day": date(2022, 12, 31)}, ["R14-14"]),
        ({"last_day": date(2025, 1, 1)}, ["R14-14"]),
        ({"spans": (span("2023-01-01", "2023-12-30"), YEAR.span)}, ["R14-14"]),
        ({"spans": (span("2023-01-01", "2023-12-30", "东"), span("2023-12-31", "2024-12-31", "西"))}, []),
        ({"spans": (span("2023-01-01", "2024-12-31", "东"), span("2023-06-01", "2023-06-30", "西"))}, []),
    ],
)
def test_data_is_counted_whole_and_covers_the_period(change, expected):
    assert broken(COVER, replace(COVERED, **change)) == [("JX23-14.2.1", code) for code in expected]


def test_a_period_without_data_is_told_which_days_lack_it():
    facts = replace(COVERED, last_day=date(2025, 12, 31))
    assert "2025-01-01 至 2025-12-31 没有活动数据" in find_breaches(COVER, facts)[0].zh
    gap = replace(COVERED, spans=(span("2023-01-01", "2023-03-31"), span("2023-06-01", "2024-12-31")))
    assert "2023-04-01 至 2023-05-31 没有活动数据" in find_breaches(COVER, gap)[0].zh


@pytest.mark.clause("JX23-13.1.3", "JX23-14.1.3")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"same_data_in": ("P0002",)}, [("JX23-14.1.3", "R14-11")]),
        ({"same_behaviours": ("第 1 行数据（a 1）在项目 P0002",)}, [("JX23-13.1.3", "R13-7")]),
    ],
)
def test_data_and_behaviours_count_in_one_project(change, expected):
    assert broken(USE, replace(ONCE, **change)) == expected


@pytest.mark.clause("JX23-14.2.1")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"metered": True}, ["R14-16"]),
        ({"metered": True, "meters": 1}, []),
        ({"asks_for_capacity": True}, ["R14-16"]),
        ({"asks_for_capacity": True, "gives_capacity": True}, []),
        ({"metered": True, "asks_for_capacity": True}, ["R14-16", "R14-16"]),
    ],
)
def test_a_project_gives_what_its_methodology_needs(change, expected):
    assert broken(NEED, replace(PLAIN, **change)) == [("JX23-14.2.1", code) for code in expected]


@pytest.mark.clause("JX23-10.1.4")
@pytest.mark.parametrize(
    ("value", "lowest", "highest", "expected"),
    [
        ("6", None, "6", []),
        ("6.000001", None, "6", ["R14-15"]),
        ("0", None, "6", []),
        ("667", "667", None, []),
        ("666.999", "667", None, ["R14-15"]),
        ("1", "2", "3", ["R14-15"]),
    ],
)
def test_quantities_meet_the_conditions_of_application(value, lowest, highest, expected):
    bounds = {name: Decimal(text) if text else None for name, text in (("lowest", lowest), ("highest", highest))}
    facts = QuantityFacts((replace(CAPACITY, value=Decimal(value), **bounds),))
    assert broken(CONDITIONS, facts) == [("JX23-10.1.4", code) for code in expected]


@pytest.mark.clause("JX23-10.1.4")
@pytest.mark.parametrize(("kilowatts", "expected"), [("6000", []), ("6000.001", ["R14-15"])])
def test_the_capacity_is_compared_in_the_unit_of_the_condition(kilowatts, expected):
    facts = quantities(catalogue.method("pv-distributed"), Decimal(kilowatts))
    assert [each.unit for each in facts.quantities] == ["MW"]
    assert [code for _, code in broken(CONDITIONS, facts)] == expected


def test_only_metered_methodologies_ask_for_meters():
    asked = {slug: needs(catalogue.method(slug), meters=0, capacity_kw=None) for slug, _ in catalogue.folders()}
    assert [slug for slug, need in asked.items() if need.metered] == ["pv-distributed"]
    assert [slug for slug, need in asked.items() if need.asks_for_capacity] == ["pv-distributed"]
    assert len(asked) >= 19
