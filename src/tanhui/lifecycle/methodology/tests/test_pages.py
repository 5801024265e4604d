"""The public pages and endpoints of the stage, through HTTP."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tanhui.foundation.parties.actor import SYSTEM_ACTOR
from tanhui.law import Refusal
from tanhui.lifecycle.methodology import actions, catalogue
from tanhui.lifecycle.methodology.tests.rows_document import ROWS

pytestmark = pytest.mark.django_db

AT = datetime(2024, 1, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
API = "/api/v1/methodology/pv-distributed/v1"


@pytest.fixture(autouse=True)
def published(db):
    actions.publish(by=SYSTEM_ACTOR, slug="pv-distributed", version="v1", in_force_from=date(2024, 1, 2), at=AT)


def test_the_list_shows_version_and_state(client):
    text = client.get("/methodology/").content.decode()
    assert all(each in text for each in ("分布式光伏发电项目碳普惠方法学", "PV01", "现行有效"))


@pytest.mark.parametrize("address", ["/methodology/pv-distributed/", "/methodology/pv-distributed/v1/"])
def test_the_page_shows_equations_factors_and_a_worked_example(client, address):
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count("<math ") == 8 + 5
    assert all(
        each in text for each in ("0.4974", "公告2025年第47号", "不超过 6 MW", "595.51", "W020251231726284332528.pdf")
    )


def test_another_example_can_be_opened(client):
    text = client.get("/methodology/pv-distributed/?example=O22-balagong-pv").content.decode()
    assert "14,023" in text or "14023" in text
    assert client.get("/methodology/pv-distributed/?example=none").status_code == 200


def test_the_document_is_sent_as_published(client):
    answer = client.get("/methodology/pv-distributed/v1/document.toml")
    assert tomllib.loads(answer.content.decode())["code"] == "PV01"
    assert answer.content.decode() == catalogue.document_text("pv-distributed", "v1")


def test_the_document_is_set_on_paper_and_its_formulas_as_latex(client):
    paper = client.get("/methodology/pv-distributed/v1/document.pdf")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    text = client.get("/methodology/pv-distributed/v1/formulas.tex").content.decode()
    assert r"\text{BE} &= \text{EG} \cdot \text{EF}" in text and text.count("&=") == 5


def test_a_page_of_rows_shows_values_with_their_grounds_and_what_is_unconfirmed(client):
    document = ROWS.replace('gases = ["CO2", "CH4"]', 'gases = ["CO2", "CH4"]\ndemonstration = true')
    actions.publish(
        by=SYSTEM_ACTOR, slug="rows", version="v1", in_force_from=date(2024, 1, 2), at=AT, document=document
    )
    text = client.get("/methodology/rows/v1/").content.decode()
    assert all(each in text for each in ("待核事项", "0.1 &lt; error ≤ 0.2", "每个层（plot_stratum）2 至 100 行"))
    assert text.count(">待核<") == 2


@pytest.mark.clause("JX23-11.1.1")
def test_a_document_with_unconfirmed_values_is_not_published():
    with pytest.raises(Refusal) as refused:
        actions.publish(
            by=SYSTEM_ACTOR, slug="rows", version="v1", in_force_from=date(2024, 1, 2), at=AT, document=ROWS
        )
    assert [breach.code for breach in refused.value.breaches] == ["R11-8"]


@pytest.mark.parametrize(
    "address", ["/methodology/none/", "/methodology/pv-distributed/v9/", "/api/v1/methodology/none/v1"]
)
def test_what_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_the_api_lists_and_shows(client):
    assert [each["version"] for each in client.get("/api/v1/methodology/").json()] == ["v1"]
    shown = client.get(API).json()
    assert [each["symbol"] for each in shown["steps"]] == ["EG", "BE", "PE", "LE", "ER"]
    assert shown["factors"][2]["value"] == "0.4974"


def evaluated(client, inputs, **more):
    return client.post(f"{API}/evaluate", {"inputs": inputs, **more}, content_type="application/json")


def test_the_api_evaluates(client, unchanged):
    inputs = {"EG_export": {"value": "1100000", "unit": "kWh"}, "EG_import": {"value": "0", "unit": "MWh"}}
    with unchanged():
        answer = evaluated(client, inputs | {"EF": {"value": "0.42", "unit": "kgCO2/kWh"}})
    assert (answer.status_code, answer.json()["results"]["ER"]) == (200, {"value": "462", "unit": "tCO2e"})
    assert evaluated(client, inputs, day="2022-07-01").json()["results"]["ER"]["value"] == "566.83"


@pytest.mark.parametrize(
    ("unit", "value", "codes"),
    [
        ("km", "1", ["R14-1"]),
        ("MWh", "NaN", ["V-1"]),
        ("MWh", "1e3", ["V-6"]),
        ("MWh", "１", ["V-6"]),
        ("MWh", "-1", ["V-1"]),
    ],
)
def test_the_api_refuses(client, unchanged, unit, value, codes):
    inputs = {"EG_export": {"value": value, "unit": unit}, "EG_import": {"value": "0", "unit": "MWh"}}
    with unchanged():
        answer = evaluated(client, inputs | {"EF": {"value": "0.42", "unit": "tCO2e/MWh"}})
    assert (answer.status_code, [each["code"] for each in answer.json()["refusal"]]) == (422, codes)
