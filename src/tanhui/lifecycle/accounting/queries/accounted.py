"""The account of a project, whichever way its methodology is fed: by meters, or by activity data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tanhui.foundation.periods import Period
from tanhui.lifecycle.accounting import method, models
from tanhui.lifecycle.accounting.activity.account import ActivityAccount, account_activity
from tanhui.lifecycle.accounting.activity.content import DataSet
from tanhui.lifecycle.accounting.compute import Account, Terms, account
from tanhui.lifecycle.accounting.queries.account import corrections_of, readings_of
from tanhui.lifecycle.accounting.queries.activity import data_of
from tanhui.lifecycle.accounting.sheet import calculation_table
from tanhui.lifecycle.methodology import queries as methodologies
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.workbook import report_workbook

Accounted = Account | ActivityAccount


def account_of(
    project: models.Project, period: Period, *, on: date, terms: Terms, counted: Sequence[DataSet] = ()
) -> Accounted:
    """Account for a project's period as filed on a day, from what is in use, or from the sets that were counted then."""
    document = methodologies.document(project.methodology_slug, project.methodology_version)
    if method.takes_meter_readings(document):
        return account(
            document, readings_of(project, period), period, corrections_of(project, period), on=on, terms=terms
        )
    return account_activity(document, counted or data_of(project, period), period, on=on, terms=terms)


def calculation_table_of(document: Method, done: Accounted) -> bytes:
    """Draw the calculation table of an account."""
    return report_workbook(done.report) if isinstance(done, ActivityAccount) else calculation_table(document, done)
