"""Every act on the way to a decision: in order, by the right office, with every condition; nothing changes when refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.parties.models import StaffService
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure import queries as procedure
from tanhui.law import Refusal
from tanhui.lifecycle.accounting import queries as accounts
from tanhui.lifecycle.accounting.tests.projects import PROOF
from tanhui.lifecycle.registry import actions, queries
from tanhui.lifecycle.registry.tests.road import SPRING

pytestmark = pytest.mark.django_db


def refused(act, /, **options):
    with pytest.raises(Refusal) as found:
        act(**options)
    return found.value.codes


@pytest.mark.clause("JX23-16")
@pytest.mark.parametrize("missing", ["letter", "form"])
def test_a_missing_part_is_named(road, unchanged, missing):
    kinds = tuple(kind for kind in ("letter", "form") if kind != missing)
    filing_id = road.drafted(kinds=kinds)
    owner = road.actor("owner")
    with unchanged():
        assert refused(actions.submit_filing, by=owner, at=road.at, filing_id=filing_id) == ["R16-2"]
    road.attach(filing_id, missing)
    actions.submit_filing(by=owner, at=road.later(), filing_id=filing_id)


@pytest.mark.clause("JX23-16")
def test_a_missing_statement_or_report_is_named(road, unchanged):
    project = road.project()
    unsigned = road.report(project)
    draft = road.drafted(unsigned)
    owner = road.actor("owner")
    with unchanged():
        assert refused(actions.submit_filing, by=owner, at=road.at, filing_id=draft) == ["R16-2"]
    road.statement(unsigned)
    actions.submit_filing(by=owner, at=road.later(), filing_id=draft)
    unsubmitted = road.drafted(road.report(project, period=SPRING, submitted=False))
    with unchanged(), pytest.raises(Refusal) as found:
        actions.submit_filing(by=owner, at=road.at, filing_id=unsubmitted)
    assert found.value.codes == ["R16-2"] and "核算报告" in found.value.breaches[0].zh


@pytest.mark.clause("JX23-16")
def test_the_amount_applied_for_is_the_verified_one(road, unchanged):
    filing_id = road.drafted()
    owner = road.actor("owner")
    verified = queries.filing_row(filing_id).verified_tonnes
    with unchanged():
        found = refused(
            actions.submit_filing, by=owner, at=road.at, filing_id=filing_id, applied_tonnes=verified + Decimal("0.1")
        )
        assert found == ["R16-3"]
    actions.submit_filing(by=owner, at=road.later(), filing_id=filing_id, applied_tonnes=verified)


@pytest.mark.clause("JX23-13.1.3")
def test_a_meter_counts_once_at_a_time(road, unchanged):
    road.submitted()
    other = road.report(road.project(owner="owner2"), owner="owner2")
    road.statement(other, owner="owner2", verifier="verifier2")
    filing_id = road.drafted(other, owner="owner2")
    with unchanged():
        found = refused(actions.submit_filing, by=road.actor("owner2"), at=road.at, filing_id=filing_id)
        assert found == ["R13-5"]
    adjacent = road.report(accounts.report(other).project_id, owner="owner2", period=SPRING)
    road.statement(adjacent, owner="owner2", verifier="verifier2")
    road.submitted(adjacent, owner="owner2")


@pytest.mark.clause("JX23-30")
def test_no_filing_under_a_lapsed_instrument(road, unchanged):
    filing_id = road.drafted()
    late = road.at.replace(year=2028, month=11, day=8)
    with unchanged():
        assert "R30-1" in refused(actions.submit_filing, by=road.actor("owner"), at=late, filing_id=filing_id)
    last_day = late.replace(day=7)
    actions.submit_filing(by=road.actor("owner"), at=last_day, filing_id=filing_id)


@pytest.mark.clause("JX23-17")
def test_no_step_is_skipped(road, unchanged):
    filing_id = road.submitted()
    bureau, centre = road.actor("bureau"), road.actor("centre")
    with unchanged():
        assert refused(actions.file_case, by=bureau, at=road.at, filing_id=filing_id)[0] == "R17-1"
        assert refused(actions.register, by=bureau, at=road.at, filing_id=filing_id) == ["R17-1"]
        assert refused(actions.audit_report, by=centre, at=road.at, filing_id=filing_id, opinion="x") == ["R17-1"]
        with pytest.raises(Refusal) as found:
            road.issue(filing_id, tonnes=5)
        assert found.value.codes[0] == "R17-1"
    actions.accept(by=centre, at=road.later(), filing_id=filing_id)


@pytest.mark.clause("JX23-26.1")
@pytest.mark.parametrize("employer", ["owner", "verifier"])
def test_an_official_of_a_party_steps_back(road, unchanged, employer):
    filing_id = road.submitted()
    centre = road.actor("centre")
    StaffService.objects.create(
        person_id=centre.person_id, party_id=road.world.party(employer), starts_on=local_day(road.at).replace(year=2025)
    )
    with unchanged():
        assert refused(actions.accept, by=centre, at=road.at, filing_id=filing_id) == ["R6-1"]


@pytest.mark.clause("JX23-26.1")
def test_service_before_the_look_back_does_not_count(road):
    filing_id = road.submitted()
    centre, today = road.actor("centre"), local_day(road.at)
    StaffService.objects.create(
        person_id=centre.person_id,
        party_id=road.world.party("owner"),
        starts_on=today.replace(year=2019),
        ends_on=today.replace(year=today.year - 3),
    )
    actions.accept(by=centre, at=road.later(), filing_id=filing_id)


@pytest.mark.clause("JX23-17.1.1")
def test_a_report_that_does_not_recompute_is_not_reported(road, unchanged):
    from tanhui.lifecycle.accounting.models import Reading  # noqa: PLC0415 - damage from outside is what is tested

    filing_id = road.under_audit()
    row = Reading.objects.order_by("pk").first()
    Reading.objects.filter(pk=row.pk).update(export_microkwh=row.export_microkwh + 10**6)
    centre = road.actor("centre")
    with unchanged():
        found = refused(actions.audit_report, by=centre, at=road.at, filing_id=filing_id, opinion="x")
        assert found == ["R17-8", "R17-8"]
    lines, again = queries.audit_preview(filing_id)
    assert again.difference and "R17-8" in [line.code for line in lines if not line.kept]
    Reading.objects.filter(pk=row.pk).update(export_microkwh=row.export_microkwh)
    actions.audit_report(by=centre, at=road.later(), filing_id=filing_id, opinion="一致。")


@pytest.mark.clause("JX23-17.1.1")
def test_a_returned_filing_is_corrected_and_claims_its_own_period_again(road):
    filing_id = road.under_audit()
    actions.return_for_correction(by=road.actor("centre"), at=road.later(), filing_id=filing_id, reason="申请函缺签章")
    assert queries.filing_row(filing_id).state == "returned"
    road.attach(filing_id, "letter")
    actions.resubmit(by=road.actor("owner"), at=road.later(), filing_id=filing_id)
    assert queries.filing_row(filing_id).state == "submitted"


def test_documents_are_fixed_while_the_offices_work(road, unchanged):
    filing_id = road.submitted()
    owner, upload = road.actor("owner"), Upload("新.txt", PROOF.content)
    with unchanged():
        found = refused(
            actions.attach_document, by=owner, at=road.at, filing_id=filing_id, kind="letter", upload=upload
        )
        assert found == ["R17-1"]
        found = refused(
            actions.attach_document,
            by=road.actor("owner2"),
            at=road.at,
            filing_id=filing_id,
            kind="form",
            upload=upload,
        )
        assert found == ["S-18", "R17-1"]


@pytest.mark.clause("JX23-6.4", "JX23-17.1.2")
def test_a_panel_decides_by_two_thirds(road, unchanged):
    filing_id = road.reported()
    bureau = road.actor("bureau")
    experts = [road.actor(name) for name in ("expert", "expert2", "expert3", "expert4", "expert5")]
    actions.convene_panel(
        by=bureau, at=road.later(), filing_id=filing_id, expert_ids=[each.person_id for each in experts], note="评审"
    )
    for each, agrees in zip(experts, (True, True, True, False, False), strict=True):
        actions.vote(by=each, at=road.later(), filing_id=filing_id, agrees=agrees, reason="理由")
    actions.conclude_panel(by=bureau, at=road.later(), filing_id=filing_id, note="结束")
    with unchanged():
        found = refused(actions.decide, by=bureau, at=road.at, filing_id=filing_id, approve=True, reason="通过")
        assert found == ["R6-3"]
    actions.decide(by=bureau, at=road.later(), filing_id=filing_id, approve=False, reason="专家未达比例")
    assert queries.filing_row(filing_id).state == "refused"
    report_id = queries.filing_row(filing_id).report_id
    assert road.submitted(report_id) != filing_id


@pytest.mark.clause("JX23-17.1.3")
def test_anyone_objects_and_the_answer_opens_the_filing(road, unchanged):
    from tanhui.foundation.parties.actor import VISITOR_ACTOR  # noqa: PLC0415

    filing_id = road.on_notice()
    notice = queries.filing_row(filing_id).case.notice
    raised = actions.raise_objection(
        by=VISITOR_ACTOR, at=road.later(), notice_id=notice.id, text="数据存疑", contact="x"
    )
    bureau, after = road.actor("bureau"), road.next_days(8)
    with unchanged():
        assert refused(actions.file_case, by=bureau, at=after, filing_id=filing_id) == ["R10-5"]
    actions.answer_objection(by=bureau, at=road.later(), objection_id=raised.id, text="已核对结算单", upheld=False)
    actions.file_case(by=bureau, at=road.later(), filing_id=filing_id)
    assert procedure.unanswered_objections() == []


@pytest.mark.clause("JX23-5.2")
def test_a_branch_notes_in_its_own_district_only(road, unchanged):
    own = road.submitted()
    other = road.report(
        road.project(
            owner="owner2", meter="TEST-002", district="330481", latitude=Decimal("30.51"), longitude=Decimal("120.68")
        ),
        owner="owner2",
        meter="TEST-002",
    )
    road.statement(other, owner="owner2", verifier="verifier2")
    foreign = road.submitted(other, owner="owner2")
    branch = road.actor("branch")
    with unchanged():
        assert refused(actions.remark, by=branch, at=road.at, filing_id=foreign, text="现场") == ["R5-1"]
    actions.remark(by=branch, at=road.later(), filing_id=own, text="现场查看，组件与报告一致")
    assert len(queries.filing_row(own).case.remarks) == 1


def test_a_withdrawn_filing_frees_its_report_and_meters(road):
    filing_id = road.submitted()
    actions.withdraw(by=road.actor("owner"), at=road.later(), filing_id=filing_id, reason="补充数据")
    report_id = queries.filing_row(filing_id).report_id
    assert road.submitted(report_id) != filing_id
