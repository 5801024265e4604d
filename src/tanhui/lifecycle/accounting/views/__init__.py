"""Pages of the stage: the owner's, and the public's."""

from tanhui.lifecycle.accounting.views.projects import (
    mine,
    new_calibration,
    new_meter,
    new_project,
    project_page,
    public_list,
    public_project,
)
from tanhui.lifecycle.accounting.views.readings import rejects_file, template_file, upload_readings, withdraw
from tanhui.lifecycle.accounting.views.reports import new_report, report_page, report_rows, submit

__all__ = [
    "mine",
    "new_calibration",
    "new_meter",
    "new_project",
    "new_report",
    "project_page",
    "public_list",
    "public_project",
    "rejects_file",
    "report_page",
    "report_rows",
    "submit",
    "template_file",
    "upload_readings",
    "withdraw",
]
