"""A changed grid factor: exactly what moves is listed, issued batches keep their numbers, old reports compute again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tanhui.foundation.documents import queries as documents
from tanhui.foundation.ledger import queries as ledger
from tanhui.foundation.parties.actor import SYSTEM_ACTOR
from tanhui.foundation.periods import Period
from tanhui.law import Refusal
from tanhui.lifecycle.accounting import actions as accounting
from tanhui.lifecycle.accounting import queries as accounts
from tanhui.lifecycle.methodology import actions, catalogue, queries
from tanhui.lifecycle.methodology.tests.changes import draft
from tanhui.lifecycle.registry.tests.road import Road
from tanhui.site.impact.gathering import gather, make_impact_report

pytestmark = pytest.mark.django_db

WINTER_2022 = Period(date(2022, 1, 1), date(2022, 2, 1))
WINTER_2024 = Period(date(2024, 1, 1), date(2024, 3, 1))
MOVING = "grid-average-province"


class Town:
    """Four projects: one issued for, one submitted, one in draft, and one of 2022, when another factor held."""

    def __init__(self, world) -> None:
        actions.load_library(by=SYSTEM_ACTOR, at=world.begin)
        self.road = Road(world)
        for slug in ("forestry-sink", "heat-pump-water-heater"):
            actions.publish(
                by=world.actor("bureau"),
                slug=slug,
                version="v1",
                in_force_from=date(2026, 3, 2),
                at=self.road.later(),
            )
        self.issued_report = self.road.stated(period=WINTER_2024)
        self.batch = self.road.issued(self.issued_report)
        self.submitted = self.road.report(self.road.project(meter="M-2"), meter="M-2", kwh="2000")
        self.drafted = self.road.report(self.road.project(meter="M-3"), meter="M-3", submitted=False)
        self.of_2022 = self.road.report(
            self.road.project(meter="M-4"), meter="M-4", period=WINTER_2022, submitted=False
        )

    def propose(self, **row) -> int:
        given = draft({"value": "0.6000", **row}, valid_from=date(2026, 5, 1))
        return actions.propose_change(by=self.road.actor("centre"), draft=given, at=self.road.later()).id

    def carry_out(self, change: int) -> None:
        bureau = self.road.actor("bureau")
        make_impact_report(by=bureau, proposal_id=change, at=self.road.later())
        actions.decide_change(by=bureau, proposal_id=change, approve=True, reason="一致", at=self.road.later())
        actions.notice_change(by=bureau, proposal_id=change, at=self.road.later())
        actions.enter_change(by=bureau, proposal_id=change, at=self.road.next_days(8))


@pytest.fixture
def town(world) -> Town:
    return Town(world)


def uses_zhejiang(slug: str) -> bool:
    method = catalogue.method(slug)
    return any(each.wanted.series == MOVING and each.wanted.region == "浙江" for each in method.parameters)


@pytest.mark.clause("JX23-11.1.2")
def test_show_6_exactly_what_moves_is_listed(town):
    found = gather(town.propose(), at=town.road.later()).content
    rows = found["rows"]
    reports = [row for row in rows if row["kind"] == "report"]
    assert {int(row["reference"]) for row in reports} == {town.submitted, town.drafted}
    assert {row["state"] for row in reports} == {"已提交", "草稿"}
    methods = {row["reference"] for row in rows if row["kind"] == "methodology"}
    published = {f"{row.slug}/{row.version}" for row in queries.versions()}
    assert methods == {name for name in published if uses_zhejiang(name.partition("/")[0])}
    assert methods == {"pv-distributed/v1", "heat-pump-water-heater/v1"} and len(published) == 3
    projects = {accounts.report(each).project_code for each in (town.issued_report, town.submitted, town.drafted)}
    assert {row["reference"] for row in rows if row["kind"] == "project"} == projects
    untouched = {(each["stage"], each["kind_zh"]): each["count"] for each in found["untouched"]}
    assert untouched == {
        ("methodology", "方法学版本"): 1,
        ("accounting", "已签发的核算报告"): 1,
        ("accounting", "未结的核算报告"): 1,
        ("accounting", "项目"): 1,
    }
    assert found["not_built"] == ["积分规则：积分环节尚未建成，平台上没有会随因子变动的积分规则"]


@pytest.mark.clause("JX23-11.1.2")
def test_by_how_much_each_moves(town):
    rows = gather(town.propose(), at=town.road.later()).content["rows"]
    method = [row for row in rows if row["reference"] == "pv-distributed/v1"]
    assert [row["detail"] for row in method] == ["参数 EF，浙江，2023 至 2026 年"]
    assert {(row["before"], row["after"], row["difference"], row["percent"]) for row in method} == {
        ("0.4974", "0.6", "+0.1026", "+20.63 %")
    }
    report = next(row for row in rows if row["reference"] == str(town.submitted) and row["kind"] == "report")
    energy = Decimal(60 * 2)  # MWh: 60 days of 2,000 kWh
    assert Decimal(report["before"]) == energy * Decimal("0.4974")
    assert Decimal(report["after"]) == energy * Decimal("0.6")
    assert Decimal(report["difference"]) == energy * Decimal("0.1026")


@pytest.mark.clause("JX23-11.1.2")
def test_show_6_issued_batches_keep_their_numbers(town):
    before = accounts.report(town.issued_report)
    batch = ledger.batches(ids=[town.batch.batch_id])
    town.carry_out(town.propose())
    on = date(2026, 5, 1)
    assert {each.value for each in queries.library_factors(on) if each.id == "elec-avg-2023-浙江"} == {
        Decimal("0.6000")
    }
    assert (accounts.report(town.issued_report), ledger.batches(ids=[town.batch.batch_id])) == (before, batch)
    for report in (town.issued_report, town.submitted, town.drafted):
        again = accounts.recompute(report)
        assert (again.difference, again.digest) == ("", accounts.report(report).digest)


@pytest.mark.clause("JX23-11.1.2", "JX23-14.1.2")
def test_a_draft_computed_with_the_old_value_is_prepared_again(town, at, unchanged):
    town.carry_out(town.propose())
    owner = town.road.actor("owner")
    with unchanged(), pytest.raises(Refusal) as found:
        accounting.submit_report(by=owner, report_id=town.drafted, at=at("2026-05-01 00:00"))
    assert found.value.codes == ["R14-4"]
    old = accounts.report(town.drafted)
    again = accounting.prepare_report(by=owner, project_id=old.project_id, period=old.period, at=at("2026-05-01 09:00"))
    assert Decimal(again.exact_tonnes) * Decimal("0.4974") == Decimal(old.exact_tonnes) * Decimal("0.6")
    accounting.submit_report(by=owner, report_id=again.pk, at=at("2026-05-01 10:00"))


@pytest.mark.clause("JX23-11.1.2")
def test_a_draft_is_submitted_while_the_old_value_holds(town, at):
    town.carry_out(town.propose())
    accounting.submit_report(by=town.road.actor("owner"), report_id=town.drafted, at=at("2026-04-30 23:59"))


@pytest.mark.clause("JX23-11.1.2")
def test_a_report_names_the_records_it_was_computed_with(town):
    (year,) = accounts.report(town.issued_report).result["years"]
    (factor,) = year["factors"]
    (record,) = queries.recorded_factors([factor["record"]])
    assert (record.id, record.value) == ("elec-avg-2023-浙江", Decimal("0.4974"))


@pytest.mark.clause("JX23-11.1.2")
def test_a_change_that_nothing_uses_moves_nothing(town):
    change = town.propose(region="上海", value="0.5700")
    found = gather(change, at=town.road.later()).content
    assert found["rows"] == [] and set(found["counts"].values()) == {0}


@pytest.mark.clause("JX23-11.1.2")
def test_the_report_is_kept_with_its_workbook(town, unchanged):
    change = town.propose()
    make_impact_report(by=town.road.actor("bureau"), proposal_id=change, at=town.road.later())
    kept = queries.latest_impact(change)
    paper = documents.document(kept.document_id)
    assert paper.sha256 == kept.sha256 and paper.name.endswith(".xlsx")
    assert not documents.may_read(paper, town.road.actor("owner"))
    assert documents.may_read(paper, town.road.actor("centre"))
    with unchanged():
        again = gather(change, at=town.road.at)
    assert again.content["rows"] == kept.content["rows"]
