"""One hostile workbook after another through every door of the stage: page, API and command line say the same code."""

from __future__ import annotations

import base64
import json
import uuid
from random import Random

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tanhui.foundation.documents.limits import MB
from tanhui.foundation.documents.tests import files
from tanhui.foundation.documents.tests.test_hostile_files import DOCTYPE
from tanhui.lifecycle.accounting import actions, queries
from tanhui.lifecycle.accounting.commands import account
from tanhui.lifecycle.accounting.tests.projects import DRAFT, loaded
from tanhui.lifecycle.accounting.tests.test_own_sheets import WINTER

HOSTILE = {
    "bomb": ("a.xlsx", lambda: files.workbook(("xl/a.xml", b"<x>" + b"0" * (52 * MB) + b"</x>")), "S-4"),
    "declarations": ("a.xlsx", lambda: files.workbook(main=DOCTYPE), "S-5"),
    "path": ("a.xlsx", lambda: files.workbook(("../../evil.xml", b"<a/>")), "S-6"),
    "macro": ("a.xlsx", lambda: files.workbook(("xl/vbaProject.bin", b"x")), "S-7"),
    "macro by name": ("a.xlsm", files.workbook, "S-7"),
    "no workbook": ("a.xlsx", lambda: files.archive([("a.txt", b"x")]), "S-8"),
    "cut short": ("a.xlsx", lambda: files.workbook()[:-30], "S-8"),
}


@pytest.fixture
def report(world):
    project = loaded(world.actor("owner"), world.begin)
    made = actions.prepare_report(by=world.actor("owner"), project_id=project.pk, period=WINTER, at=world.begin)
    return queries.report(made.pk)


@pytest.mark.django_db
@pytest.mark.clause("HOUSE-14")
@pytest.mark.parametrize(("name", "build", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_workbook_enters_through_no_page(world, report, page_as, unchanged, name, build, code):
    page, content = page_as("owner"), build()
    meter = queries.meters_of(report.project_id)[0].id
    doors = {
        reverse("accounting:readings", args=[report.project_code]): {"encoding": "utf-8", "mode": "all"},
        reverse("accounting:own-sheet", args=[report.id]): {"total_cell": "a!B2"},
        reverse("accounting:calibration", args=[meter]): {
            "calibrated_on": "2026-01-05",
            "valid_until": "2027-01-05",
            "passed": "on",
        },
    }
    for url, fields in doors.items():
        field = "certificate" if "calibrations" in url else "file"
        with unchanged():
            answer = page.post(url, {**fields, field: SimpleUploadedFile(name, content)})
        assert answer.status_code == 422 and code in answer.content.decode(), url


@pytest.mark.django_db
@pytest.mark.clause("HOUSE-14")
@pytest.mark.parametrize(("name", "build", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_workbook_enters_through_no_endpoint(world, report, call_as, page_as, unchanged, name, build, code):
    client, content = page_as("owner").client, build()
    meter = queries.meters_of(report.project_id)[0].id
    evidence = {"name": name, "content_base64": base64.b64encode(content).decode()}
    calibration = {"calibrated_on": "2026-01-05", "valid_until": "2027-01-05", "passed": True, "certificate": evidence}
    sent = {
        f"/projects/{report.project_code}/readings": {"file": SimpleUploadedFile(name, content)},
        f"/reports/{report.id}/own-sheets": {"file": SimpleUploadedFile(name, content), "total_cell": "a!B2"},
        f"/meters/{meter}/calibrations": calibration,
    }
    for path, body in sent.items():
        headers = {"Authorization": f"Bearer {call_as.token('owner')}", "Idempotency-Key": uuid.uuid4().hex}
        kind = {} if "file" in body else {"content_type": "application/json"}
        with unchanged():
            answer = client.post(f"/api/v1/accounting{path}", body, headers=headers, **kind)
        assert answer.json()["refusal"][0]["code"] == code, path


@pytest.mark.clause("HOUSE-14")
@pytest.mark.parametrize(("name", "build", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_workbook_is_not_accounted_for(tmp_path, name, build, code):
    path = tmp_path / name
    path.write_bytes(build())
    found = CliRunner().invoke(account, ["pv-distributed", "--data", str(path), "--json"])
    assert found.exit_code == 2
    assert json.loads(found.stdout)["refusal"][0]["code"] == code


def test_the_command_line_reads_larger_files_than_the_site_takes(tmp_path):
    """56 MB unpacked are too much for an upload and not for an operator; the sheet is then judged by what it says."""
    path = tmp_path / "a.xlsx"
    honest = b"<x>" + Random(1).randbytes(28 * MB).hex().encode() + b"</x>"
    path.write_bytes(files.workbook(("xl/worksheets/sheet1.xml", honest)))
    found = CliRunner().invoke(account, ["pv-distributed", "--data", str(path), "--json"])
    assert [each["code"] for each in json.loads(found.stdout)["refusal"]] == ["V-9"]


@pytest.mark.django_db
def test_the_honest_file_enters(world, page_as):
    project = loaded(world.actor("owner"), world.begin)
    text = f"meter_id,start,end,export_kwh,import_kwh\n{DRAFT.meters[0].number},2024-04-01,2024-05-01,150000,3\n"
    url = reverse("accounting:readings", args=[project.code])
    sent = {"encoding": "utf-8", "mode": "all", "file": SimpleUploadedFile("a.csv", text.encode())}
    assert page_as("owner").post(url, sent).status_code == 302
