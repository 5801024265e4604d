"""Every rule of proposals at its edge: the lawful case, and one thing spoilt at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tanhui.foundation.parties.roles import ROLES
from tanhui.law import find_breaches
from tanhui.lifecycle.methodology.application import ENTRIES, GROUPS, missing, told
from tanhui.lifecycle.methodology.rules_of_proposals import (
    APPLICATION,
    APPROVAL,
    DRAFT,
    LONGEST,
    OFFICE,
    PROPOSERS,
    ApplicationFacts,
    DraftFacts,
    OfficeFacts,
    OutcomeFacts,
)
from tanhui.lifecycle.methodology.tests import proposing

OWN = DraftFacts("owner", 7, 7, "草稿", True, 3, 3)
NAMES = {"id": "power-bank", "code": "PB01", "version": "v1", "title": "共享充电宝", "title_en": "Power banks"}
WHOLE = ApplicationFacts((), NAMES, frozenset())


def codes(rules, facts) -> list[str]:
    return [each.code for each in find_breaches(rules, facts)]


@pytest.mark.clause("JX23-7", "JX23-9")
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (OWN, []),
        (replace(OWN, role="citizen"), []),
        (replace(OWN, role="centre"), ["S-18"]),
        (replace(OWN, party_id=8), ["S-18"]),
        (replace(OWN, party_id=None, applicant_id=0), ["S-18", "S-18"]),
        (replace(OWN, open_to_the_applicant=False), ["R17-1"]),
        (replace(OWN, revision_seen=2), ["R9-2"]),
        (replace(OWN, revision_seen=4), ["R9-2"]),
    ],
)
def test_who_writes_in_which_draft(facts, expected):
    assert codes(DRAFT, facts) == expected


@pytest.mark.clause("JX23-7")
def test_whoever_decides_or_only_reads_does_not_propose():
    assert set(ROLES) - set(PROPOSERS) == {"centre", "bureau", "branch", "operations", "auditor"}


@pytest.mark.clause("JX23-9", "JX23-10.1.4")
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (WHOLE, []),
        (replace(WHOLE, missing=ENTRIES[:2]), ["R9-1"]),
        *((replace(WHOLE, names={**NAMES, key: "a" * most}), []) for key, (_, most) in LONGEST.items()),
        *((replace(WHOLE, names={**NAMES, key: "a" * (most + 1)}), ["V-7"]) for key, (_, most) in LONGEST.items()),
        (replace(WHOLE, names={**NAMES, "id": "compare"}), ["V-6"]),
        (replace(WHOLE, names={**NAMES, "id": "comparable"}), []),
        (replace(WHOLE, versions_published=frozenset({"v0"})), []),
        (replace(WHOLE, versions_published=frozenset({"v1"})), ["R11-2"]),
    ],
)
def test_when_an_application_may_be_submitted(facts, expected):
    assert codes(APPLICATION, facts) == expected


@pytest.mark.clause("JX23-26.1", "JX23-10.1.2")
def test_officials_and_panels():
    assert codes(OFFICE, OfficeFacts(())) == [] and codes(OFFICE, OfficeFacts(("甲",))) == ["R6-1"]
    assert [codes(APPROVAL, OutcomeFacts(each)) for each in (None, True, False)] == [[], [], ["R6-3"]]


@pytest.mark.clause("JX23-9")
def test_the_application_asks_for_what_the_guide_names():
    assert missing({}) == [each for each in ENTRIES if each.required]
    assert missing(proposing.APPLICATION) == []
    assert [each.key for each in missing({**proposing.APPLICATION, "commitment": False})] == ["commitment"]
    private = {each.key for each in ENTRIES if each.private}
    public = {each.key for _, entries in told(proposing.APPLICATION, private=False) for each, _ in entries}
    assert private == {"contact_person", "contact_phone"} and not private & public
    assert len(told(proposing.APPLICATION, private=True)) == len(GROUPS)
