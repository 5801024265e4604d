"""Every read that other stages and pages use; answers are plain rows."""

from tanhui.lifecycle.accounting.queries.activity import (
    ActivityRow,
    ActivityTotals,
    activity_of,
    activity_row,
    activity_totals,
    activity_values,
    takes_meter_readings,
)
from tanhui.lifecycle.accounting.queries.checklist import CheckRow, checklist, declared
from tanhui.lifecycle.accounting.queries.impact import factor_impact
from tanhui.lifecycle.accounting.queries.own_sheets import OwnSheetRow, own_sheets_of
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
    "ActivityRow",
    "ActivityTotals",
    "CheckRow",
    "Compared",
    "ImportRow",
    "MeterRow",
    "OwnSheetRow",
    "ProjectRow",
    "Recomputed",
    "ReportRow",
    "activity_of",
    "activity_row",
    "activity_totals",
    "activity_values",
    "checklist",
    "declared",
    "evidence_of",
    "factor_impact",
    "imports_of",
    "meters_of",
    "own_sheets_of",
    "project",
    "project_by_code",
    "projects_of",
    "public_projects",
    "recompute",
    "report",
    "report_authors",
    "reports_of",
    "takes_meter_readings",
    "tasks",
]
