"""Article 30: which instrument is in force, on both sides of every edge, with the extension and without."""

from dataclasses import replace
from datetime import date

import pytest

from tanhui.law import Refusal, find_breaches, require
from tanhui.law.instrument import FILING_DAY, FilingDayFacts
from tanhui.law.scheme import load_scheme

REAL = load_scheme("jiaxing", demonstration=False)
DEMONSTRATION = load_scheme("jiaxing", demonstration=True)
MEASURE = REAL.instruments[0]
LAWFUL = FilingDayFacts(filed_on=date(2024, 6, 3), instrument=MEASURE)


@pytest.mark.clause("JX23-30")
@pytest.mark.parametrize(
    ("filed_on", "broken"),
    [
        (date(2023, 10, 8), ["R30-1"]),  # the imprint computes nothing
        (date(2023, 11, 7), ["R30-1"]),
        (date(2023, 11, 8), []),
        (date(2025, 11, 7), []),
        (date(2025, 11, 8), ["R30-1"]),
    ],
)
def test_a_filing_needs_an_instrument_in_force(filed_on, broken):
    found = find_breaches(FILING_DAY, replace(LAWFUL, filed_on=filed_on))
    assert [(breach.clause, breach.code) for breach in found] == [("JX23-30", code) for code in broken]


@pytest.mark.clause("JX23-30")
def test_a_filing_without_any_instrument_is_refused_and_says_what_to_wait_for():
    with pytest.raises(Refusal) as caught:
        require(FILING_DAY, replace(LAWFUL, instrument=None))
    assert caught.value.codes == ["R30-1"]
    assert "没有施行中的文件" in caught.value.breaches[0].zh
    assert "extension or successor" in caught.value.breaches[0].en


@pytest.mark.clause("JX23-30")
@pytest.mark.parametrize(
    ("day", "real", "demonstration"),
    [
        (date(2023, 11, 7), None, None),
        (date(2023, 11, 8), "JX23", "JX23"),
        (date(2025, 11, 7), "JX23", "JX23"),
        (date(2025, 11, 8), None, "JX23-DEMO"),
        (date(2028, 11, 7), None, "JX23-DEMO"),
        (date(2028, 11, 8), None, None),
    ],
)
def test_the_instrument_of_a_day(day, real, demonstration):
    for scheme, expected in ((REAL, real), (DEMONSTRATION, demonstration)):
        found = scheme.instrument_on(day)
        assert (found.id if found else None) == expected
        if found is not None:
            assert find_breaches(FILING_DAY, FilingDayFacts(filed_on=day, instrument=found)) == ()


def test_pages_say_that_the_measure_lapsed_or_that_the_extension_is_a_demonstration():
    lapsed = REAL.standing_on(date(2025, 11, 8))
    assert lapsed is not None
    assert (lapsed.in_force, lapsed.until, lapsed.note) == (False, date(2025, 11, 7), "")
    shown = DEMONSTRATION.standing_on(date(2025, 11, 8))
    assert shown is not None
    assert (shown.in_force, shown.until) == (True, date(2028, 11, 7))
    assert "演示" in shown.note
    assert REAL.standing_on(date(2023, 11, 7)) is None
