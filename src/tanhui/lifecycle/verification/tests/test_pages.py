"""The pages and endpoints of verification through HTTP: the same refusal on both, nothing changed, near miss accepted."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tanhui.foundation.parties.actions import add_shareholding
from tanhui.foundation.trail.actions import act
from tanhui.lifecycle.verification import actions, queries
from tanhui.lifecycle.verification.models import Accreditation, Engagement, Statement

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"verification:{name}", args=args)


def codes(answer):
    return [breach["code"] for breach in answer.json()["refusal"]]


def shown(answer):
    assert answer.status_code in (409, 422, 403), answer.status_code
    return list(answer.context["refusal"].codes)


def engaging(office, key="verifier", reason=""):
    return {"verifier_id": office.world.party(key), "contract_no": "示范合同-001", "change_reason": reason}


def tie(office):
    with act(by=office.actor("bureau"), kind="test.shares", at=office.at) as entry:
        owner, body = office.world.party("owner"), office.world.party("verifier")
        add_shareholding(entry, holder_id=owner, held_id=body, percent=50)
        entry.about("test:shares")


def spoilt_author(office):
    office.prepare(author_party=office.world.party("verifier"))


def spoilt_field(office):
    Accreditation.objects.filter(party_id=office.world.party("verifier")).update(sector="transport")


def spoilt_other(office):
    office.engage("verifier2")


@pytest.mark.clause("JX23-15.1.1", "JX23-15.2")
@pytest.mark.parametrize(
    ("spoil", "code", "near_miss", "reason"),
    [
        (spoilt_author, "R15-1", "verifier2", ""),
        (tie, "R15-2", "verifier2", ""),
        (spoilt_field, "R15-3", "verifier2", ""),
        (spoilt_other, "R15-7", "verifier", "原机构人员不足"),
    ],
)
def test_engaging_is_refused_alike_on_page_and_api(office, page, call, unchanged, spoil, code, near_miss, reason):
    spoil(office)
    owner, token = page("owner"), call.token("owner")
    assert token
    with unchanged():
        assert shown(owner.post(url("engage", office.report_id), engaging(office))) == [code]
        answer = call("owner", f"/verification/reports/{office.report_id}/engagements", engaging(office))
        assert (answer.status_code, codes(answer)) == (422, [code])
    done = owner.post(url("engage", office.report_id), engaging(office, near_miss, reason))
    made = Engagement.objects.last()
    assert (done.status_code, done.url) == (302, url("engagement", made.pk))
    assert made.verifier_id == office.world.party(near_miss)


@pytest.mark.clause("JX23-15.1.2")
@pytest.mark.parametrize(
    ("fields", "code"),
    [({"verified_tonnes": 10**6}, "R15-4"), ({"report_digest": "0" * 64}, "R15-5")],
)
def test_signing_is_refused_alike_on_page_and_api(office, page, call, unchanged, fields, code):
    row = office.accepted()
    verifier, path = page("verifier"), f"/verification/engagements/{row.pk}/statements"
    call.token("verifier")
    with unchanged():
        texts = {name: str(value) for name, value in fields.items()}
        assert shown(verifier.post(url("sign", row.pk), office.form(**texts))) == [code]
        answer = call("verifier", path, office.body(**fields))
        assert (answer.status_code, codes(answer)) == (422, [code])
    assert call("verifier", path, office.body()).status_code == 201


@pytest.mark.clause("JX23-15.1.2")
def test_d6_on_page_and_api(office, page, call, unchanged):
    row = office.accepted()
    verifier, path = page("verifier"), f"/verification/engagements/{row.pk}/statements"
    call.token("verifier")
    assert verifier.post(url("sign", row.pk), office.form()).status_code == 302
    with unchanged():
        assert shown(verifier.post(url("sign", row.pk), office.form(correction_reason=""))) == ["R15-6"]
        assert codes(call("verifier", path, office.body())) == ["R15-6"]
    assert verifier.post(url("sign", row.pk), office.form(correction_reason="笔误")).status_code == 302
    assert call("verifier", path, office.body(correction_reason="再更正")).json()["number"] == 3
    assert [each.number for each in queries.engagement_row(row.pk).statements] == [1, 2, 3]


def test_a_parameter_without_conclusion_is_refused(office, page, unchanged):
    row = office.accepted()
    verifier = page("verifier")
    with unchanged():
        assert shown(verifier.post(url("sign", row.pk), office.form(conclusion_0=""))) == ["R15-8"]
    assert verifier.post(url("sign", row.pk), office.form(verified_0="0")).status_code == 302


@pytest.mark.clause("JX23-15.2")
def test_acceptance_needs_the_declaration(office, page, call, unchanged):
    row = office.engage()
    verifier = page("verifier")
    call.token("verifier")
    with unchanged():
        assert shown(verifier.post(url("accept", row.pk))) == ["V-8"]
        answer = call("verifier", f"/verification/engagements/{row.pk}/accept", {"declared": False})
        assert codes(answer) == ["V-8"]
    assert verifier.post(url("accept", row.pk), {"declared": "on"}).status_code == 302
    assert queries.engagement_row(row.pk).state == "accepted"


def test_the_whole_way_over_the_api(office, call):
    made = call("owner", f"/verification/reports/{office.report_id}/engagements", engaging(office)).json()
    path = f"/verification/engagements/{made['engagement_id']}"
    assert call("verifier", f"{path}/accept", {"declared": True}).json()["state"] == "accepted"
    finding = call("verifier", f"{path}/findings", {"kind": "nc", "part": "电量", "text": "缺一行"}).json()
    answer = call("owner", f"/verification/findings/{finding['finding_id']}/answer", {"text": "已补"})
    assert (answer.status_code, answer.json()["state"]) == (201, "answered")
    closing = {"satisfied": True, "conclusion": "属实"}
    assert (
        call("verifier", f"/verification/findings/{finding['finding_id']}/close", closing).json()["state"] == "closed"
    )
    read = call("verifier", path).json()
    assert [each["parameter"] for each in read["parameters"]][-1] == "减排量"
    signed = call("verifier", f"{path}/statements", office.body()).json()
    assert signed["receipt"]["seq"] > 0
    public = call("", f"/verification/statements/{signed['statement_id']}").json()
    assert (public["signed"], public["digest"]) == (True, signed["digest"])
    assert len(call("", "/verification/bodies").json()) == 2


def test_the_whole_way_over_the_pages(office, page):
    owner, verifier = page("owner"), page("verifier")
    assert "委托核查" in owner.get(url("mine")).content.decode()
    form = owner.get(url("engage", office.report_id)).content.decode()
    assert "示范甲核查有限公司（可再生能源" in form
    owner.post(url("engage", office.report_id), engaging(office))
    row = Engagement.objects.last()
    assert verifier.get(url("engagement", row.pk)).status_code == 200
    assert verifier.get(url("accept", row.pk)).status_code == 200
    verifier.post(url("accept", row.pk), {"declared": "on"})
    assert verifier.post(url("raise", row.pk), {"kind": "cl", "part": "电量", "text": "为何"}).status_code == 302
    finding = queries.engagement_row(row.pk).findings[0]
    assert "为何" in owner.get(url("answer", finding.id)).content.decode()
    owner.post(url("answer", finding.id), {"text": "夜间"})
    verifier.post(url("close", finding.id), {"satisfied": "no", "conclusion": "请补充"})
    assert queries.engagement_row(row.pk).findings[0].state == "open"
    owner.post(url("answer", finding.id), {"text": "逆变器停机"})
    assert verifier.get(url("close", finding.id)).status_code == 200
    verifier.post(url("close", finding.id), {"satisfied": "yes", "conclusion": "属实"})
    sign = verifier.get(url("sign", row.pk)).content.decode()
    assert (
        office.row().digest in sign and sign.count('name="verified_') == len(queries.parameters(office.report_id)) + 1
    )
    assert verifier.post(url("sign", row.pk), office.form()).status_code == 302
    signed = Statement.objects.get()
    for client in (Client(), owner, verifier, page("centre"), page("branch"), page("auditor")):
        told = client.get(url("statement", signed.pk)).content.decode()
        assert "签名有效" in told and signed.digest in told
        assert client.get(url("statements")).status_code == 200
        assert client.get(url("index")).status_code == 200
    for role in ("owner", "verifier", "centre", "bureau", "branch", "auditor", "expert"):
        assert page(role).get(url("engagement", row.pk)).status_code == 200
    assert verifier.get(url("sign", row.pk)).status_code == 200


def test_who_may_not(office, page):
    row = office.accepted()
    for role in ("owner2", "verifier2"):
        assert page(role).get(url("engagement", row.pk)).status_code == 403
    assert page("owner2").get(url("engage", office.report_id)).status_code == 403
    assert page("participant").get(url("mine")).status_code == 403
    assert page("owner").get(url("sign", row.pk)).status_code == 403
    assert page("verifier").get(url("accredit")).status_code == 403
    assert Client().get(url("mine")).status_code == 302


def test_the_bureau_keeps_the_register(office, page, call):
    bureau = page("bureau")
    fields = {
        "party_id": office.world.party("verifier"),
        "sector": "waste",
        "document": "示范资质 9 号",
        "starts_on": "2026-01-01",
        "ends_on": "2036-01-01",
    }
    assert bureau.get(url("accredit")).status_code == 200
    assert shown(bureau.post(url("accredit"), {**fields, "ends_on": "2026-01-01"})) == ["V-3"]
    assert bureau.post(url("accredit"), fields).status_code == 302
    row = queries.accreditations()[-1]
    assert "暂停" in bureau.get(url("index")).content.decode()
    assert bureau.get(url("suspend", row.id)).status_code == 200
    assert bureau.post(url("suspend", row.id)).status_code == 302
    assert queries.accreditations()[-1].suspended_on is not None
    assert codes(call("bureau", f"/verification/accreditations/{row.id}/suspend", {})) == ["R17-1"]
    other = {**fields, "sector": "transport", "party_id": 10**9}
    assert call("bureau", "/verification/accreditations", other).status_code == 404
    assert call("bureau", "/verification/accreditations", {**fields, "sector": "transport"}).status_code == 201


def test_desk_tasks(office):
    row = office.accepted()
    assert [task.url for task in queries.tasks(office.actor("verifier"))] == [url("engagement", row.pk)]
    assert queries.tasks(office.actor("owner")) == []
    by = office.actor("verifier")
    actions.raise_finding(by=by, engagement_id=row.pk, kind="cl", part="电量", text="为何", at=office.later())
    assert [task.clause for task in queries.tasks(office.actor("owner"))] == ["JX23-15.1.2"]
