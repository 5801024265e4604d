"""The acts of article 15 against the tables: who may, what is kept, what never changes (bad inputs D1 to D7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from tanhui.foundation.documents import queries as documents
from tanhui.foundation.parties.actions import add_service, add_shareholding, set_standing
from tanhui.foundation.periods import local_day
from tanhui.foundation.trail.actions import act
from tanhui.lifecycle.verification import actions, queries
from tanhui.lifecycle.verification.models import Statement
from tanhui.lifecycle.verification.tests.office import refused
from tests.support.damage import unguarded

pytestmark = pytest.mark.django_db


@pytest.mark.clause("JX23-15.1.1", "JX23-15.1.2", "JX23-15.2")
def test_from_engagement_to_a_signed_statement(office):
    row = office.accepted()
    finding = actions.raise_finding(
        by=office.actor("verifier"), engagement_id=row.pk, kind="cl", part="电量", text="为何为零？", at=office.later()
    )
    assert refused(office.sign, row) == ("R15-8",)
    actions.answer_finding(by=office.actor("owner"), finding_id=finding.pk, text="夜间", at=office.later())
    actions.close_finding(
        by=office.actor("verifier"), finding_id=finding.pk, conclusion="属实", satisfied=True, at=office.later()
    )
    signed = office.sign(row)
    found = queries.signed_statement(office.report_id)
    assert (found.id, found.report_digest, found.signed) == (signed.pk, office.row().digest, True)
    assert [line["reported"] for line in found.lines] == [
        each.reported for each in queries.parameters(office.report_id)
    ]
    assert all(Decimal(line["difference"]) == 0 for line in found.lines)
    assert documents.content(found.document_id).startswith(b"%PDF-")
    assert documents.document(found.document_id).public


@pytest.mark.clause("JX23-15.2")
def test_d1_a_body_that_wrote_any_version_is_refused(office, unchanged):
    office.prepare(author_party=office.world.party("verifier"))
    with unchanged():
        assert refused(office.engage) == ("R15-1",)
    assert office.engage("verifier2").state == "proposed"


@pytest.mark.clause("JX23-15.2")
def test_d2_staff_who_wrote_the_report_tie_the_body(office, unchanged):
    writer = office.actor("verifier").person_id
    office.prepare(author_person=writer)
    with unchanged():
        assert refused(office.engage) == ("R15-2",)
    assert office.engage("verifier2").state == "proposed"


@pytest.mark.clause("JX23-15.2")
@pytest.mark.parametrize(("years_ago", "codes"), [(2, ("R15-2",)), (4, ())])
def test_d2_service_counts_within_the_look_back(office, years_ago, codes):
    today = local_day(office.at)
    left_on = today.replace(year=today.year - years_ago)
    writer = office.actor("expert").person_id
    with act(by=office.actor("bureau"), kind="test.service", at=office.at) as entry:
        party = office.world.party("verifier")
        starts_on = left_on.replace(year=left_on.year - 1)
        add_service(entry, person_id=writer, party_id=party, starts_on=starts_on, ends_on=left_on)
        entry.about("test:service")
    office.prepare(author_person=writer)
    assert refused(office.engage) == codes


@pytest.mark.clause("JX23-15.2")
@pytest.mark.parametrize(("percent", "codes"), [("5", ("R15-2",)), ("4.99", ())])
def test_d2_shareholding_from_five_percent_is_a_tie(office, percent, codes):
    with act(by=office.actor("bureau"), kind="test.shares", at=office.at) as entry:
        add_shareholding(
            entry,
            holder_id=office.world.party("owner"),
            held_id=office.world.party("verifier"),
            percent=Decimal(percent),
        )
        entry.about("test:shares")
    assert refused(office.engage) == codes


@pytest.mark.clause("JX23-15.2")
def test_d2_a_tie_found_later_stops_acceptance_and_signing(office, unchanged):
    row = office.accepted()
    with act(by=office.actor("bureau"), kind="test.shares", at=office.at) as entry:
        owner, body = office.world.party("owner"), office.world.party("verifier")
        add_shareholding(entry, holder_id=body, held_id=owner, percent=Decimal(50))
        entry.about("test:shares")
    with unchanged():
        assert refused(office.sign, row) == ("R15-2",)


@pytest.mark.clause("JX23-15.1.1")
def test_d3_the_qualification_must_hold_on_the_day_of_signing(office, unchanged):
    row = office.accepted()
    accreditation = queries.accreditations()[0]
    last = accreditation.ends_on
    at = office.at.replace(year=last.year, month=last.month, day=last.day, hour=0, minute=0)
    with unchanged():
        assert refused(office.sign, row, at=at) == ("R15-3",)
    assert refused(office.sign, row, at=at - timedelta(minutes=1)) == ()


@pytest.mark.clause("JX23-15.1.1")
def test_d3_field_and_suspension(office, unchanged):
    other = office.accredit("verifier", sector="transport", document="交通")
    assert refused(office.accredit, "verifier", sector="transport") == ("V-8",)
    assert refused(office.accredit, "verifier", sector="waste", ends_on=other.starts_on) == ("V-3",)
    row = office.accepted()
    first = queries.accreditations()[0].id
    actions.suspend_accreditation(by=office.actor("bureau"), accreditation_id=first, at=office.later())
    with unchanged():
        assert refused(office.sign, row) == ("R15-3",)
        assert refused(office.engage, reason="换") == ("R15-3",)


@pytest.mark.clause("JX23-26.2.2")
def test_d3_a_suspended_body_signs_nothing(office, unchanged):
    row = office.accepted()
    set_standing(
        by=office.actor("bureau"),
        at=office.later(),
        party_id=office.world.party("verifier"),
        standing="suspended",
        document="示范决定",
    )
    with unchanged():
        assert refused(office.sign, row) == ("R15-3",)


@pytest.mark.clause("JX23-15.1.2")
def test_d4_and_d5_amount_and_version(office, unchanged):
    row, most = office.accepted(), office.row().issuable_tonnes
    with unchanged():
        assert refused(office.sign, row, verified_tonnes=most + 1) == ("R15-4",)
        assert refused(office.sign, row, report_digest="0" * 64) == ("R15-5",)
        early = office.row().submitted_at - timedelta(seconds=1)
        assert refused(office.sign, row, at=early) == ("R15-5",)
    assert office.sign(row, verified_tonnes=most - 1).verified_tonnes == most - 1


@pytest.mark.clause("JX23-15.1.1")
def test_only_a_submitted_report_is_verified(office, unchanged):
    draft = office.prepare()
    with unchanged():
        assert refused(office.engage, report_id=draft) == ("R15-5",)


@pytest.mark.clause("JX23-15.1.2")
def test_d6_a_correction_supersedes_and_both_are_kept(office, unchanged):
    row = office.accepted()
    first = office.sign(row)
    with unchanged():
        assert refused(office.sign, row, verified_tonnes=first.verified_tonnes - 1) == ("R15-6",)
        with pytest.raises(DatabaseError), transaction.atomic():
            Statement.objects.filter(pk=first.pk).update(verified_tonnes=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            Statement.objects.filter(pk=first.pk).delete()
    second = office.sign(row, verified_tonnes=first.verified_tonnes - 1, correction_reason="笔误")
    assert queries.signed_statement(office.report_id).id == second.pk
    assert [each.number for each in queries.engagement_row(row.pk).statements] == [1, 2]
    assert queries.statement_row(first.pk).signed


@pytest.mark.clause("JX23-15.1.1")
def test_d7_another_body_needs_a_declared_reason(office, unchanged):
    first = office.accepted()
    with unchanged():
        assert refused(office.engage, "verifier2") == ("R15-7",)
    second = office.engage("verifier2", reason="原机构人员不足")
    rows = queries.engagements(office.project.pk)
    assert [(row.id, row.state) for row in rows] == [(first.pk, "ended"), (second.pk, "proposed")]
    with unchanged():
        assert refused(office.sign, first) == ("R17-1",)


@pytest.mark.clause("JX23-15.1.1")
def test_d7_a_low_result_is_not_hidden_behind_a_second_body(office, unchanged):
    low = office.sign(office.accepted(), verified_tonnes=1)
    with unchanged():
        assert refused(office.engage, "verifier2") == ("R15-7",)
    again = office.prepare()
    office.submit(again)
    with unchanged():
        assert refused(office.engage, "verifier2", report_id=again) == ("R15-7",)
    second = office.accepted("verifier2", reason="对结论有异议")
    high = office.sign(second, "verifier2")
    assert queries.signed_statement(office.report_id).id == high.pk
    first = queries.engagements(office.project.pk)[0]
    office_row = queries.statement_row(low.pk)
    actions.sign_statement(
        by=office.actor("verifier"),
        engagement_id=first.id,
        draft=office.draft(verified_tonnes=2, correction_reason="更正"),
        at=office.later(),
    )
    assert queries.signed_statement(office.report_id).id == high.pk
    assert office_row.verified_tonnes == 1


def test_lines_are_the_reports_own(office, unchanged):
    row, lines = office.accepted(), office.lines()
    with unchanged():
        assert refused(office.sign, row, lines=lines[:-1]) == ("R15-8",)
        assert refused(office.sign, row, lines=[*lines, lines[0]]) == ("V-8",)
        assert refused(office.sign, row, lines=[replace(lines[0], parameter="别的"), *lines[1:]]) == ("V-8",)
    forged = [replace(lines[0], reported="1", unit="kg", verified="2"), *lines[1:]]
    kept = office.sign(row, lines=forged).lines[0]
    truth = queries.parameters(office.report_id)[0]
    assert (kept["reported"], kept["unit"]) == (truth.reported, truth.unit)
    assert Decimal(kept["difference"]) == Decimal(2) - Decimal(truth.reported)


def test_only_the_parties_of_an_engagement_act_in_it(office, unchanged):
    row = office.engage()
    with unchanged():
        assert refused(office.accept, row, "verifier2") == ("S-18",)
    office.accept(row)
    with unchanged():
        assert refused(office.accept, row) == ("R17-1",)
        assert refused(office.sign, row, "verifier2") == ("S-18",)


def test_a_damaged_statement_no_longer_verifies(office):
    signed = office.sign(office.accepted())
    with unguarded("verification_statement"):
        Statement.objects.filter(pk=signed.pk).update(verified_tonnes=1)
    assert not queries.statement_row(signed.pk).signed
    assert [(each.table, each.row) for each in queries.reconcile()] == [("verification_statement", str(signed.pk))]
