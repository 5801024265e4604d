"""Load a file of readings: all of it, or, when told so, its good rows; and withdraw a file again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max, Min

from tanhui.foundation.bulk import store_rows
from tanhui.foundation.documents import actions as documents
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import Period, local_day
from tanhui.foundation.trail.actions import act
from tanhui.law import Refusal, refuse
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting import models
from tanhui.lifecycle.accounting.actions.owning import owned_project
from tanhui.lifecycle.accounting.limits import limits_of
from tanhui.lifecycle.accounting.readings.reader import ReadingFile, read_readings
from tanhui.lifecycle.accounting.readings.rows import Fault, Reading
from tanhui.lifecycle.accounting.readings.table import Moments, ReadingTable, microseconds

KIND = "accounting.readings"
FETCHED_ROWS = 10_000
COLUMNS = ("source_id", "meter_id", "line", "start_at", "end_at", "export_microkwh", "import_microkwh")


def import_readings(
    *, by: Actor, project_id: int, upload: Upload, encoding: str = "utf-8", good_rows: bool = False, at: datetime
) -> models.ReadingImport:
    """Load readings into a project. A bad row refuses the whole file, unless only the good rows are wanted."""
    found = read_upload(upload, encoding=encoding, at=at)
    with act(by=by, kind="accounting.readings_imported", at=at, clauses=("JX23-14.2.1",)) as entry:
        project = owned_project(by=by, project_id=project_id)
        meters = {meter.number: meter for meter in project.meters.all()}
        rows, faults = checked_against_project(found=found, project_id=project.pk, meters=meters.keys())
        if faults and not good_rows:
            raise Refusal(tuple(fault.as_breach() for fault in faults))
        if not rows:
            raise Refusal(tuple(fault.as_breach() for fault in faults))
        document = documents.store(
            entry,
            content=upload.content,
            name=upload.name,
            kind=KIND,
            owner_party_id=project.owner_id,
            encoding=encoding,
        )
        source = models.ReadingImport.objects.create(
            project=project,
            document=document,
            rows_loaded=len(rows),
            rows_rejected=len({fault.line for fault in faults if fault.drops_row}),
            rejects=[fault.as_dict() for fault in faults],
            imported_at=at,
        )
        store_rows(models.Reading, COLUMNS, _stored(rows, source.pk, {name: each.pk for name, each in meters.items()}))
        entry.about(project, source=source.pk, sha256=document.sha256, rows=len(rows), rejected=source.rows_rejected)
    return source


def _stored(rows: ReadingTable, source_id: int, meters: Mapping[str, int]) -> Iterator[tuple[Any, ...]]:
    """Yield the columns of the stored readings."""
    for line, meter_id, start_at, end_at, exported, imported in rows:
        yield source_id, meters[meter_id], line, start_at, end_at, exported, imported


def withdraw_import(*, by: Actor, import_id: int, at: datetime) -> models.ReadingImport:
    """Take a file of readings back, unless a submitted report counts its rows; the rows stay, out of use."""
    with act(by=by, kind="accounting.readings_withdrawn", at=at, clauses=("JX23-14.2.1",)) as entry:
        source = models.ReadingImport.objects.get(pk=import_id)
        project = owned_project(by=by, project_id=source.project_id)
        if source.withdrawn_at is not None:
            refuse("R17-1", "该读数文件已撤回", "this file was withdrawn already")
        _refuse_reported(source)
        source.withdrawn_at = at
        source.save(update_fields=["withdrawn_at"])
        entry.about(project, source=source.pk)
    return source


def read_upload(upload: Upload, *, encoding: str, at: datetime) -> ReadingFile:
    """Read a file under the limits in force."""
    limits = limits_of(scheme(), local_day(at))
    return read_readings(upload.content, name=upload.name, now=at, encoding=encoding, limits=limits)


def checked_against_project(
    *, found: ReadingFile, project_id: int, meters: Iterable[str]
) -> tuple[ReadingTable, list[Fault]]:
    """Return the rows that fit a project, and every fault: unknown meters, and spans that were loaded before."""
    known = set(meters)
    table = found.rows
    faults = list(found.faults)
    unknown = {number for number, meter_id in enumerate(table.meters) if meter_id not in known}
    if unknown:
        first: dict[int, int] = {}
        for place, number in enumerate(table.meter):
            first.setdefault(number, place)
        faults += [_unknown(table[first[number]]) for number in unknown if number in first]
    spans = _loaded_spans(project_id, table)
    wanted = [number not in unknown for number in table.meter]
    for place, number in enumerate(table.meter):
        if wanted[place] and number in spans and _is_loaded(table.start[place], table.end[place], spans[number]):
            wanted[place] = False
            faults.append(_again(table[place]))
    return table.where(wanted), sorted(faults, key=lambda fault: fault.line)


Spans = tuple[list[int], list[int]]


def _loaded_spans(project_id: int, table: ReadingTable) -> dict[int, Spans]:
    """Return the starts and ends of what was loaded before in the time of a table, by its numbers of the meters."""
    spans: dict[int, Spans] = {}
    if not table:
        return spans
    numbers = {meter_id: number for number, meter_id in enumerate(table.meters)}
    moments = Moments()
    found = models.Reading.objects.filter(
        source__project_id=project_id,
        source__withdrawn_at__isnull=True,
        start_at__lt=moments[max(table.end)],
        end_at__gt=moments[min(table.start)],
    )
    rows = found.order_by("start_at").values_list("meter__number", "start_at", "end_at")
    for meter_id, start_at, end_at in rows.iterator(chunk_size=FETCHED_ROWS):
        if meter_id in numbers:
            starts, ends = spans.setdefault(numbers[meter_id], ([], []))
            starts.append(microseconds(start_at))
            ends.append(microseconds(end_at))
    return spans


def _is_loaded(start: int, end: int, spans: Spans) -> bool:
    """Whether the last span that starts before the row ends reaches into the row."""
    before = bisect_left(spans[0], end) - 1
    return before >= 0 and spans[1][before] > start


def _unknown(row: Reading) -> Fault:
    zh = f"计量表 {row.meter_id} 未在本项目登记，请先登记该表或更正表号"
    return Fault(
        row.line, "meter_id", row.meter_id, "V-8", zh, f"meter {row.meter_id} is not registered with the project"
    )


def _again(row: Reading) -> Fault:
    zh = f"监测数据不连续：表 {row.meter_id} 的这一时段已导入过；如要更正，请先撤回原文件"
    return Fault(row.line, "start", f"{row.start_at:%Y-%m-%d %H:%M}", "R14-9", zh, "this span was loaded before")


def _refuse_reported(source: models.ReadingImport) -> None:
    spans = source.readings.aggregate(first=Min("start_at"), last=Max("end_at"))
    first, last = local_day(spans["first"]), local_day(spans["last"])
    reports = models.AccountingReport.objects.filter(
        project_id=source.project_id, submitted_at__isnull=False, period_start__lte=last, period_end__gt=first
    )
    report = reports.order_by("id").first()
    if report is not None:
        period = Period(report.period_start, report.period_end)
        refuse(
            "R17-1",
            f"第 {report.version} 版核算报告（{period.start} 至 {period.last_day}）已提交并计入这些读数，不能撤回",
            f"report version {report.version} was submitted with these readings",
        )
