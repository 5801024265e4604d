"""Every read of the registry; answers are plain rows."""

from tanhui.lifecycle.registry.queries.books import reconcile
from tanhui.lifecycle.registry.queries.carries import CarryRow, carries_of, open_carry
from tanhui.lifecycle.registry.queries.checks import audit_preview
from tanhui.lifecycle.registry.queries.filings import (
    FilingLine,
    FilingRow,
    filing_of_subject,
    filing_row,
    filings_for,
    filings_of_owner,
    public_filings,
)
from tanhui.lifecycle.registry.queries.frozen import frozen_batches, frozen_reason
from tanhui.lifecycle.registry.queries.officials import experts
from tanhui.lifecycle.registry.queries.plan import IssuePlan, issue_plan
from tanhui.lifecycle.registry.queries.public import (
    BatchPage,
    IssuanceRow,
    ProjectLine,
    batch_page,
    issuances,
    project_page,
    projects_with_batches,
    search,
)
from tanhui.lifecycle.registry.queries.recomputing import RecomputedBatch, batch_named, recomputed_batch
from tanhui.lifecycle.registry.queries.settled import settled_reports
from tanhui.lifecycle.registry.queries.tasks import tasks

__all__ = [
    "BatchPage",
    "CarryRow",
    "FilingLine",
    "FilingRow",
    "IssuanceRow",
    "IssuePlan",
    "ProjectLine",
    "RecomputedBatch",
    "audit_preview",
    "batch_named",
    "batch_page",
    "carries_of",
    "experts",
    "filing_of_subject",
    "filing_row",
    "filings_for",
    "filings_of_owner",
    "frozen_batches",
    "frozen_reason",
    "issuances",
    "issue_plan",
    "open_carry",
    "project_page",
    "projects_with_batches",
    "public_filings",
    "recomputed_batch",
    "reconcile",
    "search",
    "settled_reports",
    "tasks",
]
