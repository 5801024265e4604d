"""Every rule of the registry from one lawful case, one thing spoilt at a time: the edge, just inside, just outside."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tanhui.law import Refusal, find_breaches, refuse
from tanhui.lifecycle.registry import states
from tanhui.lifecycle.registry.rules.audit import (
    APPROVAL,
    RECOMPUTATION,
    PanelOutcomeFacts,
    RecomputationFacts,
    checklist,
)
from tanhui.lifecycle.registry.rules.filing import REQUIRED_DOCUMENTS, SUBMISSION, FilingFacts
from tanhui.lifecycle.registry.rules.freezing import FREEZE, FreezeFacts
from tanhui.lifecycle.registry.rules.issuance import (
    CARRY,
    ISSUANCE,
    SERIALS,
    CarryFacts,
    IssuanceFacts,
    SerialFacts,
    serial_prefix,
    split,
)
from tanhui.lifecycle.registry.rules.officials import OFFICIAL, SENT, OfficialFacts, SentFacts
from tanhui.lifecycle.registry.rules.together import all_at_once

EVERY = frozenset(REQUIRED_DOCUMENTS)
FILING = FilingFacts(
    report_digest="a" * 64,
    statement_digest="a" * 64,
    verified_tonnes=Decimal("462.7"),
    applied_tonnes=Decimal("462.7"),
    carried_tonnes=Decimal(0),
    most_tonnes=10_000_000,
    documents=EVERY,
    other_filing="",
    owner_standing="in_good_standing",
)


def codes(rules, facts):
    return [breach.code for breach in find_breaches(rules, facts)]


@pytest.mark.clause("JX23-16", "JX23-17.1.4", "JX23-26.2.2")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"documents": EVERY - {"report"}}, ["R16-2"]),
        ({"documents": EVERY - {"statement"}}, ["R16-2"]),
        ({"documents": EVERY - {"letter"}}, ["R16-2"]),
        ({"documents": EVERY - {"form"}}, ["R16-2"]),
        ({"documents": EVERY - {"evidence"}}, ["R16-2"]),
        ({"statement_digest": "a" * 63 + "b"}, ["R16-1"]),
        ({"statement_digest": None, "verified_tonnes": None, "documents": EVERY - {"statement"}}, ["R16-2"]),
        ({"applied_tonnes": Decimal("462.70")}, []),
        ({"applied_tonnes": Decimal("462.71")}, ["R16-3"]),
        ({"applied_tonnes": Decimal("462.69")}, ["R16-3"]),
        ({"applied_tonnes": Decimal(10_000_000), "verified_tonnes": Decimal(10_000_000)}, []),
        ({"applied_tonnes": Decimal("10000000.01"), "verified_tonnes": Decimal("10000000.01")}, ["R16-4"]),
        ({"applied_tonnes": Decimal(1), "verified_tonnes": Decimal(1)}, []),
        ({"applied_tonnes": Decimal("0.99"), "verified_tonnes": Decimal("0.99")}, ["R16-5"]),
        (
            {"applied_tonnes": Decimal("0.6"), "verified_tonnes": Decimal("0.6"), "carried_tonnes": Decimal("0.4")},
            [],
        ),
        ({"other_filing": "BA2026-0001"}, ["R16-6"]),
        ({"owner_standing": "suspended"}, ["R26-6"]),
    ],
)
def test_submission(change, broken):
    assert codes(SUBMISSION, replace(FILING, **change)) == broken


@pytest.mark.clause("JX23-16")
def test_everything_missing_is_named_at_once():
    (breach,) = find_breaches(SUBMISSION, replace(FILING, documents=frozenset()))
    assert all(zh in breach.zh for zh, _ in REQUIRED_DOCUMENTS.values())


ISSUE = IssuanceFacts(
    asked=462,
    issuable=462,
    issued_before="",
    period_batch="",
    target_party_id=7,
    owner_party_id=7,
    owner_standing="in_good_standing",
)


@pytest.mark.clause("JX23-17.1.4", "JX23-13.1.3")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"asked": 463}, ["R17-3"]),
        ({"asked": 461}, ["R17-3"]),
        ({"asked": 0}, ["R17-3"]),
        ({"asked": 0, "issuable": 0}, ["R17-3"]),
        ({"asked": 1, "issuable": 1}, []),
        ({"issued_before": "JX-…"}, ["R17-3"]),
        ({"period_batch": "JX-…"}, ["R17-5"]),
        ({"target_party_id": 8}, ["R17-7"]),
        ({"owner_standing": "suspended"}, ["R17-7"]),
        ({"owner_standing": "disqualified"}, ["R17-7"]),
    ],
)
def test_issuance(change, broken):
    assert codes(ISSUANCE, replace(ISSUE, **change)) == broken


NUMBERS = SerialFacts(first=513, last=974, tonnes=462, next_free=513)


@pytest.mark.clause("HOUSE-1")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"first": 512, "last": 973}, ["R17-4"]),
        ({"first": 514, "last": 975}, ["R17-4"]),
        ({"last": 512}, ["R17-4"]),
        ({"last": 975}, ["R17-4"]),
        ({"first": 0, "last": 461}, ["R17-4"]),
        ({"first": 1, "last": 462, "next_free": 1}, []),
    ],
)
def test_serial_numbers(change, broken):
    assert codes(SERIALS, replace(NUMBERS, **change)) == broken


LEFT = CarryFacts(asked=Decimal("0.7"), recorded=Decimal("0.7"), recorded_project_id=1, project_id=1, used=False)


@pytest.mark.clause("JX23-28.7")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"asked": Decimal("0.70")}, []),
        ({"recorded_project_id": 2}, ["R14-13"]),
        ({"recorded": None, "recorded_project_id": None}, ["R14-13"]),
        ({"used": True}, ["R14-13"]),
        ({"asked": Decimal("0.71")}, ["R14-13"]),
        ({"asked": Decimal(1)}, ["R14-13"]),
    ],
)
def test_carry(change, broken):
    assert codes(CARRY, replace(LEFT, **change)) == broken


@pytest.mark.clause("JX23-28.7")
@pytest.mark.parametrize(
    ("verified", "carry", "tonnes", "left"),
    [
        ("462.7", "0", 462, "0.7"),
        ("0.6", "0.7", 1, "0.3"),
        ("0.3", "0.7", 1, "0"),
        ("0.29999999999999999999", "0.7", 0, "0.99999999999999999999"),
        ("462", "0", 462, "0"),
    ],
)
def test_split_loses_nothing_and_never_rounds_up(verified, carry, tonnes, left):
    made = split(Decimal(verified), Decimal(carry))
    assert (made.tonnes, made.carried_on) == (tonnes, Decimal(left))
    assert made.tonnes + made.carried_on == Decimal(verified) + Decimal(carry)


@pytest.mark.clause("JX23-28.7")
def test_split_keeps_every_digit():
    made = split(Decimal("9999999.123456789012345678901234567891"), Decimal("0.000000000000000000000000000009"))
    assert (made.tonnes, made.carried_on) == (9999999, Decimal("0.123456789012345678901234567900"))
    assert split(Decimal("0." + "9" * 60), Decimal(0)).tonnes == 0


@pytest.mark.clause("JX23-26.1")
def test_officials_tied_to_a_party_step_back():
    assert codes(OFFICIAL, OfficialFacts(tied_to=())) == []
    assert codes(OFFICIAL, OfficialFacts(tied_to=("甲公司",))) == ["R6-1"]


@pytest.mark.clause("HOUSE-17")
@pytest.mark.parametrize("name", ["at", "issued_at", "decided_on", "by", "user_id", "on_behalf_of"])
def test_the_server_says_when_and_by_whom(name):
    assert codes(SENT, SentFacts(fields=frozenset({"reason", name}))) == ["R17-6"]
    assert codes(SENT, SentFacts(fields=frozenset({"reason", "tonnes"}))) == []


AGAIN = RecomputationFacts(
    submitted_digest="a" * 64,
    recomputed_digest="a" * 64,
    submitted_tonnes=Decimal("462.7"),
    recomputed_tonnes=Decimal("462.70"),
    first_difference="",
)


@pytest.mark.clause("JX23-17.1.1")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"recomputed_tonnes": Decimal("462.6999")}, ["R17-8"]),
        ({"recomputed_digest": "b" * 64}, ["R17-8"]),
    ],
)
def test_recomputation(change, broken):
    assert codes(RECOMPUTATION, replace(AGAIN, **change)) == broken


@pytest.mark.clause("JX23-6.4")
@pytest.mark.parametrize(("in_favour", "broken"), [(None, []), (True, []), (False, ["R6-3"])])
def test_approval_follows_the_panel(in_favour, broken):
    assert codes(APPROVAL, PanelOutcomeFacts(in_favour=in_favour)) == broken


@pytest.mark.clause("JX23-26.2.1")
@pytest.mark.parametrize(
    ("frozen", "wanted", "broken"),
    [(False, True, []), (True, False, []), (True, True, ["R18-4"]), (False, False, ["R18-4"])],
)
def test_freeze(frozen, wanted, broken):
    assert codes(FREEZE, FreezeFacts(frozen=frozen, wanted=wanted)) == broken


def test_checklist_has_a_line_for_every_rule():
    lines = checklist(((SUBMISSION, replace(FILING, other_filing="BA2026-0001")), (RECOMPUTATION, AGAIN)))
    assert [line.rule for line in lines] == [each.name for each in (*SUBMISSION, *RECOMPUTATION)]
    assert [line.code for line in lines if not line.kept] == ["R16-6"]
    assert all(line.what != line.rule for line in lines)


def test_all_breaches_are_shown_at_once_and_each_once():
    with pytest.raises(Refusal) as refused:
        all_at_once(
            lambda: refuse("A-1", "一", "one"),
            lambda: None,
            lambda: refuse("B-1", "二", "two"),
            lambda: refuse("A-1", "一", "one"),
        )
    assert refused.value.codes == ["A-1", "B-1"]


def test_prefix_and_diagram():
    assert serial_prefix(scheme="JX", methodology="PV01", project="P0001", vintage="202412") == "JX-PV01-P0001-202412"
    drawn = states.diagram()
    assert "registered -->|签发| issued[已签发]" in drawn and "published" not in drawn


def test_the_readme_shows_the_table():
    readme = Path(states.__file__).with_name("README.md").read_text(encoding="utf-8")
    assert states.diagram() in readme and len(readme.splitlines()) <= 40
