"""The account of activity data: sites, years and streams in one result; behaviours once and within limits."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from tanhui.foundation.periods import Period
from tanhui.law import Refusal
from tanhui.lifecycle.accounting.activity.account import ActivityAccount, account_activity
from tanhui.lifecycle.accounting.activity.content import DataSet, Entered
from tanhui.lifecycle.accounting.activity.judging import Faults, asks_for_one_year, judge
from tanhui.lifecycle.accounting.bulk.account import Order, account_rows
from tanhui.lifecycle.accounting.bulk.jobs import Scope
from tanhui.lifecycle.accounting.compute import Terms, result_digest
from tanhui.lifecycle.accounting.result import from_dict
from tanhui.lifecycle.accounting.tests.activity_files import example_of, span_of
from tanhui.lifecycle.accounting.tests.bulk_method import here
from tanhui.lifecycle.accounting.tests.bulk_oracle import results_in
from tanhui.lifecycle.accounting.tests.office import recomputed
from tanhui.lifecycle.accounting.tests.test_bulk_methods import write_rows
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.document import Cap, Method, Quantity
from tanhui.lifecycle.methodology.engine.rounding import Rounding
from tanhui.lifecycle.methodology.loading import load
from tanhui.lifecycle.methodology.tests.rows_document import ROWS
from tanhui.lifecycle.methodology.workbook import report_workbook
from tanhui.lifecycle.verification.lines import parameters

ON = date(2026, 3, 2)
TERMS = Terms(first_eligible_day=date(2020, 9, 23), gap_fill_days=31)
FOREST, STRATA = example_of("forestry-sink", "worked-two-strata")
FOREST_TONNES = Decimal("1644.193197526")
METRO, TRIPS = example_of("metro-trips", "worked-two-trips")
STORED = json.loads((Path(__file__).parent / "files" / "stored-result.json").read_text(encoding="utf-8"))


def data(method: Method, example: Any, first: str, last: str, site: str = "", **tables: Any) -> DataSet:
    """Return an example as it is kept."""
    own = method.inputs_by_symbol
    inputs = {symbol: entry for symbol, entry in example.inputs if symbol in own}
    faults = Faults()
    span = (date.fromisoformat(first), date.fromisoformat(last))
    kept = judge(method, Entered(site, *span, inputs, example.rows | tables), faults)
    assert kept is not None, faults
    return kept


def accounted(method: Method, *sets: DataSet, period: Period | None = None, on: date = ON) -> ActivityAccount:
    return account_activity(method, sets, period, on=on, terms=TERMS)


@pytest.mark.clause("JX23-14.1.2", "JX23-28.7")
@pytest.mark.parametrize("slug", [slug for slug, _ in catalogue.folders() if slug != "pv-distributed"])
def test_every_methodology_gives_its_published_example(slug):
    method, found = catalogue.method(slug), 0
    for example in method.examples:
        wanted = next(each for each in example.expected if each.symbol == "ER")
        declared = {symbol for symbol, _ in example.inputs} - set(method.inputs_by_symbol)
        first, last = span_of(method, example)
        if wanted.quantity.value <= 0 or declared or first < "2020-09-23":
            continue
        done = accounted(method, data(method, example, first, last))
        exact = method.units.convert(Decimal(done.result.exact_reduction.value), "tCO2e", wanted.quantity.unit)
        assert wanted.rounding.apply(exact) == wanted.quantity.value, example.id
        assert done.result.digest == result_digest(from_dict(done.result.as_dict()))
        assert from_dict(done.result.as_dict()) == done.result
        found += 1
    assert found


@pytest.mark.clause("JX23-14.1.2", "JX23-28.7")
def test_two_sites_and_two_years_make_one_result():
    sets = [
        data(FOREST, STRATA, f"{year}-01-01", f"{year}-12-31", site)
        for year in (2023, 2024)
        for site in ("东山", "西山")
    ]
    done = accounted(FOREST, *reversed(sets), period=Period(date(2023, 1, 1), date(2025, 1, 1)))
    result = done.result
    assert [(each.year, each.site, each.reduction.value[:14]) for each in result.years] == [
        (year, site, str(FOREST_TONNES)) for year in (2023, 2024) for site in ("东山", "西山")
    ]
    assert result.exact_reduction.value == "6576.772790105", "only the total is rounded, not each part"
    assert (result.issuable_tonnes, result.remainder.value) == (6576, "0.772790105")
    assert result.total_formula == "ER(东山 2023) + ER(西山 2023) + ER(东山 2024) + ER(西山 2024)"
    assert (result.readings.counted, len(result.data), result.meters) == (36, 4, ())
    assert result.digest == accounted(FOREST, *sets, period=Period(date(2023, 1, 1), date(2025, 1, 1))).result.digest
    named = [each.parameter for each in parameters(result.as_dict())]
    assert len(named) == len(set(named)) and "2023 东山 plots.V_first" in named and named[-1] == "减排量"
    assert set(result.as_dict()["inputs"]) >= {"GHG_E@2023@东山", "plots@2024@西山"}


def test_the_digest_depends_on_every_value_site_and_day():
    one = data(FOREST, STRATA, "2023-01-01", "2023-12-31", "东山")
    plots = [dict(row) for row in one.tables["plots"]]
    plots[0]["V_second"] = "5.1001"
    others = [
        replace(one, site="西山"),
        replace(one, last_day=date(2023, 12, 30)),
        replace(one, tables={**one.tables, "plots": plots}),
        replace(one, inputs={**one.inputs, "GHG_E": "6.2001"}),
    ]
    digests = {accounted(FOREST, each).result.digest for each in (one, *others)}
    assert len(digests) == 5


@pytest.mark.clause("JX23-12.1.2", "JX23-12.1.3", "JX23-14.2.1", "JX23-28.6")
@pytest.mark.parametrize(
    ("first", "last", "period", "on", "codes"),
    [
        ("2020-09-23", "2020-12-31", None, ON, []),
        ("2020-09-22", "2020-12-31", None, ON, ["R12-1"]),
        ("2026-01-01", "2026-03-02", None, ON, []),
        ("2026-01-01", "2026-03-03", None, ON, ["R12-2"]),
        ("2023-01-01", "2023-12-31", ("2023-01-01", "2024-01-01"), ON, []),
        ("2023-01-01", "2023-12-31", ("2023-01-02", "2024-01-01"), ON, ["R14-14"]),
        ("2023-01-01", "2023-12-31", ("2023-01-01", "2024-01-02"), ON, ["R14-14"]),
    ],
)
def test_the_days_that_may_count(first, last, period, on, codes):
    whole = Period(*map(date.fromisoformat, period)) if period else None
    found: list[str] = []
    try:
        accounted(FOREST, data(FOREST, STRATA, first, last), period=whole, on=on)
    except Refusal as refusal:
        found = refusal.codes
    assert found == codes


@pytest.mark.clause("JX23-28.6")
def test_nothing_to_claim_and_nothing_to_count_are_refused():
    method, example = example_of("forestry-sink", "edge-uncertain")
    with pytest.raises(Refusal) as refused:
        accounted(method, data(method, example, "2023-01-01", "2023-12-31"))
    assert refused.value.codes == ["R14-8"]
    with pytest.raises(Refusal) as refused:
        accounted(FOREST)
    assert refused.value.codes == ["V-10"]


def test_several_streams_add_up_to_one_total():
    method = load(ROWS)
    example = method.examples[0]
    days = sorted(str(row["day"]) for row in example.rows["days"])
    kept = data(method, example, f"{days[0][:4]}-01-01", f"{days[-1][:4]}-12-31", "园区")
    result = accounted(method, kept).result
    assert set(result.streams) == {"ER_forest", "ER_waste", "ER_home"} == set(result.as_dict()["results"])
    assert sum(Decimal(each.value) for each in result.streams.values()) == Decimal(result.exact_reduction.value)
    assert Decimal(result.streams["ER_waste"].value) == Decimal("0.633020177748")
    assert result.years[0].reduction.value == result.exact_reduction.value


def test_a_factor_looked_up_by_row_is_told_once_for_each_value():
    method, example = example_of("efficient-lighting", "worked-two-batches")
    result = accounted(method, data(method, example, "2022-01-01", "2023-12-31")).result
    assert [each.symbol for each in result.years[0].factors] == ["EF_grid[浙江 2023]", "EF_grid[浙江 2022]"]
    assert result.years[0].inputs["lamps"].value == "2" and result.years[0].inputs["lamps.n"].value == "7700"
    assert [each.symbol for each in result.years[0].steps] == ["n_used", "E_saved", "ER_batch", "ER"]


def test_only_methodologies_with_values_of_the_year_keep_to_one():
    assert [slug for slug, _ in catalogue.folders() if asks_for_one_year(catalogue.method(slug))] == [
        "organic-waste-methane",
        "pv-distributed",
    ]


def trip(
    number: int, person: str = "p", day: str = "2024-05-06", km: str = "10", operator: str = "m"
) -> dict[str, Any]:
    row = dict(TRIPS.rows["trips"][0])
    values = {"operator": operator, "trip_id": f"t{number}", "person": person, "day": day}
    return {
        **row,
        **values,
        "distance": Quantity(Decimal(km), "km"),
        "minutes": Quantity(Decimal(60), METRO.inputs_by_symbol["minutes"].unit),
    }


def trips(*rows: dict[str, Any], site: str = "", method: Method = METRO) -> DataSet:
    return data(method, TRIPS, "2024-01-01", "2024-12-31", site, trips=list(rows))


def grams(*sets: DataSet, method: Method = METRO) -> Decimal:
    return Decimal(accounted(method, *sets).result.exact_reduction.value) * 1_000_000


PER_KM = grams(trips(trip(1))) / 10


@pytest.mark.clause("JX23-13.1.3")
def test_a_behaviour_counts_once_over_all_sites():
    assert grams(trips(trip(1), trip(1), trip(2))) == 20 * PER_KM
    assert grams(trips(trip(1), trip(1, operator="n"))) == 20 * PER_KM
    assert grams(trips(trip(1), site="东"), trips(trip(1), trip(2), site="西")) == 20 * PER_KM
    marks = accounted(METRO, trips(trip(1), site="东"), trips(trip(1), trip(2), site="西")).result.marks
    assert [(each.kind, each.rows, each.lines) for each in marks] == [("duplicate", 1, (1,))]


@pytest.mark.parametrize(
    ("count", "km", "counted"), [(8, "10", 80), (9, "10", 80), (5, "40", 200), (6, "40", 200), (5, "41", 164)]
)
def test_what_passes_a_limit_of_the_day_does_not_count(count, km, counted):
    rows = [trip(number, km=km) for number in range(count)]
    assert grams(trips(*rows)) == counted * PER_KM
    assert grams(trips(*rows, trip(99, person="q"))) == (counted + 10) * PER_KM
    assert grams(trips(*rows, trip(99, day="2024-05-07"))) == (counted + 10) * PER_KM


def test_the_result_of_a_persons_day_is_cut_at_its_limit_and_rounded():
    behaviour = METRO.behaviour
    assert behaviour is not None
    caps = (Cap("ER_trip", Decimal(1000), "gCO2e"),)
    limited = replace(METRO, behaviour=replace(behaviour, caps=caps, rounding=Rounding("floor", 0, "term")))
    one = grams(trips(trip(1, km="1.001"), method=limited), method=limited)
    assert one == (PER_KM * Decimal("1.001")).to_integral_value(rounding="ROUND_FLOOR")
    many = [trips(*(trip(number) for number in range(20)), trip(99, person="q"), method=limited)]
    done = accounted(limited, *many)
    assert Decimal(done.result.exact_reduction.value) * 1_000_000 == 1000 + (10 * PER_KM).to_integral_value(
        "ROUND_FLOOR"
    )
    assert [(each.kind, each.rows) for each in done.result.marks] == [("cut", 1)]


def test_the_larger_of_two_equal_behaviours_counts_where_the_methodology_says_so():
    behaviour = METRO.behaviour
    assert behaviour is not None
    largest = replace(METRO, behaviour=replace(behaviour, duplicates="largest"))
    rows = (trip(1, km="10"), trip(1, km="12"), trip(1, km="11"))
    assert grams(trips(*rows)) == 10 * PER_KM
    assert grams(trips(*rows, method=largest), method=largest) == 12 * PER_KM


@pytest.mark.clause("JX23-14.1.2")
@pytest.mark.parametrize("slug", ["metro-trips", "ebike-battery-swap"])
def test_a_report_and_the_account_at_city_scale_come_to_the_same(tmp_path, slug):
    """Repeated keys, limits of rows, of distance and of the result: 400 rows of 12 persons in 5 days."""
    method = catalogue.method(slug)
    example = method.examples[0]
    behaviour, drawn = method.behaviour, Random(20_261_122)
    assert behaviour is not None
    names = [each.symbol for each in method.inputs if each.table == behaviour.table]
    rows: list[dict[str, Any]] = []
    for number in range(400):
        values = {behaviour.person: f"u{drawn.randrange(12)}", behaviour.moment: f"2024-05-{drawn.randrange(1, 6):02d}"}
        values["distance"] = Quantity(Decimal(drawn.randrange(60_000)) / 1000, "km")
        values["minutes"] = Quantity(Decimal(300), "minute")
        values["capacity"] = Quantity(Decimal(drawn.randrange(500, 3000)) / 1000, "kWh")
        values[behaviour.key[-1]] = f"{values[behaviour.moment]} {drawn.randrange(200) if number % 4 else number}"
        row = dict(example.rows[behaviour.table][0])
        rows.append(row | {symbol: value for symbol, value in values.items() if symbol in row})
    kept = data(method, example, "2024-01-01", "2024-12-31", **{behaviour.table: rows})
    done = accounted(method, kept)
    texts = [[row[name] for name in names] for row in kept.tables[behaviour.table]]
    write_rows(tmp_path / "rows.parquet", names, texts)
    entered = {symbol: entry for symbol, entry in example.inputs if symbol in method.inputs_by_symbol}
    scope = Scope(date(2020, 9, 23), ON)
    outcome = account_rows(Order(method, [str(tmp_path / "rows.parquet")], tmp_path / "out", scope, here(), entered))
    counts = outcome.manifest["counts"]
    kinds = Counter(mark.kind for mark in done.result.marks for _ in range(mark.rows))
    assert (counts["rejected"], counts["duplicates"], counts["over_caps"]) == (
        0,
        kinds["duplicate"],
        kinds["beyond"],
    )
    assert counts["duplicates"] and counts["over_caps"]
    grams_found = sum(results_in(tmp_path / "out").values())
    assert Decimal(done.result.exact_reduction.value) == (grams_found / 1_000_000).quantize(
        Decimal("1e-9"), rounding="ROUND_FLOOR"
    )


def test_no_person_is_named_in_a_calculation_table():
    done = accounted(METRO, trips(trip(1, person="嘉禾用户甲"), trip(2, person="乙"), trip(3, person="嘉禾用户甲")))
    book = openpyxl.load_workbook(io.BytesIO(report_workbook(done.report)))
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "嘉禾用户甲" not in texts and {"person-000001", "person-000002"} <= texts


@pytest.mark.clause("JX23-14.1.2")
@pytest.mark.needs("soffice")
def test_the_calculation_table_recomputes_to_the_result(tmp_path):
    """LibreOffice finds the same tonnes from the same cells: forests of two sites, and trips beyond every limit."""
    forests = accounted(FOREST, *(data(FOREST, STRATA, "2023-01-01", "2023-12-31", site) for site in ("东山", "西山")))
    rows = [trip(number, km="41") for number in range(6)]
    journeys = accounted(METRO, trips(*rows, trip(1), trip(7, person="q")))
    for number, done in enumerate((forests, journeys)):
        folder = tmp_path / str(number)
        folder.mkdir()
        content = report_workbook(done.report)
        again = recomputed(content, folder)
        shown, written = (openpyxl.load_workbook(io.BytesIO(content), data_only=only) for only in (True, False))
        formulas = 0
        for sheet in written:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
                formulas += 1
                there, here = again[sheet.title][cell.coordinate].value, shown[sheet.title][cell.coordinate].value
                assert there == pytest.approx(here, abs=1e-9, rel=1e-12), (sheet.title, cell.coordinate)
        assert formulas > 20
        figures = [row[3].value for row in again["结果"].iter_rows() if row[0].value == "核算减排量"]
        assert figures == [pytest.approx(float(done.result.exact_reduction.value), abs=1e-9)]


@pytest.mark.clause("JX23-14.1.2")
def test_a_result_stored_before_there_was_activity_data_keeps_its_digest():
    old = from_dict(STORED)
    assert result_digest(old) == STORED["digest"] == old.digest
    assert old.as_dict() == STORED
    assert set(STORED["years"][0]) == {"year", "inputs", "factors", "steps", "reduction"}
