"""Reading, judging and choosing factors, at every edge; and the errors really found in public tables, each refused."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from tanhui.foundation.documents.limits import DEFAULT
from tanhui.law import Refusal
from tanhui.lifecycle.methodology.factors import KINDS, STRENGTHS, Factor, Wanted, factor_for
from tanhui.lifecycle.methodology.library import shipped
from tanhui.lifecycle.methodology.library.entries import Source, digest_of, entry_of, factor_of
from tanhui.lifecycle.methodology.library.impact import Change, ImpactRow
from tanhui.lifecycle.methodology.library.judging import judge
from tanhui.lifecycle.methodology.library.ranges import ranges, units
from tanhui.lifecycle.methodology.library.reading import COLUMNS, Row, read_rows, read_source
from tanhui.lifecycle.methodology.library.series import FAMILIES, name_en, name_zh
from tanhui.lifecycle.methodology.library.tables import read_table
from tanhui.lifecycle.methodology.tests.changes import PUBLICATION, ROW

SOURCE, _ = read_source(PUBLICATION)
SHIPPED = shipped.entries()
PROVINCES = sorted(each.region for each in SHIPPED if each.series == ROW["series"] and each.year == 2023)


def read(*rows: dict[str, str]) -> list[Row]:
    """Read rows, each laid over the sound one."""
    return list(read_rows([(f"第 {at} 行", {**ROW, **row}) for at, row in enumerate(rows, start=1)], SOURCE))


def refused(*rows: dict[str, str]) -> list[str]:
    """Return the codes with which rows are refused beside the shipped library; none when they are believed."""
    try:
        judge(read(*rows), SHIPPED)
    except Refusal as refusal:
        return refusal.codes
    return []


def shipped_value(region: str, year: int) -> str:
    return next(each.value for each in SHIPPED if each.key == (ROW["series"], region, year))


def column(year: int, value) -> list[dict[str, str]]:
    """Return a table of the provinces for a year; `value` gives each region's."""
    return [{"region": region, "year": str(year), "value": value(region)} for region in PROVINCES]


@pytest.mark.clause("JX23-11.1.1")
def test_the_shipped_collection_is_whole_and_plausible():
    assert len(SHIPPED) == 250 and len(shipped.sources()) == 19
    assert len({each.code for each in SHIPPED}) == 250
    assert {each.kind for each in SHIPPED} | {"heat"} == set(KINDS)
    assert {each.evidence for each in SHIPPED} == set(STRENGTHS)
    assert all(name_zh(each.series) != each.series != name_en(each.series) for each in SHIPPED)
    assert [each.code for each in SHIPPED if not each.value] == [
        each.code for each in SHIPPED if each.evidence == "missing"
    ]
    judge([Row(each, each.code, repeats=False, coded=True) for each in SHIPPED if each.confirmed], SHIPPED)


@pytest.mark.clause("JX23-11.1.1")
def test_every_family_of_series_is_used_or_named_for_use():
    used = {each.series for each in SHIPPED} | {"heat-average"}
    assert all(any(name.startswith(family.pattern.rstrip("*")) for name in used) for family in FAMILIES)
    assert {each.kind for each in ranges()} == set(KINDS)
    assert all(units().parse(each.unit) is not None for each in ranges())


@pytest.mark.parametrize(
    ("published", "known_by"),
    [("2025-12-31", date(2025, 12, 31)), ("2024-02", date(2024, 2, 29)), ("2013", date(2013, 12, 31)), ("", None)],
)
def test_a_day_of_publication_is_as_exact_as_it_is_known(published, known_by):
    assert replace(SOURCE, published=published).known_by == known_by


def test_an_entry_says_the_same_after_it_was_stored():
    entry = read({})[0].entry
    assert entry_of(entry.content()) == entry
    assert digest_of(entry.content()) != digest_of(replace(entry, value="0.5001").content())


@pytest.mark.clause("JX23-11.1.1")
@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"value": "0.05"}, []),
        ({"value": "0.0499"}, ["R11-4"]),
        ({"value": "1.2"}, []),
        ({"value": "1.2001"}, ["R11-4"]),
        ({"value": "497.4", "unit": "gCO2/kWh"}, []),
        ({"value": "0.5", "unit": "tCO2e/MWh"}, []),
        ({"value": "0.5", "unit": "tCO2/GJ"}, ["R14-1"]),
        ({"kind": "OM", "series": "grid-OM", "unit": "tCO2/MWh", "value": "0.2"}, []),
        ({"kind": "OM", "series": "grid-OM", "unit": "tCO2/MWh", "value": "0.1999"}, ["R11-4"]),
        ({"kind": "OM", "series": "grid-OM", "unit": "tCO2/MWh", "value": "1.3"}, []),
        ({"kind": "OM", "series": "grid-OM", "unit": "tCO2/MWh", "value": "1.3001"}, ["R11-4"]),
        ({"kind": "BM", "series": "grid-BM", "unit": "tCO2/MWh", "value": "0.1"}, []),
        ({"kind": "BM", "series": "grid-BM", "unit": "tCO2/MWh", "value": "0.0999"}, ["R11-4"]),
        ({"kind": "BM", "series": "grid-BM", "unit": "tCO2/MWh", "value": "0.9"}, []),
        ({"kind": "BM", "series": "grid-BM", "unit": "tCO2/MWh", "value": "0.9001"}, ["R11-4"]),
        ({"kind": "NCV", "series": "fuel-NCV-peat", "unit": "GJ/t", "value": "10"}, []),
        ({"kind": "NCV", "series": "fuel-NCV-peat", "unit": "GJ/t", "value": "9.9"}, ["R11-4"]),
        ({"kind": "NCV", "series": "fuel-NCV-biogas", "unit": "GJ/万Nm3", "value": "400"}, []),
        ({"kind": "NCV", "series": "fuel-NCV-biogas", "unit": "GJ/万Nm3", "value": "401"}, ["R11-4"]),
        ({"kind": "CC", "series": "fuel-CC-peat", "unit": "tC/GJ", "value": "0.030"}, []),
        ({"kind": "CC", "series": "fuel-CC-peat", "unit": "tC/GJ", "value": "0.0301"}, ["R11-4"]),
        ({"kind": "OF", "series": "fuel-OF-peat", "unit": "1", "value": "0.8"}, []),
        ({"kind": "OF", "series": "fuel-OF-peat", "unit": "1", "value": "1.01"}, ["R11-4"]),
    ],
)
def test_the_range_of_each_kind_at_its_edges(change, codes):
    assert refused(change) == codes


@pytest.mark.clause("JX23-11.1.1")
def test_the_build_margin_lies_at_most_at_the_operating_margin():
    east = {"region": "华东", "year": "2019", "unit": "tCO2/MWh", "kind": "BM", "series": "grid-BM"}
    assert refused({**east, "value": "0.7921"}) == []
    assert refused({**east, "value": "0.7922"}) == ["R11-4"]
    assert refused({**east, "kind": "OM", "series": "grid-OM", "value": "0.3869"}) == ["R11-4"]


@pytest.mark.clause("JX23-11.1.1")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NaN", "V-1"),
        ("Infinity", "V-1"),
        ("-0.5", "V-1"),
        ("0", "V-1"),
        ("1e-400", "V-1"),
        ("1e999", "V-1"),
        ("0.1000000000000000000001", "V-2"),
        ("", "V-6"),
        ("0,5", "V-6"),
        ("０.５", "V-6"),
    ],
)
def test_a7_a_value_is_a_finite_positive_number(text, code):
    with pytest.raises(Refusal) as found:
        read({"value": text})
    assert found.value.codes == [code]
    assert read({"value": "1e-30"})[0].entry.amount == Decimal("1e-30")


@pytest.mark.clause("JX23-11.1.1")
@pytest.mark.parametrize("name", ["unit", "year", "region", "series", "kind", "gas"])
def test_a5_a_factor_lacks_nothing(name):
    with pytest.raises(Refusal) as found:
        read({name: ""})
    assert "R11-3" in found.value.codes


@pytest.mark.clause("JX23-11.1.1")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": ""}, "R11-3"),
        ({"issuer": ""}, "R11-3"),
        ({"published": ""}, "R11-3"),
        ({"number": "", "link": ""}, "R11-3"),
        ({"published": "2026-02-30"}, "V-3"),
        ({"link": "javascript:alert(1)"}, "V-6"),
    ],
)
def test_a5_a_publication_lacks_nothing(change, code):
    _, breaches = read_source({**PUBLICATION, **change})
    assert [each.code for each in breaches] == [code]
    assert read_source({**PUBLICATION, "number": ""})[1] == []
    assert read_source({**PUBLICATION, "link": ""})[1] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"unit": "kgCO2/片"}, "R14-1"),
        ({"kind": "guess"}, "V-8"),
        ({"evidence": "hearsay"}, "V-8"),
        ({"evidence": "missing"}, "R11-3"),
        ({"year": "23"}, "V-3"),
        ({"series": "电网"}, "V-6"),
        ({"region": "浙\u202e江"}, "V-13"),
        ({"note": "长" * 301}, "V-7"),
    ],
)
def test_what_is_not_well_formed_is_named(change, code):
    with pytest.raises(Refusal) as found:
        read(change)
    assert found.value.codes == [code]
    assert found.value.breaches[0].place == "第 1 行"


class TestKnownErrorsInPublicTables:
    """One test for each error that was really found; the true value beside it is believed."""

    @pytest.mark.clause("JX23-11.1.1")
    def test_the_value_of_2012_labelled_2024(self):
        east = {"series": "grid-average-region", "region": "华东", "year": "2024"}
        assert refused({**east, "value": "0.7035"}) == ["R11-5"]
        assert refused({**east, "value": "0.7036"}) == []
        assert refused({**east, "value": "0.7035", "repeats": "是"}) == []

    @pytest.mark.clause("JX23-11.1.1")
    def test_natural_gas_given_the_factor_of_petrol(self):
        gas = {"series": "fuel-CO2-natural-gas", "kind": "fuel", "region": "全国", "year": "2026", "unit": "kgCO2/m3"}
        assert refused({**gas, "value": "2.9251"}) == ["R11-4"]
        assert refused({**gas, "value": "2.1650"}) == []
        petrol = {**gas, "series": "fuel-CO2-petrol", "unit": "kgCO2/kg"}
        assert refused({**petrol, "value": "2.9251"}) == []

    @pytest.mark.clause("JX23-11.1.1")
    def test_the_columns_of_2021_and_2022_swapped(self):
        swapped = column(2021, lambda region: shipped_value(region, 2022))
        swapped += column(2022, lambda region: shipped_value(region, 2021))
        assert set(refused(*swapped)) == {"R11-5"}
        assert refused(*({**row, "repeats": "是"} for row in swapped)) == []
        assert refused(*column(2021, lambda region: shipped_value(region, 2021))) == []

    @pytest.mark.clause("JX23-11.1.1")
    def test_one_value_for_all_provinces(self):
        assert refused(*column(2024, lambda region: "0.5271")) == ["R11-5"]

    @pytest.mark.clause("JX23-11.1.1")
    @pytest.mark.parametrize(("value", "codes"), [("0.11", []), ("110", ["R11-4"]), ("0.00011", ["R11-4"])])
    def test_steam_off_by_a_thousand(self, value, codes):
        steam = {"series": "heat-average", "kind": "heat", "region": "全国", "unit": "tCO2/GJ"}
        assert refused({**steam, "value": value}) == codes

    @pytest.mark.clause("JX23-11.1.1")
    def test_one_invented_ratio_between_modes(self):
        def table(*values: tuple[str, str, str]) -> list[dict[str, str]]:
            trips = {"kind": "default", "unit": "kgCO2/km", "year": "2025"}
            return [
                {**trips, "series": series, "region": region, "value": value}
                for region, baseline, bike in values
                for series, value in (("trip-baseline", baseline), ("trip-bike", bike))
            ]

        invented = [("杭州", "0.104", "0.026"), ("宁波", "0.108", "0.027"), ("嘉兴", "0.112", "0.028")]
        assert refused(*table(*invented)) == ["R11-5"]
        assert refused(*table(*invented[:2])) == []
        assert refused(*table(*invented[:2], ("嘉兴", "0.112", "0.029"))) == []

    @pytest.mark.clause("JX23-11.1.1")
    def test_carbon_content_copied_from_the_digits_of_the_heat_value(self):
        coal = {"series": "fuel-CC-bituminous-coal", "kind": "CC", "region": "全国", "year": "2026", "unit": "tC/GJ"}
        assert refused({**coal, "value": "0.02308"}) == ["R11-4"]
        assert refused({**coal, "value": "0.02618"}) == []


@pytest.mark.clause("JX23-11.1.1")
@pytest.mark.parametrize(("equal", "codes"), [(8, []), (9, ["R11-5"])])
def test_more_than_eighty_per_cent_equal(equal, codes):
    ten = [{"region": f"地区{at}", "year": "2024", "value": f"0.5{at:02d}"} for at in range(10)]
    for row in ten[:equal]:
        row["value"] = "0.6"
    assert refused(*ten) == codes
    assert refused(*ten[:4]) == []


@pytest.mark.clause("JX23-11.1.1")
@pytest.mark.parametrize(("equal", "codes"), [(8, []), (9, ["R11-5"])])
def test_a_year_that_repeats_the_one_before(equal, codes):
    """Rows of new regions stand beside: only what the library can be compared with counts."""
    ten = [{"region": region, "year": "2024", "value": "0.5"} for region in PROVINCES[:10]]
    for at, row in enumerate(ten):
        other = Decimal(shipped_value(row["region"], 2023))
        row["value"] = str(other if at < equal else other + Decimal("0.0001"))
    each_by_itself = ["R11-5"] * equal
    assert refused(*ten) == [*each_by_itself, *codes]


@pytest.mark.clause("JX23-11.1.1")
def test_a_key_is_given_once():
    assert refused({}, {"value": "0.5001"}) == ["R11-5"]


def chosen(wanted: Wanted, day: date, known_on: date, factors: tuple[Factor, ...]) -> str:
    return str(factor_for(factors, wanted, day, known_on=known_on).value)


@pytest.mark.clause("JX23-11.1.1")
def test_the_year_rules_and_fallbacks():
    factors = tuple(factor_of(each, valid_from=date(2026, 1, 1)) for each in SHIPPED if each.confirmed)
    zhejiang = Wanted("grid-average-province", "浙江", "year-of-generation", "latest-before")
    filed = date(2026, 1, 1)
    assert chosen(zhejiang, date(2022, 12, 31), filed, factors) == "0.5153"
    assert chosen(zhejiang, date(2023, 1, 1), filed, factors) == "0.4974"
    assert chosen(zhejiang, date(2023, 1, 1), date(2025, 12, 30), factors) == "0.5153"
    assert chosen(zhejiang, date(2023, 1, 1), date(2025, 12, 31), factors) == "0.4974"
    assert chosen(zhejiang, date(2025, 6, 1), filed, factors) == "0.4974"
    latest = replace(zhejiang, year_rule="latest")
    assert chosen(latest, date(2021, 6, 1), filed, factors) == "0.4974"
    assert chosen(latest, date(2021, 6, 1), date(2025, 12, 30), factors) == "0.5153"
    for wanted in (replace(zhejiang, fallback="none"), replace(zhejiang, region="嘉兴")):
        with pytest.raises(Exception, match="没有适用的排放因子"):
            chosen(wanted, date(2025, 6, 1), filed, factors)


CSV_HEAD = ",".join(COLUMNS[:7])
GOOD = "grid-average-province,average,CO2,浙江,2024,0.4800,kgCO2/kWh"


def test_a_table_names_each_row_by_its_place():
    rows = read_table(f"{CSV_HEAD}\n\n{GOOD}\n".encode(), "表.csv", limits=DEFAULT)
    assert rows == [("第 3 行", dict(zip(COLUMNS, GOOD.split(","), strict=False)))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("series,kind\na,b\n", "V-9"),
        (f"{CSV_HEAD},colour\n{GOOD},red\n", "V-9"),
        (f"{CSV_HEAD},note,note\n{GOOD},,\n", "V-9"),
        (f"{CSV_HEAD}\n", "V-10"),
        (f"{CSV_HEAD}\n{GOOD},extra\n", "V-9"),
        (CSV_HEAD + "\n" + f"{GOOD}\n" * 2001, "V-9"),
    ],
)
def test_a_table_that_is_not_one_is_refused(text, code):
    with pytest.raises(Refusal) as found:
        read_table(text.encode(), "表.csv", limits=DEFAULT)
    assert found.value.codes == [code]


def test_a_workbook_gives_the_same_rows_as_text():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS[:7])
        sheet.write_row(1, 0, ["grid-average-province", "average", "CO2", "浙江", 2024, 0.4801, "kgCO2/kWh"])
    rows = read_table(target.getvalue(), "表.xlsx", limits=DEFAULT)
    assert rows[0][1]["value"] == "0.4801" and rows[0][1]["year"] == "2024"
    with pytest.raises(Refusal) as found:
        read_table(b"PK\x03\x04 no workbook", "表.xlsx", limits=DEFAULT)
    assert found.value.codes == ["S-8"]


def test_what_a_change_says_it_moves():
    row = ImpactRow("methodology", "methodology", "甲", "EF", "0.4974", "0.5", "tCO2e/MWh", "", "")
    assert (row.difference, row.percent) == ("+0.0026", "+0.52 %")
    assert (replace(row, after="0.4").difference, replace(row, after="0.4").percent) == ("-0.0974", "-19.58 %")
    assert (replace(row, before="").difference, replace(row, before="0").percent) == ("", "")
    new, old = (factor_of(each, valid_from=date(2026, 1, 1)) for each in SHIPPED[:2])
    change = Change(date(2026, 1, 1), (old,), (replace(old, value=Decimal("0.6")), new), frozenset())
    assert change.keys == {(old.series, old.region), (new.series, new.region)}
    assert Change(date(2026, 1, 1), (old,), (replace(old, digest="x"),), frozenset()).keys == frozenset()


def test_a_source_without_a_day_counts_from_the_first_day_of_validity():
    entry = next(each for each in SHIPPED if each.code == "elec-base-2019-华东-OM")
    assert isinstance(entry.source, Source)
    assert factor_of(entry, valid_from=date(2026, 3, 2)).publication.published_on == date(2026, 3, 2)
