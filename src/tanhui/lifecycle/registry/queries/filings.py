"""Filings as rows: what the owner, the offices and the public see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure import queries as procedure
from tanhui.foundation.procedure.queries import CaseRow
from tanhui.foundation.procedure.states import STATES
from tanhui.lifecycle.methodology import queries as methodology
from tanhui.lifecycle.registry import earlier
from tanhui.lifecycle.registry.models import Filing
from tanhui.lifecycle.registry.queries.checks import Part, parts_of
from tanhui.lifecycle.registry.rules.filing import REQUIRED_DOCUMENTS
from tanhui.lifecycle.registry.states import PUBLIC_STATES

ONE_DAY = timedelta(days=1)
PERSON_ZH = "个人业主"
"""How a natural person is named on every page of the register."""


@dataclass(frozen=True)
class FilingLine:
    """A filing in a list."""

    id: int
    number: str
    project_id: int
    project_code: str
    project_name: str
    owner: str
    district: str
    period: str
    tonnes: str
    state: str
    state_zh: str
    drafted_at: datetime
    batch_id: int | None


@dataclass(frozen=True)
class AuditRow:
    """The centre's opinion."""

    checklist: tuple[dict[str, Any], ...]
    recomputed_digest: str
    recomputed_tonnes: str
    opinion: str
    at: datetime


@dataclass(frozen=True)
class SubmissionRow:
    """What was submitted."""

    id: int
    report_digest: str
    applied_tonnes: str
    documents: tuple[dict[str, Any], ...]
    instrument: str
    verifier_party_id: int
    at: datetime
    audit: AuditRow | None


@dataclass(frozen=True)
class DecisionRow:
    """The bureau's decision."""

    approved: bool
    tonnes: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class FilingRow:
    """A filing with everything a page shows."""

    id: int
    number: str
    project_id: int
    project_code: str
    project_name: str
    owner_id: int
    owner: str
    district: str
    report_id: int
    report_digest: str
    methodology: str
    period_start: date
    last_day: date
    exact_tonnes: Decimal
    verified_tonnes: Decimal | None
    verifier: str
    demonstration: bool
    case: CaseRow
    parts: tuple[Part, ...]
    missing: tuple[str, ...]
    submission: SubmissionRow | None
    decision: DecisionRow | None
    letters: tuple[tuple[str, int], ...]
    batch_id: int | None

    @property
    def state(self) -> str:
        """The state of its case."""
        return self.case.state

    @property
    def is_public(self) -> bool:
        """Whether anyone may read it."""
        return self.case.state in PUBLIC_STATES

    def may_be_read_by(self, actor: Actor) -> bool:
        """Whether the actor may read it: public, its owner, its verifier, or an office (a branch in its district only)."""
        if self.is_public or (actor.party_id == self.owner_id and actor.role in ("owner", "citizen")):
            return True
        if actor.role == "branch":
            return actor.district == self.district
        if actor.role == "verifier":
            return self.submission is not None and actor.party_id == self.submission.verifier_party_id
        return actor.role in ("centre", "bureau", "expert", "department", "auditor")


def filing_row(filing_id: int) -> FilingRow:
    """Return one filing."""
    filing = Filing.objects.select_related("owner", "decision", "issuance").get(pk=filing_id)
    report, statement = earlier.report(filing.report_id), earlier.statement(filing.report_id)
    parts = parts_of(filing)
    there = {part.kind for part in parts}
    issuance = getattr(filing, "issuance", None)
    return FilingRow(
        id=filing.pk,
        number=filing.number,
        project_id=filing.project_id,
        project_code=report.project_code,
        project_name=report.project_name,
        owner_id=filing.owner_id,
        owner=report.owner_name,
        district=report.district,
        report_id=filing.report_id,
        report_digest=report.digest,
        methodology=methodology.name_zh(report.methodology_slug, report.methodology_version),
        period_start=report.period_start,
        last_day=report.last_day,
        exact_tonnes=report.exact_tonnes,
        verified_tonnes=statement.verified_tonnes if statement else None,
        verifier=statement.verifier_name if statement else "",
        demonstration=report.demonstration,
        case=procedure.case(filing.case_id or 0),
        parts=tuple(parts),
        missing=tuple(zh for kind, (zh, _) in REQUIRED_DOCUMENTS.items() if kind not in there),
        submission=_submission(filing),
        decision=_decision(filing),
        letters=tuple((each.kind, each.document_id) for each in filing.letters.order_by("pk")),
        batch_id=issuance.batch_id if issuance else None,
    )


def _submission(filing: Filing) -> SubmissionRow | None:
    found = filing.submissions.select_related("audit").order_by("-pk").first()
    if found is None:
        return None
    audit = getattr(found, "audit", None)
    return SubmissionRow(
        id=found.pk,
        report_digest=found.report_digest,
        applied_tonnes=found.applied_tonnes,
        documents=tuple(found.documents),
        instrument=found.instrument,
        verifier_party_id=found.verifier_id,
        at=found.at,
        audit=AuditRow(
            tuple(audit.checklist), audit.recomputed_digest, audit.recomputed_tonnes, audit.opinion, audit.at
        )
        if audit
        else None,
    )


def _decision(filing: Filing) -> DecisionRow | None:
    found = getattr(filing, "decision", None)
    return DecisionRow(found.approved, found.tonnes, found.reason, found.at) if found else None


def filings_of_owner(party_id: int) -> list[FilingLine]:
    """Return an owner's filings, newest first."""
    return _lines(Filing.objects.filter(owner_id=party_id))


def filings_for(actor: Actor) -> list[FilingLine]:
    """Return the filings an office works on: all submitted ones, of a branch those in its district, newest first."""
    rows = Filing.objects.exclude(case__state="draft")
    if actor.role == "branch":
        rows = rows.filter(case__district=actor.district)
    return _lines(rows)


def public_filings(*, project_id: int | None = None) -> list[FilingLine]:
    """Return the filings that anyone may read, newest first."""
    rows = Filing.objects.filter(case__state__in=PUBLIC_STATES)
    return _lines(rows.filter(project_id=project_id) if project_id is not None else rows)


def filing_of_subject(subject: str) -> int | None:
    """Return the filing that a case's subject names, if it is one."""
    label, _, key = subject.partition(":")
    return int(key) if label == "registry.Filing" and key.isdigit() else None


def _lines(rows: QuerySet[Filing]) -> list[FilingLine]:
    found = rows.select_related("owner", "case", "project", "report", "issuance").prefetch_related("submissions")
    return [_line(filing) for filing in found.order_by("-pk")]


def _line(filing: Any) -> FilingLine:
    issuance = getattr(filing, "issuance", None)
    last = max(filing.submissions.all(), key=lambda each: each.pk, default=None)
    return FilingLine(
        id=filing.pk,
        number=filing.number,
        project_id=filing.project_id,
        project_code=filing.project.code,
        project_name=filing.project.name,
        owner=PERSON_ZH if filing.owner.kind == "person" else filing.owner.name,
        district=filing.case.district,
        period=f"{filing.report.period_start} — {filing.report.period_end - ONE_DAY}",
        tonnes=last.applied_tonnes if last else filing.report.exact_tonnes,
        state=filing.case.state,
        state_zh=STATES[filing.case.state][0],
        drafted_at=filing.drafted_at,
        batch_id=issuance.batch_id if issuance else None,
    )
