"""A case goes through the offices in order, each act by its office, and every step is kept."""

import pytest

from tanhui.foundation.procedure import actions as procedure
from tanhui.foundation.procedure import queries as cases
from tanhui.foundation.procedure.states import MOVES, STATES, pairs
from tanhui.foundation.trail.actions import act
from tanhui.law import Refusal


@pytest.fixture
def walk(world, at):
    """`walk("2026-03-03 10:00", "centre", "accept")` makes one move of the case."""
    with act(by=world.actor("owner"), kind="test.opened", at=at("2026-03-02 10:00")) as entry:
        entry.about("test:case")
        case = procedure.open_case(
            entry,
            kind="filing",
            subject="test.Filing:1",
            title="示范备案",
            applicant_party_id=world.party("owner"),
            district="330411",
        )

    def move(moment, who, name, function=None, **values):
        by = world.actor(who)
        with act(by=by, kind=f"test.{name}", at=at(moment)) as entry:
            entry.about("test:case", act=name)
            if function is None:
                return procedure.move(entry, case_id=case.pk, act=name, by=by, **values)
            return function(entry, by=by, **values)

    move.case_id = case.pk
    return move


def _to_notice(walk):
    walk("2026-03-02 11:00", "owner", "submit")
    walk("2026-03-03 10:00", "centre", "accept")
    walk("2026-03-04 10:00", "centre", "report", note="复算一致")
    walk("2026-03-05 10:00", "bureau", "skip_panel", note="方法成熟")
    walk("2026-03-06 10:00", "bureau", "approve")
    return walk(
        "2026-03-09 10:00",
        "bureau",
        "notice",
        procedure.give_notice,
        case_id=walk.case_id,
        title="公示",
        body="正文",
        facts={},
    )


@pytest.mark.clause("JX23-10", "JX23-17")
def test_notice_runs_seven_working_days_to_midnight(walk, at):
    notice = _to_notice(walk)
    assert notice.ends_at == at("2026-03-19 00:00")
    with pytest.raises(Refusal) as early:
        walk("2026-03-18 23:59", "bureau", "file", procedure.file, case_id=walk.case_id)
    assert early.value.codes == ["R10-4"]
    walk("2026-03-19 00:00", "bureau", "file", procedure.file, case_id=walk.case_id)
    assert cases.case(walk.case_id).state == "filed"


@pytest.mark.clause("JX23-17")
def test_an_open_objection_stops_the_filing(walk, unchanged):
    notice = _to_notice(walk)
    given = {"notice_id": notice.pk, "text": "数据存疑", "contact": ""}

    def object_to(entry, by, **values):
        return procedure.object_to(entry, **values)

    objection = walk("2026-03-18 23:59", "citizen", "object", object_to, **given)
    with unchanged(), pytest.raises(Refusal) as late:
        walk("2026-03-19 00:00", "citizen", "object", object_to, **given)
    assert late.value.codes == ["R10-6"]
    with unchanged(), pytest.raises(Refusal) as refused:
        walk("2026-03-19 10:00", "bureau", "file", procedure.file, case_id=walk.case_id)
    assert refused.value.codes == ["R10-5"]
    answer = {"objection_id": objection.pk, "text": "已核对原始读数", "upheld": False}
    walk("2026-03-19 11:00", "bureau", "answer", procedure.answer, **answer)
    walk("2026-03-19 12:00", "bureau", "file", procedure.file, case_id=walk.case_id)
    assert cases.case(walk.case_id).state == "filed"


@pytest.mark.clause("JX23-17")
def test_an_upheld_objection_leads_to_refusal_only(walk, unchanged):
    notice = _to_notice(walk)

    def object_to(entry, by, **values):
        return procedure.object_to(entry, **values)

    given = {"notice_id": notice.pk, "text": "计量表属于另一项目", "contact": ""}
    objection = walk("2026-03-10 10:00", "citizen", "object", object_to, **given)
    answer = {"objection_id": objection.pk, "text": "经核实，异议成立", "upheld": True}
    walk("2026-03-11 10:00", "bureau", "answer", procedure.answer, **answer)
    with unchanged(), pytest.raises(Refusal) as refused:
        walk("2026-03-19 10:00", "bureau", "file", procedure.file, case_id=walk.case_id)
    assert refused.value.codes == ["R10-5"]
    walk("2026-03-19 11:00", "bureau", "refuse", note="异议成立")
    assert cases.case(walk.case_id).state == "refused"


def test_steps_stand_in_the_history(walk):
    _to_notice(walk)
    row = cases.case(walk.case_id)
    assert [step.act for step in row.steps] == ["submit", "accept", "report", "skip_panel", "approve", "give_notice"]
    assert {(step.source, step.target) for step in row.steps} <= pairs()
    assert [stage.status for stage in row.stages] == ["done"] * 5 + ["current"] + ["waiting"] * 3


@pytest.mark.clause("JX23-17")
@pytest.mark.parametrize(
    ("who", "name", "code"),
    [
        ("centre", "report", "R17-1"),
        ("bureau", "approve", "R17-1"),
        ("owner", "accept", "S-18"),
        ("owner2", "withdraw", "S-18"),
    ],
)
def test_no_step_is_skipped_or_done_by_another(walk, unchanged, who, name, code):
    walk("2026-03-02 11:00", "owner", "submit")
    with unchanged(), pytest.raises(Refusal) as refused:
        walk("2026-03-03 10:00", who, name)
    assert refused.value.codes[0] == code


def test_the_table_names_known_states_and_one_row_per_act():
    assert {move.source for move in MOVES} | {move.target for move in MOVES} <= set(STATES)
    assert len({(move.act, move.source) for move in MOVES}) == len(MOVES)
