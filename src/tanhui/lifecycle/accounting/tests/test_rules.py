"""Each rule on both sides of its edge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tanhui.law import find_breaches
from tanhui.lifecycle.accounting.rules.amounts import (
    AMOUNT,
    DECLARED,
    FILL,
    LEGALITY,
    AmountFacts,
    FillFacts,
    LegalityFacts,
)
from tanhui.lifecycle.accounting.rules.claims import CLAIM, ClaimFacts, Overlap
from tanhui.lifecycle.accounting.rules.prohibited import PROHIBITED, ProhibitionFacts
from tanhui.lifecycle.accounting.rules.readings import READINGS, ContinuityFacts
from tanhui.lifecycle.accounting.rules.scope import CROSSING, PERIOD, PLACE, Box, CrossingFacts, PeriodFacts, PlaceFacts


def broken(rules: Iterable[Any], facts: Any) -> list[tuple[str, str]]:
    return [(each.clause, each.code) for each in find_breaches(rules, facts)]


YEAR = PeriodFacts(date(2024, 1, 1), date(2025, 1, 1), date(2024, 12, 31), date(2025, 6, 1), date(2020, 9, 23))
HERE = PlaceFacts(
    "330411",
    Decimal("30.76"),
    Decimal("120.70"),
    frozenset({"330400", "330411"}),
    "嘉兴市",
    Box(Decimal("30.48"), Decimal("120.42"), Decimal("31.08"), Decimal("121.02")),
)
LAWFUL = ProhibitionFacts(False, False, False, "", False, "", False, False, False, "供中小企业用电")
AMOUNTS = AmountFacts(Decimal("12.7"), 12, Decimal("1203.4"), Decimal("1203.4"))
FILLED = FillFacts(Decimal(0), Decimal("3.5"), Decimal("3.5"), True)
PROOF = LegalityFacts(True, date(2023, 1, 1), None, date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.clause("JX23-12.1.2", "JX23-12.1.3", "HOUSE-13")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"start": date(2020, 9, 23)}, []),
        ({"start": date(2020, 9, 22)}, [("JX23-12.1.2", "R12-1")]),
        ({"start": date(2020, 9, 21)}, [("JX23-12.1.2", "R12-1")]),
        ({"filed_on": date(2024, 12, 31)}, []),
        ({"filed_on": date(2024, 12, 30)}, [("JX23-12.1.3", "R12-2")]),
        ({"end": date(2024, 1, 1)}, [("HOUSE-13", "V-3")]),
        ({"end": date(2024, 1, 2)}, []),
        ({"end": date(2100, 1, 2)}, [("HOUSE-13", "V-3")]),
    ],
)
def test_period(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert broken(PERIOD, replace(YEAR, **change)) == expected


@pytest.mark.clause("JX23-12.1.1")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"district": "330500", "box": None}, [("JX23-12.1.1", "R12-3")]),
        ({"latitude": Decimal("31.08"), "longitude": Decimal("121.02")}, []),
        ({"latitude": Decimal("31.080001")}, [("JX23-12.1.1", "R12-3")]),
    ],
)
def test_place(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert broken(PLACE, replace(HERE, **change)) == expected


@pytest.mark.clause("JX23-12.1.1")
@pytest.mark.parametrize(
    ("claimed", "expected"), [("30", []), ("30.001", [("JX23-12.1.1", "R12-4")]), ("100", [("JX23-12.1.1", "R12-4")])]
)
def test_crossing(claimed: str, expected: list[tuple[str, str]]) -> None:
    assert broken(CROSSING, CrossingFacts(Decimal(100), Decimal(30), Decimal(claimed))) == expected


@pytest.mark.clause("JX23-13.1.1", "JX23-13.1.2", "JX23-13.1.3", "JX23-13.1.4")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"legal_duty": True}, [("JX23-13.1.1", "R13-1")]),
        ({"legal_duty": True, "beyond_duty_evidence": True}, []),
        ({"in_national_ets": True}, [("JX23-13.1.2", "R13-2")]),
        ({"in_national_ets": True, "separate_metering_evidence": True}, []),
        ({"other_mechanism": "CCER 2024-001"}, [("JX23-13.1.3", "R13-3")]),
        ({"other_mechanism": "CCER 2024-001", "withdrawn_evidence": True}, []),
        ({"green_certificates": True}, [("JX23-13.1.3", "R13-4")]),
        ({"green_certificates": True, "certificates_cancelled_evidence": True}, []),
        ({"inclusive_statement": "  "}, [("JX23-13.1.4", "R13-8")]),
        ({"legal_duty": True, "inclusive_statement": ""}, [("JX23-13.1.1", "R13-1"), ("JX23-13.1.4", "R13-8")]),
    ],
)
def test_prohibited(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert broken(PROHIBITED, replace(LAWFUL, **change)) == expected


@pytest.mark.clause("JX23-28.6", "JX23-28.7")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"issuable_tonnes": 13}, [("JX23-28.7", "R14-7")]),
        ({"exact_tonnes": Decimal(12)}, []),
        ({"exact_tonnes": Decimal(0), "issuable_tonnes": 0}, [("JX23-28.6", "R14-8")]),
        ({"exact_tonnes": Decimal("0.1"), "issuable_tonnes": 0}, []),
    ],
)
def test_amount(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert broken(AMOUNT, replace(AMOUNTS, **change)) == expected


@pytest.mark.clause("JX23-14.1.2", "HOUSE-13")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"declared_total": Decimal("1230.4")}, [("JX23-14.1.2", "R14-4")]),
        ({"declared_total": Decimal("1203.40")}, []),
        ({"declared_total": Decimal("-0"), "rows_total": Decimal(0)}, [("HOUSE-13", "V-4")]),
    ],
)
def test_declared_total(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert broken(DECLARED, replace(AMOUNTS, **change)) == expected


@pytest.mark.clause("JX23-28.7")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"export_filled": Decimal(1)}, [("JX23-28.7", "R14-10")]),
        ({"import_filled": Decimal("3.499999")}, [("JX23-28.7", "R14-10")]),
        ({"marked": False}, [("JX23-28.7", "R14-10")]),
    ],
)
def test_fill(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert broken(FILL, replace(FILLED, **change)) == expected


@pytest.mark.clause("JX23-14.1.3")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"attached": False}, [("JX23-14.1.3", "R14-12")]),
        ({"valid_from": date(2024, 1, 1)}, []),
        ({"valid_from": date(2024, 1, 2)}, [("JX23-14.1.3", "R14-12")]),
        ({"valid_from": None}, [("JX23-14.1.3", "R14-12")]),
        ({"valid_to": date(2024, 12, 31)}, []),
        ({"valid_to": date(2024, 12, 30)}, [("JX23-14.1.3", "R14-12")]),
    ],
)
def test_legality(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert broken(LEGALITY, replace(PROOF, **change)) == expected


@pytest.mark.clause("JX23-13.1.3")
def test_claim() -> None:
    assert broken(CLAIM, ClaimFacts(())) == []
    assert broken(CLAIM, ClaimFacts((Overlap("P0001", "M-1", 1),))) == [("JX23-13.1.3", "R13-5")]


@pytest.mark.clause("JX23-14.2.1")
def test_continuity() -> None:
    assert broken(READINGS, ContinuityFacts((), ())) == []
    assert broken(READINGS, ContinuityFacts(("重叠",), ())) == [("JX23-14.2.1", "R14-9")]
    assert broken(READINGS, ContinuityFacts((), ("缺测",))) == [("JX23-14.2.1", "R14-9")]
