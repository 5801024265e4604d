"""The facts of a filing, brought to the rules: for submission, for the centre's checklist, for the recomputation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tanhui.foundation.documents import queries as documents
from tanhui.foundation.parties.queries import standing_of
from tanhui.foundation.periods import local_day
from tanhui.law.instrument import FILING_DAY, FilingDayFacts
from tanhui.law.scheme import scheme
from tanhui.lifecycle.registry import earlier
from tanhui.lifecycle.registry.models import Filing, Submission
from tanhui.lifecycle.registry.queries.carries import open_carry
from tanhui.lifecycle.registry.rules.audit import RECOMPUTATION, CheckItem, RecomputationFacts, checklist
from tanhui.lifecycle.registry.rules.filing import REQUIRED_DOCUMENTS, SUBMISSION, FilingFacts


@dataclass(frozen=True)
class Part:
    """One document of an application."""

    kind: str
    zh: str
    document_id: int
    name: str
    attached: bool


def parts_of(filing: Filing) -> list[Part]:
    """Return the application's documents: report and statement from the earlier stages, the rest as attached.

    Of letter and form the latest counts; evidence adds to what the project brought in accounting.
    """
    report, statement = earlier.report(filing.report_id), earlier.statement(filing.report_id)
    attached = list(filing.documents.order_by("pk"))
    latest = {each.kind: each.document_id for each in attached if each.kind != "evidence"}
    found: list[tuple[str, int, bool]] = []
    if report.submitted:
        found += [("report", paper, False) for paper in (report.pdf_document_id, report.xlsx_document_id) if paper]
    if statement is not None and statement.document_id:
        found.append(("statement", statement.document_id, False))
    found += [(kind, latest[kind], True) for kind in ("letter", "form") if kind in latest]
    found += [("evidence", paper, False) for paper in report.evidence_document_ids]
    found += [("evidence", each.document_id, True) for each in attached if each.kind == "evidence"]
    rows = {paper: documents.document(paper) for _, paper, _ in found}
    return [
        Part(kind, REQUIRED_DOCUMENTS[kind][0], paper, row.name if (row := rows[paper]) else "", mine)
        for kind, paper, mine in dict.fromkeys(found)
    ]


def filing_facts(filing: Filing, *, applied_tonnes: Decimal, on: date) -> FilingFacts:
    """Return the facts for `rules.filing.SUBMISSION`."""
    report, statement = earlier.report(filing.report_id), earlier.statement(filing.report_id)
    carry = open_carry(filing.project_id)
    other = Filing.objects.filter(report_id=filing.report_id, open=True).exclude(pk=filing.pk).first()
    return FilingFacts(
        report_digest=report.digest,
        statement_digest=statement.report_digest if statement else None,
        verified_tonnes=statement.verified_tonnes if statement else None,
        applied_tonnes=applied_tonnes,
        carried_tonnes=carry.tonnes if carry else Decimal(0),
        most_tonnes=scheme().whole("max_filing_tonnes", on),
        documents=frozenset(part.kind for part in parts_of(filing)),
        other_filing=other.number if other else "",
        owner_standing=standing_of(filing.owner_id),
    )


def recomputation_facts(submission: Submission, again: earlier.Recomputation) -> RecomputationFacts:
    """Return the facts for `rules.audit.RECOMPUTATION`: what was submitted beside what the stored readings give."""
    report = earlier.report(submission.filing.report_id)
    return RecomputationFacts(
        submitted_digest=submission.report_digest,
        recomputed_digest=again.digest,
        submitted_tonnes=report.exact_tonnes,
        recomputed_tonnes=again.tonnes,
        first_difference=again.difference,
    )


def audit_checklist(filing: Filing, submission: Submission, again: earlier.Recomputation) -> list[CheckItem]:
    """Return every condition of the filing with its verdict, as of the day it was submitted."""
    on = local_day(submission.at)
    applied = Decimal(submission.applied_tonnes)
    filed = FilingDayFacts(filed_on=on, instrument=scheme().instrument_on(on))
    before = [
        CheckItem(each.clause, each.code, "", each.statement, each.kept, each.found or "符合")
        for each in earlier.conditions(filing.report_id, on)
    ]
    own = filing_facts(filing, applied_tonnes=applied, on=on)
    return [
        *checklist(((FILING_DAY, filed),)),
        *before,
        *checklist(((SUBMISSION, own), (RECOMPUTATION, recomputation_facts(submission, again)))),
    ]


def audit_preview(filing_id: int) -> tuple[list[CheckItem], earlier.Recomputation]:
    """Return the checklist and the recomputation as they would be reported now."""
    submission = Submission.objects.filter(filing_id=filing_id).select_related("filing").order_by("-pk")[:1].get()
    again = earlier.recompute(submission.filing.report_id)
    return audit_checklist(submission.filing, submission, again), again
