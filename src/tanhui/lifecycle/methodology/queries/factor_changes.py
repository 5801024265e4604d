"""Changes of the factor library on their way: their rows, where they stand, their impact reports, what they alter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tanhui.foundation.procedure import queries as procedure
from tanhui.foundation.procedure.queries import CaseRow, NoticeRow
from tanhui.lifecycle.methodology.library.entries import Entry, entry_of, factor_of
from tanhui.lifecycle.methodology.library.impact import Change
from tanhui.lifecycle.methodology.models import FactorImpact, FactorProposal, FactorRecord, ProposedFactor
from tanhui.lifecycle.methodology.queries.factors import FactorRow, factor_row, library_factors, library_head

LABEL = "methodology.FactorProposal"
ONE_DAY = timedelta(days=1)
OPEN_STATES = ("awaiting_decision", "approved", "on_notice")
PUBLIC_STATES = ("on_notice", "published")
"""From public notice on, anyone may read a change."""
CHANGE_STATES = {
    "awaiting_decision": "待市局复核决定",
    "approved": "已通过，待公示",
    "on_notice": "公示中",
    "published": "已入库",
    "refused": "不予通过",
}
"""Where a change can stand."""


@dataclass(frozen=True)
class ProposedRow:
    """One value of a change beside the record it supersedes."""

    line: int
    entry: Entry
    supersedes: FactorRow | None


@dataclass(frozen=True)
class ImpactReportRow:
    """One impact report that was made."""

    id: int
    content: dict[str, Any]
    document_id: int
    sha256: str
    library_head: int
    made_at: datetime


@dataclass(frozen=True)
class ChangeRow:
    """One change, as listed."""

    id: int
    number: str
    title: str
    valid_from: date
    proposed_at: datetime
    proposed_role: str
    state: str
    rows: int

    @property
    def state_zh(self) -> str:
        """Where it stands, in words."""
        return CHANGE_STATES[self.state]


@dataclass(frozen=True)
class ChangePage:
    """Everything about one change."""

    row: ChangeRow
    reason: str
    digest: str
    evidence_document_id: int | None
    table_document_id: int | None
    rows: tuple[ProposedRow, ...]
    case: CaseRow
    impact: ImpactReportRow | None
    impact_is_current: bool
    records: tuple[FactorRow, ...]

    @property
    def notice(self) -> NoticeRow | None:
        """The public notice, once given."""
        return self.case.notice


def subject_of(proposal_id: int) -> str:
    """Return the label under which a change's case is kept."""
    return f"{LABEL}:{proposal_id}"


def change_of_subject(subject: str) -> int | None:
    """Return the change that a case's subject names, if it is one."""
    label, _, key = subject.partition(":")
    return int(key) if label == LABEL and key.isdigit() else None


def case_of(proposal_id: int) -> CaseRow:
    """Return the case of a change."""
    found = procedure.case_of(subject_of(proposal_id))
    if found is None:
        raise FactorProposal.DoesNotExist(f"no case of change {proposal_id}")
    return found


def changes(*, public_only: bool = False) -> list[ChangeRow]:
    """Return the changes, newest first; with `public_only` those that anyone may read."""
    found = list(FactorProposal.objects.prefetch_related("rows"))
    states = procedure.states_of(subject_of(each.pk) for each in found)
    rows = [_change(each, states[subject_of(each.pk)]) for each in found]
    return [row for row in rows if not public_only or row.state in PUBLIC_STATES]


def change(proposal_id: int, on: date) -> ChangePage:
    """Return one change with all that belongs to it, as it stands on a day."""
    proposal = FactorProposal.objects.prefetch_related("rows").get(pk=proposal_id)
    case, impact = case_of(proposal_id), latest_impact(proposal_id)
    return ChangePage(
        row=_change(proposal, case.state),
        reason=proposal.reason,
        digest=proposal.digest,
        evidence_document_id=proposal.evidence_document_id,
        table_document_id=proposal.table_document_id,
        rows=tuple(_proposed(proposal_id, on)),
        case=case,
        impact=impact,
        impact_is_current=impact is not None and impact.library_head == library_head().record_id,
        records=tuple(factor_row(each, on) for each in _entered(proposal_id)),
    )


def latest_impact(proposal_id: int) -> ImpactReportRow | None:
    """Return the latest impact report of a change."""
    found = FactorImpact.objects.filter(proposal_id=proposal_id).order_by("-pk").first()
    if found is None:
        return None
    return ImpactReportRow(found.pk, found.content, found.document_id, found.sha256, found.library_head, found.made_at)


def effective_from(valid_from: date, today: date) -> date:
    """Return the first day a change would hold if it were entered today: its own, or tomorrow where that has passed."""
    return max(valid_from, today + ONE_DAY)


def impact_change(proposal_id: int, *, today: date, settled: Iterable[int]) -> Change:
    """Return the library on the day a change would hold, without it and with it."""
    proposal = FactorProposal.objects.get(pk=proposal_id)
    on = effective_from(proposal.valid_from, today)
    before = library_factors(on)
    rows = list(ProposedFactor.objects.filter(proposal_id=proposal_id))
    gone = {row.supersedes_id for row in rows}
    new = [entry_of(row.content) for row in rows]
    return Change(
        on=on,
        before=before,
        after=(
            *(each for each in before if each.record_id not in gone),
            *(factor_of(each, valid_from=on) for each in new if each.confirmed),
        ),
        settled=frozenset(settled),
    )


def under_way() -> tuple[set[int], set[tuple[str, str, int]]]:
    """Return the records that open changes supersede, and the keys of the values they bring."""
    subjects = [subject_of(key) for key in FactorProposal.objects.values_list("pk", flat=True)]
    open_ones = [
        change_of_subject(subject) for subject, state in procedure.states_of(subjects).items() if state in OPEN_STATES
    ]
    rows = list(ProposedFactor.objects.filter(proposal_id__in=open_ones))
    keys = {(row.content["series"], row.content["region"], row.content["year"]) for row in rows}
    return {row.supersedes_id for row in rows if row.supersedes_id}, keys


def superseded_since(proposal_id: int) -> tuple[str, ...]:
    """Return the codes of a change that something else has superseded, or entered, since it was proposed."""
    rows = ProposedFactor.objects.filter(proposal_id=proposal_id)
    taken = rows.filter(supersedes__superseded_by__isnull=False).values_list("supersedes__code", flat=True)
    fresh = [row.content["code"] for row in rows.filter(supersedes__isnull=True)]
    return (*taken, *FactorRecord.objects.filter(code__in=fresh).values_list("code", flat=True))


def _change(proposal: FactorProposal, state: str) -> ChangeRow:
    return ChangeRow(
        id=proposal.pk,
        number=proposal.number,
        title=proposal.title,
        valid_from=proposal.valid_from,
        proposed_at=proposal.proposed_at,
        proposed_role=proposal.proposed_role,
        state=state,
        rows=len(proposal.rows.all()),
    )


def _proposed(proposal_id: int, on: date) -> Iterable[ProposedRow]:
    rows = ProposedFactor.objects.filter(proposal_id=proposal_id)
    for row in rows.select_related("supersedes__publication", "supersedes__superseded_by").order_by("line"):
        before = factor_row(row.supersedes, on) if row.supersedes else None
        yield ProposedRow(row.line, entry_of(row.content), before)


def _entered(proposal_id: int) -> Iterable[FactorRecord]:
    found = FactorRecord.objects.filter(proposal_id=proposal_id).select_related("publication", "superseded_by")
    return found.order_by("pk")
