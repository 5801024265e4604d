"""A proposal is written, completed, submitted once and for good, corrected, and carried to publication."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.trail.models import JournalEntry
from tanhui.law import Refusal
from tanhui.lifecycle.methodology import queries as methodology
from tanhui.lifecycle.methodology.actions import load_library
from tanhui.lifecycle.methodology.actions import proposal_course as course
from tanhui.lifecycle.methodology.actions import proposals as acts
from tanhui.lifecycle.methodology.editing.toml import written
from tanhui.lifecycle.methodology.models import MethodologyProposal, ProposalSubmission
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.tests.proposing import APPLICATION, SLUG, Proposing, content, with_formula
from tanhui.site.demonstration.papers import paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposing(world) -> Proposing:
    return Proposing(world)


def refused(act, **given) -> list[str]:
    with pytest.raises(Refusal) as found:
        act(**given)
    return found.value.codes


@pytest.mark.clause("JX23-7", "JX23-9")
def test_a_proposal_is_submitted_with_everything_it_holds(proposing):
    key = proposing.submitted()
    row = queries.proposal(key)
    assert (row.state, row.title, row.last.slug, row.last.version) == (
        "submitted",
        "共享充电宝碳普惠方法学",
        SLUG,
        "v1",
    )
    assert row.last.application == APPLICATION
    entry = JournalEntry.objects.order_by("-seq").first()
    assert entry.kind == "methodology.proposed" and entry.subject == f"methodology.MethodologyProposal:{key}"
    assert APPLICATION["contact_person"] not in entry.body


@pytest.mark.clause("JX23-7")
@pytest.mark.parametrize("who", ["citizen", "owner", "participant", "verifier", "expert", "department"])
def test_anyone_may_propose(world, who):
    assert queries.proposal(Proposing(world, by=who).submitted()).state == "submitted"


@pytest.mark.clause("JX23-7")
@pytest.mark.parametrize("who", ["centre", "bureau", "branch", "operations", "auditor"])
def test_the_offices_do_not_propose(world, unchanged, who):
    proposing = Proposing(world, by=who)
    with unchanged():
        assert refused(acts.open_proposal, **proposing.by(), text=written(content())) == ["S-18"]


@pytest.mark.clause("JX23-9")
def test_everything_missing_is_named_at_once(proposing, unchanged):
    key = proposing.opened(written(with_formula("A + EF")))
    with unchanged(), pytest.raises(Refusal) as found:
        acts.submit(**proposing.by(), proposal_id=key)
    assert found.value.codes == ["R9-1", "R14-1"]
    assert all(each.zh in found.value.breaches[0].zh for each in acts.form.missing({}))
    assert found.value.breaches[1].place == "reduction:5"


@pytest.mark.clause("JX23-9")
@pytest.mark.parametrize("key", [each.key for each in acts.form.ENTRIES if each.required])
def test_each_part_of_the_application_is_compulsory(proposing, key):
    proposal = proposing.opened()
    given = {name: value for name, value in APPLICATION.items() if name != key}
    acts.save_application(**proposing.by(), proposal_id=proposal, application=given, revision=1)
    assert refused(acts.submit, **proposing.by(), proposal_id=proposal) == ["R9-1"]


@pytest.mark.clause("JX23-9")
@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        (content(examples=[]), ["R14-4"]),
        (content(id="proposals"), ["V-6"]),
        (content(id="proposal"), None),
        (content(code="A" * 13), ["V-7"]),
        (content(code="A" * 12), None),
        (with_formula("A * EF * 2"), ["R14-4"]),
        (with_formula("__import__('os').system('id')"), ["S-1"]),
        (with_formula("9**9**7 * A * EF"), ["S-2"]),
        (with_formula("A * EF * 1e999"), ["V-1"]),
        (with_formula("(" * 250 + "A" + ")" * 250 + " * EF"), ["S-2"]),
    ],
    ids=["no-example", "reserved", "free", "long-code", "short-code", "wrong-result", "call", "power", "huge", "deep"],
)
def test_what_is_wrong_with_the_document_keeps_it_from_being_submitted(proposing, changed, codes):
    key = proposing.complete(written(changed))
    if codes is None:
        acts.submit(**proposing.by(), proposal_id=key)
        assert queries.proposal(key).state == "submitted"
        return
    assert refused(acts.submit, **proposing.by(), proposal_id=key) == codes


@pytest.mark.clause("JX23-9")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * (acts.MOST_CHARS + 1), "S-2"),
        ('id = "a\u200bb"', "V-13"),
        ('id = "a\\u0000b"', "V-13"),
        ("a\u202eb", "V-13"),
    ],
    ids=["long", "zero-width", "escaped-nul", "bidi-no-toml"],
)
def test_a_hostile_text_is_not_kept(proposing, unchanged, text, code):
    key = proposing.opened()
    with unchanged():
        assert refused(acts.open_proposal, **proposing.by(), text=text) == [code]
        assert refused(acts.save_document, **proposing.by(), proposal_id=key, text=text, revision=1) == [code]
    acts.save_document(**proposing.by(), proposal_id=key, text="x" * acts.MOST_CHARS, revision=1)


@pytest.mark.clause("JX23-9")
@pytest.mark.parametrize("text", ["", "a = 1.5", "= broken", "a = " + "9" * 5000, "[" * 300, "x" * 100])
def test_a_draft_may_be_no_document_yet_but_is_not_submitted(proposing, text):
    key = proposing.complete(text)
    found = refused(acts.submit, **proposing.by(), proposal_id=key)
    assert len(found) >= 1 and set(found) <= {"V-7", "V-8", "V-9", "V-2", "S-3"}


@pytest.mark.clause("JX23-7")
def test_a_draft_belongs_to_its_applicant(proposing, unchanged):
    key = proposing.complete()
    with unchanged():
        given = {**proposing.by("owner2"), "proposal_id": key}
        assert refused(acts.save_document, **given, text="", revision=2) == ["S-18"]
        assert refused(acts.discard, **given) == ["S-18"]
        assert refused(acts.submit, **given) == ["S-18"]


@pytest.mark.clause("JX23-9")
def test_a_save_over_a_later_state_is_refused(proposing, unchanged):
    key = proposing.opened()
    acts.save_document(**proposing.by(), proposal_id=key, text=written(content()), revision=1)
    with unchanged():
        found = refused(acts.save_document, **proposing.by(), proposal_id=key, text="a = 1", revision=1)
    assert found == ["R9-2"]
    assert queries.draft(key).revision == 2


def test_a_draft_is_deleted_and_a_submitted_proposal_is_not(proposing, unchanged):
    key = proposing.opened()
    acts.discard(**proposing.by(), proposal_id=key)
    assert not MethodologyProposal.objects.filter(pk=key).exists()
    key = proposing.submitted()
    with unchanged():
        assert refused(acts.discard, **proposing.by(), proposal_id=key) == ["R17-1"]
    acts.withdraw(**proposing.by(), proposal_id=key, reason="重新考虑")
    assert queries.proposal(key).state == "withdrawn"


def test_drafts_and_papers_are_limited(proposing, monkeypatch):
    monkeypatch.setattr(acts, "MOST_DRAFTS", 1)
    monkeypatch.setattr(acts, "MOST_PAPERS", 1)
    key = proposing.opened()
    assert refused(acts.open_proposal, **proposing.by(), text="") == ["V-7"]
    upload = Upload("记录.pdf", paper("监测记录", ["示范"]))
    acts.attach_paper(**proposing.by(), proposal_id=key, upload=upload)
    assert refused(acts.attach_paper, **proposing.by(), proposal_id=key, upload=upload) == ["V-7"]
    [kept] = queries.papers(key)
    acts.detach_paper(**proposing.by(), proposal_id=key, document_id=kept.id)
    assert queries.papers(key) == []


@pytest.mark.clause("HOUSE-16")
def test_a_submission_never_changes(proposing):
    proposing.submitted()
    for change in (ProposalSubmission.objects.all().delete, lambda: ProposalSubmission.objects.update(text="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.clause("JX23-10.1.1")
def test_it_is_returned_corrected_and_submitted_again(proposing, unchanged):
    key = proposing.submitted()
    with unchanged():
        revision = queries.draft(key).revision
        assert refused(acts.save_document, **proposing.by(), proposal_id=key, text="", revision=revision) == ["R17-1"]
    proposing.step(key, "return", by="centre", note="请说明监测频率")
    corrected = content(exclusions=[{"zh": "自用部分。", "en": "Own use."}])
    proposing.saved(key, corrected)
    acts.submit(**proposing.by(), proposal_id=key)
    row = queries.proposal(key)
    assert row.state == "submitted" and len(row.submissions) == 2
    assert row.submissions[0].text == written(content()) and row.submissions[1].text == written(corrected)
    with unchanged():
        assert refused(acts.submit, **proposing.by(), proposal_id=key) == ["R17-1"]


@pytest.mark.clause("JX23-10.1.1", "JX23-10.1.2", "JX23-10.1.3", "JX23-10.1.4")
def test_it_travels_to_publication(proposing):
    key = proposing.registered()
    course.publish_proposal(**proposing.by("bureau2"), proposal_id=key, in_force_from=proposing.today())
    row, version = queries.proposal(key), methodology.version(SLUG, "v1")
    assert row.state == "published" and version.sha256 == row.last.sha256
    assert methodology.document_text(SLUG, "v1") == row.last.text


@pytest.mark.clause("JX23-10.1.3")
def test_publication_is_whole_or_not_at_all(proposing, unchanged):
    key = proposing.approved()
    with unchanged():
        found = refused(
            course.publish_proposal, **proposing.by("bureau2"), proposal_id=key, in_force_from=proposing.today()
        )
    assert found == ["R17-1"] and methodology.version(SLUG, "v1") is None


@pytest.mark.clause("JX23-10.1.3")
def test_it_is_not_filed_before_its_notice_ends(proposing, unchanged):
    key = proposing.approved()
    course.give_notice(**proposing.by("bureau"), proposal_id=key)
    with unchanged():
        assert refused(course.advance, **proposing.by("bureau"), proposal_id=key, step="file") == ["R10-4"]


@pytest.mark.clause("JX23-10.1.4")
def test_a_published_version_is_not_proposed_again(proposing, unchanged):
    key = proposing.registered()
    course.publish_proposal(**proposing.by("bureau2"), proposal_id=key, in_force_from=proposing.today())
    again = proposing.complete()
    with unchanged():
        assert refused(acts.submit, **proposing.by(), proposal_id=again) == ["R11-2"]
    next_version = proposing.complete(written(content(version="v2")))
    acts.submit(**proposing.by(), proposal_id=next_version)
    assert queries.proposal(next_version).last.version == "v2"


@pytest.mark.clause("JX23-26.1", "JX23-10.1.2")
def test_four_eyes_recusal_and_the_panel(world, unchanged):
    proposing = Proposing(world, by="expert")
    key = proposing.submitted()
    proposing.step(key, "accept", by="centre")
    proposing.step(key, "report", by="centre", note="齐全")
    experts = [world.actor(name).person_id for name in ("expert", "expert2")]
    course.convene(**proposing.by("bureau"), proposal_id=key, expert_ids=experts, note="请评审")
    with unchanged():
        found = refused(course.vote, **proposing.by("expert2"), proposal_id=key, agrees=True, reason="同意")
    assert found == ["R6-1"]


@pytest.mark.clause("JX23-30")
def test_nothing_is_submitted_under_a_lapsed_instrument(proposing, monkeypatch, unchanged):
    key = proposing.complete()
    monkeypatch.setattr(type(acts.scheme()), "instrument_on", lambda self, day: None)
    with unchanged():
        assert refused(acts.submit, **proposing.by(), proposal_id=key) == ["R30-1"]


@pytest.mark.clause("JX23-7")
def test_what_waits_for_whom(proposing, world):
    key = proposing.submitted()
    page = reverse("methodology:proposal", args=(key,))
    assert [(each.url, each.state) for each in methodology.tasks(world.actor("centre"))] == [(page, "待完整性检查")]
    assert methodology.tasks(world.actor("owner")) == []
    proposing.step(key, "return", by="centre", note="请补充")
    assert [each.url for each in methodology.tasks(world.actor("owner"))] == [page]
    assert methodology.tasks(world.actor("owner2")) == []


def test_a_day_of_force_in_the_past_is_refused(proposing, unchanged):
    key = proposing.registered()
    yesterday = proposing.today() - timedelta(days=1)
    with unchanged():
        found = refused(course.publish_proposal, **proposing.by("bureau2"), proposal_id=key, in_force_from=yesterday)
    assert found == ["R10-2"]


@pytest.mark.clause("JX23-11.1.1")
def test_a_factor_of_the_library_is_enough_from_the_draft_to_publication(proposing, world, client):
    found = content()
    found["parameters"] = [
        {
            "symbol": "EF",
            "label": {"zh": "电网平均因子", "en": "Average factor of the grid"},
            "unit": "tCO2e/MWh",
            "series": "grid-average-province",
            "region": "浙江",
            "kind": "average",
            "year_rule": "year-of-generation",
            "fallback": "latest-before",
            "source": {"zh": "因子库", "en": "The library"},
        }
    ]
    found["steps"][0]["formula"] = "A * 0.001 [MWh/kWh] * EF"
    found["co2_is_co2e"] = {"zh": "只计二氧化碳", "en": "CO2 only"}
    del found["constants"]
    found["examples"][0] |= {"day": "2023-06-30"}
    found["examples"][0]["expected"]["ER"]["value"] = "0.4974"
    text = written(found)
    key = proposing.complete(text)
    assert refused(acts.submit, **proposing.by(), proposal_id=key) == ["R11-3"]
    load_library(by=world.actor("bureau"), at=proposing.by()["at"])
    acts.submit(**proposing.by(), proposal_id=key)
    for step, who in (("accept", "centre"), ("report", "centre"), ("skip_panel", "bureau"), ("approve", "bureau")):
        proposing.step(key, step, by=who, note="齐全")
    course.give_notice(**proposing.by("bureau"), proposal_id=key)
    proposing.at += timedelta(days=20)
    for step in ("file", "register"):
        proposing.step(key, step, by="bureau")
    course.publish_proposal(**proposing.by("bureau2"), proposal_id=key, in_force_from=proposing.today())
    assert methodology.document_text(SLUG, "v1") == text
    page = client.get(reverse("methodology:version", args=(SLUG, "v1"))).content.decode()
    assert "0.4974" in page
