"""Gather the facts that article 15's rules judge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tanhui.foundation.parties import queries as parties
from tanhui.foundation.parties.rules import years_before
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting import queries as accounting
from tanhui.lifecycle.accounting.categories import CATEGORIES
from tanhui.lifecycle.accounting.queries import ReportRow
from tanhui.lifecycle.verification.lines import without_conclusion
from tanhui.lifecycle.verification.models import Accreditation, Engagement
from tanhui.lifecycle.verification.rules import EngagementFacts, SigningFacts
from tanhui.lifecycle.verification.states import OPEN_ENGAGEMENTS


def open_engagements(project_id: int) -> QuerySet[Engagement]:
    """Return the engagements of a project that are neither declined, ended nor signed."""
    return Engagement.objects.filter(project_id=project_id, state__in=OPEN_ENGAGEMENTS)


def is_accredited(party_id: int, sector: str, on: date) -> bool:
    """Return whether a body is accredited for a sector on a day."""
    rows = Accreditation.objects.filter(party_id=party_id, sector=sector, starts_on__lte=on, ends_on__gt=on)
    return rows.filter(Q(suspended_on__isnull=True) | Q(suspended_on__gt=on)).exists()


def engagement(report: ReportRow, verifier_id: int, on: date, *, change_reason: str) -> EngagementFacts:
    """Return the facts of engaging a body for a report on a day."""
    verifier = parties.party_row(verifier_id)
    project = accounting.project(report.project_id)
    authors = accounting.report_authors(report.project_id)
    other = _other_engagement(report)
    ties = [tie.zh for tie in parties.ties_between(verifier_id, report.owner_id, on)]
    return EngagementFacts(
        verifier_id=verifier_id,
        verifier=verifier.name,
        author_ids=frozenset(party_id for party_id, _ in authors),
        author_persons_at_verifier=_writers_at(verifier_id, {person for _, person in authors if person}, on),
        ties=tuple(ties),
        accredited=is_accredited(verifier_id, project.category, on),
        sector_zh=CATEGORIES.get(project.category, project.category),
        standing=verifier.standing,
        other_open_engagement=other.verifier.name if other else None,
        change_reason=change_reason,
    )


def _other_engagement(report: ReportRow) -> Engagement | None:
    """Return the engagement that a new one would replace: an open one, or one that signed on the same result."""
    same = Q(state__in=OPEN_ENGAGEMENTS) | Q(state="signed", report__digest=report.digest)
    return (
        Engagement.objects.filter(same, project_id=report.project_id).select_related("verifier").order_by("pk").last()
    )


def _writers_at(verifier_id: int, writers: set[int], on: date) -> tuple[str, ...]:
    """Return a line for each writer of the report who worked for the body within the look-back."""
    since = years_before(on, int(scheme().parameter("relation_lookback_years", on)))
    services = parties.profile(verifier_id).services
    found = {
        each.person_id
        for each in services
        if each.person_id in writers and each.starts_on <= on and (each.ends_on is None or each.ends_on > since)
    }
    return tuple("核查机构的人员参与编制了核算报告" for _ in sorted(found))


def signing(
    report: ReportRow,
    row: Engagement,
    verified_tonnes: int,
    stated_digest: str,
    lines: Sequence[dict[str, str]],
    correction_reason: str,
    at: datetime,
) -> SigningFacts:
    """Return the facts of signing a statement."""
    return SigningFacts(
        report_tonnes=report.issuable_tonnes,
        verified_tonnes=verified_tonnes,
        report_digest=report.digest,
        stated_digest=stated_digest,
        report_submitted_at=report.submitted_at,
        at=at,
        already_signed=row.statements.exists(),
        correction_reason=correction_reason,
        open_findings=row.findings.exclude(state="closed").count(),
        lines_without_conclusion=without_conclusion(report.result, lines),
    )
