"""Every write of the stage, one function per act."""

from tanhui.lifecycle.accounting.actions.claims import claim, release
from tanhui.lifecycle.accounting.actions.import_activity import import_activity, withdraw_activity
from tanhui.lifecycle.accounting.actions.import_readings import import_readings, withdraw_import
from tanhui.lifecycle.accounting.actions.own_sheets import add_own_sheet
from tanhui.lifecycle.accounting.actions.register import add_calibration, add_meter, register_project
from tanhui.lifecycle.accounting.actions.report import prepare_report, submit_report

__all__ = [
    "add_calibration",
    "add_meter",
    "add_own_sheet",
    "claim",
    "import_activity",
    "import_readings",
    "prepare_report",
    "register_project",
    "release",
    "submit_report",
    "withdraw_activity",
    "withdraw_import",
]
