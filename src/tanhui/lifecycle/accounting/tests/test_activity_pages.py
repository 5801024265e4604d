"""The pages and endpoints of activity data through HTTP, once per role; both answer with the same codes."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tanhui.foundation.periods import Period
from tanhui.lifecycle.accounting import actions, queries
from tanhui.lifecycle.accounting.models import ActivityData, Project
from tanhui.lifecycle.accounting.tests.activity_projects import FOREST, METRO, SLUGS, loaded, publish, workbook
from tanhui.lifecycle.accounting.tests.projects import DRAFT, PROOF
from tanhui.lifecycle.accounting.tests.test_pages import form_of_the_draft

pytestmark = pytest.mark.django_db
YEAR = Period(date(2023, 1, 1), date(2024, 1, 1))
READING = ("owner", "verifier", "centre", "bureau", "branch", "auditor")


@pytest.fixture
def world(world):
    publish(world, *SLUGS)
    return world


@pytest.fixture
def at(world):
    return world.begin


@pytest.fixture
def forest(world, at):
    return actions.register_project(by=world.actor("owner"), draft=FOREST, at=at)


def sent(project: Project, **changes: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("数据.xlsx", workbook(project, **changes).content)


def bad(book: Any) -> None:
    book["plots"]["D3"] = "１２"
    book["plots"]["E5"] = 2000


def test_every_published_methodology_in_force_is_offered_and_meters_are_asked_for_where_they_count(page_as, unchanged):
    owner, url = page_as("owner"), reverse("accounting:new")
    text = owner.get(url).content.decode()
    assert "林业碳汇碳普惠方法学（FS01 v1）" in text and "（PV01 v1）：电表读数" in text.replace("\n", "")
    plain = {key: value for key, value in form_of_the_draft().items() if key not in ("meter_number", "accuracy_class")}
    with unchanged():
        answer = owner.post(url, {**plain, "capacity_kw": "", "legality_document": _proof()})
    assert answer.status_code == 422 and answer.context["refusal"].codes == ["R14-16", "R14-16"]
    forest = {**plain, "capacity_kw": "", "methodology": "forestry-sink/v1", "category": "sink"}
    assert owner.post(url, {**forest, "legality_document": _proof()}).status_code == 302
    project = Project.objects.get()
    assert (project.capacity_kw, project.meters.count()) == (None, 0)
    assert owner.get(reverse("accounting:mine")).status_code == 200
    public = Client().get(reverse("accounting:public", args=[project.code]))
    assert public.status_code == 200 and "装机容量" not in public.content.decode()


@pytest.mark.clause("JX23-10.1.4")
@pytest.mark.parametrize(("capacity", "status"), [("6000", 302), ("6000.001", 422)])
def test_the_capacity_must_suit_the_methodology(page_as, capacity, status):
    sent_form = {**form_of_the_draft(), "capacity_kw": capacity, "legality_document": _proof()}
    answer = page_as("owner").post(reverse("accounting:new"), sent_form)
    assert answer.status_code == status
    assert status == 302 or answer.context["refusal"].codes == ["R14-15"]


def _proof() -> SimpleUploadedFile:
    return SimpleUploadedFile(PROOF.name, PROOF.content)


@pytest.mark.clause("JX23-14.2.1")
def test_template_upload_check_report_and_withdrawal(forest, page_as, unchanged):
    owner, url = page_as("owner"), reverse("accounting:activity", args=[forest.code])
    page = owner.get(url).content.decode()
    assert 'method="post" enctype="multipart/form-data"' in page and "林业碳汇碳普惠方法学" in page
    template = owner.get(reverse("accounting:activity-template", args=[forest.code]))
    assert openpyxl.load_workbook(io.BytesIO(template.content)).sheetnames == ["填报", "strata", "plots"]
    with unchanged():
        answer = owner.post(url, {"mode": "all", "file": sent(forest, spoil=bad)})
    text = answer.content.decode()
    assert answer.status_code == 422 and answer.context["refusal"].codes == ["V-6", "V-1"]
    assert "工作表“plots”第 3 行 D 列（V_first）" in text and "读到“１２”" in text
    with unchanged():
        listed = owner.post(url, {"mode": "check", "file": sent(forest, spoil=bad)}).content.decode()
    assert listed.count("\n") == 3 and "V-6" in listed and "V-1" in listed
    with unchanged():
        assert owner.post(url, {"mode": "check", "file": sent(forest)}).content.decode().count("\n") == 1
    for site, shrubs in (("东山", -1.5), ("西山", -0.5)):
        file = sent(forest, site=site, inputs={"C_shrub": shrubs})
        assert owner.post(url, {"mode": "all", "file": file}).status_code == 302
    page = owner.get(reverse("accounting:project", args=[forest.code])).content.decode()
    assert "在用 2 份，1 个年度、2 个场所，共 18 行" in page and "计量表" not in page
    data = ActivityData.objects.order_by("pk")[0]
    shown = reverse("accounting:activity-data", args=[data.pk])
    assert "火烧与火灾排放" in owner.get(shown).content.decode()
    plots = owner.get(f"{shown}?state=plots&q=A-1").content.decode()
    assert "第二次调查样地蓄积（m3）" in plots and "5.1" in plots and "B-1" not in plots
    export = owner.get(f"{shown}?state=plots&format=csv")
    assert export.status_code == 200 and len(export.content.decode().strip().splitlines()) == 8
    prepare = reverse("accounting:prepare", args=[forest.code])
    answer = owner.post(prepare, {"first_day": "2023-01-01", "last_day": "2023-12-31"})
    assert answer.status_code == 302
    text = owner.get(answer.headers["Location"]).content.decode()
    assert "1,644.193197526333</span>" in text and "3333333333333" not in text
    assert "2023 年　东山" in text and "area * mean(C_hm2)" in text and "全部数据按原值计入" in text
    report = queries.reports_of(forest.pk)[0]
    assert report.issuable_tonnes == 3292
    rows = owner.get(reverse("accounting:rows", args=[report.id])).content.decode()
    assert "东山" in rows and shown in rows
    withdraw = reverse("accounting:activity-withdraw", args=[data.pk])
    assert owner.get(withdraw).status_code == 200 and owner.post(withdraw).status_code == 302
    assert owner.post(reverse("accounting:submit", args=[report.id])).status_code == 422
    page = owner.get(reverse("accounting:project", args=[forest.code])).content.decode()
    assert "在用 1 份" in page and "已撤回" in page


@pytest.mark.parametrize("name", ["a.xlsm", "a.xls", "a.csv", "a.pdf"])
def test_files_of_another_kind_are_refused_on_the_page(forest, page_as, unchanged, name):
    owner, url = page_as("owner"), reverse("accounting:activity", args=[forest.code])
    with unchanged():
        file = SimpleUploadedFile(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
        answer = owner.post(url, {"mode": "all", "file": file})
    assert answer.status_code == 422 and answer.context["refusal"].codes[0] in ("S-7", "S-8")


@pytest.mark.parametrize("username", [*READING, "owner2", "operations", "citizen"])
def test_who_may_read_and_who_may_load(world, forest, at, page_as, username):
    data = loaded(world.actor("owner"), forest, at)
    report = actions.prepare_report(by=world.actor("owner"), project_id=forest.pk, period=YEAR, at=at)
    client = page_as(username)
    read = [
        reverse("accounting:project", args=[forest.code]),
        reverse("accounting:activity-data", args=[data.pk]),
        reverse("accounting:activity-template", args=[forest.code]),
        reverse("accounting:report", args=[report.pk]),
        reverse("accounting:rows", args=[report.pk]),
    ]
    expected = 200 if username in READING else 403
    assert {client.get(url).status_code for url in read} == {expected}
    act = [
        reverse("accounting:activity", args=[forest.code]),
        reverse("accounting:activity-withdraw", args=[data.pk]),
    ]
    assert {client.get(url).status_code for url in act} == {200 if username == "owner" else 403}


def test_a_file_sent_twice_is_loaded_once(forest, page_as):
    owner, url = page_as("owner"), reverse("accounting:activity", args=[forest.code])
    content = workbook(forest).content
    for _ in range(2):
        file = SimpleUploadedFile("数据.xlsx", content)
        assert owner.client.post(url, {"mode": "all", "file": file, "request_id": "same"}).status_code == 302
    assert ActivityData.objects.count() == 1


BODY = {
    "site": "东山",
    "year": 2023,
    "inputs": {"C_shrub": {"value": "-1.5", "unit": "tC"}, "GHG_E": "6.2"},
    "tables": {
        "strata": [{"stratum": "S", "area": "1", "density": "0.4", "BEF": "1.6", "root": "0.25", "CF": "0.47"}],
        "plots": [
            {"plot": "1", "plot_stratum": "S", "plot_area": "500", "V_first": "3", "V_second": "6.5"},
            {"plot": "2", "plot_stratum": "S", "plot_area": "1000", "V_first": "5", "V_second": "12"},
        ],
    },
}


@pytest.mark.clause("JX23-14.1.1", "JX23-14.2.1")
def test_the_whole_way_through_the_api(world, at, call_as):
    owner = world.actor("owner")
    forest = actions.register_project(by=owner, draft=FOREST, at=at)
    base = f"/accounting/projects/{forest.code}"
    made = call_as("owner", f"{base}/activity", BODY)
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["year"], row["site"], row["rows"], row["first_day"]) == (2023, "东山", 3, "2023-01-01")
    assert [each["id"] for each in call_as("verifier", f"{base}/activity").json()] == [row["id"]]
    values = call_as("centre", f"/accounting/activity/{row['id']}").json()
    assert values["inputs"] == {"C_shrub": "-1.5", "GHG_E": "6.2"} and values["tables"]["plots"][1]["V_second"] == "12"
    days = {"first_day": "2023-01-01", "last_day": "2023-12-31"}
    report = call_as("owner", f"{base}/reports", days).json()
    assert report["issuable_tonnes"] > 80
    shown = call_as("bureau", f"/accounting/reports/{report['id']}").json()
    assert shown["result"]["data"][0]["sha256"] == row["sha256"]
    submitted = call_as("owner", f"/accounting/reports/{report['id']}/submit", {})
    assert submitted.json()["submitted"] is True
    answer = call_as("owner", f"/accounting/activity/{row['id']}/withdraw", {})
    assert (answer.status_code, answer.json()["refusal"][0]["code"]) == (409, "R17-1")


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"year": 2020}, "R12-1", None),
        ({"year": 2026}, "R12-2", None),
        ({"site": "东\u200b山"}, "V-13", "site"),
        ({"state": "issued"}, "S-20", "state"),
        ({"inputs": {"C_shrub": "１", "GHG_E": "0"}}, "V-6", "C_shrub"),
        ({"inputs": {"C_shrub": "0"}}, "R14-2", "GHG_E"),
        ({"inputs": {"C_shrub": {"value": "1", "unit": "MWh"}, "GHG_E": "0"}}, "R14-1", "C_shrub"),
        ({"tables": {**BODY["tables"], "plots": BODY["tables"]["plots"][:1]}}, "R14-3", None),
        ({"tables": {**BODY["tables"], "trees": []}}, "R14-2", "trees"),
    ],
)
def test_bad_data_is_refused_over_the_api_with_its_place(forest, call_as, unchanged, change, code, place):
    call_as.token("owner")
    with unchanged():
        answer = call_as("owner", f"/accounting/projects/{forest.code}/activity", {**BODY, **change})
    first = answer.json()["refusal"][0]
    assert answer.status_code >= 400 and first["code"] == code
    assert place is None or first["place"] == place


def test_a_workbook_is_taken_over_the_api_and_by_the_owner_only(forest, call_as, unchanged):
    url = f"/api/v1/accounting/projects/{forest.code}/activity/file"

    def send(role: str, **changes: Any) -> Any:
        headers = {"Authorization": f"Bearer {call_as.token(role)}", "Idempotency-Key": f"{role}-{len(changes)}"}
        return Client().post(url, {"file": sent(forest, **changes)}, headers=headers)

    for role in ("owner", "verifier"):
        call_as.token(role)
    with unchanged():
        assert send("verifier").status_code == 403
        answer = send("owner", spoil=bad)
        assert [each["code"] for each in answer.json()["refusal"]] == ["V-6", "V-1"]
    assert send("owner").json()["rows"] == 9


def test_a_project_without_meters_is_registered_over_the_api(call_as, unchanged):
    given = {
        "name": METRO.name,
        "category": METRO.category,
        "district": METRO.district,
        "address": METRO.address,
        "latitude": "30.763210",
        "longitude": "120.701230",
        "commissioned_on": "2023-06-01",
        "methodology_slug": METRO.methodology_slug,
        "methodology_version": "v1",
        "legal_duty": False,
        "in_national_ets": False,
        "green_certificates": False,
        "assessments": [{"principle": each.principle, "text": each.text} for each in DRAFT.assessments],
    }
    call_as.token("owner")
    with unchanged():
        answer = call_as("owner", "/accounting/projects", {**given, "methodology_slug": "pv-distributed"})
        assert [each["code"] for each in answer.json()["refusal"]] == ["R14-16", "R14-16"]
    assert call_as("owner", "/accounting/projects", given).json()["code"] == "P0001"
    assert call_as("", "/accounting/projects/P0001").json()["capacity_kw"] is None
