"""The acts against the database: what is kept, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tanhui.foundation.documents import queries as documents
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.periods import Period
from tanhui.foundation.trail.actions import act
from tanhui.law import Refusal
from tanhui.lifecycle.accounting import actions, queries
from tanhui.lifecycle.accounting.drafts import MeterDraft
from tanhui.lifecycle.accounting.models import AccountingReport, Claim, Reading
from tanhui.lifecycle.accounting.tests.projects import DRAFT, loaded, registered

pytestmark = pytest.mark.django_db
WINTER = Period(date(2024, 1, 1), date(2024, 3, 1))
HEADER = "meter_id,start,end,export_kwh,import_kwh\n"


@pytest.fixture
def owner(world):
    return world.actor("owner")


@pytest.fixture
def at(world):
    return world.begin


def csv(*rows: str) -> Upload:
    return Upload("读数.csv", (HEADER + "\n".join(rows) + "\n").encode())


@pytest.mark.clause("JX23-14.1.1", "JX23-14.1.2")
def test_from_readings_to_a_submitted_report(owner, at):
    project = loaded(owner, at)
    report = actions.prepare_report(by=owner, project_id=project.pk, period=WINTER, at=at)
    assert report.issuable_tonnes > 50 and report.result["marks"] == []
    assert documents.content(report.pdf_id).startswith(b"%PDF-")
    assert documents.content(report.xlsx_id).startswith(b"PK")
    actions.submit_report(by=owner, report_id=report.pk, at=at)
    row = queries.report(report.pk)
    assert (row.state, row.author_party_id, row.author_person_id) == ("submitted", owner.party_id, owner.person_id)
    assert queries.report_authors(project.pk) == {(owner.party_id, owner.person_id)}
    again = actions.prepare_report(by=owner, project_id=project.pk, period=WINTER, at=at)
    assert (again.version, again.digest, again.exact_tonnes) == (2, report.digest, report.exact_tonnes)


def test_a_submitted_report_never_changes(owner, at):
    project = loaded(owner, at)
    report = actions.prepare_report(by=owner, project_id=project.pk, period=WINTER, at=at)
    AccountingReport.objects.filter(pk=report.pk).update(remainder=report.remainder)
    actions.submit_report(by=owner, report_id=report.pk, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountingReport.objects.filter(pk=report.pk).update(issuable_tonnes=999_999)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountingReport.objects.filter(pk=report.pk).delete()
    with pytest.raises(Refusal) as refused:
        actions.submit_report(by=owner, report_id=report.pk, at=at)
    assert refused.value.codes == ["R17-1"]


@pytest.mark.clause("JX23-12.1.1", "JX23-13.1.1", "JX23-13.1.2", "JX23-13.1.3", "JX23-13.1.4")
@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"district": "330500"}, ["R12-3"]),
        ({"latitude": DRAFT.latitude + 2}, ["R12-3"]),
        ({"legal_duty": True}, ["R13-1"]),
        ({"in_national_ets": True}, ["R13-2"]),
        ({"other_mechanism": "VCS 1234"}, ["R13-3"]),
        ({"green_certificates": True}, ["R13-4"]),
        ({"assessments": DRAFT.assessments[:3]}, ["R13-8"]),
        ({"district": "330500", "legal_duty": True}, ["R12-3", "R13-1"]),
    ],
)
def test_a_project_that_may_not_apply_is_refused(owner, at, unchanged, change, codes):
    with unchanged(), pytest.raises(Refusal) as refused:
        actions.register_project(by=owner, draft=replace(DRAFT, **change), at=at)
    assert refused.value.codes == codes


@pytest.mark.parametrize("version", ["v0", "v999"])
def test_a_methodology_that_is_not_registered_is_refused(owner, at, unchanged, version):
    with unchanged(), pytest.raises(Refusal) as refused:
        actions.register_project(by=owner, draft=replace(DRAFT, methodology_version=version), at=at)
    assert refused.value.codes == ["R10-1"]


def test_evidence_lets_a_declared_obstacle_pass(owner, at):
    proof = {**DRAFT.evidence, "withdrawn_document": DRAFT.evidence["legality_document"]}
    assert registered(owner, at, other_mechanism="VCS 1234", evidence=proof).code == "P0001"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"{DRAFT.meters[0].number},2024-03-01,2024-04-01,１２,0", "V-6"),
        (f"{DRAFT.meters[0].number},2024-03-01,2024-04-01,NaN,0", "V-1"),
        (f"{DRAFT.meters[0].number},2024-03-01,2024-04-01,-1,0", "V-4"),
        (f"{DRAFT.meters[0].number},2024-02-29,2024-04-01,1,0", "R14-9"),
        ("UNKNOWN-1,2024-03-01,2024-04-01,1,0", "V-8"),
    ],
)
def test_a_bad_row_loads_nothing_unless_the_good_ones_are_wanted(owner, at, unchanged, row, code):
    project = loaded(owner, at)
    good = f"{DRAFT.meters[0].number},2024-04-01,2024-05-01,150000,3"
    with unchanged(), pytest.raises(Refusal) as refused:
        actions.import_readings(by=owner, project_id=project.pk, upload=csv(row, good), at=at)
    assert refused.value.codes == [code]
    made = actions.import_readings(by=owner, project_id=project.pk, upload=csv(row, good), good_rows=True, at=at)
    assert (made.rows_loaded, made.rows_rejected, made.rejects[0]["code"]) == (1, 1, code)
    assert Reading.objects.filter(source=made).count() == 1


def test_only_the_owner_acts(world, at, unchanged):
    project = loaded(world.actor("owner"), at)
    other = world.actor("owner2")
    with unchanged(), pytest.raises(Refusal) as refused:
        actions.prepare_report(by=other, project_id=project.pk, period=WINTER, at=at)
    assert refused.value.codes == ["S-18"]
    with unchanged(), pytest.raises(Refusal):
        actions.add_meter(by=other, project_id=project.pk, draft=MeterDraft("M-2", "1"), at=at)


@pytest.mark.clause("JX23-14.1.3")
def test_legality_must_cover_the_period_at_submission(owner, at, unchanged):
    project = loaded(owner, at, legality_to=date(2024, 2, 28))
    report = actions.prepare_report(by=owner, project_id=project.pk, period=WINTER, at=at)
    with unchanged(), pytest.raises(Refusal) as refused:
        actions.submit_report(by=owner, report_id=report.pk, at=at)
    assert refused.value.codes == ["R14-12"]


@pytest.mark.clause("JX23-14.1.2")
def test_a_report_whose_readings_were_withdrawn_is_not_submitted(owner, at, unchanged):
    project = loaded(owner, at)
    more = csv(f"{DRAFT.meters[0].number},2024-03-01,2024-04-01,150000,3")
    source = actions.import_readings(by=owner, project_id=project.pk, upload=more, at=at)
    report = actions.prepare_report(
        by=owner, project_id=project.pk, period=Period(WINTER.start, date(2024, 4, 1)), at=at
    )
    actions.withdraw_import(by=owner, import_id=source.pk, at=at)
    with unchanged(), pytest.raises(Refusal) as refused:
        actions.submit_report(by=owner, report_id=report.pk, at=at)
    assert refused.value.codes in (["R14-4"], ["R14-9"])


def test_readings_of_a_submitted_report_are_not_withdrawn(owner, at, unchanged):
    project = loaded(owner, at)
    report = actions.prepare_report(by=owner, project_id=project.pk, period=WINTER, at=at)
    actions.submit_report(by=owner, report_id=report.pk, at=at)
    with unchanged(), pytest.raises(Refusal) as refused:
        actions.withdraw_import(by=owner, import_id=queries.imports_of(project.pk)[0].id, at=at)
    assert refused.value.codes == ["R17-1"]


@pytest.mark.clause("JX23-13.1.3")
@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2024, 12, 31), date(2025, 6, 1), 1),
        (date(2025, 1, 1), date(2025, 6, 1), 0),
        (date(2023, 1, 1), date(2024, 1, 1), 0),
    ],
)
def test_a_meter_is_claimed_once_at_a_time(world, at, start, end, days):
    """The same meter under two owners: one day of overlap is refused, adjacent periods pass."""
    first, second = registered(world.actor("owner"), at), registered(world.actor("owner2"), at)
    with act(by=world.actor("owner"), kind="test.claimed", at=at) as entry:
        actions.claim(entry, project_id=first.pk, period=Period(date(2024, 1, 1), date(2025, 1, 1)), subject="filing:1")
        entry.about(first)
    found: list[str] = []
    try:
        with act(by=world.actor("owner2"), kind="test.claimed", at=at) as entry:
            actions.claim(entry, project_id=second.pk, period=Period(start, end), subject="filing:2")
            entry.about(second)
    except Refusal as refusal:
        found = refusal.codes
        assert f"与项目 {first.code} 的监测期重叠 {days} 天" in refusal.breaches[0].zh
    assert found == (["R13-5"] if days else [])


@pytest.mark.clause("JX23-13.1.3")
def test_overlapping_claims_cannot_be_stored_and_a_release_frees_the_meter(owner, at):
    project = registered(owner, at)
    with act(by=owner, kind="test.claimed", at=at) as entry:
        actions.claim(entry, project_id=project.pk, period=WINTER, subject="filing:1")
        entry.about(project)
    row = Claim.objects.get()
    same = {"asset": row.asset, "project": project, "subject": "x", "claimed_at": at}
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(starts_on=date(2024, 2, 29), ends_on=date(2024, 4, 1), **same)
    with act(by=owner, kind="test.released", at=at) as entry:
        assert actions.release(entry, subject="filing:1") == 1
        entry.about(project)
    Claim.objects.create(starts_on=date(2024, 2, 29), ends_on=date(2024, 4, 1), **same)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=row.pk).update(released_at=None)


def test_late_calibration_lowers_the_result(owner, at):
    project = loaded(owner, at)
    before = actions.prepare_report(by=owner, project_id=project.pk, period=WINTER, at=at)
    project.meters.get().calibrations.all().delete()
    after = actions.prepare_report(by=owner, project_id=project.pk, period=WINTER, at=at)
    assert after.issuable_tonnes <= before.issuable_tonnes and after.result["marks"][0]["kind"] == "corrected"


def test_the_work_list_says_what_comes_next(owner, at):
    project = registered(owner, at)
    assert [each.state for each in queries.tasks(owner)] == ["待读数"]
    upload = csv(f"{DRAFT.meters[0].number},2024-01-01,2024-02-01,150000,3")
    actions.import_readings(by=owner, project_id=project.pk, upload=upload, at=at)
    assert [each.state for each in queries.tasks(owner)] == ["已有读数"]
    report = actions.prepare_report(
        by=owner, project_id=project.pk, period=Period(date(2024, 1, 1), date(2024, 2, 1)), at=at
    )
    assert [each.state for each in queries.tasks(owner)] == ["草稿"]
    actions.submit_report(by=owner, report_id=report.pk, at=at)
    assert queries.tasks(owner) == []
