"""The pages of proposals through HTTP: who sees what, the editor without scripts, comparing, trying, the offices' acts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.lifecycle.methodology.actions import proposal_course as course
from tanhui.lifecycle.methodology.actions.publishing import publish
from tanhui.lifecycle.methodology.application import ENTRIES, YES
from tanhui.lifecycle.methodology.editing.sections import CHAPTERS
from tanhui.lifecycle.methodology.editing.showing import as_sent, shown
from tanhui.lifecycle.methodology.editing.toml import content_of, written
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.tests.proposing import APPLICATION, SLUG, Proposing, content, with_formula

pytestmark = pytest.mark.django_db
DRAFT_PAGES = ("proposal", "proposal_text", "proposal_application", "proposal_submit", "proposal_discard")
PROPOSER_PAGES = ("proposal_new",)
STAFF = ("centre", "bureau", "branch", "operations", "auditor")


@pytest.fixture
def proposing(world) -> Proposing:
    return Proposing(world)


def at(name: str, *parts: object) -> str:
    return reverse(f"methodology:{name}", args=parts)


def chapter(key: int, name: str) -> str:
    return at("proposal_edit", key, name)


def form_of(key: int, name: str) -> dict[str, str]:
    """Return what a browser sends for a chapter, untouched."""
    fields = next(each for each in CHAPTERS if each.id == name).fields
    draft = queries.draft(key)
    return {**as_sent(shown(fields, content_of(draft.text))), "revision": str(draft.revision)}


@pytest.mark.clause("JX23-7")
@pytest.mark.parametrize("who", ["owner2", "citizen", "participant", "verifier", "expert", "department", *STAFF])
def test_nobody_else_sees_a_draft(proposing, page_as, who):
    key = proposing.opened()
    page = page_as(who)
    for name in DRAFT_PAGES:
        assert page.get(at(name, key)).status_code == 403, name
    assert page.get(chapter(key, "head")).status_code == 403
    assert page.get(at("proposal_document", key)).status_code == 403
    assert queries.proposal(key).number not in page.get(at("proposals")).content.decode()


def test_a_visitor_signs_in_to_propose_and_reads_what_is_public(proposing, client):
    key = proposing.submitted()
    assert client.get(at("proposal_new")).status_code == 302
    assert client.get(at("proposal", key)).status_code == 403
    assert client.get(at("proposals")).status_code == 200
    assert client.get(at("compare")).status_code == 200


@pytest.mark.clause("JX23-7")
@pytest.mark.parametrize("who", ["owner", "citizen"])
@pytest.mark.parametrize("start", ["skeleton", "blank"])
def test_a_proposal_begins_from_a_sample_or_from_nothing(world, page_as, who, start):
    fields = {"title": "共享充电宝", "title_en": "Power banks", "name": SLUG, "start": start, "version": ""}
    answer = page_as(who).post(at("proposal_new"), fields)
    key = queries.proposals_of(world.actor(who).party_id)[0].id
    assert answer.status_code == 302 and answer["Location"] == chapter(key, "head")
    assert content_of(queries.draft(key).text)["id"] == SLUG


def test_a_proposal_begins_from_a_file_or_a_published_version(world, page_as):
    page = page_as("owner")
    text = written(content())
    bare = {"title": "", "title_en": "", "name": "", "version": ""}
    page.post(at("proposal_new"), {**bare, "start": "file", "file": SimpleUploadedFile("m.toml", text.encode())})
    answer = page.post(at("proposal_new"), {**bare, "start": "file", "file": SimpleUploadedFile("m.toml", b"\xff\xfe")})
    assert answer.status_code == 422 and "V-9" in answer.content.decode()
    assert page.post(at("proposal_new"), {**bare, "start": "file"}).status_code == 422
    publish(
        by=world.actor("bureau"), slug="pv-distributed", version="v1", in_force_from=world.begin.date(), at=world.begin
    )
    page.post(at("proposal_new"), {**bare, "start": "version", "version": "pv-distributed/v1"})
    rows = queries.proposals_of(world.actor("owner").party_id)
    assert [content_of(queries.draft(each.id).text)["id"] for each in rows] == ["pv-distributed", SLUG]


@pytest.mark.parametrize("name", [each.id for each in CHAPTERS])
def test_every_chapter_opens_and_an_untouched_one_changes_nothing(proposing, page_as, unchanged, name):
    key = proposing.opened()
    page = page_as("owner")
    answer = page.get(chapter(key, name))
    assert answer.status_code == 200 and "检查全部通过" in answer.content.decode()
    with unchanged():
        sent = page.client.post(chapter(key, name), {**form_of(key, name), "do": "save"})
    assert sent.status_code == 302


@pytest.mark.clause("JX23-9")
def test_a_unit_mistake_is_told_in_its_place_without_scripts(proposing, page_as, unchanged):
    key = proposing.opened()
    page = page_as("owner").client
    wrong = {**form_of(key, "steps"), "steps.0.formula": "A + EF", "do": "check"}
    with unchanged():
        text = page.post(chapter(key, "steps"), wrong).content.decode()
    assert "量纲不一致：需要 kWh，得到 tCO2e/kWh" in text and "<mark>EF</mark>" in text and "第 5 列" in text
    assert 'data-slot="p-steps.0.formula"' in text and "有尚未保存的改动" in text
    assert page.post(chapter(key, "steps"), {**wrong, "do": "save"}).status_code == 302
    assert content_of(queries.draft(key).text)["steps"][0]["formula"] == "A + EF"
    right = {**form_of(key, "steps"), "steps.0.formula": "A * EF", "do": "check"}
    text = page.post(chapter(key, "steps"), right).content.decode()
    assert "检查全部通过" in text and "<math" in text and "单位一致" in text


def test_rows_are_added_moved_and_removed_and_chapters_left_with_what_was_written(proposing, page_as):
    key = proposing.opened()
    page = page_as("owner").client
    added = page.post(chapter(key, "steps"), {**form_of(key, "steps"), "do": "add:steps"})
    assert added["Location"] == f"{chapter(key, 'steps')}#f-steps.1"
    page.post(chapter(key, "steps"), {**form_of(key, "steps"), "do": "up:steps.1"})
    rows = content_of(queries.draft(key).text)["steps"]
    assert rows[0] == {} and rows[1]["symbol"] == "ER"
    sent = {**form_of(key, "steps"), "steps.0.symbol": "PE", "do": "go:values"}
    assert page.post(chapter(key, "steps"), sent)["Location"] == chapter(key, "values")
    assert content_of(queries.draft(key).text)["steps"][0] == {"symbol": "PE"}
    page.post(chapter(key, "steps"), {**form_of(key, "steps"), "do": "remove:steps.0"})
    assert [row["symbol"] for row in content_of(queries.draft(key).text)["steps"]] == ["ER"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": "published"}, "S-20"),
        ({"steps.0.owner": "2"}, "S-20"),
        ({"inputs.0.symbol": "A"}, "S-20"),
        ({"do": "remove:steps.9"}, "V-8"),
        ({"do": "boom"}, "V-8"),
        ({"revision": "7"}, "R9-2"),
        ({"revision": "x"}, "R9-2"),
        ({"steps.0.label.zh": "减\u200b排"}, "V-13"),
        ({"steps.0.label.zh": "x\x00"}, "V-13"),
        ({"steps.0.label.zh": "减" * 100_000}, "S-2"),
    ],
)
def test_a_hostile_form_changes_nothing(proposing, page_as, unchanged, changes, code):
    key = proposing.opened()
    page = page_as("owner").client
    with unchanged():
        sent = {**form_of(key, "steps"), "steps.0.formula": "A * EF * 2", "do": "save", **changes}
        answer = page.post(chapter(key, "steps"), sent)
    assert answer.status_code in (403, 422) and code in answer.content.decode()


def test_a_field_sent_twice_is_refused(proposing, page_as, unchanged):
    key = proposing.opened()
    page = page_as("owner").client
    with unchanged():
        answer = page.post(chapter(key, "steps"), {"steps.0.formula": ["A", "EF"], "revision": "1"})
    assert answer.status_code == 403 and "S-20" in answer.content.decode()


def test_markup_in_a_draft_is_shown_as_text(proposing, page_as):
    key = proposing.opened(written(content(title={"zh": "<script>alert(1)</script>", "en": "{{7*7}}"})))
    for name in ("head", "steps"):
        text = page_as("owner").get(chapter(key, name)).content.decode()
        assert "<script>alert" not in text and "&lt;script&gt;alert" in text
    key = proposing.opened(written(with_formula("A * EF * '</textarea><script>x</script>'")))
    text = page_as("owner").get(chapter(key, "steps")).content.decode()
    assert "<script>x" not in text


def test_a_form_needs_its_own_token(proposing, world):
    key = proposing.opened()
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.user("owner"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(chapter(key, "steps"), form_of(key, "steps")).status_code == 403


def test_the_text_is_pasted_uploaded_and_downloaded(proposing, page_as):
    key = proposing.opened()
    page = page_as("owner")
    page.post(at("proposal_text", key), {"text": "a = [", "revision": "1"})
    text = page.get(at("proposal_text", key)).content.decode()
    assert "原文不能读取" in text and "V-9" in text
    assert page.get(chapter(key, "head"))["Location"] == at("proposal_text", key)
    upload = SimpleUploadedFile("m.toml", written(content()).encode())
    page.post(at("proposal_text", key), {"text": "", "revision": "2", "file": upload})
    answer = page.get(at("proposal_document", key))
    assert answer.content.decode() == written(content()) and answer["Content-Type"].startswith("application/toml")
    stale = page.post(at("proposal_text", key), {"text": "b = 1", "revision": "1"})
    assert stale.status_code == 422 and "R9-2" in stale.content.decode()


@pytest.mark.clause("JX23-9")
def test_the_application_is_filled_in_parts_and_submitted_once(proposing, page_as):
    key = proposing.opened()
    page = page_as("owner")
    part = {each.key: APPLICATION[each.key] for each in ENTRIES[:3] if each.key in APPLICATION}
    page.post(at("proposal_application", key), {**part, "revision": "1"})
    text = page.get(at("proposal_application", key)).content.decode()
    assert "还缺 18 项" in text
    refused = page.post(at("proposal_submit", key))
    assert refused.status_code == 422 and "R9-1" in refused.content.decode()
    whole = {
        each.key: "on" if each.kind == YES else APPLICATION[each.key] for each in ENTRIES if each.key in APPLICATION
    }
    page.post(at("proposal_application", key), {**whole, "revision": "2"})
    assert "填写齐全" in page.get(at("proposal_submit", key)).content.decode()
    sent = {"request_id": "same-request"}
    first = page.client.post(at("proposal_submit", key), sent)
    again = page.client.post(at("proposal_submit", key), sent)
    assert first["Location"] == again["Location"] == at("proposal", key)
    assert len(queries.proposal(key).submissions) == 1
    shown_page = page.get(at("proposal", key)).content.decode()
    assert "办理中" in shown_page and "核证中心" in shown_page


def test_the_applicant_and_the_offices_read_it_and_the_contact_stays_inside(proposing, page_as, client):
    key = proposing.submitted()
    for who in ("owner", "centre", "bureau", "auditor", "department"):
        text = page_as(who).get(at("proposal", key)).content.decode()
        assert APPLICATION["contact_phone"] in text, who
    assert page_as("owner2").get(at("proposal", key)).status_code == 403
    proposing.step(key, "accept", by="centre")
    proposing.step(key, "report", by="centre", note="齐全")
    proposing.step(key, "skip_panel", by="bureau", note="成熟")
    proposing.step(key, "approve", by="bureau", note="同意")
    course.give_notice(**proposing.by("bureau"), proposal_id=key)
    text = client.get(at("proposal", key)).content.decode()
    assert APPLICATION["inclusiveness"] in text
    assert APPLICATION["contact_phone"] not in text and APPLICATION["contact_person"] not in text
    notice = queries.proposal(key).case.notice
    assert client.get(at("public_notice", notice.id)).status_code == 200
    assert client.get(at("proposal_try", key)).status_code == 200


@pytest.mark.clause("JX23-10.1.1")
def test_the_centre_returns_it_and_what_was_corrected_is_marked(proposing, page_as):
    key = proposing.submitted()
    centre, owner = page_as("centre"), page_as("owner")
    assert centre.post(at("proposal_step", key, "return"), {"reason": ""}).status_code == 422
    centre.post(at("proposal_step", key, "return"), {"reason": "系数须折减"})
    assert "系数须折减" in owner.get(at("proposal", key)).content.decode()
    changed = {**form_of(key, "steps"), "steps.0.formula": "A * EF * 0.9", "do": "save"}
    assert owner.client.post(chapter(key, "steps"), changed).status_code == 302
    form = {**form_of(key, "examples"), "examples.0.expected.0.value": "0.45", "do": "save"}
    owner.client.post(chapter(key, "examples"), form)
    assert owner.post(at("proposal_submit", key)).status_code == 302
    text = centre.get(at("proposal", key)).content.decode()
    assert "本次补正改动了什么" in text and '<ins class="m-new"> * 0.9</ins>' in text
    compared = centre.get(at("proposal_compare", key)).content.decode()
    assert "-0.05" in compared and '<ins class="m-new"> * 0.9</ins>' in compared


@pytest.mark.clause("JX23-10.1.1")
@pytest.mark.parametrize("who", ["owner", "citizen", "expert", "auditor", "branch", "operations"])
def test_only_the_offices_act_on_it(proposing, page_as, unchanged, who):
    key = proposing.submitted()
    page = page_as(who)
    with unchanged():
        assert page.post(at("proposal_step", key, "accept")).status_code == 403


@pytest.mark.clause("JX23-10.1.2", "JX23-10.1.3", "JX23-10.1.4")
def test_it_goes_through_every_office_page(proposing, page_as, world):
    key = proposing.submitted()
    centre, bureau = page_as("centre"), page_as("bureau")
    centre.post(at("proposal_step", key, "accept"))
    centre.post(at("proposal_step", key, "report"), {"reason": "齐全"})
    names = ("expert", "expert2", "expert3", "expert4", "expert5")
    experts = [world.actor(name).person_id for name in names]
    bureau.post(at("proposal_convene", key), {"experts": experts, "reason": "请评审"})
    for name in names:
        vote = {"agrees": "yes", "reason": "同意", "free": "on"}
        assert page_as(name).post(at("proposal_vote", key), vote).status_code == 302
    bureau.post(at("proposal_step", key, "conclude_panel"), {"reason": ""})
    bureau.post(at("proposal_step", key, "approve"), {"reason": "同意"})
    bureau.post(at("proposal_notice", key), {"body": ""})
    assert queries.proposal(key).state == "on_notice"
    assert bureau.post(at("proposal_step", key, "file")).status_code == 422


@pytest.mark.clause("JX23-10.1.3")
def test_anyone_objects_to_the_notice_and_the_bureau_answers(proposing, page_as, client):
    proposing.at = now() - timedelta(hours=1)
    key = proposing.approved()
    course.give_notice(**proposing.by("bureau"), proposal_id=key)
    notice = queries.proposal(key).case.notice
    url = at("public_notice", notice.id)
    sent = {"request_id": "objection", "text": "系数偏高", "contact": "0573-1"}
    assert client.post(url, sent).status_code == 302
    assert url in client.get(reverse("registry:notices")).content.decode()
    [objection] = queries.proposal(key).case.notice.objections
    text = client.get(url).content.decode()
    assert "系数偏高" in text and "0573-1" not in text
    bureau = page_as("bureau")
    assert "0573-1" in bureau.get(at("objection_answer", objection.id)).content.decode()
    assert "系数偏高" not in bureau.get(reverse("registry:objections")).content.decode()
    bureau.post(at("objection_answer", objection.id), {"upheld": "no", "text": "已核实"})
    assert "已核实" in client.get(url).content.decode()


@pytest.fixture
def two_versions(world):
    first = world.begin.date()
    for version, formula in (("v1", "A * EF"), ("v2", "A * EF * 0.9")):
        found = {**with_formula(formula), "version": version}
        found["examples"][0]["expected"]["ER"]["value"] = "0.5" if version == "v1" else "0.45"
        publish(
            by=world.actor("bureau"),
            slug=SLUG,
            version=version,
            in_force_from=first.replace(day=first.day + int(version[1])),
            at=world.begin,
            document=written(found),
        )


@pytest.mark.clause("JX23-11.1.2")
def test_versions_show_force_grace_and_comparison(two_versions, client):
    text = client.get(at("version", SLUG, "v1")).content.decode()
    assert "90 日内" in text and "R11-1" in text and "与 v1 逐条对照" in text and "2026年6月1日" in text
    compared = client.get(at("compare"), {"old": f"{SLUG}/v1", "new": f"{SLUG}/v2"}).content.decode()
    assert '<ins class="m-new"> * 0.9</ins>' in compared and "-0.05" in compared
    assert client.get(at("compare"), {"new": f"{SLUG}/v2"}).content.decode().count("m-new") >= 1
    assert client.get(at("compare"), {"old": "no/v1", "new": f"{SLUG}/v2"}).status_code == 404


def test_anyone_tries_values_of_their_own(two_versions, client, unchanged):
    url = at("try", SLUG, "v1")
    assert "0.5" in client.get(url).content.decode()
    with unchanged():
        text = client.get(url, {"run": "1", "A": "4 MWh"}).content.decode()
        assert ">2<" in text and "怎样得出" in text
        for value, code in (("-1", "超出允许范围"), ("abc", "不是数字"), ("1 km", "量纲不一致"), ("", "缺少输入")):
            answer = client.get(url, {"run": "1", "A": value})
            assert answer.status_code == 422 and code in answer.content.decode(), value
    assert client.get(at("try", SLUG, "v9")).status_code == 404


def test_rows_are_tried_too(world, client):
    slug = "shared-bike-trips"
    publish(by=world.actor("bureau"), slug=slug, version="v1", in_force_from=world.begin.date(), at=world.begin)
    text = client.get(at("try", slug, "v1")).content.decode()
    assert "怎样得出" in text and "<textarea" in text
