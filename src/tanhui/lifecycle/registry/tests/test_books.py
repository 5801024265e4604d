"""Issuance, carries and freezes: the books of the registry and of the ledger add up, and say so when they do not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.ledger import reconcile as ledger_books
from tanhui.foundation.parties import actions as parties
from tanhui.law import Refusal
from tanhui.lifecycle.accounting import queries as accounts
from tanhui.lifecycle.registry import actions, queries
from tanhui.lifecycle.registry.models import Carry, Issuance
from tanhui.lifecycle.registry.tests.road import SPRING, WINTER, fraction
from tests.support.damage import execute, unguarded

pytestmark = pytest.mark.django_db


def refused(act, /, **options):
    with pytest.raises(Refusal) as found:
        act(**options)
    return found.value.codes


@pytest.mark.clause("JX23-16", "JX23-17.1.1", "JX23-17.1.3", "JX23-17.1.4")
def test_a_filing_goes_its_whole_way_and_the_books_add_up(road):
    report_id = road.stated()
    exact = Decimal(accounts.report(report_id).exact_tonnes)
    made = road.issued(report_id)
    assert made.tonnes == int(exact) and made.carry_out == fraction(exact) and made.carry_in == 0
    assert made.serial.startswith("JX-PV01-P0001-202402-1-")
    owner = road.world.party("owner")
    assert holdings.balance_of("t", "holding", owner).total == made.tonnes
    row = queries.filing_row(made.filing_id)
    assert row.state == "issued" and row.batch_id == made.batch_id
    assert [kind for kind, _ in row.letters] == ["registration", "issuance"]
    page = queries.batch_page(made.batch_id)
    assert [place.tonnes for place in page.places] == [made.tonnes]
    assert page.journal[-1].hash == made.receipt.hash
    assert queries.reconcile() == [] and ledger_books.run() == []


@pytest.mark.clause("JX23-28.7")
def test_what_is_below_a_tonne_is_carried_and_used_once_by_the_same_project(road, unchanged):
    first = road.stated()
    project = accounts.report(first).project_id
    one = road.issued(first)
    carry = queries.open_carry(project)
    assert carry is not None and carry.tonnes == one.carry_out > 0
    second = road.report(project, period=SPRING, kwh="900")
    road.statement(second)
    filing_id = road.registered(second)
    with unchanged():
        for wrong in ((carry.id, Decimal(1)), (carry.id, carry.tonnes + Decimal("0.01")), (carry.id + 1, carry.tonnes)):
            with pytest.raises(Refusal) as found:
                road.issue(filing_id, carry=wrong)
            assert found.value.codes == ["R14-13"]
    two = road.issue(filing_id, carry=(carry.id, carry.tonnes))
    exact = Decimal(accounts.report(second).exact_tonnes)
    assert two.carry_in == one.carry_out
    assert two.tonnes + two.carry_out == exact + one.carry_out
    assert [row.used_by != "" for row in queries.carries_of(project)] == [True, False]
    assert queries.reconcile() == []


def test_a_carry_of_another_project_is_refused(road, unchanged):
    road.issued()
    carry = Carry.objects.get()
    other = road.report(road.project(owner="owner2", meter="TEST-002"), owner="owner2", meter="TEST-002")
    road.statement(other, owner="owner2", verifier="verifier2")
    filing_id = road.registered(other, owner="owner2")
    with unchanged(), pytest.raises(Refusal) as found:
        road.issue(filing_id, carry=(carry.pk, Decimal(carry.tonnes)))
    assert found.value.codes == ["R14-13"]
    assert road.issue(filing_id).carry_in == 0


@pytest.mark.clause("JX23-17.1.4")
def test_one_approval_issues_once(road, unchanged):
    made = road.issued()
    with unchanged(), pytest.raises(Refusal) as found:
        road.issue(made.filing_id, tonnes=made.tonnes)
    assert found.value.codes == ["R17-3", "R17-5"]
    assert Issuance.objects.count() == 1


@pytest.mark.clause("JX23-17.1.4", "HOUSE-1")
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda plan, road: {"tonnes": plan.tonnes + 1}, "R17-3"),
        (lambda plan, road: {"tonnes": 0}, "R17-3"),
        (lambda plan, road: {"to_party_id": road.world.party("owner2")}, "R17-7"),
        (lambda plan, road: {"serials": (0, plan.tonnes - 1)}, "R17-4"),
        (lambda plan, road: {"serials": (plan.first, plan.first - 1)}, "R17-4"),
        (lambda plan, road: {"serials": (plan.first + 1, plan.last + 1)}, "R17-4"),
    ],
)
def test_issuing_anything_else_is_refused(road, unchanged, spoil, code):
    filing_id = road.registered()
    plan = queries.issue_plan(filing_id)
    with unchanged(), pytest.raises(Refusal) as found:
        road.issue(filing_id, **spoil(plan, road))
    assert found.value.codes == [code]
    assert (
        road.issue(filing_id, serials=(plan.first, plan.last), to_party_id=road.world.party("owner")).tonnes
        == plan.tonnes
    )


@pytest.mark.clause("JX23-17.1.4")
def test_a_suspended_owner_receives_nothing_until_restored(road, unchanged):
    filing_id = road.registered()
    owner = road.world.party("owner")
    parties.set_standing(
        by=road.actor("bureau"), at=road.later(), party_id=owner, standing="suspended", document="示范"
    )
    with unchanged(), pytest.raises(Refusal) as found:
        road.issue(filing_id)
    assert found.value.codes == ["R17-7"]
    parties.set_standing(
        by=road.actor("bureau"), at=road.later(), party_id=owner, standing="in_good_standing", document="示范"
    )
    assert road.issue(filing_id).tonnes > 0


@pytest.mark.clause("JX23-28.7")
def test_a_lowered_statement_carries_nothing(road):
    report_id = road.report(road.project())
    road.statement(report_id, less=1)
    made = road.issued(report_id)
    assert made.tonnes == accounts.report(report_id).issuable_tonnes - 1 and made.carry_out == 0


@pytest.mark.clause("JX23-26.1", "HOUSE-3")
def test_who_decided_does_not_issue(road, unchanged):
    filing_id = road.registered()
    tonnes = queries.issue_plan(filing_id).tonnes
    with unchanged():
        found = refused(
            actions.issue, by=road.actor("bureau"), at=road.at, filing_id=filing_id, asked=actions.Asked(tonnes=tonnes)
        )
        assert found == ["R17-2"]
    assert road.issue(filing_id).tonnes == tonnes


@pytest.mark.clause("JX23-26.2.1", "JX23-5.1")
def test_a_frozen_batch_is_on_hold_with_its_reason_until_thawed(road, unchanged):
    made = road.issued()
    bureau, owner = road.actor("bureau"), road.world.party("owner")
    actions.freeze_batch(by=bureau, at=road.later(), batch_id=made.batch_id, case_no="案 1", reason="举报核查期间")
    assert "举报核查期间" in queries.frozen_reason(made.batch_id)
    assert holdings.balance_of("t", "holding", owner).available == 0
    with unchanged():
        again = {"batch_id": made.batch_id, "case_no": "案 2", "reason": "再次"}
        assert refused(actions.freeze_batch, by=bureau, at=road.at, **again) == ["R18-4"]
    assert queries.reconcile() == [] and ledger_books.run() == []
    actions.thaw_batch(by=bureau, at=road.later(), batch_id=made.batch_id, reason="核查完毕")
    assert queries.frozen_reason(made.batch_id) is None
    assert holdings.balance_of("t", "holding", owner).available == made.tonnes
    with unchanged():
        assert refused(actions.thaw_batch, by=bureau, at=road.at, batch_id=made.batch_id, reason="再次") == ["R18-4"]


@pytest.mark.parametrize(
    ("table", "statement", "found"),
    [
        ("registry_issuance", "update registry_issuance set tonnes = tonnes + 1", ["registry_issuance"] * 2),
        ("registry_decision", "update registry_decision set tonnes = '1'", ["registry_issuance"]),
        ("registry_carry", "update registry_carry set tonnes = '0.001'", ["registry_issuance"]),
        ("registry_carry", "delete from registry_carry", ["registry_issuance"]),
    ],
)
def test_reconcile_names_what_does_not_add_up(road, table, statement, found):
    road.issued()
    assert queries.reconcile() == []
    with unguarded(table):
        assert execute(statement) == 1
    assert [each.table for each in queries.reconcile()] == found


@pytest.mark.clause("HOUSE-16")
@pytest.mark.parametrize("table", ["submission", "auditopinion", "decision", "carry", "issuance", "letter"])
def test_legal_records_cannot_be_changed_or_deleted(road, table):
    road.issued()
    for statement in (f"update registry_{table} set entry_seq = 1", f"delete from registry_{table}"):
        with pytest.raises(DatabaseError), transaction.atomic():
            execute(statement)


def test_search_finds_a_serial_a_number_and_a_name(road):
    made = road.issued()
    assert [each.batch_id for each in queries.search(made.serial)] == [made.batch_id]
    assert [each.number for each in queries.search("1")] == [1]
    assert queries.search(str(made.tonnes + 1)) == []
    assert [each.batch_id for each in queries.search("P0001")] == [made.batch_id]
    with pytest.raises(Refusal):
        queries.search(made.serial[:-1] + ("A" if made.serial[-1] != "A" else "B"))


def test_periods_of_the_road_are_adjacent():
    assert WINTER.end == SPRING.start
