"""The pages and endpoints through HTTP, once per role."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tanhui.foundation.periods import Period
from tanhui.lifecycle.accounting import actions, queries
from tanhui.lifecycle.accounting.models import Project, ReadingImport
from tanhui.lifecycle.accounting.tests.projects import DRAFT, PROOF, loaded, registered

pytestmark = pytest.mark.django_db
WINTER = Period(date(2024, 1, 1), date(2024, 3, 1))
HEADER = "meter_id,start,end,export_kwh,import_kwh\n"
GOOD = f"{DRAFT.meters[0].number},2024-04-01,2024-05-01,150000,3\n"
BAD = f"{DRAFT.meters[0].number},2024-05-01,2024-06-01,１２,0\n"


@pytest.fixture
def at(world):
    return world.begin


@pytest.fixture
def signed(world):
    def sign(username: str) -> Client:
        client = Client()
        client.force_login(world.user(username), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign


def upload(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("读数.csv", text.encode(), content_type="text/csv")


def form_of_the_draft() -> dict[str, object]:
    filled: dict[str, object] = {
        "request_id": "r-1",
        "methodology": "pv-distributed/v1",
        "meter_number": DRAFT.meters[0].number,
        "accuracy_class": "0.5S",
        "legality_document": SimpleUploadedFile("证明.txt", PROOF.content),
    }
    for name in (
        "name",
        "category",
        "district",
        "address",
        "latitude",
        "longitude",
        "capacity_kw",
        "commissioned_on",
        "legality_from",
    ):
        filled[name] = str(getattr(DRAFT, name))
    return filled | {f"{each.principle}_text": each.text for each in DRAFT.assessments}


def test_an_owner_registers_a_project_on_the_page(signed):
    client = signed("owner")
    assert client.get(reverse("accounting:new")).status_code == 200
    answer = client.post(reverse("accounting:new"), form_of_the_draft())
    assert answer.status_code == 302 and answer.headers["Location"] == reverse("accounting:project", args=["P0001"])
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200 and DRAFT.name in page.content.decode()
    assert DRAFT.name in client.get(reverse("accounting:mine")).content.decode()


@pytest.mark.clause("JX23-13.1.1")
def test_a_refused_registration_shows_its_code_and_keeps_what_was_typed(signed, unchanged):
    client = signed("owner")
    with unchanged():
        answer = client.post(reverse("accounting:new"), form_of_the_draft() | {"legal_duty": "on"})
    assert answer.status_code == 422
    assert "R13-1" in answer.content.decode() and DRAFT.name in answer.content.decode()


def test_full_width_digits_are_shown_back_before_anything_is_stored(signed, unchanged):
    client = signed("owner")
    with unchanged():
        answer = client.post(reverse("accounting:new"), form_of_the_draft() | {"capacity_kw": "２０００"})
    assert answer.status_code == 422 and 'value="2000"' in answer.content.decode()
    assert client.post(reverse("accounting:new"), form_of_the_draft()).status_code == 302


def test_readings_are_uploaded_refused_checked_and_loaded_in_part(world, at, signed, unchanged):
    project = registered(world.actor("owner"), at)
    client, url = signed("owner"), reverse("accounting:readings", args=[project.code])
    assert client.get(url).status_code == 200
    sent = {"encoding": "utf-8", "mode": "all", "request_id": "r-2"}
    with unchanged():
        answer = client.post(url, {**sent, "file": upload(HEADER + GOOD + BAD)})
    assert answer.status_code == 422 and "第 3 行 D 列 export_kwh" in answer.content.decode()
    with unchanged():
        listed = client.post(url, {**sent, "mode": "check", "file": upload(HEADER + GOOD + BAD)})
    assert listed.status_code == 200 and "V-6" in listed.content.decode()
    answer = client.post(url, {**sent, "mode": "good", "request_id": "r-3", "file": upload(HEADER + GOOD + BAD)})
    assert answer.status_code == 302
    source = ReadingImport.objects.get()
    assert (source.rows_loaded, source.rows_rejected) == (1, 1)
    rejects = client.get(reverse("accounting:rejects", args=[source.pk]))
    assert rejects.status_code == 200 and "V-6" in rejects.content.decode()
    assert client.get(reverse("accounting:project", args=[project.code])).status_code == 200
    assert client.post(reverse("accounting:withdraw", args=[source.pk]), {"request_id": "r-4"}).status_code == 302


@pytest.mark.clause("JX23-14.1.2")
def test_a_report_opens_every_number_and_is_submitted(world, at, signed):
    project = loaded(world.actor("owner"), at)
    client = signed("owner")
    prepare = reverse("accounting:prepare", args=[project.code])
    assert client.get(prepare).status_code == 200
    answer = client.post(prepare, {"first_day": "2024-01-01", "last_day": "2024-02-29", "request_id": "r-5"})
    assert answer.status_code == 302
    text = client.get(answer.headers["Location"]).content.decode()
    assert text.count("<details") >= 7
    assert "max(0 tCO2e, BE - PE - LE)" in text and "EG * EF" in text and "公告2025年第47号" in text
    report = queries.reports_of(project.pk)[0]
    rows = client.get(reverse("accounting:rows", args=[report.id]), {"q": "2024-01-15"})
    assert rows.status_code == 200 and "2024-01-15 12:00" in rows.content.decode()
    submit = reverse("accounting:submit", args=[report.id])
    assert client.get(submit).status_code == 200
    assert client.post(submit, {"request_id": "r-6"}).status_code == 302
    assert queries.report(report.id).state == "submitted"
    public = Client().get(reverse("accounting:public", args=[project.code]))
    assert public.status_code == 200 and report.digest in public.content.decode()


@pytest.mark.parametrize(
    ("username", "status"),
    [
        ("owner", 200),
        ("owner2", 403),
        ("verifier", 200),
        ("centre", 200),
        ("bureau", 200),
        ("branch", 200),
        ("operations", 403),
    ],
)
def test_who_may_read_a_project_and_its_report(world, at, signed, username, status):
    project = loaded(world.actor("owner"), at)
    report = actions.prepare_report(by=world.actor("owner"), project_id=project.pk, period=WINTER, at=at)
    for url in (reverse("accounting:project", args=[project.code]), reverse("accounting:report", args=[report.pk])):
        assert signed(username).get(url).status_code == status


def test_a_branch_reads_its_own_district_only(world, at, signed):
    project = registered(world.actor("owner"), at, district="330481", latitude=Decimal("30.5"))
    assert signed("branch").get(reverse("accounting:project", args=[project.code])).status_code == 403


def test_the_public_sees_projects_without_signing_in(world, at):
    project = registered(world.actor("owner"), at)
    client = Client()
    assert project.name in client.get(reverse("accounting:index")).content.decode()
    assert client.get(reverse("accounting:public", args=[project.code])).status_code == 200
    assert client.get(reverse("accounting:template")).content.decode().startswith(HEADER.strip())
    assert client.get(reverse("accounting:project", args=[project.code])).status_code == 302
    assert client.get(reverse("accounting:public", args=["P9999"])).status_code == 404


def test_an_upload_sent_twice_is_loaded_once(world, at, signed):
    project = registered(world.actor("owner"), at)
    client, url = signed("owner"), reverse("accounting:readings", args=[project.code])
    for _ in range(2):
        sent = {"encoding": "utf-8", "mode": "all", "request_id": "same", "file": upload(HEADER + GOOD)}
        assert client.post(url, sent).status_code == 302
    assert ReadingImport.objects.count() == 1
    assert json.loads(json.dumps(ReadingImport.objects.get().rejects)) == []
    assert Project.objects.count() == 1


@pytest.mark.clause("JX23-12.1.1", "JX23-13.1.1", "JX23-13.1.2", "JX23-13.1.3", "JX23-13.1.4")
@pytest.mark.parametrize(
    ("spoilt", "code", "near_miss"),
    [
        ({"district": "330500"}, "R12-3", {}),
        ({"latitude": "30.000000"}, "R12-3", {}),
        ({"legal_duty": "on"}, "R13-1", "beyond_duty_document"),
        ({"in_national_ets": "on", "ets_facility": "示范电厂"}, "R13-2", "separate_metering_document"),
        ({"other_mechanism": "CCER 1"}, "R13-3", "withdrawn_document"),
        ({"green_certificates": "on"}, "R13-4", "certificates_cancelled_document"),
        ({"inclusive_text": ""}, "R13-8", {}),
        ({"commissioned_on": "2023-02-29"}, "V-3", {"commissioned_on": "2024-02-29"}),
        ({"name": "光\u200b伏"}, "V-13", {"name": "𠮷·光伏 <旧>"}),
        ({"meter_number": "33\u200b04-001"}, "V-13", {"meter_number": "3304-001"}),
        ({"state": "issued"}, "S-20", {}),
    ],
)
def test_b4_to_b15_on_the_page_with_the_codes_of_the_api(signed, unchanged, spoilt, code, near_miss):
    client = signed("owner")
    with unchanged():
        answer = client.post(reverse("accounting:new"), form_of_the_draft() | spoilt)
    assert answer.status_code >= 400 and list(answer.context["refusal"].codes) == [code]
    proven = isinstance(near_miss, str)
    kept = spoilt | {near_miss: SimpleUploadedFile("另证.txt", "另一份示范证明".encode())} if proven else near_miss
    assert client.post(reverse("accounting:new"), form_of_the_draft() | kept).status_code == 302


@pytest.mark.clause("JX23-12.1.2", "JX23-12.1.3")
@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2020-09-21", "2024-02-29", "R12-1"),
        ("2020-09-22", "2024-02-29", "R12-1"),
        ("2024-01-01", "2026-03-03", "R12-2"),
        ("2024-02-01", "2024-01-01", "V-3"),
        ("0001-01-01", "2024-02-29", "V-3"),
        ("2024-01-01", "9999-12-31", "V-3"),
        ("2023-02-29", "2024-02-29", "V-3"),
    ],
)
def test_b1_to_b3_periods_on_the_page(world, at, signed, unchanged, monkeypatch, first, last, code):
    project = loaded(world.actor("owner"), at)
    monkeypatch.setattr("tanhui.foundation.web.pages.now", lambda: at)
    client, url = signed("owner"), reverse("accounting:prepare", args=[project.code])
    with unchanged():
        answer = client.post(url, {"first_day": first, "last_day": last, "request_id": "r-1"})
    assert answer.status_code == 422 and answer.context["refusal"].codes[0] == code
    assert (
        client.post(url, {"first_day": "2024-01-01", "last_day": "2024-02-29", "request_id": "r-2"}).status_code == 302
    )
