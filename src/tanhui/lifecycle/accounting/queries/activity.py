"""The activity data of a project: as rows for pages, and as the account takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from tanhui.foundation.periods import Period
from tanhui.lifecycle.accounting import method, models
from tanhui.lifecycle.accounting.activity.content import DataSet
from tanhui.lifecycle.accounting.exact import cut_short
from tanhui.lifecycle.methodology import queries as methodologies
from tanhui.lifecycle.methodology.document import Method


@dataclass(frozen=True)
class ActivityRow:
    """One set of activity data, without its values."""

    id: int
    project_id: int
    project_code: str
    year: int
    site: str
    first_day: date
    last_day: date
    rows: int
    document_id: int
    name: str
    sha256: str
    imported_at: datetime
    withdrawn: bool


@dataclass(frozen=True)
class ActivityTotals:
    """A project's sets of activity data, with what its latest report finds for each that it counts."""

    sets: tuple[tuple[ActivityRow, str], ...]
    in_use: int
    sites: int
    years: int
    rows: int
    tonnes: str


def takes_meter_readings(slug: str, version: str) -> bool:
    """Whether meter readings supply every input of a published methodology."""
    return method.takes_meter_readings(methodologies.document(slug, version))


def activity_of(project_id: int) -> list[ActivityRow]:
    """Return a project's sets of activity data: in use first, by year and site, then what was withdrawn."""
    found = [_row(each) for each in _rows().filter(project_id=project_id)]
    return sorted(found, key=lambda row: (row.withdrawn, row.year, row.site, row.id))


def activity_totals(project_id: int) -> ActivityTotals:
    """Return a project's sets with their totals, and the tonnes of those that the latest report counts."""
    sets = activity_of(project_id)
    used = [row for row in sets if not row.withdrawn]
    last = models.AccountingReport.objects.filter(project_id=project_id).order_by("-version").first()
    result = last.result if last is not None else {}
    found = {
        (data["site"], data["sha256"]): cut_short(year["reduction"]["value"])
        for data, year in zip(result.get("data", ()), result.get("years", ()), strict=False)
    }
    return ActivityTotals(
        sets=tuple((row, "" if row.withdrawn else found.get((row.site, row.sha256), "")) for row in sets),
        in_use=len(used),
        sites=len({row.site for row in used}),
        years=len({row.year for row in used}),
        rows=sum(row.rows for row in used),
        tonnes=last.exact_tonnes if last is not None else "",
    )


def activity_row(activity_id: int) -> ActivityRow:
    """Return one set of activity data."""
    return _row(_rows().get(pk=activity_id))


def activity_values(activity_id: int) -> DataSet:
    """Return the values of one set of activity data."""
    return _data(models.ActivityData.objects.get(pk=activity_id))


def data_of(project: models.Project, period: Period | None = None) -> list[DataSet]:
    """Return the sets in use; with a period, those that share a day with it."""
    found = project.activity.filter(withdrawn_at__isnull=True)
    if period is not None:
        found = found.filter(first_day__lt=period.end, last_day__gte=period.start)
    return [_data(each) for each in found.order_by("id")]


def counted_data(project: models.Project, result: dict[str, Any]) -> list[DataSet]:
    """Return the very sets that a stored result counts, whatever was loaded or withdrawn since."""
    found: list[DataSet] = []
    for used in result.get("data", ()):
        same = project.activity.filter(
            site=used["site"], first_day=used["first_day"], last_day=used["last_day"], sha256=used["sha256"]
        )
        found += [_data(each) for each in same.order_by("id")[:1]]
    return found


def same_data_in(project: models.Project, data: DataSet) -> tuple[str, ...]:
    """Return where the same data is in use: in other projects, or for another site of this one."""
    found = models.ActivityData.objects.filter(sha256=data.sha256, withdrawn_at__isnull=True)
    found = found.exclude(project=project, site=data.site)
    places = found.order_by("id").values_list("project__code", "site")
    return tuple(f"{code} {site}".strip() for code, site in places)


def same_behaviours(document: Method, project: models.Project, data: DataSet) -> tuple[str, ...]:
    """Return the behaviours of this data that other projects under the methodology have in use."""
    behaviour = document.behaviour
    if behaviour is None:
        return ()
    own = dict(_keys(behaviour.key, data.tables[behaviour.table]))
    others = models.ActivityData.objects.filter(
        project__methodology_slug=project.methodology_slug,
        withdrawn_at__isnull=True,
        first_day__lte=data.last_day,
        last_day__gte=data.first_day,
    ).exclude(project=project)
    found: list[str] = []
    for other in others.select_related("project").order_by("id"):
        rows = other.content["tables"].get(behaviour.table, ())
        shared = [key for key, _ in _keys(behaviour.key, rows) if key in own]
        found += [f"第 {own[key]} 行数据（{' '.join(key)}）在项目 {other.project.code}" for key in shared]
    return tuple(found)


def _keys(symbols: Iterable[str], rows: Iterable[Any]) -> Iterator[tuple[tuple[str, ...], int]]:
    for number, row in enumerate(rows, start=1):
        yield tuple(row.get(symbol, "") for symbol in symbols), number


def _rows() -> QuerySet[models.ActivityData]:
    return models.ActivityData.objects.select_related("document", "project").defer("content")


def _row(each: models.ActivityData) -> ActivityRow:
    return ActivityRow(
        id=each.pk,
        project_id=each.project_id,
        project_code=each.project.code,
        year=each.year,
        site=each.site,
        first_day=each.first_day,
        last_day=each.last_day,
        rows=each.rows,
        document_id=each.document_id,
        name=each.document.name,
        sha256=each.sha256,
        imported_at=each.imported_at,
        withdrawn=each.withdrawn_at is not None,
    )


def _data(each: models.ActivityData) -> DataSet:
    return DataSet(each.site, each.first_day, each.last_day, each.content["inputs"], each.content["tables"])
