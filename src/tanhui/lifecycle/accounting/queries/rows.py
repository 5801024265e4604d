"""Projects, meters, imports and reports as plain rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from tanhui.foundation.periods import Period
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting import models
from tanhui.lifecycle.accounting.categories import CATEGORIES


@dataclass(frozen=True)
class ProjectRow:
    """A project as other stages and pages see it. `owner` is masked on public pages when it is a person."""

    id: int
    code: str
    name: str
    owner_id: int
    owner: str
    owner_kind: str
    category: str
    category_zh: str
    district: str
    district_zh: str
    address: str
    latitude: Decimal
    longitude: Decimal
    capacity_kw: Decimal | None
    commissioned_on: date
    methodology_slug: str
    methodology_version: str
    demonstration: bool
    registered_at: datetime
    reports: int

    @property
    def public_owner(self) -> str:
        """The owner's name for everyone; a natural person stays unnamed."""
        return "个人业主" if self.owner_kind == "person" else self.owner


@dataclass(frozen=True)
class CalibrationRow:
    """One calibration."""

    calibrated_on: date
    valid_until: date
    passed: bool
    error: str


@dataclass(frozen=True)
class MeterRow:
    """One meter with its calibrations."""

    id: int
    number: str
    accuracy_class: str
    calibrations: tuple[CalibrationRow, ...]


@dataclass(frozen=True)
class ImportRow:
    """One file of readings."""

    id: int
    project_id: int
    document_id: int
    name: str
    rows_loaded: int
    rows_rejected: int
    rejects: list[dict[str, Any]]
    imported_at: datetime
    withdrawn: bool


@dataclass(frozen=True)
class ReportRow:
    """One version of a report."""

    id: int
    project_id: int
    project_code: str
    project_name: str
    owner_id: int
    version: int
    period: Period
    digest: str
    exact_tonnes: str
    issuable_tonnes: int
    remainder: str
    result: dict[str, Any]
    pdf_id: int
    pdf_sha256: str
    xlsx_id: int
    xlsx_sha256: str
    author_party_id: int
    author_person_id: int | None
    prepared_at: datetime
    submitted_at: datetime | None

    @property
    def state(self) -> str:
        """Where the report stands."""
        return "submitted" if self.submitted_at else "draft"

    @property
    def state_zh(self) -> str:
        """Where the report stands, in words."""
        return "已提交" if self.submitted_at else "草稿"


def project(project_id: int) -> ProjectRow:
    """Return one project."""
    return _project(_projects().get(pk=project_id))


def project_by_code(code: str) -> ProjectRow:
    """Return one project by its code."""
    return _project(_projects().get(code=code))


def projects_of(party_id: int) -> list[ProjectRow]:
    """Return a party's projects, newest first."""
    return [_project(each) for each in _projects().filter(owner_id=party_id).order_by("-id")]


def public_projects() -> list[ProjectRow]:
    """Return every project, newest first."""
    return [_project(each) for each in _projects().order_by("-id")]


def _projects() -> QuerySet[models.Project]:
    return models.Project.objects.select_related("owner").prefetch_related("reports")


def _project(each: models.Project) -> ProjectRow:
    return ProjectRow(
        id=each.pk,
        code=each.code,
        name=each.name,
        owner_id=each.owner_id,
        owner=each.owner.name,
        owner_kind=each.owner.kind,
        category=each.category,
        category_zh=CATEGORIES[each.category],
        district=each.district,
        district_zh=scheme().divisions[each.district].zh,
        address=each.address,
        latitude=each.latitude,
        longitude=each.longitude,
        capacity_kw=each.capacity_kw,
        commissioned_on=each.commissioned_on,
        methodology_slug=each.methodology_slug,
        methodology_version=each.methodology_version,
        demonstration=each.demonstration,
        registered_at=each.registered_at,
        reports=len(each.reports.all()),
    )


def meters_of(project_id: int) -> list[MeterRow]:
    """Return a project's meters."""
    found = models.Meter.objects.filter(project_id=project_id).prefetch_related("calibrations").order_by("id")
    return [
        MeterRow(each.pk, each.number, each.accuracy_class, _calibrations(each.calibrations.all())) for each in found
    ]


def _calibrations(found: Iterable[models.MeterCalibration]) -> tuple[CalibrationRow, ...]:
    return tuple(CalibrationRow(each.calibrated_on, each.valid_until, each.passed, each.error) for each in found)


def imports_of(project_id: int) -> list[ImportRow]:
    """Return a project's files of readings, newest first."""
    found = models.ReadingImport.objects.filter(project_id=project_id).select_related("document").order_by("-id")
    return [
        ImportRow(
            id=each.pk,
            project_id=each.project_id,
            document_id=each.document_id,
            name=each.document.name,
            rows_loaded=each.rows_loaded,
            rows_rejected=each.rows_rejected,
            rejects=each.rejects,
            imported_at=each.imported_at,
            withdrawn=each.withdrawn_at is not None,
        )
        for each in found
    ]


def reports_of(project_id: int) -> list[ReportRow]:
    """Return a project's reports, newest first."""
    return [_report(each) for each in _reports().filter(project_id=project_id).order_by("-version")]


def report(report_id: int) -> ReportRow:
    """Return one report."""
    return _report(_reports().get(pk=report_id))


def report_authors(project_id: int) -> frozenset[tuple[int, int | None]]:
    """Return (party, person) of everyone who wrote any version of a project's report (article 15)."""
    found = models.AccountingReport.objects.filter(project_id=project_id)
    return frozenset(found.values_list("author_party_id", "author_person_id"))


def _reports() -> QuerySet[models.AccountingReport]:
    return models.AccountingReport.objects.select_related("project", "pdf", "xlsx")


def _report(each: models.AccountingReport) -> ReportRow:
    return ReportRow(
        id=each.pk,
        project_id=each.project_id,
        project_code=each.project.code,
        project_name=each.project.name,
        owner_id=each.project.owner_id,
        version=each.version,
        period=Period(each.period_start, each.period_end),
        digest=each.digest,
        exact_tonnes=each.exact_tonnes,
        issuable_tonnes=each.issuable_tonnes,
        remainder=each.remainder,
        result=each.result,
        pdf_id=each.pdf_id,
        pdf_sha256=each.pdf.sha256,
        xlsx_id=each.xlsx_id,
        xlsx_sha256=each.xlsx.sha256,
        author_party_id=each.author_party_id,
        author_person_id=each.author_person_id,
        prepared_at=each.prepared_at,
        submitted_at=each.submitted_at,
    )
