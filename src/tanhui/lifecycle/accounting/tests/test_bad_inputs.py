"""Rows C13 to C17 and C19 of the bad inputs, through every channel that takes them, with the near miss beside each."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.periods import Period
from tanhui.law import Refusal, find_breaches
from tanhui.lifecycle.accounting import actions, queries
from tanhui.lifecycle.accounting.commands import account
from tanhui.lifecycle.accounting.drafts import CalibrationDraft, ProjectDraft
from tanhui.lifecycle.accounting.models import Project
from tanhui.lifecycle.accounting.rules.evidence import EVIDENCE, EvidenceFacts, SharedFile
from tanhui.lifecycle.accounting.tests.projects import DRAFT, PROOF, proved, registered

METER = DRAFT.meters[0].number
HEADER = "meter_id,start,end,export_kwh,import_kwh\n"
MONTH = Period(date(2024, 1, 1), date(2024, 2, 1))
PERIOD = {"first_day": "2024-01-01", "last_day": "2024-01-31"}


def rows(*amounts: str) -> str:
    """Write one row a day from New Year 2024 on; an empty amount leaves the day out."""
    days = [date(2024, 1, 1).toordinal() + number for number in range(len(amounts) + 1)]
    lines = [
        f"{METER},{date.fromordinal(days[number])},{date.fromordinal(days[number + 1])},{amount}\n"
        for number, amount in enumerate(amounts)
        if amount
    ]
    return HEADER + "".join(lines)


def load(world, project, text):
    upload = Upload("a.csv", text.encode())
    return actions.import_readings(by=world.actor("owner"), project_id=project.pk, upload=upload, at=world.begin)


@pytest.mark.django_db
@pytest.mark.clause("JX23-28.6")
@pytest.mark.parametrize(("amounts", "code"), [("1000,1000", "R14-8"), ("1000,1001", "R14-8"), ("1000,0", None)])
def test_c13_no_reduction_is_refused_on_page_api_and_command_line(
    world, owner, call_as, unchanged, tmp_path, amounts, code
):
    project = registered(world.actor("owner"), world.begin)
    text = rows(*[amounts] * 31)
    load(world, project, text)
    path = tmp_path / "a.csv"
    path.write_text(text)
    told = CliRunner().invoke(account, ["pv-distributed", "--data", str(path), "--on", "2026-03-01", "--json"])
    if code is None:
        assert told.exit_code == 0
        assert owner.post(reverse("accounting:prepare", args=[project.code]), PERIOD).status_code == 302
        assert call_as("owner", f"/accounting/projects/{project.code}/reports", PERIOD).status_code == 201
        return
    assert told.exit_code == 2 and json.loads(told.stdout)["refusal"][0]["code"] == code
    with unchanged():
        page = owner.post(reverse("accounting:prepare", args=[project.code]), PERIOD)
    assert page.status_code == 422 and code in page.content.decode()
    with unchanged():
        answer = call_as("owner", f"/accounting/projects/{project.code}/reports", PERIOD)
    assert answer.json()["refusal"][0]["code"] == code


def hours(*spans: tuple[str, str]) -> str:
    return HEADER + "".join(f"{METER},{start},{end},1,0\n" for start, end in spans)


DAY = [(f"2024-01-01T{hour:02d}:00", f"2024-01-01T{hour + 1:02d}:00") for hour in range(23)]
LAST_HOUR = ("2024-01-01T23:00", "2024-01-02T00:00")


@pytest.mark.django_db
@pytest.mark.clause("JX23-14.2.1")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        (hours(*DAY, LAST_HOUR), None),
        (hours(*DAY, LAST_HOUR, ("2024-01-01T23:30", "2024-01-02T00:30")), "R14-9"),
        (hours(*DAY, LAST_HOUR, LAST_HOUR), "R14-9"),
        (rows("5,0", *[""] * 31, "5,0"), None),
        (rows("5,0", *[""] * 32, "5,0"), "R14-9"),
        (hours(("2024-01-01", "2026-03-02T09:00")), "R14-9"),
        (hours(("2026-03-02T08:00", "2026-03-02T09:00")), None),
        (hours(("2099-01-01T08:00", "2099-01-01T09:00")), "R14-9"),
        (rows("-5,0"), "V-4"),
    ],
    ids=["24h", "25h", "twice", "31d-gap", "32d-gap", "long", "until-now", "future", "backwards"],
)
def test_c14_readings_follow_each_other(world, owner, call_as, unchanged, text, code):
    project = registered(world.actor("owner"), world.begin)
    if code is None:
        assert load(world, project, text).rows_loaded >= 1
        return
    with unchanged(), pytest.raises(Refusal) as refused:
        load(world, project, text)
    assert refused.value.codes[0] == code and refused.value.breaches[0].place.startswith("第 ")
    url = reverse("accounting:readings", args=[project.code])
    with unchanged():
        sent = {"encoding": "utf-8", "mode": "all", "file": SimpleUploadedFile("a.csv", text.encode())}
        answer = owner.post(url, sent)
    assert answer.status_code == 422 and code in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.clause("JX23-14.2.1")
def test_c14_a_minute_of_the_future_is_too_much(world, unchanged):
    project = registered(world.actor("owner"), world.begin)
    with unchanged(), pytest.raises(Refusal) as refused:
        load(world, project, hours(("2026-03-02T08:00", "2026-03-02T09:01")))
    assert refused.value.codes == ["R14-9"]


@pytest.mark.django_db
@pytest.mark.clause("JX23-28.7")
def test_c15_a_missing_span_counts_nothing_and_is_marked(world):
    """Nobody can bring a mean: a span without readings is filled by the platform, with no export and most import."""
    project = registered(world.actor("owner"), world.begin)
    load(world, project, rows(*["1000,2"] * 10, *[""] * 10, *["1000,3"] * 11))
    made = actions.prepare_report(by=world.actor("owner"), project_id=project.pk, period=MONTH, at=world.begin)
    result = queries.report(made.pk).result
    (meter,) = result["meters"]
    assert (meter["export_kwh"], meter["import_kwh"]) == ("21000", str(2 * 10 + 3 * 10 + 3 * 11))
    assert [mark["kind"] for mark in result["marks"]] == ["filled"]


@pytest.mark.django_db
@pytest.mark.clause("JX23-14.1.3")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"legality_from": date(2024, 1, 2)}, "R14-12"),
        ({"legality_to": date(2024, 1, 30)}, "R14-12"),
        ({"legality_from": None}, "R14-12"),
        ({"legality_to": date(2024, 1, 31)}, None),
        ({"legality_from": date(2024, 1, 1)}, None),
    ],
)
def test_c17_the_proof_of_legality_is_valid_on_every_day(world, owner, call_as, unchanged, changes, code):
    project = registered(world.actor("owner"), world.begin, **changes)
    load(world, project, rows(*["1000,0"] * 31))
    made = actions.prepare_report(by=world.actor("owner"), project_id=project.pk, period=MONTH, at=world.begin)
    if code is None:
        assert owner.post(reverse("accounting:submit", args=[made.pk])).status_code == 302
        return
    with unchanged():
        page = owner.post(reverse("accounting:submit", args=[made.pk]))
    assert page.status_code == 422 and code in page.content.decode()
    with unchanged():
        answer = call_as("owner", f"/accounting/reports/{made.pk}/submit", {})
    assert answer.json()["refusal"][0]["code"] == code


@pytest.fixture
def owner(page_as, call_as):
    """The owner at both doors, signed in beforehand: signing in writes a row."""
    page = page_as("owner")
    call_as.token("owner")
    return page


@pytest.fixture
def first(world):
    """A project that uses the proof of number 1."""
    return registered(world.actor("owner2"), world.begin)


def again(**changes):
    return ProjectDraft(**{**DRAFT.__dict__, **proved(1), **changes})


@pytest.mark.django_db
@pytest.mark.clause("JX23-14.1.3")
def test_c16_a_file_that_proves_another_project_is_refused(world, first, unchanged):
    with unchanged(), pytest.raises(Refusal) as refused:
        actions.register_project(by=world.actor("owner"), draft=again(), at=world.begin)
    assert refused.value.codes == ["R14-11"]
    assert f"已用于项目 {first.code}" in refused.value.breaches[0].zh


@pytest.mark.django_db
@pytest.mark.clause("JX23-14.1.3")
def test_c16_a_file_declared_as_shared_is_taken(world, first):
    draft = again(shared_evidence="同一屋顶的产权证，两期工程共用")
    made = actions.register_project(by=world.actor("owner"), draft=draft, at=world.begin)
    assert Project.objects.get(pk=made.pk).shared_evidence == draft.shared_evidence


@pytest.mark.django_db
@pytest.mark.clause("JX23-14.1.3")
def test_c16_page_and_api_refuse_alike(world, first, owner, call_as, unchanged):
    same = proved(1)["evidence"]["legality_document"]
    fields = {
        name: "" if (value := getattr(DRAFT, name)) is None else str(value)
        for name in (
            *("name", "category", "district", "address", "latitude", "longitude", "capacity_kw", "commissioned_on"),
            *("legality_from", "legality_to", "expected_annual_kwh"),
        )
    } | {f"{each.principle}_text": each.text for each in DRAFT.assessments}
    page = {**fields, "methodology": "pv-distributed/v1", "meter_number": METER, "accuracy_class": "0.5S"}
    with unchanged():
        sent = {**page, "legality_document": SimpleUploadedFile(same.name, same.content)}
        answer = owner.post(reverse("accounting:new"), sent)
    assert answer.status_code == 422 and "R14-11" in answer.content.decode()
    body = {name: value for name, value in fields.items() if value and not name.endswith("_text")} | {
        "methodology_slug": "pv-distributed",
        "methodology_version": "v1",
        "legal_duty": False,
        "in_national_ets": False,
        "green_certificates": False,
        "expected_annual_kwh": 1_950_000,
        "meters": [{"number": METER, "accuracy_class": "0.5S"}],
        "assessments": [{"principle": each.principle, "text": each.text} for each in DRAFT.assessments],
        "evidence": {
            "legality_document": {"name": same.name, "content_base64": base64.b64encode(same.content).decode()}
        },
    }
    with unchanged():
        answer = call_as("owner", "/accounting/projects", body)
    assert answer.json()["refusal"][0]["code"] == "R14-11"
    assert call_as("owner", "/accounting/projects", {**body, "shared_evidence": "同一屋顶"}).status_code == 201


@pytest.mark.django_db
@pytest.mark.clause("JX23-14.1.3")
def test_c16_holds_for_certificates_of_calibration_too(world, first, unchanged):
    mine = registered(world.actor("owner"), world.begin)
    certificate = Upload("校准证书.txt", "示范校准证书".encode())
    draft = CalibrationDraft(date(2026, 1, 5), date(2027, 1, 5), True, Decimal(0))

    def calibrate(owner, project, day):
        return actions.add_calibration(
            by=world.actor(owner),
            meter_id=project.meters.get().pk,
            draft=replace(draft, calibrated_on=day),
            certificate=certificate,
            at=world.begin,
        )

    calibrate("owner2", first, date(2026, 1, 5))
    calibrate("owner2", first, date(2026, 1, 6))
    with unchanged(), pytest.raises(Refusal) as refused:
        calibrate("owner", mine, date(2026, 1, 5))
    assert refused.value.codes == ["R14-11"]


@pytest.mark.clause("JX23-14.1.3")
@pytest.mark.parametrize(
    ("shared", "reason", "codes"),
    [
        ((), "", []),
        ((SharedFile("a.pdf", "P0001"),), "", ["R14-11"]),
        ((SharedFile("a.pdf", "P0001"),), "  ", ["R14-11"]),
        ((SharedFile("a.pdf", "P0001"),), "共用产权证", []),
    ],
)
def test_c16_rule(shared, reason, codes):
    assert [breach.code for breach in find_breaches(EVIDENCE, EvidenceFacts(shared, reason))] == codes


C19 = {
    "GBK": ((HEADER + "M-表,2024-01-01,2024-02-01,1,0\n").encode("gbk"), "第 2 行"),
    "UTF-16": (rows("1,0").encode("utf-16"), "第 1 行"),
    "mark": (b"\xef\xbb\xbf" + rows("1,0").encode(), "第 1 行"),
    "semicolons": (rows("1,0").replace(",", ";").encode(), "第 1 行"),
    "NUL": (rows("1,0").encode() + b"\0\n", "第 3 行"),
    "long line": (rows("1,0").encode() + b"1" * 1_048_576 + b"\n", "第 3 行"),
    "rows": (
        rows("1,0").encode() + b"\n".join(b"M-%d,2024-01-01,2024-01-02,1,0" % n for n in range(10**6)),
        "第 1000002 行",
    ),
}


@pytest.mark.clause("HOUSE-13")
@pytest.mark.parametrize(("content", "place"), C19.values(), ids=C19.keys())
def test_c19_the_command_line_names_the_line(content, place, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    found = CliRunner().invoke(account, ["pv-distributed", "--data", str(path), "--json"])
    refusal = json.loads(found.stdout)["refusal"][0]
    assert (found.exit_code, refusal["code"], refusal["place"]) == (2, "V-9", place)


def test_c19_gbk_passes_when_it_is_declared(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(rows("1000,0").encode("gbk"))
    said = CliRunner().invoke(account, ["pv-distributed", "--data", str(path), "--encoding", "gbk", "--json"])
    assert said.exit_code == 0


def test_the_proof_of_the_tests_is_one_file():
    assert PROOF.content != proved(1)["evidence"]["legality_document"].content
