"""The pages of the library, by role; the acts over pages and their refusals."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tanhui.foundation import clock
from tanhui.foundation.parties.actor import SYSTEM_ACTOR
from tanhui.lifecycle.methodology import actions, queries
from tanhui.lifecycle.methodology.models import FactorProposal, FactorRecord
from tanhui.lifecycle.methodology.tests.changes import PUBLICATION, ROW, draft, show_impact

pytestmark = pytest.mark.django_db
URL = "/methodology/factors/"


@pytest.fixture
def clock_at(at, monkeypatch):
    """`clock_at("2026-03-03 10:00")` stops the clock of pages there."""

    def stop(text: str) -> None:
        offset = at(text).astimezone(UTC) - datetime.now(UTC)
        monkeypatch.setattr(clock, "offset", lambda: offset)

    stop("2026-03-03 10:00")
    return stop


@pytest.fixture
def library(world, at, clock_at):
    actions.load_library(by=SYSTEM_ACTOR, at=at("2026-03-02 09:30"))
    actions.publish(
        by=world.actor("bureau"),
        slug="pv-distributed",
        version="v1",
        in_force_from=at("2026-03-03 00:00").date(),
        at=at("2026-03-02 10:00"),
    )
    return world


def fields(**changes: str) -> dict[str, str]:
    sent = dict(ROW)
    sent |= {f"publication_{name}": value for name, value in PUBLICATION.items()}
    sent |= {"title": "更正浙江因子", "reason": "公告更正", "valid_from": "2026-04-01", "year_of": "data"}
    return sent | changes


@pytest.mark.clause("JX23-11.1.1")
def test_the_list_is_public_searched_filtered_sorted_and_exported(library):
    client = Client()
    page = client.get(URL, {"q": "浙江", "sort": "-year"}).content.decode()
    assert page.index("0.4974") < page.index("0.5153") < page.index("0.5422")
    waiting = client.get(URL, {"state": "unconfirmed", "q": "SF6"}).content.decode()
    assert "25200" in waiting and "24300" in waiting and "待核" in waiting
    book = client.get(URL, {"format": "csv", "q": "fuel-NCV-petrol"})
    assert book.content.decode().splitlines()[1].startswith("低位发热量（汽油）")
    assert client.get(URL, {"sort": "__class__"}).status_code == 400


@pytest.mark.clause("JX23-11.1.1")
def test_a_record_shows_its_provenance_and_who_uses_it(library):
    record = FactorRecord.objects.get(code="elec-avg-2023-浙江")
    page = Client().get(f"{URL}{record.pk}/").content.decode()
    for words in ("0.4974", "公告2025年第47号", "公告原文", "2025年12月31日", record.digest, "分布式光伏发电"):
        assert words in page, words
    missing = FactorRecord.objects.get(code="fuel-烟煤-OF")
    assert "待核" in Client().get(f"{URL}{missing.pk}/").content.decode()
    assert Client().get(f"{URL}999999/").status_code == 404


@pytest.mark.clause("JX23-11.1.2")
def test_a_change_is_proposed_decided_noticed_and_entered_over_pages(library, page_as, clock_at, at):
    answer = page_as("centre").post(f"{URL}changes/new/", fields())
    change = FactorProposal.objects.get()
    assert answer.status_code == 302 and answer.url == f"{URL}changes/{change.pk}/"
    one = f"{URL}changes/{change.pk}/"
    assert Client().get(one).status_code == 404
    assert "尚未编制" in page_as("bureau").get(one).content.decode()
    early = page_as("bureau").post(f"{one}decide/", {"approve": "yes", "reason": "一致"})
    assert early.status_code == 422 and "R11-6" in early.content.decode()
    made = page_as("bureau").post(f"/impact/{change.pk}/make/")
    assert made.status_code == 302 and made.url == f"/impact/{change.pk}/"
    report = page_as("bureau").get(made.url).content.decode()
    assert "参数 EF，浙江，2023 至 2026 年" in report and "+0.0026" in report and "+0.52 %" in report
    assert page_as("bureau").post(f"{one}decide/", {"approve": "yes", "reason": "一致"}).status_code == 302
    assert page_as("bureau").post(f"{one}notice/").status_code == 302
    public = Client().get(one).content.decode()
    assert "公示中" in public and "0.5000" in public and "影响报告-" not in public
    assert "未结的核算报告" in Client().get(f"/impact/{change.pk}/").content.decode()
    objected = Client().post(one, {"text": "请核对", "contact": "", "request_id": "a" * 32})
    assert objected.status_code == 302
    objection = queries.change(change.pk, at("2026-03-03 10:00").date()).notice.objections[0]
    answered = page_as("bureau").post(f"{one}objections/{objection.id}/", {"text": "已核对", "upheld": "no"})
    assert answered.status_code == 302
    assert page_as("bureau").post(f"{one}enter/").status_code == 422
    clock_at("2026-03-16 10:00")
    assert page_as("bureau").post(f"{one}enter/").status_code == 302
    record = FactorRecord.objects.get(edition=2)
    page = Client().get(f"{URL}{record.pk}/").content.decode()
    assert "尚未生效" in page and change.number in page
    assert "已入库" in Client().get(f"{URL}changes/").content.decode()
    notice = queries.change(change.pk, at("2026-03-16 10:00").date()).notice
    assert Client().get(f"{URL}notices/{notice.id}/").url == one
    assert f"{URL}notices/{notice.id}/" in Client().get("/registry/notices/").content.decode()
    assert Client().get(f"/registry/notices/{notice.id}/").status_code == 404


@pytest.mark.clause("JX23-11.1.1")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"unit": ""}, "R11-3"),
        ({"value": "NaN"}, "V-1"),
        ({"value": "1e-400"}, "V-1"),
        ({"value": "1.5"}, "R11-4"),
        ({"publication_number": "", "publication_link": ""}, "R11-3"),
        ({"valid_from": "2026-03-03"}, "R11-7"),
    ],
)
def test_a_refused_proposal_names_its_code_and_keeps_what_was_written(library, page_as, unchanged, change, code):
    page = page_as("centre")
    with unchanged():
        answer = page.post(f"{URL}changes/new/", fields(**change))
    content = answer.content.decode()
    assert answer.status_code == 422 and code in content and "更正浙江因子" in content


@pytest.mark.clause("JX23-11.1.2")
def test_a_table_is_proposed_as_a_whole_or_not_at_all(library, page_as, unchanged):
    head = "series,kind,gas,region,year,value,unit"
    good = "grid-average-province,average,CO2,{},2024,{},kgCO2/kWh"
    sent = {name: value for name, value in fields().items() if name not in (*ROW, "year_of")}
    page = page_as("bureau")
    for rows, code in (
        ([good.format("浙江", "0.48"), good.format("上海", "5")], "R11-4"),
        ([good.format(name, "0.5271") for name in ("浙江", "上海", "江苏", "安徽", "福建")], "R11-5"),
        ([good.format("浙江", "0.48").replace("2024", "")], "R11-3"),
    ):
        table = SimpleUploadedFile("表.csv", "\n".join([head, *rows, ""]).encode())
        with unchanged():
            answer = page.post(f"{URL}changes/upload/", {**sent, "encoding": "utf-8", "table": table})
        assert answer.status_code == 422 and code in answer.content.decode()
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, head.split(","))
        sheet.write_row(1, 0, good.format("浙江", "0.4801").split(","))
        sheet.write_row(2, 0, good.format("上海", "0.5602").split(","))
    table = SimpleUploadedFile("表.xlsx", target.getvalue())
    answer = page.post(f"{URL}changes/upload/", {**sent, "encoding": "utf-8", "table": table})
    assert answer.status_code == 302
    assert FactorProposal.objects.get().rows.count() == 2


@pytest.mark.clause("JX23-11.1.2")
def test_who_may_open_what(library, page_as, at):
    change = actions.propose_change(by=library.actor("centre"), draft=draft(), at=at("2026-03-03 10:00")).id
    one = f"{URL}changes/{change}/"
    for role in ("owner", "citizen"):
        assert page_as(role).get(one).status_code == 404
        assert page_as(role).get(f"{URL}changes/new/").status_code == 403
        assert page_as(role).get(f"{one}decide/").status_code == 403
        assert page_as(role).get(f"/impact/{change}/").status_code == 404
        assert page_as(role).get(f"/impact/{change}/make/").status_code == 403
    for role in ("centre", "auditor", "bureau", "branch"):
        assert page_as(role).get(one).status_code == 200
        assert page_as(role).get(f"/impact/{change}/").status_code == 200
    assert page_as("centre").get(f"{one}decide/").status_code == 403
    for path in ("decide/", "notice/", "enter/", "refuse/"):
        assert page_as("bureau").get(f"{one}{path}").status_code == 200
    assert page_as("bureau").get(f"{URL}changes/new/").status_code == 200
    assert page_as("centre").get(f"{URL}changes/upload/").status_code == 200
    assert Client().get(f"{URL}changes/template.csv").content.decode().startswith("series,kind,gas")
    assert Client().get(f"{URL}changes/99/").status_code == 404


@pytest.mark.clause("JX23-11.1.2")
def test_what_waits_stands_on_the_desk(library, at, page_as):
    change = actions.propose_change(by=library.actor("centre"), draft=draft(), at=at("2026-03-03 10:00")).id
    bureau = library.actor("bureau")

    def titles(who: str) -> list[str]:
        return [task.title for task in queries.tasks(library.actor(who)) if "因子" in task.title]

    assert titles("bureau")[0].startswith("编制影响报告") and titles("centre")[0].startswith("编制影响报告")
    show_impact(bureau, change, at("2026-03-03 11:00"))
    assert titles("bureau")[0].startswith("复核因子变更") and titles("centre") == []
    actions.decide_change(by=bureau, proposal_id=change, approve=True, reason="一致", at=at("2026-03-03 12:00"))
    assert titles("bureau")[0].startswith("发布因子变更公示")
    actions.notice_change(by=bureau, proposal_id=change, at=at("2026-03-03 13:00"))
    assert titles("bureau")[0].startswith("公示期满后记入因子库")
    actions.object_to_change(by=bureau, proposal_id=change, text="请核对", at=at("2026-03-04 10:00"))
    assert titles("bureau")[0].startswith("答复异议")
    assert titles("owner") == []
    assert page_as("bureau").get("/desk/").status_code == 200
