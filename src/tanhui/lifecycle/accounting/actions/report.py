"""Prepare a version of the accounting report, and submit it for verification."""

from __future__ import annotations

from datetime import datetime

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import Period, local_day
from tanhui.foundation.trail.actions import act
from tanhui.law import Refusal, find_breaches, refuse
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting.actions.owning import owned_project
from tanhui.lifecycle.accounting.compute import terms_of
from tanhui.lifecycle.accounting.facts import legality, place_facts, prohibitions, quantities
from tanhui.lifecycle.accounting.models import AccountingReport, Project
from tanhui.lifecycle.accounting.queries.accounted import Accounted, account_of, calculation_table_of
from tanhui.lifecycle.accounting.queries.content import report_facts
from tanhui.lifecycle.accounting.report import report_pdf
from tanhui.lifecycle.accounting.rules.activity import CONDITIONS
from tanhui.lifecycle.accounting.rules.amounts import LEGALITY
from tanhui.lifecycle.accounting.rules.prohibited import PROHIBITED
from tanhui.lifecycle.accounting.rules.scope import PLACE
from tanhui.lifecycle.methodology import queries as methodologies
from tanhui.lifecycle.methodology.document import Method

KIND = "accounting.report"


def account_for(*, project: Project, period: Period, at: datetime) -> Accounted:
    """Account for a project's readings or activity data in a period, as filed at a moment."""
    on = local_day(at)
    methodologies.require_citable(
        slug=project.methodology_slug,
        name=project.methodology_version,
        monitored_from=period.start,
        monitored_to=period.last_day,
        filed_at=at,
    )
    return account_of(project, period, on=on, terms=terms_of(scheme(), on, methodologies.library_factors(on)))


def prepare_report(*, by: Actor, project_id: int, period: Period, at: datetime) -> AccountingReport:
    """Write the next version of a project's report: result, calculation table and PDF, all from the same account."""
    with act(by=by, kind="accounting.report_prepared", at=at, clauses=("JX23-14.1.1", "JX23-14.1.2")) as entry:
        project = owned_project(by=by, project_id=project_id)
        done = account_for(project=project, period=period, at=at)
        version = project.reports.count() + 1
        document = _document(project)
        facts = report_facts(
            project, period, version=version, author=project.owner_id, on=local_day(at), result=done.result
        )
        name = f"{project.code}-v{version}"
        pdf = documents.store(
            entry,
            content=report_pdf(facts, done.result),
            name=f"核算报告-{name}.pdf",
            kind=KIND,
            owner_party_id=project.owner_id,
        )
        xlsx = documents.store(
            entry,
            content=calculation_table_of(document, done),
            name=f"计算表-{name}.xlsx",
            kind=KIND,
            owner_party_id=project.owner_id,
        )
        report = AccountingReport.objects.create(
            project=project,
            version=version,
            period_start=period.start,
            period_end=period.end,
            digest=done.result.digest,
            exact_tonnes=done.result.exact_reduction.value,
            issuable_tonnes=done.result.issuable_tonnes,
            remainder=done.result.remainder.value,
            result=done.result.as_dict(),
            pdf=pdf,
            xlsx=xlsx,
            author_party_id=project.owner_id,
            author_person_id=by.person_id,
            prepared_at=at,
        )
        entry.about(report, project=project.code, version=version, digest=report.digest, tonnes=report.issuable_tonnes)
    return report


def submit_report(*, by: Actor, report_id: int, at: datetime) -> AccountingReport:
    """Submit a report; from then on it never changes. Refused while a condition is open or the readings have changed."""
    with act(by=by, kind="accounting.report_submitted", at=at, clauses=("JX23-14.1.1", "JX23-14.1.3")) as entry:
        report = AccountingReport.objects.select_related("project").get(pk=report_id)
        project = owned_project(by=by, project_id=report.project_id)
        if report.submitted_at is not None:
            refuse("R17-1", f"第 {report.version} 版核算报告已提交", "this report was submitted already")
        period = Period(report.period_start, report.period_end)
        place = place_facts(project.district, project.latitude, project.longitude)
        breaches = (
            *find_breaches(PLACE, place),
            *find_breaches(PROHIBITED, prohibitions(project)),
            *find_breaches(CONDITIONS, quantities(_document(project), project.capacity_kw)),
            *find_breaches(LEGALITY, legality(project, period)),
        )
        if breaches:
            raise Refusal(breaches)
        _refuse_stale(report, project, period, at)
        report.submitted_at = at
        report.save(update_fields=["submitted_at"])
        entry.about(report, project=project.code, version=report.version, digest=report.digest)
    return report


def _document(project: Project) -> Method:
    return methodologies.document(project.methodology_slug, project.methodology_version)


def _refuse_stale(report: AccountingReport, project: Project, period: Period, at: datetime) -> None:
    """Refuse a report whose readings, data, calibrations or factors are no longer those it was prepared from (R14-4)."""
    now = account_for(project=project, period=period, at=at).result
    if now.exact_reduction.value != report.exact_tonnes or now.readings.sha256 != report.result["readings"]["sha256"]:
        refuse(
            "R14-4",
            f"合计不符：按现有监测数据核算为 {now.exact_reduction.value} 吨，报告为 {report.exact_tonnes} 吨；请重新编制一版",
            f"the readings now give {now.exact_reduction.value} t, the report says {report.exact_tonnes} t",
            clause="JX23-14.1.2",
        )
