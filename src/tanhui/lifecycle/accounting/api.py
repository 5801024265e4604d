"""Endpoints of the stage: every act of the pages, under the same rules."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import File, Form
from ninja.files import UploadedFile

from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.inputs.schema import Block, Code, Day, Line, read_decimal, read_line, read_whole
from tanhui.foundation.periods import Period
from tanhui.foundation.web.api import Body, asked, endpoint, only_fields, router_for
from tanhui.law import refuse
from tanhui.lifecycle.accounting import actions, queries
from tanhui.lifecycle.accounting.drafts import (
    EVIDENCE_FIELDS,
    AssessmentDraft,
    CalibrationDraft,
    MeterDraft,
    ProjectDraft,
)
from tanhui.lifecycle.accounting.models import AccountingReport
from tanhui.lifecycle.accounting.own_sheets.uploads import OwnSheetFile
from tanhui.lifecycle.accounting.queries import ActivityRow, ProjectRow, ReportRow
from tanhui.lifecycle.accounting.views.access import READERS, owned, readable_project, readable_report

router = router_for("accounting")

Latitude = Annotated[Decimal, read_decimal(digits=6, least=Decimal(-90), most=Decimal(90))]
Longitude = Annotated[Decimal, read_decimal(digits=6, least=Decimal(-180), most=Decimal(180))]
Capacity = Annotated[Decimal, read_decimal(digits=3, most=Decimal(10_000_000), positive=True)]
Share = Annotated[Decimal, read_decimal(digits=6, least=Decimal("-0.5"), most=Decimal("0.5"))]
Kwh = Annotated[int, read_whole(unit="kWh")]
Address = Annotated[str, read_line(most=200)]
Optional = Annotated[str, read_line(most=200, least=0)]
CellName = Annotated[str, read_line(most=80)]


class FileIn(Body):
    """A small file inside a JSON body."""

    name: Line
    content_base64: str

    def upload(self) -> Upload:
        """Return the file's bytes."""
        try:
            return Upload(self.name, base64.b64decode(self.content_base64, validate=True))
        except (binascii.Error, ValueError):
            refuse("V-8", "content_base64 不是有效的 Base64", "content_base64 is not base64", place="content_base64")


class MeterIn(Body):
    """A meter."""

    number: Code
    accuracy_class: str


class AssessmentIn(Body):
    """What is said about one principle."""

    principle: str
    text: Block
    evidence: FileIn | None = None


class ProjectIn(Body):
    """A project to register."""

    name: Line
    category: str
    district: str
    address: Address
    latitude: Latitude
    longitude: Longitude
    capacity_kw: Capacity | None = None
    commissioned_on: Day
    methodology_slug: str
    methodology_version: str
    legal_duty: bool
    in_national_ets: bool
    ets_facility: Optional = ""
    other_mechanism: Optional = ""
    shared_evidence: Optional = ""
    green_certificates: bool
    legality_from: Day | None = None
    legality_to: Day | None = None
    expected_annual_kwh: Kwh | None = None
    meters: list[MeterIn] = []
    assessments: list[AssessmentIn]
    evidence: dict[str, FileIn] = {}


class CalibrationIn(Body):
    """A calibration."""

    calibrated_on: Day
    valid_until: Day
    passed: bool
    error: Share = Decimal(0)
    certificate: FileIn | None = None


class ActivityIn(Body):
    """A set of activity data: a whole year, or a first and last day; entries as the methodology's own API takes them."""

    site: Annotated[str, read_line(most=60, least=0)] = ""
    year: int | None = None
    first_day: str | None = None
    last_day: str | None = None
    inputs: dict[str, Any] = {}
    tables: dict[str, list[dict[str, Any]]] = {}


class PeriodIn(Body):
    """The first and last day of a report's period."""

    first_day: Day
    last_day: Day


@endpoint(router, "get", "/projects", roles=("visitor",), answer=list[dict[str, Any]])
def projects(request: HttpRequest) -> list[dict[str, Any]]:
    """List every project, without personal data."""
    return [_public(each) for each in queries.public_projects()]


@endpoint(router, "get", "/projects/{code}", roles=("visitor",))
def project(request: HttpRequest, code: str) -> dict[str, Any]:
    """Show one project, without personal data."""
    return _public(queries.project_by_code(code))


@endpoint(router, "get", "/projects/{code}/checklist", roles=READERS, answer=list[dict[str, Any]])
def checklist(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """Show which conditions of articles 12 and 13 a project meets."""
    ask = asked(request)
    row = readable_project(ask.by, code)
    return [asdict(each) for each in queries.checklist(row.id, on=ask.at.date())]


@endpoint(router, "post", "/projects", roles=("owner",))
def register_project(request: HttpRequest, body: ProjectIn) -> dict[str, Any]:
    """Register a project."""
    ask = asked(request)
    unknown = sorted(set(body.evidence) - set(EVIDENCE_FIELDS))
    if unknown:
        refuse("S-20", f"没有证明材料项 {unknown[0][:40]}", f"unknown evidence {unknown[0][:40]}", place="evidence")
    described = body.dict(exclude={"meters", "assessments", "evidence"})
    draft = ProjectDraft(
        **described,
        meters=tuple(MeterDraft(each.number, each.accuracy_class) for each in body.meters),
        assessments=tuple(
            AssessmentDraft(each.principle, each.text, each.evidence.upload() if each.evidence else None)
            for each in body.assessments
        ),
        evidence={name: each.upload() for name, each in body.evidence.items()},
    )
    made = actions.register_project(by=ask.by, draft=draft, at=ask.at)
    meters = [{"id": each.id, "number": each.number} for each in queries.meters_of(made.pk)]
    return {"id": made.pk, "code": made.code, "meters": meters}


@endpoint(router, "post", "/projects/{code}/meters", roles=("owner",))
def add_meter(request: HttpRequest, code: str, body: MeterIn) -> dict[str, Any]:
    """Add a meter to a project."""
    ask = asked(request)
    row = owned(ask.by, code)
    draft = MeterDraft(body.number, body.accuracy_class)
    return {"id": actions.add_meter(by=ask.by, project_id=row.id, draft=draft, at=ask.at).pk}


@endpoint(router, "post", "/meters/{meter_id}/calibrations", roles=("owner",))
def add_calibration(request: HttpRequest, meter_id: int, body: CalibrationIn) -> dict[str, Any]:
    """Record a calibration of a meter."""
    ask = asked(request)
    made = actions.add_calibration(
        by=ask.by,
        meter_id=meter_id,
        draft=CalibrationDraft(body.calibrated_on, body.valid_until, body.passed, body.error),
        certificate=body.certificate.upload() if body.certificate else None,
        at=ask.at,
    )
    return {"id": made.pk}


@endpoint(router, "post", "/projects/{code}/readings", roles=("owner",))
def import_readings(
    request: HttpRequest,
    code: str,
    file: File[UploadedFile],
    encoding: Form[Literal["utf-8", "gbk"]] = "utf-8",
    good_rows: Form[bool] = False,
) -> dict[str, Any]:
    """Load a file of readings (multipart); a bad row refuses the whole file unless `good_rows` is true."""
    only_fields(request, "file", "encoding", "good_rows")
    ask = asked(request)
    made = actions.import_readings(
        by=ask.by,
        project_id=owned(ask.by, code).id,
        upload=Upload(file.name or "", file.read()),
        encoding=encoding,
        good_rows=good_rows,
        at=ask.at,
    )
    return {"id": made.pk, "loaded": made.rows_loaded, "rejected": made.rows_rejected, "rejects": made.rejects}


@endpoint(router, "post", "/imports/{import_id}/withdraw", roles=("owner",))
def withdraw_import(request: HttpRequest, import_id: int) -> dict[str, Any]:
    """Withdraw a file of readings."""
    ask = asked(request)
    return {"id": actions.withdraw_import(by=ask.by, import_id=import_id, at=ask.at).pk}


@endpoint(router, "get", "/projects/{code}/activity", roles=READERS, answer=list[dict[str, Any]])
def activity(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """List a project's sets of activity data, those in use first."""
    return [_activity(each) for each in queries.activity_of(readable_project(asked(request).by, code).id)]


@endpoint(router, "get", "/activity/{activity_id}", roles=READERS)
def activity_values(request: HttpRequest, activity_id: int) -> dict[str, Any]:
    """Show one set of activity data with its values."""
    row = queries.activity_row(activity_id)
    readable_project(asked(request).by, row.project_code)
    return {**_activity(row), **queries.activity_values(activity_id).content}


@endpoint(router, "post", "/projects/{code}/activity", roles=("owner",))
def import_activity(request: HttpRequest, code: str, body: ActivityIn) -> dict[str, Any]:
    """Load a set of activity data as JSON; what is wrong is named by symbol, table and row, and nothing is loaded."""
    return _imported(request, code, Upload("活动数据.txt", request.body))


@endpoint(router, "post", "/projects/{code}/activity/file", roles=("owner",))
def import_activity_file(request: HttpRequest, code: str, file: File[UploadedFile]) -> dict[str, Any]:
    """Load a set of activity data from the project's template (multipart); every bad cell is named."""
    only_fields(request, "file")
    return _imported(request, code, Upload(file.name or "", file.read()))


@endpoint(router, "post", "/activity/{activity_id}/withdraw", roles=("owner",))
def withdraw_activity(request: HttpRequest, activity_id: int) -> dict[str, Any]:
    """Withdraw a set of activity data."""
    ask = asked(request)
    return {"id": actions.withdraw_activity(by=ask.by, activity_id=activity_id, at=ask.at).pk}


@endpoint(router, "post", "/projects/{code}/reports", roles=("owner",))
def prepare_report(request: HttpRequest, code: str, body: PeriodIn) -> dict[str, Any]:
    """Prepare the next version of a project's report."""
    ask = asked(request)
    row = owned(ask.by, code)
    report = actions.prepare_report(
        by=ask.by, project_id=row.id, period=_period(body.first_day, body.last_day), at=ask.at
    )
    return _short(report)


@endpoint(router, "get", "/reports/{report_id}", roles=READERS)
def report(request: HttpRequest, report_id: int) -> dict[str, Any]:
    """Show a report with its whole result."""
    return _report(readable_report(asked(request).by, report_id)[0])


@endpoint(router, "post", "/reports/{report_id}/own-sheets", roles=("owner",))
def add_own_sheet(
    request: HttpRequest, report_id: int, file: File[OwnSheetFile], total_cell: Form[CellName]
) -> dict[str, Any]:
    """Add an own calculation table (multipart): recomputed, and followed from the report's inputs to its total."""
    only_fields(request, "file", "total_cell")
    ask = asked(request)
    upload = Upload(file.name or "", file.read())
    made = actions.add_own_sheet(by=ask.by, report_id=report_id, upload=upload, total_cell=total_cell, at=ask.at)
    return {"id": made.pk, "total_cell": made.total_cell, "total_tonnes": made.total_tonnes}


@endpoint(router, "get", "/reports/{report_id}/own-sheets", roles=READERS, answer=list[dict[str, Any]])
def own_sheets(request: HttpRequest, report_id: int) -> list[dict[str, Any]]:
    """List the own calculation tables of a report."""
    readable_report(asked(request).by, report_id)
    return [asdict(each) for each in queries.own_sheets_of(report_id)]


@endpoint(router, "post", "/reports/{report_id}/submit", roles=("owner",))
def submit_report(request: HttpRequest, report_id: int) -> dict[str, Any]:
    """Submit a report."""
    ask = asked(request)
    return _short(actions.submit_report(by=ask.by, report_id=report_id, at=ask.at))


def _imported(request: HttpRequest, code: str, upload: Upload) -> dict[str, Any]:
    ask = asked(request)
    project = owned(ask.by, code)
    made = actions.import_activity(by=ask.by, project_id=project.id, upload=upload, at=ask.at)
    return _activity(queries.activity_row(made.pk))


def _activity(row: ActivityRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "project": row.project_code,
        "year": row.year,
        "site": row.site,
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat(),
        "rows": row.rows,
        "sha256": row.sha256,
        "withdrawn": row.withdrawn,
    }


def _period(first: date, last: date) -> Period:
    if last < first:
        refuse("V-3", "监测期最后一天早于第一天", "the period ends before it starts", place="last_day")
    return Period.through(first, last)


def _public(row: ProjectRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "owner": row.public_owner,
        "category": row.category,
        "district": row.district,
        "capacity_kw": None if row.capacity_kw is None else f"{row.capacity_kw:f}",
        "commissioned_on": row.commissioned_on.isoformat(),
        "methodology": f"{row.methodology_slug}/{row.methodology_version}",
        "demonstration": row.demonstration,
    }


def _short(report: AccountingReport) -> dict[str, Any]:
    return {
        "id": report.pk,
        "version": report.version,
        "digest": report.digest,
        "exact_tonnes": report.exact_tonnes,
        "issuable_tonnes": report.issuable_tonnes,
        "remainder": report.remainder,
        "submitted": report.submitted_at is not None,
    }


def _report(row: ReportRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "project": row.project_code,
        "version": row.version,
        "first_day": row.period.start.isoformat(),
        "last_day": row.period.last_day.isoformat(),
        "digest": row.digest,
        "result": row.result,
        "pdf_sha256": row.pdf_sha256,
        "xlsx_sha256": row.xlsx_sha256,
        "state": row.state,
    }
