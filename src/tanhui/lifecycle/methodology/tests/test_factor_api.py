"""Every act of the library over the API gives the same codes as the pages."""

from __future__ import annotations

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tanhui.lifecycle.methodology.models import FactorRecord
from tanhui.lifecycle.methodology.tests.changes import PUBLICATION, ROW
from tanhui.lifecycle.methodology.tests.test_factor_pages import clock_at, library

pytestmark = pytest.mark.django_db
API = "/methodology/factors"
__all__ = ["clock_at", "library"]


def body(**row: str) -> dict:
    return {
        "title": "更正浙江因子",
        "reason": "公告更正",
        "valid_from": "2026-04-01",
        "publication": dict(PUBLICATION),
        "rows": [{**ROW, **row}],
    }


def codes(answer) -> list[str]:
    return [each["code"] for each in answer.json()["refusal"]]


@pytest.mark.clause("JX23-11.1.1")
def test_the_library_is_read_by_anyone(library, call_as):
    rows = call_as("", f"{API}?series=grid-average-province&region=浙江").json()
    assert [(row["year"], row["value"], row["state"]) for row in rows] == [
        (2020, "0.5246", "unconfirmed"),
        (2021, "0.5422", "in_effect"),
        (2022, "0.5153", "in_effect"),
        (2023, "0.4974", "in_effect"),
    ]
    one = call_as("", f"{API}/{rows[-1]['id']}").json()
    assert one["publication"]["number"] == "公告2025年第47号"
    assert one["used_by"] == [{"slug": "pv-distributed", "version": "v1", "symbol": "EF"}]
    assert call_as("", f"{API}/999999").status_code == 404
    assert len(call_as("", API).json()) == 250


@pytest.mark.clause("JX23-11.1.2")
def test_a_change_goes_its_way_over_the_api(library, call_as, clock_at):
    made = call_as("centre", f"{API}/changes", body())
    assert made.status_code == 201, made.content
    change = made.json()["id"]
    assert call_as("", f"{API}/changes").json() == []
    assert call_as("", f"{API}/changes/{change}").status_code == 404
    assert call_as("", f"/impact/{change}").status_code == 404
    early = call_as("bureau", f"{API}/changes/{change}/decision", {"approve": True, "reason": "一致"})
    assert (early.status_code, codes(early)) == (422, ["R11-6"])
    counts = call_as("bureau", f"/impact/{change}", {}).json()["counts"]
    assert counts == {"methodology": 1, "report": 0, "project": 0}
    assert call_as("bureau", f"{API}/changes/{change}/decision", {"approve": True, "reason": "一致"}).status_code == 201
    assert call_as("bureau", f"{API}/changes/{change}/notice", {}).status_code == 201
    moved = call_as("", f"/impact/{change}").json()
    assert {row["kind"] for row in moved["rows"]} == {"methodology"} and moved["current"] is True
    objection = call_as("", f"{API}/changes/{change}/objections", {"text": "请核对"}).json()["id"]
    early = call_as("bureau", f"{API}/changes/{change}/entry", {})
    assert codes(early) == ["R10-4", "R10-5"]
    answer = {"text": "已核对", "upheld": False}
    assert call_as("bureau", f"{API}/changes/{change}/objections/{objection}", answer).status_code == 201
    clock_at("2026-03-16 10:00")
    assert call_as("bureau", f"{API}/changes/{change}/entry", {}).status_code == 201
    shown = call_as("", f"{API}/changes/{change}").json()
    assert (shown["state"], [step["act"] for step in shown["steps"]]) == (
        "published",
        ["recommend_factor", "approve", "give_notice", "file", "enter_factor"],
    )
    assert call_as("", f"{API}/{shown['records'][0]}").json()["state"] == "coming"
    assert [row["state"] for row in call_as("", f"{API}/changes").json()] == ["published"]


@pytest.mark.clause("JX23-11.1.2")
def test_a4_editing_a_record_is_refused(library, call_as, unchanged):
    record = FactorRecord.objects.get(code="elec-avg-2023-浙江")
    headers = {"Authorization": f"Bearer {call_as.token('bureau')}", "Idempotency-Key": uuid.uuid4().hex}
    with unchanged():
        answer = Client().put(
            f"/api/v1{API}/{record.pk}",
            json.dumps({"value": "0.6"}),
            content_type="application/json",
            headers=headers,
        )
    assert (answer.status_code, codes(answer)) == (422, ["R11-2"])


@pytest.mark.clause("JX23-11.1.1")
@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"unit": ""}, ["R11-3"]),
        ({"value": "Infinity"}, ["V-1"]),
        ({"value": "-1"}, ["V-1"]),
        ({"value": "０.５"}, ["V-6"]),
        ({"value": "0.04"}, ["R11-4"]),
        ({"unit": "GJ/t"}, ["R14-1"]),
        ({"value": "0.5153"}, ["R11-5"]),
    ],
)
def test_a_bad_value_is_refused_with_its_code_and_place(library, call_as, unchanged, row, expected):
    call_as.token("centre")
    with unchanged():
        answer = call_as("centre", f"{API}/changes", body(**row))
    assert (answer.status_code, codes(answer)) == (422, expected)
    assert answer.json()["refusal"][0]["place"] == "rows[0]"


@pytest.mark.clause("JX23-11.1.2")
def test_the_offices_only(library, call_as):
    assert call_as("owner", f"{API}/changes", body()).status_code == 403
    assert codes(call_as("centre", f"{API}/changes/1/decision", {"approve": True, "reason": "好"})) == ["S-18"]
    unknown = call_as("centre", f"{API}/changes", body() | {"state": "published"})
    assert codes(unknown) == ["S-20"]


@pytest.mark.clause("JX23-11.1.2")
def test_a_table_over_the_api(library, call_as):
    head = "series,kind,gas,region,year,value,unit"
    rows = ["grid-average-province,average,CO2,浙江,2024,0.4801,kgCO2/kWh"]
    sent = {f"publication_{name}": value for name, value in PUBLICATION.items()}
    sent |= {"title": "2024 年因子", "reason": "新公布", "valid_from": "2026-04-01"}

    def send(rows: list[str]):
        table = SimpleUploadedFile("表.csv", "\n".join([head, *rows, ""]).encode())
        headers = {"Authorization": f"Bearer {call_as.token('centre')}", "Idempotency-Key": uuid.uuid4().hex}
        return Client().post(f"/api/v1{API}/changes/tables", {**sent, "table": table}, headers=headers)

    assert codes(send([rows[0].replace("0.4801", "4.801")])) == ["R11-4"]
    made = send(rows)
    assert made.status_code == 201, made.content
    shown = call_as("centre", f"{API}/changes/{made.json()['id']}").json()
    assert shown["rows"][0]["value"] == "0.4801" and shown["rows"][0]["supersedes"] is None
