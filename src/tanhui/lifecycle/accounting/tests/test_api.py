"""The endpoints give the same codes as the pages."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import path

from tanhui.foundation.parties.actions import demonstration_token
from tanhui.foundation.web.api import make_api
from tanhui.lifecycle.accounting.api import router
from tanhui.lifecycle.accounting.models import ReadingImport
from tanhui.lifecycle.accounting.tests.projects import DRAFT, PROOF

HEADER = "meter_id,start,end,export_kwh,import_kwh\n"
METER = DRAFT.meters[0].number

_api = make_api(title="accounting", version="test")
_api.add_router("/accounting", router)
urlpatterns = [path("api/v1/", _api.urls)]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Caller:
    """A client with one token; every write gets its own key."""

    def __init__(self, token: str) -> None:
        self.client, self.token, self.count = Client(), token, 0

    def post(self, url: str, body: Any) -> tuple[int, dict[str, Any]]:
        self.count += 1
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"k-{self.count}"}
        if isinstance(body, dict) and "file" in body:
            answer = self.client.post(f"/api/v1/accounting{url}", body, headers=headers)
        else:
            answer = self.client.post(
                f"/api/v1/accounting{url}", json.dumps(body), content_type="application/json", headers=headers
            )
        return answer.status_code, answer.json()

    def get(self, url: str) -> tuple[int, Any]:
        answer = self.client.get(f"/api/v1/accounting{url}", headers={"Authorization": f"Bearer {self.token}"})
        return answer.status_code, answer.json()


@pytest.fixture
def owner(world) -> Caller:
    from tanhui.foundation.clock import now  # noqa: PLC0415 - the token must be in force at the server's moment

    return Caller(demonstration_token(role="owner", at=now()))


def body(**changes: Any) -> dict[str, Any]:
    given = asdict(DRAFT)
    proof = {"name": PROOF.name, "content_base64": base64.b64encode(PROOF.content).decode()}
    for name in ("latitude", "longitude", "capacity_kw", "commissioned_on", "legality_from"):
        given[name] = str(given[name])
    given["assessments"] = [{"principle": each.principle, "text": each.text} for each in DRAFT.assessments]
    return {**given, "evidence": {"legality_document": proof}, **changes}


def file(text: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("readings.csv", text.encode(), content_type="text/csv")}


def test_the_whole_stage_through_the_api(owner):
    status, made = owner.post("/projects", body())
    assert status == 201 and made["code"] == "P0001" and made["receipt"]["seq"] > 0
    status, loaded = owner.post("/projects/P0001/readings", file(f"{HEADER}{METER},2024-01-01,2024-02-01,150000,3\n"))
    assert (status, loaded["loaded"]) == (201, 1)
    status, report = owner.post("/projects/P0001/reports", {"first_day": "2024-01-01", "last_day": "2024-01-31"})
    assert status == 201 and report["issuable_tonnes"] == 74
    status, shown = owner.get(f"/reports/{report['id']}")
    assert status == 200 and shown["result"]["digest"] == report["digest"]
    status, done = owner.post(f"/reports/{report['id']}/submit", {})
    assert (status, done["submitted"]) == (201, True)
    assert owner.get("/projects")[1][0]["code"] == "P0001"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"district": "330500"}, "R12-3"),
        ({"legal_duty": True}, "R13-1"),
        ({"in_national_ets": True}, "R13-2"),
        ({"other_mechanism": "CCER 1"}, "R13-3"),
        ({"green_certificates": True}, "R13-4"),
        ({"assessments": []}, "R13-8"),
        ({"commissioned_on": "2023-02-29"}, "V-3"),
        ({"capacity_kw": "２０００"}, "V-6"),
        ({"meters": [{"number": "３３０４-001", "accuracy_class": "1"}]}, "V-6"),
        ({"name": "光\u200b伏"}, "V-13"),
        ({"state": "issued"}, "S-20"),
    ],
)
def test_a_bad_project_is_refused_with_the_same_code(owner, unchanged, changes, code):
    with unchanged():
        status, answer = owner.post("/projects", body(**changes))
    assert (status >= 400, answer["refusal"][0]["code"]) == (True, code)


def test_a_bad_row_is_refused_with_its_cell(owner, unchanged):
    owner.post("/projects", body())
    rows = f"{HEADER}{METER},2024-01-01,2024-02-01,１２,0\n{METER},2024-02-01,2024-03-01,1,0\n"
    with unchanged():
        status, answer = owner.post("/projects/P0001/readings", file(rows))
    assert (status, answer["refusal"][0]["code"], answer["refusal"][0]["place"]) == (
        422,
        "V-6",
        "第 2 行 D 列 export_kwh",
    )
    status, answer = owner.post("/projects/P0001/readings", {**file(rows), "good_rows": "true"})
    assert (status, answer["loaded"], answer["rejected"]) == (201, 1, 1)
    assert ReadingImport.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [("2020-09-22", "2020-12-31", "R12-1"), ("2024-01-01", "2099-12-31", "R12-2"), ("2024-02-01", "2024-01-01", "V-3")],
)
def test_a_bad_period_is_refused(owner, unchanged, first, last, code):
    owner.post("/projects", body())
    owner.post("/projects/P0001/readings", file(f"{HEADER}{METER},2020-09-01,2020-12-31,150000,3\n"))
    with unchanged():
        status, answer = owner.post("/projects/P0001/reports", {"first_day": first, "last_day": last})
    assert (status, answer["refusal"][0]["code"]) == (422, code)
