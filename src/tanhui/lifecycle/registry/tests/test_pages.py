"""Every page through HTTP, once per role; refusals show their code and change nothing; a repeat gives the first answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tanhui.foundation import clock
from tanhui.lifecycle.accounting.tests.projects import PROOF
from tanhui.lifecycle.registry import queries
from tanhui.lifecycle.registry.models import Issuance

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(world):
    def sign(username: str) -> Client:
        client = Client()
        client.force_login(world.user(username), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign


@pytest.fixture
def stopped(road, monkeypatch):
    """Stop the clock of pages at the road's moment: `stopped()` sets it again after the road went on."""

    def stop() -> datetime:
        moment = road.later().astimezone(UTC)
        offset = moment - datetime.now(UTC)
        monkeypatch.setattr(clock, "offset", lambda: offset)
        return moment

    stop()
    return stop


def post(client: Client, name: str, key: int, sent: dict[str, object], request_id: str = "r-1"):
    return client.post(reverse(name, args=(key,)), {"request_id": request_id, **sent})


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.clause("JX23-16", "JX23-17")
def test_the_whole_way_in_pages(road, signed, stopped):
    report_id = road.stated()
    stopped()
    owner, centre, bureau, bureau2 = (signed(name) for name in ("owner", "centre", "bureau", "bureau2"))
    assert owner.get(reverse("registry:new_filing")).status_code == 200
    made = owner.post(reverse("registry:new_filing"), {"request_id": "r-1", "report_id": report_id})
    assert made.status_code == 302
    filing_id = int(re.findall(r"/filings/(\d+)/", made["Location"])[0])
    for kind in ("letter", "form"):
        sent = {"kind": kind, "upload": SimpleUploadedFile(f"{kind}.txt", PROOF.content)}
        assert post(owner, "registry:attach", filing_id, sent, f"a-{kind}").status_code == 302
    assert "材料齐全" in text_of(owner.get(reverse("registry:filing", args=(filing_id,))))
    assert post(owner, "registry:submit", filing_id, {}).status_code == 302
    assert post(centre, "registry:accept", filing_id, {}).status_code == 302
    page = text_of(centre.get(reverse("registry:audit", args=(filing_id,))))
    assert "复算对照" in page and "<strong>不一致" not in page
    assert post(centre, "registry:audit", filing_id, {"opinion": "复算一致"}).status_code == 302
    assert post(bureau, "registry:skip_panel", filing_id, {"reason": "方法成熟"}).status_code == 302
    decided = post(bureau, "registry:decide", filing_id, {"decision": "approve", "reason": "符合条件"})
    assert decided.status_code == 302
    assert post(bureau, "registry:give_notice", filing_id, {"body": ""}).status_code == 302
    notice = queries.filing_row(filing_id).case.notice
    visitor = Client()
    assert "提交异议" in text_of(visitor.get(reverse("registry:notice", args=(notice.id,))))
    raised = post(visitor, "registry:notice", notice.id, {"text": "<b>数据存疑</b>", "contact": "a@example.invalid"})
    assert raised.status_code == 302
    shown = text_of(visitor.get(reverse("registry:notice", args=(notice.id,))))
    assert "&lt;b&gt;数据存疑" in shown and "a@example.invalid" not in shown
    assert "a@example.invalid" in text_of(bureau.get(reverse("registry:objections")))
    objection = queries.filing_row(filing_id).case.notice.objections[0]
    assert post(bureau, "registry:answer", objection.id, {"upheld": "no", "text": "已核对"}).status_code == 302
    road.next_days(8)
    stopped()
    assert post(bureau, "registry:file", filing_id, {}).status_code == 302
    assert post(bureau, "registry:register", filing_id, {}).status_code == 302
    plan = queries.issue_plan(filing_id)
    page = text_of(bureau2.get(reverse("registry:issue", args=(filing_id,))))
    assert plan.serial in page
    sent = {"tonnes": plan.tonnes, "confirmed": "on"}
    assert post(bureau2, "registry:issue", filing_id, sent).status_code == 302
    assert post(bureau2, "registry:issue", filing_id, sent).status_code == 302
    assert Issuance.objects.count() == 1
    batch_id = queries.filing_row(filing_id).batch_id
    page = text_of(visitor.get(reverse("registry:batch", args=(batch_id,))))
    assert plan.serial in page and "存证记录" in page
    found = text_of(visitor.get(reverse("registry:search"), {"q": plan.serial}))
    assert reverse("registry:batch", args=(batch_id,)) in found


@pytest.mark.clause("JX23-24.1.1")
def test_public_pages_open_to_everyone_with_and_without_data(road, stopped):
    visitor = Client()
    lists = ("registry:projects", "registry:batches", "registry:notices", "registry:search")
    for name in lists:
        assert visitor.get(reverse(name)).status_code == 200
    made = road.issued()
    stopped()
    for name in lists:
        assert visitor.get(reverse(name)).status_code == 200
    for name, key in (("registry:batch", made.batch_id), ("registry:filing", made.filing_id)):
        assert visitor.get(reverse(name, args=(key,))).status_code == 200
    project = queries.filing_row(made.filing_id).project_id
    assert made.serial in text_of(visitor.get(reverse("registry:project", args=(project,))))
    export = visitor.get(reverse("registry:batches"), {"format": "csv"})
    assert made.serial in export.content.decode("utf-8-sig")
    assert visitor.get(reverse("registry:batches"), {"sort": "owner_id"}).status_code == 400
    assert visitor.get(reverse("registry:batch", args=(made.batch_id + 1,))).status_code == 404


@pytest.mark.clause("JX23-16")
def test_a_filing_is_private_until_notice(road, signed, stopped):
    filing_id = road.submitted()
    stopped()
    url = reverse("registry:filing", args=(filing_id,))
    assert Client().get(url).status_code == 403
    assert signed("owner2").get(url).status_code == 403
    assert [signed(name).get(url).status_code for name in ("owner", "centre", "bureau", "branch")] == [200] * 4


@pytest.mark.parametrize(
    ("name", "username", "status"),
    [
        ("registry:filings", "owner", 200),
        ("registry:filings", "centre", 200),
        ("registry:filings", "branch", 200),
        ("registry:filings", "participant", 403),
        ("registry:new_filing", "bureau", 403),
        ("registry:objections", "bureau", 200),
        ("registry:objections", "owner", 403),
    ],
)
def test_lists_open_to_their_roles_only(road, signed, stopped, name, username, status):
    road.submitted()
    stopped()
    assert signed(username).get(reverse(name)).status_code == status


@pytest.mark.clause("JX23-5.2")
def test_a_branch_of_another_district_is_refused(road, signed, stopped, unchanged):
    from decimal import Decimal  # noqa: PLC0415

    project = road.project(district="330481", latitude=Decimal("30.51"), longitude=Decimal("120.68"))
    report = road.report(project)
    road.statement(report)
    filing_id = road.submitted(report)
    stopped()
    branch = signed("branch")
    with unchanged():
        answer = post(branch, "registry:remark", filing_id, {"reason": "现场"})
        assert answer.status_code == 403 and "R5-1" in text_of(answer)


@pytest.mark.clause("JX23-16")
def test_a_missing_letter_is_refused_on_the_page(road, signed, stopped, unchanged):
    filing_id = road.drafted(kinds=("form",))
    stopped()
    owner = signed("owner")
    with unchanged():
        answer = post(owner, "registry:submit", filing_id, {})
        assert answer.status_code == 422 and "R16-2" in text_of(answer) and "备案申请函" in text_of(answer)
    road.attach(filing_id, "letter")
    assert post(owner, "registry:submit", filing_id, {}, "r-2").status_code == 302


@pytest.mark.clause("HOUSE-17")
def test_a_back_dated_decision_is_refused_on_the_page(road, signed, stopped, unchanged):
    filing_id = road.awaiting_decision()
    stopped()
    bureau = signed("bureau")
    sent = {"decision": "approve", "reason": "符合条件"}
    with unchanged():
        answer = post(bureau, "registry:decide", filing_id, {**sent, "decided_at": "2026-01-01"})
        assert answer.status_code == 422 and "R17-6" in text_of(answer)
    assert post(bureau, "registry:decide", filing_id, sent).status_code == 302


@pytest.mark.clause("JX23-17.1.4")
def test_issuing_more_than_was_shown_is_refused_on_the_page(road, signed, stopped, unchanged):
    filing_id = road.registered()
    stopped()
    plan = queries.issue_plan(filing_id)
    bureau, bureau2 = signed("bureau"), signed("bureau2")
    with unchanged():
        for tonnes in (0, plan.tonnes + 1):
            answer = post(bureau2, "registry:issue", filing_id, {"tonnes": tonnes, "confirmed": "on"})
            assert answer.status_code == 422 and "R17-3" in text_of(answer)
        answer = post(bureau, "registry:issue", filing_id, {"tonnes": plan.tonnes, "confirmed": "on"})
        assert "R17-2" in text_of(answer)
    assert (
        post(bureau2, "registry:issue", filing_id, {"tonnes": plan.tonnes, "confirmed": "on"}, "r-9").status_code == 302
    )


@pytest.mark.clause("JX23-6.4")
def test_an_expert_votes_on_the_page(road, signed, stopped):
    filing_id = road.reported()
    stopped()
    bureau, expert = signed("bureau"), signed("expert")
    person = road.actor("expert").person_id
    assert bureau.get(reverse("registry:convene", args=(filing_id,))).status_code == 200
    convened = post(bureau, "registry:convene", filing_id, {"experts": [person], "note": "评审"})
    assert convened.status_code == 302
    assert expert.get(reverse("registry:vote", args=(filing_id,))).status_code == 200
    sent = {"agrees": "yes", "reason": "同意", "free": "on"}
    assert post(expert, "registry:vote", filing_id, sent).status_code == 302
    again = post(expert, "registry:vote", filing_id, sent, "r-2")
    assert again.status_code == 422 and "R6-2" in text_of(again)


@pytest.mark.clause("JX23-26.2.1")
def test_a_batch_is_frozen_and_freed_on_the_page(road, signed, stopped):
    made = road.issued()
    stopped()
    bureau = signed("bureau")
    assert post(bureau, "registry:freeze", made.batch_id, {"case_no": "案 1", "reason": "举报核查"}).status_code == 302
    assert "举报核查" in text_of(Client().get(reverse("registry:batch", args=(made.batch_id,))))
    assert post(bureau, "registry:thaw", made.batch_id, {"reason": "核查完毕"}, "r-2").status_code == 302
    assert queries.frozen_reason(made.batch_id) is None


def test_the_desk_lists_what_waits_for_each_role(road):
    filing_id = road.submitted()
    owner, centre, bureau = (road.actor(name) for name in ("owner", "centre", "bureau"))
    assert queries.tasks(owner) == [] and queries.tasks(bureau) == []
    (task,) = queries.tasks(centre)
    assert task.url == reverse("registry:audit", args=(filing_id,)) and task.due_on is not None
