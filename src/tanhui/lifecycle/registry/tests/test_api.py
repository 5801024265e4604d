"""The endpoints give the same codes as the pages, and one answer per key."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tanhui.foundation import clock
from tanhui.foundation.parties import actions as parties
from tanhui.foundation.parties.models import StaffService
from tanhui.foundation.periods import local_day
from tanhui.lifecycle.accounting.tests.projects import PROOF
from tanhui.lifecycle.registry import queries
from tanhui.lifecycle.registry.models import Issuance

pytestmark = pytest.mark.django_db


class Caller:
    """A client with one token."""

    def __init__(self, token: str) -> None:
        self.client, self.token = Client(), token

    def post(self, url: str, body: dict[str, Any], key: str = "k-1") -> tuple[int, Any]:
        headers = (
            {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
            if self.token
            else {"Idempotency-Key": key}
        )
        sent = body if "upload" in body else json.dumps(body)
        kind = {} if "upload" in body else {"content_type": "application/json"}
        answer = self.client.post(f"/api/v1/registry{url}", sent, headers=headers, **kind)
        return answer.status_code, answer.json()

    def get(self, url: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer = self.client.get(f"/api/v1/registry{url}", headers=headers)
        return answer.status_code, answer.json()


def codes(answer: tuple[int, Any]) -> list[str]:
    return [breach["code"] for breach in answer[1]["refusal"]]


@pytest.fixture
def call(road, world, monkeypatch):
    """`call("bureau2")` calls as an account, at the road's moment."""

    def caller(username: str) -> Caller:
        moment = road.later().astimezone(UTC)
        offset = moment - datetime.now(UTC)
        monkeypatch.setattr(clock, "offset", lambda: offset)
        if not username:
            return Caller("")
        actor = world.actor(username)
        token = parties.new_token()
        parties.create_token(by=actor, at=moment, mandate_id=actor.mandate_id, label="test", token=token)
        return Caller(token)

    return caller


@pytest.mark.clause("JX23-16")
def test_each_missing_part_is_r16_2_and_all_four_pass(road, call, unchanged):
    filing_id = road.drafted(kinds=())
    owner = call("owner")
    with unchanged():
        answer = owner.post(f"/filings/{filing_id}/submit", {})
        assert answer[0] == 422 and codes(answer) == ["R16-2"]
    for kind in ("letter", "form"):
        sent = {"kind": kind, "upload": SimpleUploadedFile(f"{kind}.txt", PROOF.content)}
        assert owner.post(f"/filings/{filing_id}/documents", sent, f"k-{kind}")[0] == 201
    assert owner.post(f"/filings/{filing_id}/submit", {}, "k-2")[1]["state"] == "submitted"


@pytest.mark.clause("JX23-17")
def test_a_step_cannot_be_skipped(road, call, unchanged):
    filing_id = road.submitted()
    bureau = call("bureau")
    with unchanged():
        answer = bureau.post(f"/filings/{filing_id}/file", {})
        assert answer[0] == 409 and codes(answer) == ["R17-1"]
    assert call("centre").post(f"/filings/{filing_id}/accept", {})[0] == 201


@pytest.mark.clause("JX23-17.1.4", "HOUSE-1", "HOUSE-2")
def test_issuance_once_exactly_to_the_owner(road, call, unchanged):
    filing_id = road.registered()
    plan = queries.issue_plan(filing_id)
    bureau, bureau2 = call("bureau"), call("bureau2")
    url = f"/filings/{filing_id}/issue"
    wrong = [
        ({"tonnes": plan.tonnes + 1}, ["R17-3"]),
        ({"tonnes": 0}, ["R17-3"]),
        ({"tonnes": plan.tonnes, "to_party_id": road.world.party("owner2")}, ["R17-7"]),
        ({"tonnes": plan.tonnes, "serials": {"first": 0, "last": plan.tonnes - 1}}, ["R17-4"]),
        ({"tonnes": plan.tonnes, "serials": {"first": 2, "last": plan.tonnes + 1}}, ["R17-4"]),
        ({"tonnes": plan.tonnes, "carry": {"id": 1, "tonnes": "0.7"}}, ["R14-13"]),
        ({"tonnes": plan.tonnes, "issued_at": "2026-01-01T00:00"}, ["R17-6"]),
        ({"tonnes": plan.tonnes, "by": 1}, ["R17-6"]),
        ({"tonnes": plan.tonnes, "state": "issued"}, ["S-20"]),
        ({"tonnes": str(plan.tonnes)}, ["V-8"]),
    ]
    with unchanged():
        for body, expected in wrong:
            assert codes(bureau2.post(url, body)) == expected, body
        answer = bureau.post(url, {"tonnes": plan.tonnes})
        assert codes(answer) == ["R17-2"]
    first = bureau2.post(url, {"tonnes": plan.tonnes}, "once")
    assert first[0] == 201 and first[1]["serial"] == plan.serial
    assert bureau2.post(url, {"tonnes": plan.tonnes}, "once") == first
    with unchanged():
        assert codes(bureau2.post(url, {"tonnes": plan.tonnes}, "again")) == ["R17-3", "R17-5"]
        assert bureau2.post(url, {"tonnes": plan.tonnes + 1}, "once")[0] == 409
    assert Issuance.objects.count() == 1


@pytest.mark.clause("JX23-5.2")
def test_a_branch_of_another_district_is_refused(road, call, unchanged):
    project = road.project(district="330481", latitude=Decimal("30.51"), longitude=Decimal("120.68"))
    report = road.report(project)
    road.statement(report)
    filing_id = road.submitted(report)
    branch = call("branch")
    with unchanged():
        answer = branch.post(f"/filings/{filing_id}/remarks", {"reason": "现场"})
        assert answer[0] == 403 and codes(answer) == ["R5-1"]


@pytest.mark.clause("JX23-26.1")
def test_an_official_who_serves_the_verifier_is_refused(road, call, unchanged):
    filing_id = road.submitted()
    person = road.actor("centre").person_id
    start = local_day(road.at).replace(year=2025)
    service = StaffService.objects.create(person_id=person, party_id=road.world.party("verifier"), starts_on=start)
    centre = call("centre")
    with unchanged():
        assert codes(centre.post(f"/filings/{filing_id}/accept", {})) == ["R6-1"]
    service.delete()
    assert centre.post(f"/filings/{filing_id}/accept", {}, "k-2")[0] == 201


@pytest.mark.clause("JX23-5.2")
def test_a_branch_acts_in_its_own_district(road, call, unchanged):
    filing_id = road.submitted()
    owner, branch = call("owner"), call("branch")
    assert branch.post(f"/filings/{filing_id}/remarks", {"reason": "现场一致"})[0] == 201
    with unchanged():
        assert codes(owner.post(f"/filings/{filing_id}/remarks", {"reason": "x"})) == ["S-18"]


@pytest.mark.clause("HOUSE-17")
def test_a_back_dated_decision_is_refused(road, call, unchanged):
    filing_id = road.awaiting_decision()
    bureau = call("bureau")
    body = {"approve": True, "reason": "符合条件"}
    with unchanged():
        assert codes(bureau.post(f"/filings/{filing_id}/decision", {**body, "decided_at": "2026-01-01"})) == ["R17-6"]
    assert bureau.post(f"/filings/{filing_id}/decision", body)[0] == 201


@pytest.mark.clause("JX23-17.1.3")
def test_anyone_objects_without_an_account(road, call, unchanged):
    filing_id = road.on_notice()
    notice = queries.filing_row(filing_id).case.notice
    anyone = call("")
    made = anyone.post(f"/notices/{notice.id}/objections", {"text": "数据存疑"})
    assert made[0] == 201 and made[1]["receipt"]["seq"] > 0
    with unchanged():
        answer = anyone.post(f"/notices/{notice.id}/objections", {"text": "x\u200b"}, "k-2")
        assert codes(answer) == ["V-13"]
        road.next_days(8)
        late = call("").post(f"/notices/{notice.id}/objections", {"text": "晚了"}, "k-3")
        assert codes(late) == ["R10-6"]


def test_the_public_register_reads_without_a_token(road, call):
    made = road.issued()
    anyone = call("")
    assert anyone.get("/projects")[1][0]["code"] == "P0001"
    assert anyone.get("/batches")[1][0]["code"] == made.serial
    page = anyone.get(f"/batches/{made.batch_id}")[1]
    assert page["tonnes"] == made.tonnes and page["journal"][-1]["hash"] == made.receipt.hash
    assert anyone.get("/search?q=1")[1][0]["batch_id"] == made.batch_id
    assert anyone.get(f"/filings/{made.filing_id}")[1]["state"] == "issued"
    assert anyone.get("/batches/999")[0] == 404
