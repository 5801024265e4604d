"""What a change of the factor library moves here: reports nothing was issued for, and projects with readings.

Each is computed twice from the same readings or activity data, with the library as it would be on that day without the change and with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tanhui.foundation.periods import Period
from tanhui.law import Refusal
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting import models
from tanhui.lifecycle.accounting.activity.account import account_activity
from tanhui.lifecycle.accounting.activity.content import DataSet
from tanhui.lifecycle.accounting.compute import Terms, account, terms_of
from tanhui.lifecycle.accounting.queries.account import corrections_of, readings_of
from tanhui.lifecycle.accounting.queries.activity import data_of, takes_meter_readings
from tanhui.lifecycle.accounting.readings.rows import Reading
from tanhui.lifecycle.methodology import queries as methodologies
from tanhui.lifecycle.methodology.factors import Factor
from tanhui.lifecycle.methodology.library.impact import PROJECT, REPORT, Change, Impact, ImpactRow, Untouched

STAGE = "accounting"
UNIT = "tCO2e"
EVER = Period(date(1990, 1, 1), date(2100, 1, 1))


@dataclass(frozen=True)
class Monitored:
    """What a project's account is fed with: readings, or sets of activity data."""

    readings: Sequence[Reading] = ()
    data: Sequence[DataSet] = ()

    def __str__(self) -> str:
        if self.data:
            return f"全部活动数据（{len(self.data)} 份，{sum(each.rows for each in self.data)} 行）"
        return f"全部读数（{len(self.readings)} 行，{len({each.meter_id for each in self.readings})} 块表）"


def factor_impact(change: Change) -> Impact:
    """Return every open report and every project with readings whose tonnes would be others.

    Reports that tonnes were issued for stay, whatever they were computed with.
    """
    methods = methodologies.affected_versions(change)
    open_reports = _open_reports(change)
    reports, projects = list(_reports(open_reports, change, methods)), list(_projects(change, methods))
    settled = models.AccountingReport.objects.filter(pk__in=change.settled).count()
    every = models.Project.objects.count()
    untouched = (
        Untouched(STAGE, "已签发的核算报告", settled, "已签发的减排量不变；复算仍用当时的因子记录"),
        Untouched(STAGE, "未结的核算报告", len(open_reports) - len(reports), "所用的因子不变"),
        Untouched(STAGE, "项目", every - len(projects), "所用的因子不变，或还没有监测数据"),
    )
    return Impact((*reports, *projects), untouched)


def _open_reports(change: Change) -> list[models.AccountingReport]:
    """Return reports that tonnes may still be issued for: submitted ones, and the latest draft of each period."""
    found = models.AccountingReport.objects.exclude(pk__in=change.settled).select_related("project").order_by("id")
    latest = {(each.project_id, each.period_start, each.period_end): each.pk for each in found}
    return [each for each in found if each.submitted_at is not None or each.pk in latest.values()]


def _reports(
    reports: list[models.AccountingReport], change: Change, methods: frozenset[tuple[str, str]]
) -> Iterator[ImpactRow]:
    for report in reports:
        project, period = report.project, Period(report.period_start, report.period_end)
        if (project.methodology_slug, project.methodology_version) not in methods:
            continue
        before, after, note = _both(project, period, _monitored(project, period), change)
        if before == after:
            continue
        stale = before and before != report.exact_tonnes
        yield ImpactRow(
            stage=STAGE,
            kind=REPORT,
            subject=f"{project.code} {project.name}",
            detail=f"第 {report.version} 版，{period.start} 至 {period.last_day}",
            before=before,
            after=after,
            unit=UNIT,
            state="已提交" if report.submitted_at else "草稿",
            reference=str(report.pk),
            note=f"报告所载为 {report.exact_tonnes} 吨，与现行因子不同" if stale else note,
        )


def _projects(change: Change, methods: frozenset[tuple[str, str]]) -> Iterator[ImpactRow]:
    for project in models.Project.objects.order_by("id"):
        if (project.methodology_slug, project.methodology_version) not in methods:
            continue
        monitored = _monitored(project, EVER)
        if not monitored.readings and not monitored.data:
            continue
        before, after, note = _both(project, None, monitored, change)
        if before == after:
            continue
        yield ImpactRow(
            stage=STAGE,
            kind=PROJECT,
            subject=f"{project.code} {project.name}",
            detail=str(monitored),
            before=before,
            after=after,
            unit=UNIT,
            state="",
            reference=project.code,
            note=note,
        )


def _monitored(project: models.Project, period: Period) -> Monitored:
    if takes_meter_readings(project.methodology_slug, project.methodology_version):
        return Monitored(readings=readings_of(project, period))
    return Monitored(data=data_of(project, period))


def _both(project: models.Project, period: Period | None, monitored: Monitored, change: Change) -> tuple[str, str, str]:
    """Return the tonnes without and with the change; an account that is refused gives no figure, but the reason."""
    found: list[str] = []
    note = ""
    for factors in (change.before, change.after):
        try:
            found.append(_tonnes(project, period, monitored, _terms(change, factors), change.on))
        except Refusal as refusal:
            found.append("")
            note = f"不能核算：{refusal.breaches[0].zh}"
    return found[0], found[1], note


def _terms(change: Change, factors: tuple[Factor, ...]) -> Terms:
    return terms_of(scheme(), change.on, factors)


def _tonnes(project: models.Project, period: Period | None, monitored: Monitored, terms: Terms, on: date) -> str:
    document = methodologies.document(project.methodology_slug, project.methodology_version)
    if not takes_meter_readings(project.methodology_slug, project.methodology_version):
        return account_activity(document, monitored.data, period, on=on, terms=terms).result.exact_reduction.value
    corrections = corrections_of(project, period or EVER)
    return account(document, monitored.readings, period, corrections, on=on, terms=terms).result.exact_reduction.value
