"""Propose a change of the factor library, and keep the report of what it would move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.documents.media import CSV, PDF, XLSX
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure import actions as procedure
from tanhui.foundation.trail.actions import Entry as Act
from tanhui.foundation.trail.actions import Receipt, act
from tanhui.law import Breach, Refusal, find_breaches, refuse
from tanhui.law.scheme import scheme
from tanhui.lifecycle.methodology.library.entries import Source, digest_of
from tanhui.lifecycle.methodology.library.judging import judge
from tanhui.lifecycle.methodology.library.placing import Held, Placed, place_rows
from tanhui.lifecycle.methodology.library.reading import read_rows, read_source
from tanhui.lifecycle.methodology.library.rules.changes import PROPOSAL, ProposalFacts
from tanhui.lifecycle.methodology.models import FactorImpact, FactorProposal, ProposedFactor
from tanhui.lifecycle.methodology.queries.factor_changes import case_of, subject_of, under_way
from tanhui.lifecycle.methodology.queries.factors import latest_entries

CASE_KIND = "factor"
EVIDENCE_KIND, TABLE_KIND, IMPACT_KIND = "methodology.source", "methodology.table", "methodology.impact"
PROPOSING = {"bureau": "propose_factor", "centre": "recommend_factor"}
"""The move that opens a change, by the office that makes it."""
CLAUSES = ("JX23-11.1.1", "JX23-11.1.2")


@dataclass(frozen=True)
class ChangeDraft:
    """A change as somebody wrote it: the publication's and each row's texts by name, with the row's place."""

    title: str
    reason: str
    valid_from: date
    publication: Mapping[str, str]
    rows: Sequence[tuple[str, Mapping[str, str]]]
    channel: str


@dataclass(frozen=True)
class FactorDone:
    """What an act on a change answers."""

    id: int
    number: str
    receipt: Receipt


def propose_change(
    *, by: Actor, draft: ChangeDraft, evidence: Upload | None = None, table: Upload | None = None, at: datetime
) -> FactorDone:
    """Propose one or more values from one publication. Every fault of every row is named at once."""
    file_sha256 = sha256(evidence.content).hexdigest() if evidence else ""
    with act(by=by, kind="methodology.factor_proposed", at=at, clauses=CLAUSES) as entry:
        placed = _checked(by, draft, file_sha256, at)
        papers = _kept(entry, evidence, table)
        proposal = FactorProposal.objects.create(
            number=_next_number(at),
            title=draft.title,
            reason=draft.reason,
            valid_from=draft.valid_from,
            channel=draft.channel,
            evidence_document_id=papers[0],
            table_document_id=papers[1],
            proposed_by_id=by.user_id,
            proposed_role=by.role,
            proposed_at=at,
            entry_seq=entry.seq,
            digest=digest_of([each.entry.content() for each in placed]),
        )
        for line, each in enumerate(placed, start=1):
            ProposedFactor.objects.create(
                proposal=proposal,
                line=line,
                content=each.entry.content(),
                supersedes_id=each.supersedes.record_id if each.supersedes else None,
            )
        _open(entry, by, proposal)
        entry.about(proposal, number=proposal.number, rows=len(placed), digest=proposal.digest)
    return FactorDone(proposal.pk, proposal.number, entry.receipt)


def keep_impact(
    *, by: Actor, proposal_id: int, content: Mapping[str, Any], workbook: bytes, library_head: int, at: datetime
) -> FactorDone:
    """Keep the impact report of a change that waits for its decision; the workbook becomes a document of its own."""
    with act(by=by, kind="methodology.factor_impact_made", at=at, clauses=("JX23-11.1.2",)) as entry:
        proposal = FactorProposal.objects.get(pk=proposal_id)
        state = case_of(proposal.pk).state
        if state != "awaiting_decision":
            refuse(
                "R17-1",
                "变更已有决定，影响报告不再重编",
                "the change has been decided; its impact report stays as it is",
                clause="JX23-11.1.2",
            )
        document = documents.store(
            entry, content=workbook, name=f"因子变更影响报告-{proposal.number}.xlsx", kind=IMPACT_KIND, accepted=(XLSX,)
        )
        FactorImpact.objects.create(
            proposal=proposal,
            content=dict(content),
            document=document,
            sha256=document.sha256,
            library_head=library_head,
            made_by_id=by.user_id,
            made_at=at,
            entry_seq=entry.seq,
        )
        entry.about(proposal, number=proposal.number, impact=document.sha256, library=library_head)
    return FactorDone(proposal.pk, proposal.number, entry.receipt)


def _checked(by: Actor, draft: ChangeDraft, file_sha256: str, at: datetime) -> tuple[Placed, ...]:
    """Read, place and judge the rows; refuse with everything that is wrong."""
    source, breaches = read_source(draft.publication, file_sha256=file_sha256)
    breaches += _refused(lambda: read_rows(list(draft.rows), source))
    if breaches:
        raise Refusal(tuple(breaches))
    held = [Held(record.pk, known) for record, known in latest_entries()]
    placed = place_rows(read_rows(list(draft.rows), source), held)
    breaches = list(find_breaches(PROPOSAL, _facts(by, draft, source, placed, at)))
    breaches += _refused(lambda: judge([each.row for each in placed], [each.entry for each in held]))
    if breaches:
        raise Refusal(tuple(breaches))
    return placed


def _refused(check: Any) -> list[Breach]:
    try:
        check()
    except Refusal as refusal:
        return list(refusal.breaches)
    return []


def _facts(by: Actor, draft: ChangeDraft, source: Source, placed: tuple[Placed, ...], at: datetime) -> ProposalFacts:
    records, keys = under_way()
    return ProposalFacts(
        role=by.role,
        proposed_on=local_day(at),
        valid_from=draft.valid_from,
        published_on=date.fromisoformat(source.published),
        unchanged=tuple(each.row.place for each in placed if each.unchanged),
        unclear=tuple(each.row.place for each in placed if each.unclear),
        under_way=tuple(
            each.row.place
            for each in placed
            if each.entry.key in keys or (each.supersedes is not None and each.supersedes.record_id in records)
        ),
    )


def _kept(entry: Act, evidence: Upload | None, table: Upload | None) -> tuple[int | None, int | None]:
    papers: list[int | None] = []
    for upload, kind, accepted in ((evidence, EVIDENCE_KIND, (PDF,)), (table, TABLE_KIND, (CSV, XLSX))):
        document = (
            documents.store(entry, content=upload.content, name=upload.name, kind=kind, accepted=accepted)
            if upload
            else None
        )
        papers.append(document.pk if document else None)
    return papers[0], papers[1]


def _next_number(at: datetime) -> str:
    year = local_day(at).year
    return f"EF-{year}-{FactorProposal.objects.filter(number__startswith=f'EF-{year}-').count() + 1:04d}"


def _open(entry: Act, by: Actor, proposal: FactorProposal) -> None:
    if by.party_id is None:
        raise RuntimeError("a change of factors is proposed for an office")
    case = procedure.open_case(
        entry,
        kind=CASE_KIND,
        subject=subject_of(proposal.pk),
        title=f"{proposal.number} {proposal.title}",
        applicant_party_id=by.party_id,
        district=scheme().city,
    )
    procedure.move(entry, case_id=case.pk, act=PROPOSING[by.role], by=by, note=proposal.reason)
