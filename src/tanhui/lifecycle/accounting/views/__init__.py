"""Pages of the stage: the owner's, and the public's."""

from tanhui.lifecycle.accounting.views.activity import (
    activity_page,
    activity_template,
    upload_activity,
    withdraw_activity,
)
from tanhui.lifecycle.accounting.views.own_sheets import add_own_sheet
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
    "activity_page",
    "activity_template",
    "add_own_sheet",
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
    "upload_activity",
    "upload_readings",
    "withdraw",
    "withdraw_activity",
]
