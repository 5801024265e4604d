"""Bad inputs of filing, issuance and freezing (sections B, D, E) through page and API alike, with their near misses."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from tanhui.foundation.parties.actions import set_standing
from tanhui.foundation.parties.models import StaffService
from tanhui.foundation.periods import local_day
from tanhui.lifecycle.accounting import queries as accounts
from tanhui.lifecycle.registry import queries
from tanhui.lifecycle.registry.tests.road import SPRING
from tanhui.lifecycle.retirement import actions as retirement

pytestmark = pytest.mark.django_db


def url(name, key):
    return reverse(f"registry:{name}", args=(key,))


def refused(both, username, act, key, form, body=None, *, path=None):
    """Send one act on a filing both ways."""
    return both.refused(
        username, url(act.replace("-", "_"), key), form, f"/filings/{key}/{path or act}", form if body is None else body
    )


@pytest.mark.clause("JX23-13.1.3")
def test_b10_a_meter_counts_once_at_a_time(road, both):
    road.submitted()
    other = road.report(road.project(owner="owner2"), owner="owner2")
    road.statement(other, owner="owner2", verifier="verifier2")
    filing_id = road.drafted(other, owner="owner2")
    assert refused(both, "owner2", "submit", filing_id, {}) == ["R13-5"]
    adjacent = road.report(accounts.report(other).project_id, owner="owner2", period=SPRING)
    road.statement(adjacent, owner="owner2", verifier="verifier2")
    near = road.drafted(adjacent, owner="owner2")
    assert both.page("owner2", url("submit", near), {}).status_code == 302


@pytest.mark.clause("JX23-30")
def test_b17_nothing_is_filed_under_a_lapsed_instrument(road, both):
    filing_id = road.drafted()
    today = road.at
    road.at = today.replace(year=2028, month=11, day=8)
    assert "R30-1" in refused(both, "owner", "submit", filing_id, {})
    road.at = today
    assert both.page("owner", url("submit", filing_id), {}).status_code == 302


@pytest.mark.clause("JX23-16")
@pytest.mark.parametrize("missing", ["letter", "form"])
def test_e1_a_missing_paper_is_named(road, both, missing):
    kept = [kind for kind in ("letter", "form") if kind != missing]
    filing_id = road.drafted(kinds=kept)
    assert refused(both, "owner", "submit", filing_id, {}) == ["R16-2"]
    road.attach(filing_id, missing)
    assert both.call("owner", f"/api/v1/registry/filings/{filing_id}/submit", {}).status_code == 201


@pytest.mark.clause("JX23-17")
@pytest.mark.parametrize(
    ("username", "act", "form", "body"),
    [
        ("bureau", "file", {}, {}),
        ("bureau", "register", {}, {}),
        ("bureau", "skip-panel", {"reason": "方法成熟"}, None),
        ("centre", "audit", {"opinion": "复算一致"}, None),
        ("owner", "submit", {}, {}),
    ],
)
def test_e2_no_step_is_skipped_or_repeated(road, both, username, act, form, body):
    filing_id = road.submitted()
    found = refused(both, username, act, filing_id, form, body)
    assert found[0] == "R17-1"


def test_e2_in_order_it_is_done(road, both):
    filing_id = road.submitted()
    assert both.page("centre", url("accept", filing_id), {}).status_code == 302
    assert refused(both, "centre", "accept", filing_id, {}) == ["R17-1"]


@pytest.mark.clause("JX23-17.1.4", "JX23-26.1")
def test_e3_e4_e8_issuing_is_refused_alike(road, both):
    filing_id = road.registered()
    tonnes = queries.issue_plan(filing_id).tonnes

    def issue(username, **changes):
        body = {"tonnes": tonnes} | changes
        return refused(both, username, "issue", filing_id, {"confirmed": "on", **body}, body)

    assert issue("bureau") == ["R17-2"]
    assert issue("bureau2", tonnes=0) == ["R17-3"]
    assert issue("bureau2", tonnes=tonnes + 1) == ["R17-3"]
    assert issue("bureau2", issued_at="2026-01-01") == ["R17-6"]
    assert issue("bureau2", state="issued") == ["S-20"]
    assert issue("owner") == ["S-18"]
    bureau, owner = road.actor("bureau"), road.world.party("owner")
    set_standing(by=bureau, at=road.later(), party_id=owner, standing="suspended", document="示范决定")
    assert issue("bureau2") == ["R17-7"]
    set_standing(by=bureau, at=road.later(), party_id=owner, standing="in_good_standing", document="示范决定")
    near = {"tonnes": tonnes, "confirmed": "on"}
    assert both.page("bureau2", url("issue", filing_id), near).status_code == 302
    assert issue("bureau2") == ["R17-3", "R17-5"]


@pytest.mark.clause("JX23-26.1")
@pytest.mark.parametrize("employer", ["owner", "verifier"])
def test_e11_an_official_of_a_party_steps_back(road, both, employer):
    filing_id = road.submitted()
    start = local_day(road.at).replace(year=2025)
    service = StaffService.objects.create(
        person_id=road.actor("centre").person_id, party_id=road.world.party(employer), starts_on=start
    )
    assert refused(both, "centre", "accept", filing_id, {}) == ["R6-1"]
    service.delete()
    assert both.page("centre", url("accept", filing_id), {}).status_code == 302


@pytest.mark.clause("JX23-5.2")
def test_e10_a_branch_keeps_to_its_district(road, both):
    foreign = road.report(road.project(district="330481", latitude=Decimal("30.51"), longitude=Decimal("120.68")))
    road.statement(foreign)
    filing_id = road.submitted(foreign)
    assert refused(both, "branch", "remark", filing_id, {"reason": "现场"}, path="remarks") == ["R5-1"]


@pytest.mark.clause("JX23-26.2.1", "JX23-15.2")
def test_d8_a_tie_found_after_issuance_freezes_the_batch_until_the_case_is_cleared(road, both):
    batch = road.issued().batch_id
    order = {"case_no": "嘉环案〔2026〕1 号", "reason": "签发后发现核查机构与业主存在关联，立案核查"}

    def freeze(act, form):
        return both.refused("bureau", url(act, batch), form, f"/batches/{batch}/{act}", form)

    assert freeze("freeze", {"reason": "没有案号"}) == ["V-8"]
    assert freeze("thaw", {"reason": "并未冻结"}) == ["R18-4"]
    assert both.refused("owner", url("freeze", batch), order, f"/batches/{batch}/freeze", order) == ["S-18"]
    assert both.page("bureau", url("freeze", batch), order).status_code == 302
    told = both.page("", url("batch", batch)).content.decode()
    assert order["case_no"] in told and order["reason"] in told
    assert both.call("", f"/api/v1/registry/batches/{batch}", method="GET").json()["frozen"] == queries.frozen_reason(
        batch
    )
    assert freeze("freeze", order) == ["R18-4"], "a freeze sent twice never frees the batch"
    use = retirement.Use("voluntary", "示范", "")
    owner = road.actor("owner")
    answer = both.call("bureau", f"/api/v1/registry/batches/{batch}/thaw", {"reason": "已查清，无关联"})
    assert answer.status_code == 201 and queries.frozen_reason(batch) is None
    assert (
        retirement.request_retirement(by=owner, batch_id=batch, tonnes=1, use=use, at=road.later()).state == "requested"
    )
    assert both.call("bureau", f"/api/v1/registry/batches/{batch}/freeze", order).status_code == 201
    assert both.page("bureau", url("thaw", batch), {"reason": "结案"}).status_code == 302


@pytest.mark.parametrize("number", [0, 2**63, 10**20])
def test_a_number_beyond_all_rows_is_not_found(road, both, number):
    for name in ("batch", "filing", "notice", "project"):
        assert both.page("", url(name, number)).status_code == 404, name
    assert both.page("bureau", url("freeze", number)).status_code == 404
    for path in ("batches", "filings"):
        assert both.call("", f"/api/v1/registry/{path}/{number}", method="GET").status_code == 404, path
    assert both.call("bureau", f"/api/v1/registry/batches/{number}/thaw", {"reason": "无"}).status_code == 422


@pytest.mark.clause("HOUSE-19")
def test_l8_another_owner_does_not_even_see_the_forms(road, both):
    filing_id = road.on_notice()
    for name in ("attach", "submit", "withdraw"):
        assert both.page("owner2", url(name, filing_id)).status_code == 403, name
        assert both.page("owner", url(name, filing_id)).status_code == 200, name
    assert refused(both, "owner2", "withdraw", filing_id, {"reason": "他人"}) == ["S-18"]


@pytest.mark.clause("HOUSE-24")
@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("owner", "accounting/reports/1/submit"),
        ("owner", "accounting/imports/1/withdraw"),
        ("owner", "retirement/orders/1/withdraw"),
        ("verifier", "verification/engagements/1/decline"),
        ("bureau", "verification/accreditations/1/suspend"),
        ("bureau", "people/mandates/1/end"),
        ("bureau", "registry/filings/1/file?owner_id=2"),
    ],
)
def test_l7_no_act_takes_a_field_it_does_not_know(road, both, unchanged, username, path):
    both.ready(username)
    with unchanged():
        answer = both.call(username, f"/api/v1/{path}", {} if "?" in path else {"state": "issued", "owner_id": 2})
        assert [each["code"] for each in answer.json()["refusal"]] == ["S-20"]
        if "?" not in path:
            assert both.call(username, f"/api/v1/{path}", [1]).json()["refusal"][0]["code"] == "V-8"


@pytest.mark.clause("HOUSE-24")
def test_l7_an_act_without_a_body_takes_none_or_an_empty_one(road, both):
    first, second = (road.world.actor(name).mandate_id for name in ("expert4", "expert5"))
    assert both.call("bureau", f"/api/v1/people/mandates/{first}/end").status_code == 201
    assert both.call("bureau", f"/api/v1/people/mandates/{second}/end", {}).status_code == 201


def test_l7_the_api_answers_unknown_addresses_and_broken_forms_in_its_own_shape(road, both):
    for path in ("nothing", "registry/batches/-1", "verification/engagements/abc"):
        answer = both.call("bureau", f"/api/v1/{path}", method="GET")
        assert (answer.status_code, answer.json()["refusal"][0]["code"]) == (404, "S-17"), path
    headers = {"Authorization": f"Bearer {both.tokens['bureau']}", "Idempotency-Key": "k"}
    broken = both.clients["bureau"].generic(
        "POST", "/api/v1/people/mandates/1/end", b"x", content_type="multipart/form-data", headers=headers
    )
    assert (broken.status_code, broken.json()["refusal"][0]["code"]) == (400, "S-17")


@pytest.mark.clause("HOUSE-24")
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_l7_pages_are_opened_and_posted_to_and_nothing_else(road, both, unchanged, method):
    both.ready("bureau")
    with unchanged():
        answer = both.clients["bureau"].generic(method, reverse("registry:batches"))
    assert answer.status_code == 405 and list(answer.context["refusal"].codes) == ["S-20"]
    assert both.clients["bureau"].head(reverse("registry:batches")).status_code == 200


@pytest.mark.clause("JX23-16")
def test_another_owners_report_is_not_filed(road, both):
    report_id = road.stated()
    new, body = reverse("registry:new_filing"), {"report_id": report_id}
    assert both.refused("owner2", new, body, "/filings", body) == ["S-18"]
    assert both.page("owner", new, body).status_code == 302
    assert both.refused("owner", new, body, "/filings", body) == ["R16-6"]
