"""The pages and endpoints of retirement through HTTP: the same refusal on both, nothing changed, near miss accepted."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tanhui.foundation.documents import queries as documents
from tanhui.lifecycle.retirement import queries
from tanhui.lifecycle.retirement.models import Retirement
from tanhui.lifecycle.retirement.tests.stock import USE

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"retirement:{name}", args=args)


def codes(answer):
    return [breach["code"] for breach in answer.json()["refusal"]]


def shown(answer):
    assert answer.status_code in (409, 422, 403), answer.status_code
    return list(answer.context["refusal"].codes)


def body(stock, **changes):
    return {"batch_id": stock.batch, "tonnes": 10, **USE, **changes}


def retired_all(stock):
    stock.retired(tonnes=100)
    return {}


def frozen(stock):
    stock.freeze("owner", stock.batch, 95)
    return {}


def foreign(stock):
    return {"batch_id": stock.other}


def no_purpose(stock):
    return {"purpose": ""}


def strange_purpose(stock):
    return {"purpose": "resale"}


def no_beneficiary(stock):
    return {"beneficiary": ""}


@pytest.mark.clause("JX23-21.1", "JX23-21.3", "JX23-18")
@pytest.mark.parametrize(
    ("spoil", "broken", "near_miss"),
    [
        (retired_all, ["R21-1"], None),
        (frozen, ["R21-2"], {"tonnes": 5}),
        (foreign, ["R21-2", "R18-3"], {}),
        (no_purpose, ["R21-4"], {}),
        (strange_purpose, ["R21-4"], {}),
        (no_beneficiary, ["R21-4"], {}),
        (lambda stock: {"tonnes": 101}, ["R18-3"], {"tonnes": 100}),
    ],
)
def test_g1_g2_g4_on_page_and_api(stock, page, call, unchanged, spoil, broken, near_miss):
    changes = spoil(stock)
    owner = page("owner")
    call.token("owner")
    with unchanged():
        assert shown(owner.post(url("order"), body(stock, **changes))) == broken
        answer = call("owner", "/retirement/orders", body(stock, **changes))
        assert (answer.status_code, codes(answer)) == (422, broken)
    if near_miss is None:
        near_miss = {"batch_id": stock.issue("owner", 20, "P0009")}
    done = owner.post(url("order"), body(stock, **near_miss))
    assert (done.status_code, done.url) == (302, url("retirement", Retirement.objects.last().pk))


@pytest.mark.parametrize(("sent", "code"), [("0", "V-4"), ("1.5", "V-5"), ("-1", "V-4"), ("1e1", "V-6")])
def test_tonnes_are_whole(stock, page, unchanged, sent, code):
    owner = page("owner")
    with unchanged():
        assert shown(owner.post(url("order"), body(stock, tonnes=sent))) == [code]


@pytest.mark.clause("JX23-21.3")
def test_execution_is_confirmed_and_final(stock, page, call, unchanged):
    row, operations, owner = stock.order(), page("operations"), page("owner")
    call.token("operations")
    call.token("owner")
    assert "注销不可撤销" in operations.get(url("execute", row.pk)).content.decode()
    with unchanged():
        assert shown(operations.post(url("execute", row.pk))) == ["V-8"]
        assert codes(call("operations", f"/retirement/orders/{row.pk}/execute", {"confirmed": False})) == ["V-8"]
        unordered = call("operations", "/retirement/orders/1000000/execute", {"confirmed": True})
        assert (unordered.status_code, codes(unordered)) == (422, ["R21-7"])
    assert operations.post(url("execute", row.pk), {"confirmed": "on"}).status_code == 302
    with unchanged():
        assert shown(operations.post(url("execute", row.pk), {"confirmed": "on"})) == ["R21-3"]
        assert codes(call("operations", f"/retirement/orders/{row.pk}/execute", {"confirmed": True})) == ["R21-3"]
        assert shown(owner.post(url("withdraw", row.pk))) == ["R21-3"]
        assert codes(call("owner", f"/retirement/orders/{row.pk}/withdraw", {})) == ["R21-3"]
    corrected = {"beneficiary": "示范低碳大会组委会", "reason": "名称不全"}
    assert operations.post(url("correct", row.pk), corrected).status_code == 302
    again = call("operations", f"/retirement/orders/{row.pk}/correct", {**corrected, "reason": "再更正"})
    assert (again.status_code, again.json()["version"]) == (201, 3)


def test_the_whole_way_over_the_api(stock, call):
    made = call("owner", "/retirement/orders", body(stock)).json()
    assert (made["state"], made["receipt"]["seq"] > 0) == ("requested", True)
    path = f"/retirement/orders/{made['retirement_id']}"
    assert call("owner", path).json()["tonnes"] == 10
    number = call("operations", f"{path}/execute", {"confirmed": True}).json()["number"]
    found = call("", f"/retirement/certificates/{number}").json()
    assert found["genuine"] and all(check["holds"] for check in found["checks"])
    assert "holder" not in found["certificate"]
    assert [each["number"] for each in call("", "/retirement/").json()] == [number]
    assert call("", "/retirement/certificates/JX-R-2031-000001-A").status_code == 404
    assert call("", f"/retirement/files/{found['document_sha256']}").json()["verdict"] == "genuine"
    assert call("", f"/retirement/files/{'0' * 64}").json()["verdict"] == "unknown"
    second = call("owner", "/retirement/orders", body(stock)).json()["retirement_id"]
    assert call("owner", f"/retirement/orders/{second}/withdraw", {}).json()["state"] == "withdrawn"


def test_every_page_per_role(stock, page):
    owner, operations = page("owner"), page("operations")
    assert "JX-PV01-P0001" in owner.get(url("order")).content.decode()
    row = stock.order()
    for client in (owner, operations, page("bureau"), page("auditor")):
        assert client.get(url("retirement", row.pk)).status_code == 200
    assert owner.get(url("withdraw", row.pk)).status_code == 200
    assert row.beneficiary in owner.get(url("mine")).content.decode()
    assert "示范秀洲光伏有限公司" in operations.get(url("orders")).content.decode()
    assert page("participant2").get(url("order")).status_code == 200
    row = stock.execute(row)
    assert operations.get(url("correct", row.pk)).status_code == 200
    for client in (Client(), owner, operations):
        told = client.get(url("index")).content.decode()
        assert row.number in told and "示范低碳大会" in told
        told = client.get(url("certificate", row.number)).content.decode()
        assert "此证书真实有效" in told and told.count("符合") >= 5
    assert page("participant").get(url("retirement", row.pk)).status_code == 403
    assert page("owner").get(url("orders")).status_code == 403
    assert page("owner").get(url("execute", row.pk)).status_code == 403
    assert Client().get(url("mine")).status_code == 302


def test_the_public_list_is_searched_sorted_and_exported(stock):
    first, second = stock.retired(tonnes=3), stock.retired(tonnes=5, beneficiary="另一场会议")
    client, path = Client(), url("index")
    found = client.get(path, {"q": "另一场"}).content.decode()
    assert second.number in found and first.number not in found
    listed = client.get(path, {"sort": "tonnes"}).context["listing"]
    assert [row[2] for row in listed.rows] == [3, 5]
    assert client.get(path, {"format": "csv"}).content.decode().count("JX-R-") == 2
    assert client.get(path, {"sort": "holder"}).status_code in (400, 422)


def test_the_certificates_files(stock):
    row, client = stock.retired(), Client()
    picture = client.get(url("qr", row.number))
    assert picture.headers["Content-Type"] == "image/svg+xml" and b"<svg" in picture.content
    sent = client.get(url("pdf", row.number))
    digest = queries.certificate(row.number).document_sha256
    assert hashlib.sha256(sent.content).hexdigest() == digest
    assert client.get(url("pdf", "JX-R-2031-000001-A")).status_code == 404


@pytest.mark.clause("JX23-21.3")
def test_g7_a_number_that_is_not_in_the_register(stock):
    answer = Client().get(url("certificate", "JX-R-2031-000001-A"))
    assert answer.status_code == 404 and "登记簿中没有此证书" in answer.content.decode()


@pytest.mark.clause("JX23-21.3")
def test_g7_the_check_page(stock, unchanged):
    row, client = stock.retired(), Client()
    content = documents.content(queries.certificate(row.number).document_id)

    def checked(content, **fields):
        sent = SimpleUploadedFile("证书.pdf", content, content_type="application/pdf")
        answer = client.post(url("check"), {"file": sent, **fields})
        assert answer.status_code == 200
        return answer.context["examined"].verdict, answer.content.decode()

    with unchanged():
        assert client.get(url("check")).status_code == 200
        verdict, told = checked(content)
        assert verdict == "genuine" and "逐字节一致" in told and row.number in told
        verdict, told = checked(content.replace(b"%PDF-1.", b"%PDF-2."), number=row.number)
        assert verdict == "altered" and "不可采信" in told
        verdict, told = checked(b"%PDF-1.7 somebody else's")
        assert verdict == "unknown" and "登记簿没有签发过" in told
        assert client.post(url("check"), {"number": row.number}).url == url("certificate", row.number)
        wrong = client.post(url("check"), {"number": row.number[:-1] + "?"})
        assert (wrong.status_code, list(wrong.context["refusal"].codes)) == (422, ["V-6"])
        assert client.get(url("check"), {"number": row.number}).status_code == 302


@pytest.mark.clause("JX23-26.2.1", "JX23-21.3")
def test_g2_nothing_of_a_frozen_batch_is_used_up(stock, page, call, unchanged, monkeypatch):
    """Ordered before the freeze, or free again after it (a listing taken back): both wait until the batch is freed."""
    row, operations, owner = stock.order(), page("operations"), page("owner")
    call.token("operations")
    call.token("owner")
    with monkeypatch.context() as frozen_now:
        frozen_now.setattr("tanhui.lifecycle.registry.queries.frozen_reason", lambda batch_id: "冻结 7 号：立案核查")
        with unchanged():
            assert shown(operations.post(url("execute", row.pk), {"confirmed": "on"})) == ["R21-2"]
            answer = call("operations", f"/retirement/orders/{row.pk}/execute", {"confirmed": True})
            assert codes(answer) == ["R21-2"] and "冻结 7 号" in answer.json()["refusal"][0]["zh"]
            assert shown(owner.post(url("order"), body(stock))) == ["R21-2"]
            assert codes(call("owner", "/retirement/orders", body(stock))) == ["R21-2"]
    assert operations.post(url("execute", row.pk), {"confirmed": "on"}).status_code == 302


@pytest.mark.clause("JX23-21.3", "HOUSE-19")
def test_g8_l8_what_nobody_ordered_and_what_others_ordered_alike_on_page_and_api(stock, page, call, unchanged):
    row, operations, other = stock.order(), page("operations"), page("participant")
    call.token("operations")
    call.token("participant")
    with unchanged():
        shown_page = operations.post(url("execute", 10**6), {"confirmed": "on"})
        assert shown(shown_page) == ["R21-7"]
        assert codes(call("operations", "/retirement/orders/1000000/execute", {"confirmed": True})) == ["R21-7"]
        assert shown(other.post(url("withdraw", row.pk))) == ["S-18"]
        answer = call("participant", f"/retirement/orders/{row.pk}/withdraw", {})
        assert (answer.status_code, codes(answer)) == (403, ["S-18"])
    assert page("owner").post(url("withdraw", row.pk)).status_code == 302
