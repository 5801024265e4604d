"""Activity data against the tables: what is loaded, what is refused, and reports that are verified and run again."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader

from tanhui.foundation.documents import queries as documents
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.periods import Period, local_day
from tanhui.foundation.trail.actions import act
from tanhui.foundation.trail.models import JournalEntry
from tanhui.law import Refusal
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting import actions, queries
from tanhui.lifecycle.accounting.models import ActivityData, Claim
from tanhui.lifecycle.accounting.queries.impact import factor_impact
from tanhui.lifecycle.accounting.tests.activity_files import example_of
from tanhui.lifecycle.accounting.tests.activity_projects import (
    FOREST,
    LAMPS,
    METRO,
    SLUGS,
    grown,
    loaded,
    publish,
    workbook,
)
from tanhui.lifecycle.accounting.tests.projects import DRAFT
from tanhui.lifecycle.accounting.tests.projects import loaded as metered
from tanhui.lifecycle.methodology import queries as methodologies
from tanhui.lifecycle.methodology.actions import load_library
from tanhui.lifecycle.methodology.library.impact import Change
from tanhui.lifecycle.verification import actions as verification
from tanhui.lifecycle.verification import queries as verified
from tanhui.lifecycle.verification.lines import Line

pytestmark = pytest.mark.django_db
TWO_YEARS = Period(date(2023, 1, 1), date(2025, 1, 1))
YEAR = Period(date(2023, 1, 1), date(2024, 1, 1))
STRATA = example_of("forestry-sink", "worked-two-strata")[1]


@pytest.fixture
def world(world):
    publish(world, *SLUGS)
    return world


@pytest.fixture
def owner(world):
    return world.actor("owner")


@pytest.fixture
def at(world):
    return world.begin


@pytest.fixture
def forest(owner, at):
    return actions.register_project(by=owner, draft=FOREST, at=at)


def codes(do, **arguments) -> list[str]:
    with pytest.raises(Refusal) as refused:
        do(**arguments)
    return refused.value.codes


def two_by_two(owner, forest, at) -> list[ActivityData]:
    """Load two sites in two years; in the west one tonne of carbon more is left in the shrubs."""
    return [
        loaded(owner, forest, at, first=f"{year}-01-01", last=f"{year}-12-31", site=site, inputs={"C_shrub": shrubs})
        for year in (2023, 2024)
        for site, shrubs in (("东山", -1.5), ("西山", -0.5))
    ]


@pytest.mark.clause("JX23-14.2.1")
def test_a_set_of_data_is_kept_with_its_file_and_its_journal_entry(owner, forest, at):
    data = loaded(owner, forest, at, site="东山")
    assert (data.year, data.site, data.rows, data.content["inputs"]) == (
        2023,
        "东山",
        9,
        {"C_shrub": "-1.5", "GHG_E": "6.2"},
    )
    assert data.content["tables"]["plots"][0]["V_second"] == "5.1"
    assert documents.content(data.document_id).startswith(b"PK")
    entry = JournalEntry.objects.order_by("-seq").first()
    assert entry.kind == "accounting.activity_imported" and data.sha256 in entry.body
    assert queries.activity_values(data.pk).sha256 == data.sha256


@pytest.mark.clause("JX23-14.2.1", "HOUSE-13")
def test_one_bad_cell_loads_nothing(owner, forest, at, unchanged):
    def spoil(book) -> None:
        book["plots"]["E9"] = "３.18"

    with unchanged():
        upload = workbook(forest, spoil=spoil)
        assert codes(actions.import_activity, by=owner, project_id=forest.pk, upload=upload, at=at) == ["V-6"]
    assert loaded(owner, forest, at).rows == 9


@pytest.mark.clause("JX23-12.1.2", "JX23-12.1.3", "JX23-14.2.1")
@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2020-09-23", "2020-12-31", []),
        ("2020-09-22", "2020-12-31", ["R12-1"]),
        ("2026-01-01", "2026-03-02", []),
        ("2026-01-01", "2026-03-03", ["R12-2"]),
        ("2022-01-01", "2022-12-31", []),
        ("2022-01-01", "2023-01-01", ["R14-14"]),
        ("2023-12-31", "2024-12-31", ["R14-14"]),
        ("2024-01-01", "2025-12-31", []),
    ],
)
def test_the_days_a_set_may_cover(owner, forest, at, unchanged, first, last, found):
    loaded(owner, forest, at)
    loaded(owner, forest, at, first="2023-12-31", last="2024-12-31", site="西山")
    upload = workbook(forest, first=first, last=last)
    if not found:
        assert actions.import_activity(by=owner, project_id=forest.pk, upload=upload, at=at).rows == 9
        return
    with unchanged():
        assert codes(actions.import_activity, by=owner, project_id=forest.pk, upload=upload, at=at) == found


def test_a_site_is_told_once_a_year_and_again_after_it_was_withdrawn(owner, forest, at, unchanged):
    data = loaded(owner, forest, at)
    with unchanged():
        arguments = {"project_id": forest.pk, "upload": workbook(forest), "at": at}
        assert codes(actions.import_activity, by=owner, **arguments) == ["R14-14"]
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityData.objects.create(**{**_fields(data), "sha256": "x"})
    actions.withdraw_activity(by=owner, activity_id=data.pk, at=at)
    with unchanged():
        assert codes(actions.withdraw_activity, by=owner, activity_id=data.pk, at=at) == ["R17-1"]
    assert loaded(owner, forest, at).pk != data.pk
    assert [each.withdrawn for each in queries.activity_of(forest.pk)] == [False, True]


def _fields(data: ActivityData) -> dict:
    names = [each.attname for each in ActivityData._meta.concrete_fields if each.name != "id"]
    return {name: getattr(data, name) for name in names}


def test_kept_data_never_changes(owner, forest, at):
    data = loaded(owner, forest, at)
    for change in ({"rows": 8}, {"content": {}}, {"sha256": "0" * 64}, {"site": "x"}, {"last_day": date(2023, 12, 30)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ActivityData.objects.filter(pk=data.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityData.objects.filter(pk=data.pk).delete()
    actions.withdraw_activity(by=owner, activity_id=data.pk, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityData.objects.filter(pk=data.pk).update(withdrawn_at=None)
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")  # a table with pending checks cannot be truncated
            cursor.execute("truncate accounting_activitydata")


@pytest.mark.clause("JX23-13.1.3", "JX23-14.1.3")
def test_the_same_data_and_the_same_behaviours_count_in_one_project(world, owner, at, unchanged):
    other = world.actor("owner2")
    years = {"first": "2024-01-01", "last": "2024-12-31"}
    mine = actions.register_project(by=owner, draft=METRO, at=at)
    proof = {"legality_document": Upload("另证.txt", "另一项目的证明".encode())}
    theirs = actions.register_project(by=other, draft=replace(METRO, evidence=proof), at=at)
    loaded(owner, mine, at, **years)
    with unchanged():
        arguments = {"project_id": theirs.pk, "upload": workbook(theirs, **years), "at": at}
        assert codes(actions.import_activity, by=other, **arguments) == ["R14-11", "R13-7"]
    with unchanged():
        arguments = {"project_id": mine.pk, "upload": workbook(mine, site="换名", **years), "at": at}
        assert codes(actions.import_activity, by=owner, **arguments) == ["R14-11"]
    rows = example_of("metro-trips", "worked-two-trips")[1].rows["trips"]
    one = [{**rows[0], "trip_id": "other-1"}, rows[1]]
    with unchanged():
        arguments = {"project_id": theirs.pk, "upload": workbook(theirs, **years, rows={"trips": one}), "at": at}
        assert codes(actions.import_activity, by=other, **arguments) == ["R13-7"]
    loaded(other, theirs, at, **years, rows={"trips": one[:1]})


@pytest.mark.clause("HOUSE-13")
@pytest.mark.parametrize(("most", "found"), [(18, []), (17, ["V-9"])])
def test_all_sites_of_a_year_stay_within_the_limit_of_rows(owner, forest, at, monkeypatch, most, found):
    loaded(owner, forest, at, site="东山")
    one = scheme()
    limit = one.parameters["activity_rows"]
    other = replace(limit, values=(replace(limit.values[0], value=most),))
    changed = replace(one, parameters={**one.parameters, "activity_rows": other})
    monkeypatch.setattr(sys.modules["tanhui.lifecycle.accounting.actions.import_activity"], "scheme", lambda: changed)
    upload = workbook(forest, site="西山", rows=grown(STRATA, "5.2"))
    if found:
        assert codes(actions.import_activity, by=owner, project_id=forest.pk, upload=upload, at=at) == found
    else:
        assert actions.import_activity(by=owner, project_id=forest.pk, upload=upload, at=at).site == "西山"


def test_each_project_takes_what_its_methodology_is_fed_with(world, owner, at, forest, unchanged):
    rooftop = metered(owner, at)
    with unchanged():
        arguments = {"project_id": rooftop.pk, "upload": workbook(forest), "at": at}
        assert codes(actions.import_activity, by=owner, **arguments) == ["V-8"]
        readings = Upload("读数.csv", b"meter_id,start,end,export_kwh,import_kwh\nM-1,2024-01-01,2024-02-01,1,0\n")
        arguments = {"project_id": forest.pk, "upload": readings, "at": at}
        assert codes(actions.import_readings, by=owner, **arguments) == ["V-8"]
        arguments = {"project_id": forest.pk, "upload": workbook(forest), "at": at}
        assert codes(actions.import_activity, by=world.actor("owner2"), **arguments) == ["S-18"]


@pytest.mark.clause("JX23-10.1.4", "JX23-14.2.1")
@pytest.mark.parametrize(
    ("draft", "change", "found"),
    [
        (DRAFT, {}, []),
        (DRAFT, {"capacity_kw": Decimal(6000)}, []),
        (DRAFT, {"capacity_kw": Decimal("6000.001")}, ["R14-15"]),
        (DRAFT, {"capacity_kw": None}, ["R14-16"]),
        (DRAFT, {"meters": ()}, ["R14-16"]),
        (DRAFT, {"meters": (), "capacity_kw": Decimal(7000)}, ["R14-16", "R14-15"]),
        (FOREST, {}, []),
        (FOREST, {"capacity_kw": Decimal(7000)}, []),
        (FOREST, {"meters": DRAFT.meters}, []),
    ],
)
def test_a_project_gives_what_its_methodology_asks_for(owner, at, unchanged, draft, change, found):
    given = replace(draft, **change)
    if not found:
        assert actions.register_project(by=owner, draft=given, at=at).methodology_slug == draft.methodology_slug
        return
    with unchanged():
        assert codes(actions.register_project, by=owner, draft=given, at=at) == found


@pytest.mark.clause("JX23-14.1.1", "JX23-14.1.2", "JX23-14.1.3")
def test_a_forest_of_two_sites_and_two_years_is_reported_verified_and_run_again(world, owner, forest, at):
    sets = two_by_two(owner, forest, at)
    report = actions.prepare_report(by=owner, project_id=forest.pk, period=TWO_YEARS, at=at)
    assert (report.exact_tonnes, report.issuable_tonnes, report.remainder) == ("6584.106123438", 6584, "0.106123438")
    assert [each["sha256"] for each in report.result["data"]] == [each.sha256 for each in sets]
    book = openpyxl.load_workbook(io.BytesIO(documents.content(report.xlsx_id)))
    assert {"1 plots", "4 strata", "结果"} <= set(book.sheetnames)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(documents.content(report.pdf_id))).pages)
    text = "".join(text.split())
    assert "2023年东山" in text and "林业碳汇碳普惠方法学" in text and "6584.106123438tCO2e" in text
    assert "并网计量点" not in text and "准确度等级" not in text and "装机容量" not in text and "上网电量" not in text
    actions.submit_report(by=owner, report_id=report.pk, at=at)
    _verified(world, report.pk, at)
    again = queries.recompute(report.pk)
    assert (again.digest, again.difference, again.exact_tonnes) == (report.digest, "", Decimal("6584.106123438"))
    assert len({row.label for row in again.rows}) == len(again.rows)


def _verified(world, report_id: int, at) -> None:
    """Engage a body and sign a statement over every parameter of the report."""
    row = queries.report(report_id)
    sector = queries.project(row.project_id).category
    verification.accredit(
        by=world.actor("bureau"),
        party_id=world.party("verifier"),
        sector=sector,
        document="示范资质",
        starts_on=date(2026, 1, 1),
        ends_on=date(2029, 1, 1),
        at=at,
    )
    engagement = verification.engage(
        by=world.actor("owner"),
        report_id=report_id,
        verifier_id=world.party("verifier"),
        contract_no="示范-1",
        change_reason="",
        at=at,
    )
    verification.respond(by=world.actor("verifier"), engagement_id=engagement.pk, accept=True, at=at)
    lines = [
        Line(each.parameter, "", "", each.reported, "原始记录", "", "一致") for each in verified.parameters(report_id)
    ]
    draft = verification.Draft(row.issuable_tonnes, row.digest, lines, "符合方法学要求")
    signed = verification.sign_statement(by=world.actor("verifier"), engagement_id=engagement.pk, draft=draft, at=at)
    assert signed.verified_tonnes == row.issuable_tonnes and len(signed.lines) == len(lines)


@pytest.mark.clause("JX23-11.1.2", "JX23-14.1.1", "JX23-14.1.2")
def test_lamps_take_the_factors_of_the_library_by_day(world, owner, at):
    load_library(by=world.actor("bureau"), at=at)
    project = actions.register_project(by=owner, draft=LAMPS, at=at)
    loaded(owner, project, at, first="2022-01-01", last="2023-12-31")
    period = Period(date(2022, 1, 1), date(2024, 1, 1))
    report = actions.prepare_report(by=owner, project_id=project.pk, period=period, at=at)
    assert (report.exact_tonnes, report.issuable_tonnes) == ("141.17320576", 141)
    factors = {each["symbol"]: each for each in report.result["factors"]}
    assert set(factors) == {"EF_grid[浙江 2022]", "EF_grid[浙江 2023]"}
    assert all(len(each["record"]) == 64 for each in factors.values())
    actions.submit_report(by=owner, report_id=report.pk, at=at)
    assert queries.recompute(report.pk).difference == ""


@pytest.mark.clause("JX23-11.1.2")
def test_a_changed_factor_moves_exactly_the_reports_that_use_it(world, owner, forest, at):
    load_library(by=world.actor("bureau"), at=at)
    project = actions.register_project(by=owner, draft=LAMPS, at=at)
    loaded(owner, project, at, first="2022-01-01", last="2023-12-31")
    loaded(owner, forest, at)
    report = actions.prepare_report(
        by=owner, project_id=project.pk, period=Period(date(2022, 1, 1), date(2024, 1, 1)), at=at
    )
    actions.prepare_report(by=owner, project_id=forest.pk, period=YEAR, at=at)
    before = tuple(methodologies.library_factors(local_day(at)))
    used = next(
        each for each in before if (each.series, each.region, each.year) == ("grid-average-province", "浙江", 2023)
    )
    after = tuple(replace(each, value=each.value * 2) if each is used else each for each in before)
    found = factor_impact(Change(on=local_day(at), before=before, after=after, settled=frozenset()))
    moved = {(each.kind, each.reference): (each.before, each.after) for each in found.rows}
    assert {reference for _, reference in moved} == {str(report.pk), project.code}
    assert all(was == "141.17320576" and Decimal(now) > Decimal(was) for was, now in moved.values())


@pytest.mark.clause("JX23-14.1.2")
def test_a_report_stands_on_the_data_it_was_prepared_from(owner, forest, at, unchanged):
    data = loaded(owner, forest, at)
    report = actions.prepare_report(by=owner, project_id=forest.pk, period=YEAR, at=at)
    actions.withdraw_activity(by=owner, activity_id=data.pk, at=at)
    with unchanged():
        assert codes(actions.submit_report, by=owner, report_id=report.pk, at=at) == ["V-10"]
    loaded(owner, forest, at, rows=grown(STRATA, "5.2"))
    with unchanged():
        assert codes(actions.submit_report, by=owner, report_id=report.pk, at=at) == ["R14-4"]
    assert queries.recompute(report.pk).difference == "", "the sets it counts are kept"
    other = actions.prepare_report(by=owner, project_id=forest.pk, period=YEAR, at=at)
    actions.submit_report(by=owner, report_id=other.pk, at=at)
    with unchanged():
        used = queries.activity_of(forest.pk)[0]
        assert codes(actions.withdraw_activity, by=owner, activity_id=used.id, at=at) == ["R17-1"]
    loaded(owner, forest, at, site="后来的场所", rows=grown(STRATA, "5.3"))
    assert queries.recompute(other.pk).difference == "", "what is loaded later does not enter"
    actions.withdraw_activity(by=owner, activity_id=queries.activity_of(forest.pk)[1].id, at=at)


@pytest.mark.clause("JX23-14.2.1")
def test_a_period_that_cuts_the_data_or_lacks_it_is_refused(owner, forest, at, unchanged):
    loaded(owner, forest, at)
    for period in (Period(date(2023, 2, 1), date(2024, 1, 1)), TWO_YEARS):
        with unchanged():
            assert codes(actions.prepare_report, by=owner, project_id=forest.pk, period=period, at=at) == ["R14-14"]
    with unchanged():
        period = Period(date(2024, 1, 1), date(2025, 1, 1))
        assert codes(actions.prepare_report, by=owner, project_id=forest.pk, period=period, at=at) == ["V-10"]


@pytest.mark.clause("JX23-13.1.3")
@pytest.mark.parametrize(("start", "found"), [(date(2024, 1, 1), []), (date(2023, 12, 31), ["R13-5"])])
def test_a_period_of_a_project_without_meters_is_claimed_once(owner, forest, at, start, found):
    claimed: list[str] = []
    for number, period in enumerate((YEAR, Period(start, date(2025, 1, 1)))):
        try:
            with act(by=owner, kind="test.claimed", at=at) as entry:
                actions.claim(entry, project_id=forest.pk, period=period, subject=f"filing:{number}")
                entry.about(forest)
        except Refusal as refusal:
            claimed = refusal.codes
    assert claimed == found
    assert Claim.objects.count() == 2 - len(found)


def test_the_work_list_says_what_comes_next(owner, forest, at):
    assert [each.state for each in queries.tasks(owner)] == ["待数据"]
    data = loaded(owner, forest, at)
    assert [each.state for each in queries.tasks(owner)] == ["已有数据"]
    actions.withdraw_activity(by=owner, activity_id=data.pk, at=at)
    assert [each.state for each in queries.tasks(owner)] == ["待数据"]


def test_the_checklist_tells_rules_from_declarations(owner, forest, at):
    rooftop = actions.register_project(by=owner, draft=DRAFT, at=at)
    rows = {each.code: each.kept for each in queries.checklist(rooftop.pk, on=local_day(at))}
    assert rows["R14-15"] is True
    assert not any("6 MW" in each for each in queries.declared(rooftop.pk))
    assert "R14-15" not in {each.code for each in queries.checklist(forest.pk, on=local_day(at))}
    assert len(queries.declared(forest.pk)) == 5
