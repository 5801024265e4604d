"""Proposals as their applicant, the offices and, from the public notice on, everyone may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from tanhui.foundation.documents import queries as documents
from tanhui.foundation.documents.queries import DocumentRow
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.queries import profile
from tanhui.foundation.parties.rules import years_before
from tanhui.foundation.procedure import queries as procedure
from tanhui.foundation.procedure.queries import CaseRow
from tanhui.foundation.procedure.states import STATES
from tanhui.law.scheme import scheme
from tanhui.lifecycle.methodology.document import CATEGORIES
from tanhui.lifecycle.methodology.models import MethodologyProposal, MethodologyVersion, ProposalSubmission

LABEL = "methodology.MethodologyProposal"
DRAFT = "draft"
OFFICES = ("centre", "bureau", "branch", "department", "auditor")
PUBLIC_STATES = frozenset({"on_notice", "filed", "registered", "published"})
OPEN_TO_APPLICANT = frozenset({DRAFT, "returned"})


@dataclass(frozen=True)
class SubmissionRow:
    """One submission, frozen."""

    id: int
    text: str
    sha256: str
    slug: str
    code: str
    version: str
    title_zh: str
    title_en: str
    category_zh: str
    application: dict[str, Any]
    papers: tuple[dict[str, Any], ...]
    at: datetime


@dataclass(frozen=True)
class DraftRow:
    """What is being written."""

    text: str
    application: dict[str, Any]
    revision: int
    saved_at: datetime


@dataclass(frozen=True)
class ProposalRow:
    """One proposal with everything a page shows."""

    id: int
    number: str
    title: str
    applicant_id: int
    applicant: str
    applicant_public: str
    opened_at: datetime
    case: CaseRow | None
    submissions: tuple[SubmissionRow, ...]

    @property
    def state(self) -> str:
        """The state of the case; a draft has none yet."""
        return self.case.state if self.case else DRAFT

    @property
    def state_zh(self) -> str:
        """The state in words."""
        return self.case.state_zh if self.case else STATES[DRAFT][0]

    @property
    def last(self) -> SubmissionRow | None:
        """What was submitted last."""
        return self.submissions[-1] if self.submissions else None

    @property
    def is_public(self) -> bool:
        """Whether everyone may read it."""
        return self.state in PUBLIC_STATES or (self.case is not None and self.case.notice is not None)

    def is_of(self, actor: Actor) -> bool:
        """Whether the actor acts for the applicant."""
        return actor.party_id is not None and actor.party_id == self.applicant_id

    def is_internal_to(self, actor: Actor) -> bool:
        """Whether the actor may see what is not public: the applicant, the offices, and the experts seated on it."""
        if self.is_of(actor):
            return True
        if self.case is None:
            return False
        seated = actor.role == "expert" and any(seat.expert_id == actor.person_id for seat in self.case.seats)
        return seated or actor.role in OFFICES

    def may_be_read_by(self, actor: Actor) -> bool:
        """Whether the actor may read it at all. A draft is its applicant's alone."""
        return self.is_internal_to(actor) or self.is_public

    @property
    def is_open_to_applicant(self) -> bool:
        """Whether its applicant may write in it."""
        return self.state in OPEN_TO_APPLICANT


@dataclass(frozen=True)
class ProposalLine:
    """One proposal in a list."""

    id: int
    number: str
    title: str
    applicant: str
    state: str
    state_zh: str
    version: str
    category_zh: str
    opened_at: datetime
    submitted_at: datetime | None


def proposal(proposal_id: int) -> ProposalRow:
    """Return one proposal."""
    found = MethodologyProposal.objects.select_related("applicant").prefetch_related("submissions").get(pk=proposal_id)
    return ProposalRow(
        id=found.pk,
        number=found.number,
        title=found.title,
        applicant_id=found.applicant_id,
        applicant=found.applicant.name,
        applicant_public="自然人" if found.applicant.kind == "person" else found.applicant.name,
        opened_at=found.opened_at,
        case=procedure.case(found.case_id) if found.case_id else None,
        submissions=tuple(_submission(each) for each in found.submissions.all()),
    )


def _submission(each: ProposalSubmission) -> SubmissionRow:
    same = ("text", "sha256", "slug", "code", "version", "title_zh", "title_en", "application", "at")
    return SubmissionRow(
        id=each.pk,
        **{name: getattr(each, name) for name in same},
        category_zh=CATEGORIES.get(each.category, each.category),
        papers=tuple(each.papers),
    )


def draft(proposal_id: int) -> DraftRow:
    """Return what is being written; who may see it is the caller's to check."""
    found = MethodologyProposal.objects.select_related("draft").get(pk=proposal_id).draft
    return DraftRow(found.text, dict(found.application), found.revision, found.saved_at)


def papers(proposal_id: int) -> list[DocumentRow]:
    """Return the papers attached to a proposal."""
    ids = MethodologyProposal.objects.get(pk=proposal_id).papers.values_list("document_id", flat=True)
    return [row for each in ids if (row := documents.document(each)) is not None]


def proposals_of(party_id: int) -> list[ProposalLine]:
    """Return an applicant's proposals, drafts included, newest first."""
    return _lines(MethodologyProposal.objects.filter(applicant_id=party_id))


def proposals_for(actor: Actor) -> list[ProposalLine]:
    """Return the submitted proposals that an office works on, newest first; a branch sees its district's."""
    found = MethodologyProposal.objects.filter(case__isnull=False)
    return _lines(found.filter(case__district=actor.district) if actor.district else found)


def proposals_in_public() -> list[ProposalLine]:
    """Return the proposals that everyone may read."""
    return _lines(MethodologyProposal.objects.filter(case__notice__isnull=False))


def _lines(found: QuerySet[MethodologyProposal]) -> list[ProposalLine]:
    rows = found.select_related("applicant", "case").prefetch_related("submissions").order_by("-pk")
    lines = []
    for each in rows:
        last = next(reversed(each.submissions.all()), None)
        state = each.case.state if each.case else DRAFT
        lines.append(
            ProposalLine(
                id=each.pk,
                number=each.number,
                title=each.title,
                applicant="自然人" if each.applicant.kind == "person" else each.applicant.name,
                state=state,
                state_zh=STATES[state][0],
                version=last.version if last else "",
                category_zh=CATEGORIES.get(last.category, last.category) if last else "",
                opened_at=each.opened_at,
                submitted_at=last.at if last else None,
            )
        )
    return lines


def proposal_of_subject(subject: str) -> int | None:
    """Return the proposal that a case's subject names, if it is one."""
    label, _, key = subject.partition(":")
    return int(key) if label == LABEL and key.isdigit() else None


def published_versions(slug: str) -> frozenset[str]:
    """Return the versions of a methodology that are published."""
    return frozenset(MethodologyVersion.objects.filter(slug=slug).values_list("version", flat=True))


def ties_to(by: Actor, party_id: int, on: date) -> tuple[str, ...]:
    """Return the party's name when the person works for it, or did within the look-back (SP9)."""
    since = years_before(on, scheme().whole("relation_lookback_years", on))
    party = profile(party_id)
    served = any(
        each.person_id == by.person_id and each.starts_on <= on and (each.ends_on is None or each.ends_on > since)
        for each in party.services
    )
    return (party.name,) if party_id == by.party_id or (by.person_id is not None and served) else ()
