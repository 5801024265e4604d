"""Read engagements, findings and signed statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse

from tanhui.foundation.ledger.reconcile import Discrepancy
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure.tasks import Task
from tanhui.lifecycle.accounting import queries as accounting
from tanhui.lifecycle.accounting.categories import CATEGORIES
from tanhui.lifecycle.verification import lines, statement
from tanhui.lifecycle.verification.lines import Parameter
from tanhui.lifecycle.verification.models import Accreditation, Engagement, Finding, Statement
from tanhui.lifecycle.verification.states import ENGAGEMENT_STATES, FINDING_KINDS, FINDING_STATES


@dataclass(frozen=True)
class StatementRow:
    """A signed verification statement."""

    id: int
    engagement_id: int
    project_code: str
    project_name: str
    report_id: int
    number: int
    verifier_party_id: int
    verifier_name: str
    verified_tonnes: int
    report_digest: str
    lines: tuple[dict[str, str], ...]
    conclusion: str
    correction_reason: str
    signed_at: datetime
    digest: str
    algorithm: str
    key_id: str
    signature: str
    document_id: int
    signed: bool
    """Whether the signature was found, just now, to cover what the row says."""


@dataclass(frozen=True)
class FindingRow:
    """A finding and how it stands."""

    id: int
    kind: str
    kind_zh: str
    part: str
    text: str
    state: str
    state_zh: str
    raised_at: datetime
    answer: str
    conclusion: str


@dataclass(frozen=True)
class EngagementRow:
    """An engagement with its findings and statements, newest statement last."""

    id: int
    project_id: int
    project_code: str
    project_name: str
    report_id: int
    report_version: int
    owner_party_id: int
    owner: str
    verifier_party_id: int
    verifier: str
    contract_no: str
    state: str
    state_zh: str
    change_reason: str
    proposed_at: datetime
    findings: tuple[FindingRow, ...]
    statements: tuple[StatementRow, ...]


@dataclass(frozen=True)
class AccreditationRow:
    """A body's qualification for a sector."""

    id: int
    party_id: int
    party: str
    standing: str
    sector: str
    sector_zh: str
    document: str
    starts_on: date
    ends_on: date
    suspended_on: date | None

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        suspended = self.suspended_on is not None and self.suspended_on <= on
        return self.starts_on <= on < self.ends_on and not suspended and self.standing == "in_good_standing"


def signed_statement(report_id: int) -> StatementRow | None:
    """Return the statement that counts for a report: the latest version of the last body engaged, or None.

    A body that was replaced may correct its own statement; that does not put it back in place of its successor's.
    """
    row = _statements().filter(report_id=report_id).order_by("engagement_id", "number").last()
    return _statement(row) if row else None


def statements() -> list[StatementRow]:
    """Return every statement ever signed, newest first: earlier versions stay public."""
    return [_statement(row) for row in _statements().order_by("-pk")]


def statement_row(statement_id: int) -> StatementRow:
    """Return one statement."""
    return _statement(_statements().get(pk=statement_id))


def engagement_row(engagement_id: int) -> EngagementRow:
    """Return one engagement."""
    return _engagement(_loaded().get(pk=engagement_id))


def engagements(project_id: int) -> list[EngagementRow]:
    """Return every engagement of a project, oldest first: none is hidden (article 15)."""
    return [_engagement(row) for row in _loaded().filter(project_id=project_id)]


def engagements_of_verifier(party_id: int) -> list[EngagementRow]:
    """Return a body's engagements, newest first."""
    return [_engagement(row) for row in _loaded().filter(verifier_id=party_id).order_by("-pk")]


def engagements_of_owner(party_id: int) -> list[EngagementRow]:
    """Return the engagements of an owner's projects, newest first."""
    return [_engagement(row) for row in _loaded().filter(project__owner_id=party_id).order_by("-pk")]


def engagement_of_finding(finding_id: int) -> EngagementRow:
    """Return the engagement in which a finding was raised."""
    return engagement_row(Finding.objects.values_list("engagement_id", flat=True).get(pk=finding_id))


def accreditations() -> list[AccreditationRow]:
    """Return the register of verification bodies."""
    return [
        AccreditationRow(
            id=row.pk,
            party_id=row.party_id,
            party=row.party.name,
            standing=row.party.standing,
            sector=row.sector,
            sector_zh=CATEGORIES.get(row.sector, row.sector),
            document=row.document,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            suspended_on=row.suspended_on,
        )
        for row in Accreditation.objects.select_related("party")
    ]


def accredited_for(sector: str, on: date) -> list[AccreditationRow]:
    """Return the bodies that may be engaged for a sector on a day."""
    return [row for row in accreditations() if row.sector == sector and row.in_force(on)]


def parameters(report_id: int) -> list[Parameter]:
    """Return the parameters of a report that a statement concludes on, one line each."""
    return lines.parameters(accounting.report(report_id).result)


def reports_to_verify(owner_party_id: int) -> list[accounting.ReportRow]:
    """Return an owner's submitted reports without a statement, newest first."""
    signed = set(Statement.objects.values_list("report_id", flat=True))
    found = [
        report for project in accounting.projects_of(owner_party_id) for report in accounting.reports_of(project.id)
    ]
    return [report for report in found if report.submitted_at is not None and report.id not in signed]


def tasks(actor: Actor) -> list[Task]:
    """Return what waits for a verifier or an owner in this stage."""
    if actor.role == "verifier":
        return [
            Task(f"核查委托：{row.project_name}", _url(row.id), None, "JX23-15.1.1", row.state_zh)
            for row in engagements_of_verifier(actor.party_id or 0)
            if row.state in ("proposed", "accepted")
        ]
    if actor.role == "owner":
        return [
            Task(f"答复核查发现：{row.project_name}", _url(row.id), None, "JX23-15.1.2", finding.state_zh)
            for row in engagements_of_owner(actor.party_id or 0)
            for finding in row.findings
            if finding.state == "open" and row.state == "accepted"
        ]
    return []


def _url(engagement_id: int) -> str:
    return reverse("verification:engagement", args=(engagement_id,))


def _statements() -> QuerySet[Statement]:
    return Statement.objects.select_related("engagement__verifier", "engagement__project")


def _loaded() -> QuerySet[Engagement]:
    return Engagement.objects.select_related("project__owner", "report", "verifier").prefetch_related(
        "findings", "statements__engagement__verifier", "statements__engagement__project"
    )


def _engagement(row: Engagement) -> EngagementRow:
    return EngagementRow(
        id=row.pk,
        project_id=row.project_id,
        project_code=row.project.code,
        project_name=row.project.name,
        report_id=row.report_id,
        report_version=row.report.version,
        owner_party_id=row.project.owner_id,
        owner=row.project.owner.name,
        verifier_party_id=row.verifier_id,
        verifier=row.verifier.name,
        contract_no=row.contract_no,
        state=row.state,
        state_zh=ENGAGEMENT_STATES[row.state],
        change_reason=row.change_reason,
        proposed_at=row.proposed_at,
        findings=tuple(_finding(each) for each in row.findings.all()),
        statements=tuple(_statement(each) for each in row.statements.all()),
    )


def _finding(row: Finding) -> FindingRow:
    return FindingRow(
        id=row.pk,
        kind=row.kind,
        kind_zh=FINDING_KINDS[row.kind],
        part=row.part,
        text=row.text,
        state=row.state,
        state_zh=FINDING_STATES[row.state],
        raised_at=row.raised_at,
        answer=row.answer,
        conclusion=row.conclusion,
    )


def reconcile() -> list[Discrepancy]:
    """Name the statements whose row is not what was signed."""
    return [
        Discrepancy("verification_statement", str(row.pk), "核证表内容与签名不符", "differs from its signature")
        for row in Statement.objects.order_by("pk")
        if not statement.is_signed(row)
    ]


def _statement(row: Statement) -> StatementRow:
    return StatementRow(
        id=row.pk,
        engagement_id=row.engagement_id,
        project_code=row.engagement.project.code,
        project_name=row.engagement.project.name,
        report_id=row.report_id,
        number=row.number,
        verifier_party_id=row.engagement.verifier_id,
        verifier_name=row.engagement.verifier.name,
        verified_tonnes=row.verified_tonnes,
        report_digest=row.report_digest,
        lines=tuple(row.lines),
        conclusion=row.conclusion,
        correction_reason=row.correction_reason,
        signed_at=row.signed_at,
        digest=row.digest,
        algorithm=row.algorithm,
        key_id=row.key_id,
        signature=row.signature,
        document_id=row.document_id,
        signed=statement.is_signed(row),
    )
