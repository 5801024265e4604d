"""Load a set of activity data: all of it or nothing; and withdraw it again."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Sum

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import Period, local_day
from tanhui.foundation.trail.actions import act
from tanhui.law import Refusal, find_breaches, refuse, require
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting import method, models
from tanhui.lifecycle.accounting.actions.owning import owned_project
from tanhui.lifecycle.accounting.activity.content import DataSet
from tanhui.lifecycle.accounting.activity.door import Terms, is_json, read_activity
from tanhui.lifecycle.accounting.activity.judging import asks_for_one_year
from tanhui.lifecycle.accounting.compute import terms_of
from tanhui.lifecycle.accounting.queries.activity import same_behaviours, same_data_in
from tanhui.lifecycle.accounting.rules.activity import DATA, USE, DataFacts, Span, UseFacts, as_spans
from tanhui.lifecycle.accounting.rules.scope import PERIOD, PeriodFacts
from tanhui.lifecycle.methodology import queries as methodologies
from tanhui.lifecycle.methodology.document import Method

KIND = "accounting.activity"


def import_activity(*, by: Actor, project_id: int, upload: Upload, at: datetime) -> models.ActivityData:
    """Load a set of activity data into a project whose methodology is not fed by meters; a bad cell refuses it all."""
    with act(by=by, kind="accounting.activity_imported", at=at, clauses=("JX23-14.2.1",)) as entry:
        project = owned_project(by=by, project_id=project_id)
        document = methodologies.document(project.methodology_slug, project.methodology_version)
        found = read_upload(upload=upload, project=project, document=document, at=at)
        _require_fit(project, document, found, at)
        kept = documents.store(
            entry, content=upload.content, name=_name(upload), kind=KIND, owner_party_id=project.owner_id
        )
        data = models.ActivityData.objects.create(
            project=project,
            year=found.year,
            site=found.site,
            first_day=found.first_day,
            last_day=found.last_day,
            document=kept,
            content=found.content,
            rows=found.rows,
            sha256=found.sha256,
            imported_at=at,
        )
        entry.about(project, data=data.pk, sha256=data.sha256, file=kept.sha256, rows=data.rows, year=data.year)
    return data


def read_upload(*, upload: Upload, project: models.Project, document: Method, at: datetime) -> DataSet:
    """Read a file of activity data under the limits in force; refuse with every cell that is wrong."""
    if method.takes_meter_readings(document):
        zh = "本项目的方法学以电表读数核算，请上传读数文件"
        refuse("V-8", zh, "this project's methodology is fed by meter readings", place="file")
    on = local_day(at)
    terms = Terms(limits=documents.limits_on(on), rows=scheme().whole("activity_rows", on))
    return read_activity(upload, document, project.code, terms)


def withdraw_activity(*, by: Actor, activity_id: int, at: datetime) -> models.ActivityData:
    """Take a set of activity data back, unless a submitted report counts it; it is kept, out of use."""
    with act(by=by, kind="accounting.activity_withdrawn", at=at, clauses=("JX23-14.2.1",)) as entry:
        data = models.ActivityData.objects.select_related("project").get(pk=activity_id)
        project = owned_project(by=by, project_id=data.project_id)
        if data.withdrawn_at is not None:
            refuse("R17-1", "这份活动数据已撤回", "this data was withdrawn already")
        _refuse_reported(data)
        data.withdrawn_at = at
        data.save(update_fields=["withdrawn_at"])
        entry.about(project, data=data.pk, sha256=data.sha256)
    return data


def _require_fit(project: models.Project, document: Method, found: DataSet, at: datetime) -> None:
    on = local_day(at)
    span = Period.through(found.first_day, found.last_day)
    days = PeriodFacts(span.start, span.end, span.last_day, on, terms_of(scheme(), on).first_eligible_day)
    in_use = project.activity.filter(withdrawn_at__isnull=True)
    same_site = in_use.filter(site=found.site).values_list("site", "first_day", "last_day")
    facts = DataFacts(
        span=Span(found.first_day, found.last_day, found.site),
        one_year=asks_for_one_year(document),
        in_use=as_spans(same_site),
    )
    breaches = find_breaches(PERIOD, days) + find_breaches(DATA, facts)
    if breaches:
        raise Refusal(breaches)
    _require_room(project, found, scheme().whole("activity_rows", on))
    require(USE, UseFacts(same_data_in(project, found), same_behaviours(document, project, found)))


def _require_room(project: models.Project, found: DataSet, most: int) -> None:
    """Refuse (V-9) more rows than a year of a project may have, over all its sites."""
    in_use = project.activity.filter(withdrawn_at__isnull=True, year=found.year)
    rows = found.rows + (in_use.aggregate(total=Sum("rows"))["total"] or 0)
    if rows > most:
        zh = f"本项目 {found.year} 年各场所合计 {rows} 行，超过上限 {most} 行；更多的行请汇总后填报，或按日批量核算"
        refuse("V-9", zh, f"{rows} rows in {found.year}; {most} are allowed", place="file")


def _refuse_reported(data: models.ActivityData) -> None:
    reports = models.AccountingReport.objects.filter(
        project_id=data.project_id,
        submitted_at__isnull=False,
        period_start__lte=data.first_day,
        period_end__gt=data.last_day,
    )
    for report in reports.order_by("id"):
        if any((each["sha256"], each["site"]) == (data.sha256, data.site) for each in report.result.get("data", ())):
            refuse(
                "R17-1",
                f"第 {report.version} 版核算报告已提交并计入这份数据，不能撤回",
                f"report version {report.version} was submitted with this data",
            )


def _name(upload: Upload) -> str:
    """Return the name under which the file is kept; JSON is kept as the text it is."""
    stem = upload.name.rpartition(".")[0] or upload.name or "活动数据"
    return f"{stem}.txt" if is_json(upload.content) else upload.name
