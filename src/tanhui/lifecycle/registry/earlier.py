"""The one place where the registry meets the stages before it: report, statement, conditions, recomputation, claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tanhui.foundation.periods import Period
from tanhui.foundation.trail.actions import Entry
from tanhui.foundation.units import floor_tonnes
from tanhui.lifecycle.accounting import actions as accounting_actions
from tanhui.lifecycle.accounting import queries as accounting
from tanhui.lifecycle.methodology import queries as methodology
from tanhui.lifecycle.verification import queries as verification

TOTAL_ZH = "减排量"
"""The line of a statement on the report's result."""


@dataclass(frozen=True)
class Report:
    """What the registry needs of an accounting report and its project."""

    id: int
    project_id: int
    project_code: str
    project_name: str
    owner_id: int
    owner_name: str
    district: str
    methodology_slug: str
    methodology_version: str
    methodology_code: str
    period_start: date
    period_end: date
    digest: str
    exact_tonnes: Decimal
    submitted: bool
    pdf_document_id: int | None
    xlsx_document_id: int | None
    author_party_id: int
    evidence_document_ids: tuple[int, ...]
    demonstration: bool

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        return self.period_end - timedelta(days=1)


@dataclass(frozen=True)
class Statement:
    """What the registry needs of a signed verification statement."""

    id: int
    verifier_party_id: int
    verifier_name: str
    verified_tonnes: Decimal
    report_digest: str
    document_id: int | None


@dataclass(frozen=True)
class Condition:
    """One condition of an earlier stage, and whether it is kept."""

    clause: str
    code: str
    statement: str
    kept: bool
    found: str


@dataclass(frozen=True)
class Recomputation:
    """An account run again from the stored readings; `difference` names the first figure that is not the same."""

    digest: str
    tonnes: Decimal
    difference: str
    rows: tuple[dict[str, Any], ...]


def report(report_id: int) -> Report:
    """Return a report with its project."""
    row = accounting.report(report_id)
    project = accounting.project(row.project_id)
    method = methodology.document(project.methodology_slug, project.methodology_version)
    return Report(
        id=row.id,
        project_id=row.project_id,
        project_code=row.project_code,
        project_name=row.project_name,
        owner_id=row.owner_id,
        owner_name=project.public_owner,
        district=project.district,
        methodology_slug=project.methodology_slug,
        methodology_version=project.methodology_version,
        methodology_code=method.code,
        period_start=row.period.start,
        period_end=row.period.end,
        digest=row.digest,
        exact_tonnes=Decimal(row.exact_tonnes),
        submitted=row.submitted_at is not None,
        pdf_document_id=row.pdf_id,
        xlsx_document_id=row.xlsx_id,
        author_party_id=row.author_party_id,
        evidence_document_ids=accounting.evidence_of(row.project_id),
        demonstration=project.demonstration,
    )


def statement(report_id: int) -> Statement | None:
    """Return the signed statement over a report."""
    row = verification.signed_statement(report_id)
    if row is None:
        return None
    return Statement(
        id=row.id,
        verifier_party_id=row.verifier_party_id,
        verifier_name=row.verifier_name,
        verified_tonnes=_verified(row, Decimal(accounting.report(report_id).exact_tonnes)),
        report_digest=row.report_digest,
        document_id=row.document_id,
    )


def _verified(row: verification.StatementRow, reported: Decimal) -> Decimal:
    """Return the exact amount that a statement confirms.

    Reading: the statement's whole tonnes count, and of what is below a tonne only what its line on the reduction confirms
    exactly, for that is what may be carried; a line that does not round down to the whole tonnes confirms nothing more.
    """
    whole = Decimal(row.verified_tonnes)
    signed = [Decimal(line["verified"]) for line in row.lines if line["parameter"] == TOTAL_ZH]
    exact = min(signed[0], reported) if len(signed) == 1 else whole
    return exact if floor_tonnes(exact) == row.verified_tonnes else whole


def filable_reports(owner_party_id: int) -> list[Report]:
    """Return an owner's submitted reports that have a signed statement, newest first."""
    rows = [row for project in accounting.projects_of(owner_party_id) for row in accounting.reports_of(project.id)]
    return [
        report(row.id)
        for row in rows
        if row.submitted_at is not None and verification.signed_statement(row.id) is not None
    ]


def conditions(report_id: int, on: date) -> list[Condition]:
    """Return every condition of articles 12, 13 and 14 with its verdict on a report, as of a day."""
    row = accounting.report(report_id)
    return [
        Condition(each.clause, each.code, each.statement, each.kept, each.found)
        for each in accounting.checklist(row.project_id, on=on, period=row.period)
    ]


def require_citable(report_id: int, at: datetime) -> None:
    """Refuse (R10-1, R10-2, R11-…) a report whose methodology version is no yardstick at the moment of filing."""
    found = report(report_id)
    methodology.require_citable(
        slug=found.methodology_slug,
        name=found.methodology_version,
        monitored_from=found.period_start,
        monitored_to=found.last_day,
        filed_at=at,
    )


def recompute(report_id: int) -> Recomputation:
    """Run a report again from the stored readings."""
    again = accounting.recompute(report_id)
    rows = tuple(
        {"label": each.label, "reported": each.reported, "recomputed": each.recomputed, "same": each.same}
        for each in again.rows
    )
    return Recomputation(again.digest, again.exact_tonnes, again.difference, rows)


def stored_result(report_id: int) -> dict[str, Any]:
    """Return a report's result as it was stored."""
    return accounting.report(report_id).result


def claim(entry: Entry, *, report_id: int, subject: str) -> None:
    """Claim the meters of a report's project for its period (R13-5), in place of what the same filing claimed before."""
    found = report(report_id)
    accounting_actions.release(entry, subject=subject)
    period = Period(found.period_start, found.period_end)
    accounting_actions.claim(entry, project_id=found.project_id, period=period, subject=subject)


def release(entry: Entry, *, subject: str) -> None:
    """Give up what a filing claimed."""
    accounting_actions.release(entry, subject=subject)
