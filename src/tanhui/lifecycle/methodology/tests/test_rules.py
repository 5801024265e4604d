"""Which version may be cited, and which may be published: each rule on both sides of its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tanhui.law import find_breaches
from tanhui.lifecycle.methodology.rules import CITATION, PUBLICATION, CitationFacts, PublicationFacts

FILED = datetime(2024, 6, 1, 2, 0, tzinfo=UTC)
LAWFUL = CitationFacts(
    version="v1.2",
    registered_at=datetime(2024, 1, 1, tzinfo=UTC),
    in_force_from=date(2024, 1, 1),
    in_force_to=None,
    successor=None,
    monitored_from=date(2024, 1, 1),
    monitored_to=date(2024, 3, 31),
    filed_at=FILED,
    filed_on=date(2024, 6, 1),
    grace_days=90,
)
EXPIRED = replace(LAWFUL, in_force_to=date(2024, 3, 31), successor="v1.3")


@pytest.mark.clause("JX23-10.1.4")
@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (LAWFUL, []),
        (replace(LAWFUL, registered_at=None), ["R10-1"]),
        (replace(LAWFUL, registered_at=FILED), []),
        (replace(LAWFUL, registered_at=FILED.replace(second=1)), ["R10-1"]),
        (replace(LAWFUL, in_force_from=date(2024, 6, 1)), []),
        (replace(LAWFUL, in_force_from=date(2024, 6, 2)), ["R10-2"]),
        (EXPIRED, []),
        (replace(EXPIRED, filed_on=date(2024, 6, 29)), []),
        (replace(EXPIRED, filed_on=date(2024, 6, 30)), ["R11-1"]),
        (replace(EXPIRED, monitored_to=date(2024, 4, 1)), ["R11-1"]),
        (replace(EXPIRED, monitored_from=date(2023, 12, 31)), ["R11-1"]),
        (replace(EXPIRED, filed_on=date(2024, 3, 31), monitored_from=date(2023, 12, 31)), []),
        (replace(EXPIRED, grace_days=61), ["R11-1"]),
    ],
)
def test_citation(facts, codes):
    assert [breach.code for breach in find_breaches(CITATION, facts)] == codes


@pytest.mark.clause("JX23-10.1.4")
def test_an_expired_version_names_its_successor():
    (breach,) = find_breaches(CITATION, replace(EXPIRED, filed_on=date(2025, 1, 1)))
    assert breach.zh.startswith("方法学版本 v1.2 已于 2024-03-31 失效，请改用 v1.3")


NEW = PublicationFacts("bureau", "v2", frozenset({"v1"}), date(2024, 6, 1), date(2024, 6, 1), date(2024, 5, 31))


@pytest.mark.clause("JX23-10.1.4", "JX23-11.1.1", "JX23-5.1")
@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (NEW, []),
        (replace(NEW, role="owner"), ["S-18"]),
        (replace(NEW, role="centre"), ["S-18"]),
        (replace(NEW, role="system"), []),
        (replace(NEW, version="v1"), ["R11-2"]),
        (replace(NEW, unconfirmed=("k",)), ["R11-8"]),
        (replace(NEW, unconfirmed=("k",), demonstration=True), []),
        (replace(NEW, in_force_from=date(2024, 5, 31), latest_start=None), ["R10-2"]),
        (replace(NEW, latest_start=date(2024, 6, 1)), ["R10-2"]),
    ],
)
def test_publication(facts, codes):
    assert [breach.code for breach in find_breaches(PUBLICATION, facts)] == codes
