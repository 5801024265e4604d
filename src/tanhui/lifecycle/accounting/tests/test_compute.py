"""From rows to tonnes: cut, split, filled, corrected, never to the project's advantage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tanhui.foundation.periods import Period
from tanhui.law import Refusal
from tanhui.lifecycle.accounting.compute import Account, Terms, account, result_digest
from tanhui.lifecycle.accounting.method import document_at
from tanhui.lifecycle.accounting.readings.calibration import Calibration, corrections_for
from tanhui.lifecycle.accounting.readings.counted import Correction
from tanhui.lifecycle.accounting.readings.reader import read_readings
from tanhui.lifecycle.accounting.result import from_dict

TERMS = Terms(first_eligible_day=date(2020, 9, 23), gap_fill_days=31)
ON = date(2026, 1, 5)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def run(
    rows: Sequence[str],
    *,
    period: Period | None = None,
    corrections: Sequence[Correction] = (),
    factor: str | None = "0.5",
    on: date = ON,
) -> Account:
    text = "meter_id,start,end,export_kwh,import_kwh\n" + "\n".join(rows) + "\n"
    found = read_readings(text.encode(), name="r.csv", now=NOW)
    overrides = {"EF": factor} if factor else {}
    document = document_at("pv-distributed")
    return account(document, found.rows, period, corrections, overrides, on=on, terms=TERMS)


def codes(refused: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return refused.value.codes


@pytest.mark.clause("JX23-28.7", "JX23-14.1.1")
def test_the_result_is_rounded_down_and_the_remainder_kept() -> None:
    result = run(["M-1,2024-01-01,2025-01-01,25400,0"]).result
    assert (result.exact_reduction.value, result.issuable_tonnes, result.remainder.value) == ("12.7", 12, "0.7")


def test_each_year_takes_its_own_factor_and_a_later_one_only_once_published() -> None:
    rows = [f"M-1,{year}-01-01,{year + 1}-01-01,1000000,0" for year in (2021, 2022, 2023, 2024)]
    found = run(rows, factor=None).result
    assert [(year.year, year.factors[0].value) for year in found.years] == [
        (2021, "0.5422"),
        (2022, "0.5153"),
        (2023, "0.4974"),
        (2024, "0.4974"),
    ]
    assert found.issuable_tonnes == 2052 and found.exact_reduction.value == "2052.3"
    earlier = run(rows, factor=None, on=date(2025, 6, 1)).result
    assert [year.factors[0].value for year in earlier.years] == ["0.5422", "0.5153", "0.5153", "0.5153"]


@pytest.mark.clause("JX23-12.1.2")
def test_what_was_generated_up_to_22_september_2020_is_cut_off() -> None:
    """Ten days, two of them eligible: a fifth of the export rounded down, of the import rounded up."""
    found = run(["M-1,2020-09-15,2020-09-25,100000.000007,10.000001"])
    assert (found.rows[0].export_microkwh, found.rows[0].import_microkwh) == (20_000_000_001, 2_000_001)
    assert (found.result.period_start, found.rows[0].marks) == ("2020-09-23", ("cut",))
    with pytest.raises(Refusal) as refused:
        run(["M-1,2020-09-01,2020-09-23,1000000,0"])
    assert codes(refused) == ["R12-1"]


@pytest.mark.clause("JX23-12.1.2", "JX23-12.1.3", "HOUSE-13")
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2020, 9, 21), date(2020, 10, 1), ["R12-1"]),
        (date(2020, 9, 22), date(2020, 10, 1), ["R12-1"]),
        (date(2020, 9, 23), date(2020, 10, 1), []),
        (date(2025, 12, 1), date(2026, 1, 6), []),
        (date(2025, 12, 1), date(2026, 1, 7), ["R12-2"]),
    ],
)
def test_a_declared_period_lies_between_the_goal_and_the_filing_day(
    start: date, end: date, expected: list[str]
) -> None:
    rows = [f"M-1,{start},{end},1000000,0"]
    found: list[str] = []
    try:
        run(rows, period=Period(start, end))
    except Refusal as refusal:
        found = refusal.codes
    assert found == expected


def test_a_row_across_new_year_is_split_and_adds_up() -> None:
    found = run(["M-1,2023-12-30,2024-01-02,1000.000001,3"])
    assert [(row.year, row.export_microkwh) for row in found.rows] == [(2023, 666_666_667), (2024, 333_333_334)]
    assert sum(row.import_microkwh for row in found.rows) == 3_000_000


@pytest.mark.clause("JX23-28.7", "JX23-14.2.1")
def test_a_short_gap_is_filled_without_export_and_with_the_highest_import() -> None:
    rows = ["M-1,2024-01-01,2024-02-01,100000,31", "M-1,2024-02-03,2024-02-04,5000,9"]
    found = run(rows)
    filled = [row for row in found.rows if row.line is None]
    assert [(row.export_microkwh, row.import_microkwh, row.marks) for row in filled] == [(0, 18_000_000, ("filled",))]
    assert [mark.kind for mark in found.result.marks] == ["filled"]


@pytest.mark.clause("JX23-14.2.1")
@pytest.mark.parametrize(("resumed", "expected"), [("2024-03-03", []), ("2024-03-04", ["R14-9"])])
def test_a_gap_is_filled_up_to_31_days(resumed: str, expected: list[str]) -> None:
    found: list[str] = []
    try:
        run(["M-1,2024-01-01,2024-02-01,100000,0", f"M-1,{resumed},2024-04-01,100000,0"])
    except Refusal as refusal:
        found = refusal.codes
    assert found == expected


def test_a_declared_period_is_covered_to_its_edges() -> None:
    rows = ["M-1,2024-02-05,2024-12-31,1000000,0"]
    with pytest.raises(Refusal) as refused:
        run(rows, period=Period(date(2024, 1, 1), date(2025, 1, 1)))
    assert codes(refused) == ["R14-9"]
    found = run(rows, period=Period(date(2024, 1, 5), date(2025, 1, 1)))
    assert [mark.kind for mark in found.result.marks] == ["filled", "filled"]


@pytest.mark.clause("JX23-28.6")
@pytest.mark.parametrize(
    ("export", "taken", "expected"), [("100", "100", ["R14-8"]), ("1", "100", ["R14-8"]), ("3000", "100", [])]
)
def test_no_reduction_no_claim(export: str, taken: str, expected: list[str]) -> None:
    found: list[str] = []
    try:
        run([f"M-1,2024-01-01,2024-02-01,{export},{taken}"])
    except Refusal as refusal:
        found = refusal.codes
    assert found == expected


@pytest.mark.parametrize(
    ("factor", "code"),
    [
        ("NaN", "V-1"),
        ("0", "V-1"),
        ("-0.5", "V-1"),
        ("1e-400", "V-6"),
        ("420", "V-1"),
        ("0.5 tCO2", "R14-1"),
        ("", "V-6"),
    ],
)
def test_a_declared_factor_is_a_finite_number_in_the_right_unit(factor: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        run(["M-1,2024-01-01,2024-02-01,100000,0"], factor=factor or " ")
    assert codes(refused) == [code]


def test_a_factor_may_bring_its_unit() -> None:
    found = run(["M-1,2024-01-01,2024-02-01,100000,0"], factor="0.42 kgCO2/kWh").result
    assert (found.exact_reduction.value, found.years[0].factors[0].declared) == ("42", True)


def test_only_the_span_of_an_error_is_corrected_and_the_larger_error_wins() -> None:
    rows = ["M-1,2024-01-01,2024-02-01,100000,100", "M-1,2024-02-01,2024-03-01,100000,100"]
    late = Correction("M-1", Decimal("0.005"), "late", date(2024, 2, 10), date(2024, 2, 20))
    failed = Correction("M-1", Decimal("0.01"), "out_of_class", date(2024, 2, 15), date(2024, 3, 1))
    found = run(rows, corrections=[late, failed]).result
    assert (found.meters[0].export_kwh, found.meters[0].import_kwh) == ("199000", "201")
    assert [mark.kind for mark in found.marks] == ["corrected"]


@pytest.mark.parametrize(
    ("meter", "error", "code"), [("M-9", "0.01", "V-8"), ("M-1", "1", "V-1"), ("M-1", "-0.1", "V-1")]
)
def test_an_error_names_a_meter_with_readings_and_is_a_share(meter: str, error: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        run(["M-1,2024-01-01,2024-02-01,100000,0"], corrections=[Correction(meter, Decimal(error))])
    assert codes(refused) == [code]


def test_late_and_failed_calibration_by_section_7_3_4() -> None:
    """Covered until June, late in July and August, then found out of class by −0.8 %."""
    calibrations = [
        Calibration(date(2023, 7, 1), date(2024, 7, 1), True, Decimal(0)),
        Calibration(date(2024, 9, 1), date(2025, 9, 1), False, Decimal("-0.008")),
    ]
    period = Period(date(2024, 1, 1), date(2025, 1, 1))
    found = corrections_for("M-1", accuracy_class="0.5S", calibrations=calibrations, period=period)
    assert [(each.reason, each.error, each.start, each.end) for each in found] == [
        ("late", Decimal("0.005"), date(2024, 7, 1), date(2024, 9, 1)),
        ("out_of_class", Decimal("0.008"), date(2024, 9, 1), date(2025, 1, 1)),
    ]
    covered = [Calibration(date(2024, 1, 1), date(2025, 1, 1), True, Decimal(0))]
    assert corrections_for("M-1", accuracy_class="2", calibrations=covered, period=period) == ()


def test_the_result_survives_storage_and_its_digest_covers_every_figure() -> None:
    result = run(["M-1,2024-01-01,2024-02-01,100000,0"]).result
    again = from_dict(
        {key: value for key, value in result.as_dict().items() if key not in ("factors", "inputs", "results", "steps")}
    )
    assert again == result and result_digest(again) == result.digest
    assert run(["M-1,2024-01-01,2024-02-01,100000,0"]).result.digest == result.digest
    assert run(["M-1,2024-01-01,2024-02-01,100000.000001,0"]).result.digest != result.digest
