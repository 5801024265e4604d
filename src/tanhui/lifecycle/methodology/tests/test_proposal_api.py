"""Proposals over the API: the same acts, the same codes; checking a text keeps nothing."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tanhui.foundation.clock import now
from tanhui.foundation.parties.roles import ROLES
from tanhui.foundation.periods import local_day
from tanhui.lifecycle.methodology.actions.publishing import publish
from tanhui.lifecycle.methodology.editing.toml import written
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.rules_of_proposals import PROPOSERS
from tanhui.lifecycle.methodology.tests.proposing import APPLICATION, SLUG, Proposing, content, with_formula
from tanhui.site.demonstration.papers import paper

pytestmark = pytest.mark.django_db
HERE = "/methodology/proposals"


def codes(answer) -> list[str]:
    return [each["code"] for each in answer.json()["refusal"]]


@pytest.fixture
def proposing(world) -> Proposing:
    found = Proposing(world)
    found.at = now() - timedelta(hours=2)
    return found


@pytest.mark.clause("JX23-7", "JX23-9")
def test_a_proposal_is_written_and_submitted_by_a_machine(call_as, world):
    opened = call_as("owner", HERE, {"text": written(with_formula("A + EF"))}).json()
    key = opened["proposal"]
    saved = call_as(
        "owner", f"{HERE}/{key}/document", {"text": written(content()), "revision": opened["revision"]}
    ).json()
    assert saved["sound"] is True and saved["revision"] == 2
    part = {"application": {"contact_person": "示范"}, "revision": 2}
    assert "commitment" in call_as("owner", f"{HERE}/{key}/application", part).json()["missing"]
    assert codes(call_as("owner", f"{HERE}/{key}/submit", {})) == ["R9-1"]
    whole = {"application": APPLICATION, "revision": 3}
    assert call_as("owner", f"{HERE}/{key}/application", whole).json()["missing"] == []
    done = call_as("owner", f"{HERE}/{key}/submit", {}).json()
    assert done["state"] == "submitted" and done["receipt"]["seq"] > 0
    [row] = call_as("centre", HERE).json()
    assert (row["number"], row["state"]) == (done["number"], "submitted")
    read = call_as("centre", f"{HERE}/{key}").json()
    assert read["submissions"][0]["document"] == written(content()) and "draft" not in read


def test_papers_come_and_go(call_as, client, proposing):
    key = proposing.complete()
    headers = {"Authorization": f"Bearer {call_as.token('owner')}", "Idempotency-Key": uuid.uuid4().hex}
    upload = SimpleUploadedFile("记录.pdf", paper("监测记录", ["示范"]))
    assert client.post(f"/api/v1{HERE}/{key}/papers", {"upload": upload}, headers=headers).status_code == 201
    [kept] = queries.papers(key)
    assert call_as("owner", f"{HERE}/{key}/papers/{kept.id}/detach", {}).status_code == 201
    assert queries.papers(key) == []


@pytest.mark.clause("HOUSE-2")
def test_a_repeated_submission_gives_the_first_answer(call_as, client, proposing):
    key = proposing.complete()
    headers = {"Authorization": f"Bearer {call_as.token('owner')}", "Idempotency-Key": "submit-once"}
    sent = [
        client.post(f"/api/v1{HERE}/{key}/submit", "{}", content_type="application/json", headers=headers)
        for _ in range(2)
    ]
    assert sent[0].json() == sent[1].json() and len(queries.proposal(key).submissions) == 1


@pytest.mark.clause("JX23-7")
@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_meets_its_own_door(call_as, proposing, unchanged, role):
    key = proposing.opened()
    call_as.token(role)
    with unchanged():
        expected = 200 if role == "owner" else 403
        assert call_as(role, f"{HERE}/{key}").status_code == expected
    opened = call_as(role, HERE, {"text": written(content())})
    assert opened.status_code == (201 if role in PROPOSERS else 403)


@pytest.mark.clause("JX23-10.1.1", "JX23-10.1.2", "JX23-10.1.3", "JX23-10.1.4")
def test_it_travels_to_publication_over_the_interface(call_as, proposing):
    key = proposing.submitted()

    def step(role: str, name: str, note: str = "") -> str:
        return call_as(role, f"{HERE}/{key}/steps/{name}", {"note": note}).json()["state"]

    assert step("centre", "return", "请补充") == "returned"
    assert call_as("owner", f"{HERE}/{key}/submit", {}).json()["state"] == "submitted"
    assert step("centre", "accept") == "under_audit"
    assert codes(call_as("centre", f"{HERE}/{key}/steps/report", {"note": ""})) == ["V-8"]
    assert step("centre", "report", "齐全") == "reported"
    assert step("bureau", "skip_panel", "成熟") == "awaiting_decision"
    assert step("bureau", "approve", "同意") == "approved"
    assert call_as("bureau", f"{HERE}/{key}/notice", {}).json()["state"] == "on_notice"
    notice = queries.proposal(key).case.notice.id
    doubt = {"text": "系数偏高", "contact": ""}
    objection = call_as("", f"{HERE}/notices/{notice}/objections", doubt).json()["objection"]
    assert codes(call_as("bureau", f"{HERE}/{key}/steps/file", {"note": ""})) == ["R10-4", "R10-5"]
    answered = call_as("bureau", f"{HERE}/objections/{objection}/answer", {"text": "已核实", "upheld": False})
    assert answered.status_code == 201
    day = local_day(now()).isoformat()
    assert codes(call_as("bureau", f"{HERE}/{key}/publish", {"in_force_from": day})) == ["R17-1"]
    assert call_as("", f"{HERE}/{key}").json()["state"] == "on_notice"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": written(content()), "state": "published"}, "S-20"),
        ({"text": 1}, "V-8"),
        ({"text": "x" * 100_001}, "S-2"),
        ({"text": "a = 'x\u200b'"}, "V-13"),
    ],
)
def test_a_hostile_body_changes_nothing(call_as, world, unchanged, body, code):
    call_as.token("owner")
    with unchanged():
        assert code in codes(call_as("owner", HERE, body))


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"boom": "x"}, "S-20"),
        ({"potential_tonnes": "1e3"}, "V-6"),
        ({"potential_tonnes": "-1"}, "V-4"),
        ({"potential_tonnes": "１"}, "V-6"),
        ({"additionality": "maybe"}, "V-8"),
        ({"commitment": "yes"}, "V-8"),
        ({"inclusiveness": "a\u202eb"}, "V-13"),
        ({"inclusiveness": "x" * 5001}, "V-7"),
    ],
)
def test_an_application_in_another_form_is_refused(call_as, proposing, unchanged, entry, code):
    key = proposing.opened()
    call_as.token("owner")
    with unchanged():
        sent = {"application": entry, "revision": 1}
        assert codes(call_as("owner", f"{HERE}/{key}/application", sent)) == [code]


def test_a_text_is_checked_and_nothing_is_kept(call_as, client, world, unchanged):
    headers = {"Authorization": f"Bearer {call_as.token('citizen')}"}

    def check(text: str):
        return client.post(
            "/api/v1/methodology/check", {"text": text}, content_type="application/json", headers=headers
        )

    with unchanged():
        found = check(written(with_formula("A + EF"))).json()
        assert [(each["path"], each["column"], each["code"]) for each in found["problems"]] == [
            ("steps.0.formula", 5, "R14-1")
        ]
        good = check(written(content())).json()
        assert good["sound"] and good["steps"][0]["inferred"] == "tCO2e" and good["examples"][0]["state"] == "passed"
        assert check("a = [").json()["problems"][0]["code"] == "V-9"
        assert check("a = " + "9" * 5000).json()["problems"][0]["code"] == "V-7"
        assert check("x" * 100_001).status_code == 422
    assert client.post("/api/v1/methodology/check", {}, content_type="application/json").status_code == 401


def test_two_published_versions_are_compared_for_anyone(call_as, world):
    for number, formula, result in (("1", "A * EF", "0.5"), ("2", "A * EF * 0.9", "0.45")):
        found = {**with_formula(formula), "version": f"v{number}"}
        found["examples"][0]["expected"]["ER"]["value"] = result
        day = local_day(world.begin) + timedelta(days=int(number))
        publish(
            by=world.actor("bureau"),
            slug=SLUG,
            version=f"v{number}",
            in_force_from=day,
            at=world.begin,
            document=written(found),
        )
    found = call_as("", f"/methodology/compare?old={SLUG}/v1&new={SLUG}/v2").json()
    assert [part["part"] for part in found["parts"]] == ["version", "steps", "examples"]
    assert found["effects"][0]["difference"] == "-0.05"
    assert codes(call_as("", f"/methodology/compare?old={SLUG}/v9&new={SLUG}/v2")) == ["R10-1"]
