"""Every read that other stages and pages use; answers are plain rows."""

from tanhui.lifecycle.accounting.queries.checklist import CheckRow, checklist
from tanhui.lifecycle.accounting.queries.recomputation import Compared, Recomputed, evidence_of, recompute
from tanhui.lifecycle.accounting.queries.rows import (
    ImportRow,
    MeterRow,
    ProjectRow,
    ReportRow,
    imports_of,
    meters_of,
    project,
    project_by_code,
    projects_of,
    public_projects,
    report,
    report_authors,
    reports_of,
)
from tanhui.lifecycle.accounting.queries.tasks import tasks

__all__ = [
    "CheckRow",
    "Compared",
    "ImportRow",
    "MeterRow",
    "ProjectRow",
    "Recomputed",
    "ReportRow",
    "checklist",
    "evidence_of",
    "imports_of",
    "meters_of",
    "project",
    "project_by_code",
    "projects_of",
    "public_projects",
    "recompute",
    "report",
    "report_authors",
    "reports_of",
    "tasks",
]
