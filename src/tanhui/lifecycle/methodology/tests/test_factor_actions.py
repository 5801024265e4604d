"""A change of the library goes from proposal to entry by several hands; what was published stays, and the day decides."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.parties.actor import SYSTEM_ACTOR
from tanhui.foundation.procedure.models import Step
from tanhui.law import Refusal
from tanhui.law.scheme import scheme
from tanhui.lifecycle.methodology import actions, queries
from tanhui.lifecycle.methodology.factors import Wanted, factor_for
from tanhui.lifecycle.methodology.library import shipped
from tanhui.lifecycle.methodology.models import FactorProposal, FactorPublication, FactorRecord
from tanhui.lifecycle.methodology.tests.changes import ROW, VALID_FROM, draft, show_impact
from tanhui.site.demonstration.papers import paper

pytestmark = pytest.mark.django_db

ZHEJIANG = Wanted("grid-average-province", "浙江", "year-of-generation", "latest-before")
LOADED = "2026-03-02 09:30"
PROPOSED = "2026-03-03 10:00"
APPROVED = "2026-03-05 10:00"
NOTICED = "2026-03-06 10:00"
ENTERED = "2026-03-18 10:00"


@pytest.fixture
def library(world, at):
    """The shipped library, loaded on the first day of the world."""
    actions.load_library(by=SYSTEM_ACTOR, at=at(LOADED))
    return world


@pytest.fixture
def walk(library, at):
    """`walk("notice")` takes a proposal through the acts up to the one named; returns its id."""

    def go(until: str = "enter", *, given=None, by: str = "centre") -> int:
        done = actions.propose_change(by=library.actor(by), draft=given or draft(), at=at(PROPOSED))
        bureau = library.actor("bureau")
        steps = {
            "propose": lambda: None,
            "impact": lambda: show_impact(bureau, done.id, at("2026-03-04 10:00")),
            "approve": lambda: actions.decide_change(
                by=bureau, proposal_id=done.id, approve=True, reason="与公告一致", at=at(APPROVED)
            ),
            "notice": lambda: actions.notice_change(by=bureau, proposal_id=done.id, at=at(NOTICED)),
            "enter": lambda: actions.enter_change(by=bureau, proposal_id=done.id, at=at(ENTERED)),
        }
        for name, step in steps.items():
            step()
            if name == until:
                break
        return done.id

    return go


def value_on(day: date, year: int = 2023) -> Decimal:
    return factor_for(queries.library_factors(day), ZHEJIANG, date(year, 6, 30), known_on=day).value


@pytest.mark.clause("JX23-11.1.1")
def test_the_shipped_library_is_loaded_once_with_its_provenance(library, at, unchanged):
    assert FactorRecord.objects.count() == len(shipped.entries()) == 250
    assert FactorPublication.objects.count() == len({each.source for each in shipped.entries()})
    record = FactorRecord.objects.get(code="elec-avg-2023-浙江")
    assert (record.value, record.unit, record.valid_from) == ("0.4974", "kgCO2/kWh", date(2025, 12, 31))
    assert record.publication.number == "公告2025年第47号"
    with unchanged():
        again = actions.load_library(by=SYSTEM_ACTOR, at=at(PROPOSED))
    assert (again.new, again.receipt) == (0, None)


@pytest.mark.clause("JX23-11.1.1")
def test_only_the_bureau_or_the_platform_loads(world, at, unchanged):
    with unchanged(), pytest.raises(Refusal) as found:
        actions.load_library(by=world.actor("owner"), at=at(LOADED))
    assert found.value.codes == ["S-18"]


@pytest.mark.clause("JX23-11.1.1")
def test_what_is_unconfirmed_missing_or_not_yet_published_is_never_computed_with(library):
    known = {each.id for each in queries.library_factors(date(2026, 3, 3))}
    assert {each.code for each in shipped.entries() if each.confirmed} == known
    before = {each.id for each in queries.library_factors(date(2025, 12, 30))}
    assert known - before >= {"elec-avg-2023-浙江"} and "elec-avg-2022-浙江" in before
    states = {row.entry.code: row.state for row in queries.factor_rows(date(2026, 3, 3))}
    assert states["gwp100-AR6-SF6-a"] == "unconfirmed"
    assert states["fuel-烟煤-OF"] == "missing"
    assert states["elec-avg-2023-浙江"] == "in_effect"


@pytest.mark.clause("JX23-11.1.2")
def test_a_change_takes_effect_on_its_day_and_supersedes(walk):
    walk()
    assert value_on(VALID_FROM - timedelta(days=1)) == Decimal("0.4974")
    assert value_on(VALID_FROM) == Decimal("0.5000")
    new, old = queries.line_of(FactorRecord.objects.get(edition=2).pk, VALID_FROM)
    assert (new.state, new.entry.code, old.state, old.valid_to) == (
        "in_effect",
        "elec-avg-2023-浙江",
        "superseded",
        VALID_FROM,
    )
    assert queries.recorded_factors([old.digest])[0].value == Decimal("0.4974")
    record = FactorRecord.objects.get(edition=2)
    assert record.proposed_by_id != record.approved_by_id


@pytest.mark.clause("JX23-11.1.2")
def test_a_day_that_has_passed_meanwhile_becomes_the_next(walk, at):
    walk(given=draft(valid_from=date(2026, 3, 10)))
    record = FactorRecord.objects.get(edition=2)
    assert record.valid_from == date(2026, 3, 19)


@pytest.mark.clause("JX23-11.1.2")
@pytest.mark.parametrize(
    ("act", "codes"),
    [("approve", ["R11-6"]), ("notice", ["R17-1"]), ("enter", ["R10-3", "R17-1"])],
)
def test_no_step_is_skipped(walk, library, at, unchanged, act, codes):
    change = walk("propose")
    acts = {
        "approve": lambda: actions.decide_change(
            by=library.actor("bureau"), proposal_id=change, approve=True, reason="", at=at(APPROVED)
        ),
        "notice": lambda: actions.notice_change(by=library.actor("bureau"), proposal_id=change, at=at(NOTICED)),
        "enter": lambda: actions.enter_change(by=library.actor("bureau"), proposal_id=change, at=at(ENTERED)),
    }
    with unchanged(), pytest.raises(Refusal) as found:
        acts[act]()
    assert found.value.codes[0] in codes


@pytest.mark.clause("JX23-11.1.2", "HOUSE-3", "JX23-26.1")
def test_the_proposer_neither_approves_nor_refuses(walk, library, at, unchanged):
    change = walk("impact", by="bureau")
    for approve in (True, False):
        with unchanged(), pytest.raises(Refusal) as found:
            actions.decide_change(
                by=library.actor("bureau"), proposal_id=change, approve=approve, reason="同意", at=at(APPROVED)
            )
        assert found.value.codes == ["R17-2"]
    actions.decide_change(by=library.actor("bureau2"), proposal_id=change, approve=True, reason="同意", at=at(APPROVED))


@pytest.mark.clause("JX23-11.1.2")
def test_an_impact_report_older_than_the_library_does_not_do(walk, library, at, unchanged):
    late = walk("impact", given=draft({"region": "上海", "value": "0.5700"}))
    walk()
    with unchanged(), pytest.raises(Refusal) as found:
        actions.decide_change(
            by=library.actor("bureau"), proposal_id=late, approve=True, reason="同意", at=at("2026-03-19 10:00")
        )
    assert found.value.codes == ["R11-6"]
    show_impact(library.actor("bureau2"), late, at("2026-03-19 11:00"))
    actions.decide_change(
        by=library.actor("bureau"), proposal_id=late, approve=True, reason="同意", at=at("2026-03-19 12:00")
    )


@pytest.mark.clause("JX23-11.1.2")
def test_a_decided_change_gets_no_other_impact_report(walk, library, at, unchanged):
    change = walk("approve")
    with unchanged(), pytest.raises(Refusal) as found:
        show_impact(library.actor("bureau"), change, at(NOTICED))
    assert found.value.codes == ["R17-1"]


@pytest.mark.clause("JX23-11.1.2")
def test_the_notice_runs_its_days_and_objections_are_answered(walk, library, at, unchanged):
    change = walk("notice")
    bureau = library.actor("bureau")
    ends_at = queries.change(change, date(2026, 3, 6)).notice.ends_at
    assert scheme().whole("notice_working_days", date(2026, 3, 6)) == 7
    assert ends_at == at("2026-03-18 00:00")
    objection = actions.object_to_change(
        by=library.actor("citizen"), proposal_id=change, text="数值有误", at=at("2026-03-17 23:59")
    )
    with unchanged(), pytest.raises(Refusal) as found:
        actions.object_to_change(
            by=library.actor("citizen"), proposal_id=change, text="晚了", at=at("2026-03-18 00:00")
        )
    assert found.value.codes == ["R10-6"]
    with unchanged(), pytest.raises(Refusal) as found:
        actions.enter_change(by=bureau, proposal_id=change, at=ends_at - timedelta(seconds=1))
    assert found.value.codes == ["R10-4", "R10-5"]
    actions.answer_objection_to_change(
        by=bureau, proposal_id=change, objection_id=objection.id, text="已核对原文", upheld=False, at=ends_at
    )
    actions.enter_change(by=bureau, proposal_id=change, at=ends_at)


@pytest.mark.clause("JX23-11.1.2")
def test_an_upheld_objection_ends_the_change(walk, library, at, unchanged):
    change = walk("notice")
    bureau = library.actor("bureau")
    objection = actions.object_to_change(
        by=library.actor("citizen"), proposal_id=change, text="数值有误", at=at("2026-03-09 10:00")
    )
    actions.answer_objection_to_change(
        by=bureau,
        proposal_id=change,
        objection_id=objection.id,
        text="确有错误",
        upheld=True,
        at=at("2026-03-10 10:00"),
    )
    with unchanged(), pytest.raises(Refusal) as found:
        actions.enter_change(by=bureau, proposal_id=change, at=at(ENTERED))
    assert found.value.codes == ["R10-5"]
    actions.decide_change(by=bureau, proposal_id=change, approve=False, reason="异议成立", at=at(ENTERED))
    assert FactorRecord.objects.filter(edition=2).count() == 0


@pytest.mark.clause("JX23-11.1.1", "JX23-11.1.2")
@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (draft(valid_from=date(2026, 3, 3)), ["R11-7"]),
        (draft(publication={"published": "2026-03-04"}), ["R11-3"]),
        (draft(publication={"title": ""}), ["R11-3"]),
        (draft({"unit": ""}), ["R11-3"]),
        (draft({"year": ""}), ["R11-3"]),
        (draft({"value": "0"}), ["V-1"]),
        (draft({"value": "1.3"}), ["R11-4"]),
        (draft({"region": "全国", "series": "GWP100-AR6-SF6", "kind": "GWP", "gas": "SF6"}), ["R14-1"]),
        (draft({}, {}), ["R11-5"]),
    ],
)
def test_proposing_refuses_and_changes_nothing(library, at, unchanged, given, codes):
    with unchanged(), pytest.raises(Refusal) as found:
        actions.propose_change(by=library.actor("centre"), draft=given, at=at(PROPOSED))
    assert found.value.codes == codes


@pytest.mark.clause("JX23-11.1.2")
def test_only_bureau_and_centre_propose(library, at, unchanged):
    with unchanged(), pytest.raises(Refusal) as found:
        actions.propose_change(by=library.actor("owner"), draft=draft(), at=at(PROPOSED))
    assert found.value.codes == ["S-18"]
    actions.propose_change(by=library.actor("bureau"), draft=draft(), at=at(PROPOSED))


@pytest.mark.clause("JX23-11.1.2")
def test_nothing_changed_unclear_or_under_way_is_refused(library, at, unchanged):
    by, moment = library.actor("centre"), at(PROPOSED)
    source = shipped.sources()["MEE-2025-47"]
    same = draft(
        {"value": "0.49740"},
        publication={"title": source.title, "number": source.number, "published": source.published},
    )
    sulphur = {"series": "GWP100-AR6-SF6", "kind": "GWP", "gas": "SF6", "region": "全球", "year": "2021"}
    sulphur |= {"value": "24300", "unit": "kgCO2e/kg", "year_of": "publication"}
    for given in (same, draft(sulphur)):
        with unchanged(), pytest.raises(Refusal) as found:
            actions.propose_change(by=by, draft=given, at=moment)
        assert found.value.codes == ["R11-7"]
    actions.propose_change(by=by, draft=draft({**sulphur, "code": "gwp100-AR6-SF6-b"}), at=moment)
    actions.propose_change(by=by, draft=draft(), at=moment)
    with unchanged(), pytest.raises(Refusal) as found:
        actions.propose_change(by=by, draft=draft({"value": "0.5001"}), at=moment)
    assert found.value.codes == ["R11-7"]


@pytest.mark.clause("JX23-11.1.2")
def test_a4_a_published_record_is_never_edited(library, at, unchanged):
    record = FactorRecord.objects.get(code="elec-avg-2023-浙江")
    with unchanged(), pytest.raises(Refusal) as found:
        actions.edit_record(by=library.actor("bureau"), record_id=record.pk, at=at(PROPOSED))
    assert found.value.codes == ["R11-2"]
    for change in ({"value": "0.6"}, {"valid_from": date(2020, 1, 1)}, {"confirmed": False}):
        with unchanged(), pytest.raises(DatabaseError), transaction.atomic():
            FactorRecord.objects.filter(pk=record.pk).update(**change)
    with unchanged(), pytest.raises(DatabaseError), transaction.atomic():
        FactorRecord.objects.filter(pk=record.pk)._raw_delete("default")


@pytest.mark.clause("JX23-11.1.2")
def test_the_database_keeps_proposals_and_impact_reports(walk, unchanged):
    change = walk("impact")
    proposal = FactorProposal.objects.get(pk=change)
    with unchanged(), pytest.raises(DatabaseError), transaction.atomic():
        FactorProposal.objects.filter(pk=change).update(valid_from=date(2020, 1, 1))
    with unchanged(), pytest.raises(DatabaseError), transaction.atomic():
        proposal.rows.update(content={**ROW})
    with unchanged(), pytest.raises(DatabaseError), transaction.atomic():
        proposal.impacts.update(content={})
    with unchanged(), pytest.raises(DatabaseError), transaction.atomic():
        Step.objects.update(note="")


@pytest.mark.clause("JX23-11.1.2")
def test_one_record_is_superseded_once(walk, library, at, unchanged):
    change = walk("notice", given=draft({"code": "elec-avg-2020-浙江", "year": "2020", "value": "0.5246"}))
    record = FactorRecord.objects.get(code="elec-avg-2020-浙江")
    assert record.confirmed is False
    actions.enter_change(by=library.actor("bureau"), proposal_id=change, at=at(ENTERED))
    assert value_on(VALID_FROM, year=2020) == Decimal("0.5246")
    assert [row.state for row in queries.editions_of("elec-avg-2020-浙江", VALID_FROM)] == ["in_effect", "superseded"]


@pytest.mark.clause("JX23-11.1.1")
def test_the_source_document_is_kept_with_its_hash(library, at):
    pdf = Upload("公告.pdf", paper("公告原文", ["示范"]))
    done = actions.propose_change(by=library.actor("centre"), draft=draft(), evidence=pdf, at=at(PROPOSED))
    found = queries.change(done.id, date(2026, 3, 3))
    assert found.evidence_document_id is not None
    assert len(found.rows[0].entry.source.file_sha256) == 64
