"""Articles 7 and 9: anyone writes a proposal, completes it, submits it, corrects or withdraws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.documents.models import Document
from tanhui.foundation.inputs.channels import shown
from tanhui.foundation.inputs.characters import first_hidden
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.queries import party_row
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure import actions as procedure
from tanhui.foundation.trail.actions import Entry, Receipt, act
from tanhui.law import Breach, Refusal, refuse, require
from tanhui.law.instrument import FILING_DAY, FilingDayFacts, Instrument
from tanhui.law.scheme import scheme
from tanhui.lifecycle.methodology import application as form
from tanhui.lifecycle.methodology.checking import require_sound
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.editing.reading import load_text
from tanhui.lifecycle.methodology.editing.toml import content_of
from tanhui.lifecycle.methodology.editing.trials import too_much
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.models import (
    MethodologyProposal,
    ProposalDraft,
    ProposalPaper,
    ProposalSubmission,
)
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.queries.factors import library_factors
from tanhui.lifecycle.methodology.rules_of_proposals import APPLICATION, DRAFT, ApplicationFacts, DraftFacts

CLAUSES = ("JX23-7", "JX23-9")
MOST_CHARS = 100_000
"""Characters of a proposed document: it is read and checked while its writer waits."""
MOST_DRAFTS = 20
MOST_PAPERS = 10
UNNAMED = "未命名的方法学"


@dataclass(frozen=True)
class Done:
    """An act on a proposal, with its place in the journal."""

    id: int
    number: str
    receipt: Receipt


@dataclass(frozen=True)
class Saved:
    """A save: the draft's revision from now on."""

    id: int
    revision: int


def open_proposal(*, by: Actor, at: datetime, text: str) -> Done:
    """Begin a proposal with a first text: the skeleton's, an earlier version's, or one uploaded."""
    require_writable(text)
    with act(by=by, kind="methodology.proposal_opened", at=at, clauses=CLAUSES) as entry:
        party_id = by.party_id or 0
        require(DRAFT, _facts(by, None, 1))
        if MethodologyProposal.objects.filter(applicant_id=party_id, case__isnull=True).count() >= MOST_DRAFTS:
            zh = f"最多同时保留 {MOST_DRAFTS} 份草稿，请先提交或删除其中几份"
            refuse("V-7", zh, f"At most {MOST_DRAFTS} drafts at a time", clause="JX23-9")
        proposal = MethodologyProposal.objects.create(
            number=_next_number(at),
            applicant_id=party_id,
            opened_by_id=by.user_id or 0,
            title=_title(text),
            opened_at=at,
        )
        ProposalDraft.objects.create(proposal=proposal, text=text, saved_at=at)
        entry.about(proposal, number=proposal.number)
    return Done(proposal.pk, proposal.number, entry.receipt)


def _next_number(at: datetime) -> str:
    last = MethodologyProposal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return f"FF{local_day(at).year}-{last + 1:04d}"


def _title(text: str) -> str:
    title = (content_of(text) or {}).get("title")
    words = title.get("zh") if isinstance(title, dict) else None
    return (str(words or "").strip() or UNNAMED)[:100]


def require_writable(text: str) -> None:
    """Refuse a text too long to keep (S-2) or with characters that nobody can see (V-13)."""
    if len(text) > MOST_CHARS:
        refuse(
            "S-2",
            f"文件过长：{len(text)} 个字符，最多 {MOST_CHARS} 个",
            f"At most {MOST_CHARS} characters",
            place="text",
        )
    hidden = _hidden(content_of(text) or text, "")
    if hidden is not None:
        place, number, character = hidden
        zh = f"{place or '文件'}含不可见或控制字符（第 {number + 1} 个字符，U+{ord(character):04X}），请删除"
        refuse("V-13", zh, f"An invisible or control character at {place or 'the document'}", place=place or "text")


def _hidden(value: Any, place: str) -> tuple[str, int, str] | None:
    """Return where a hidden character stands: the entry, its number, and itself."""
    if isinstance(value, str):
        found = first_hidden(value, multiline=True)
        return None if found is None else (place, found, value[found])
    if isinstance(value, dict):
        for key, each in value.items():
            inner = _hidden(str(key), place) or _hidden(each, f"{place}.{key}".lstrip("."))
            if inner:
                return inner
    if isinstance(value, list):
        for index, each in enumerate(value):
            inner = _hidden(each, f"{place}.{index}")
            if inner:
                return inner
    return None


def save_document(*, by: Actor, at: datetime, proposal_id: int, text: str, revision: int) -> Saved:
    """Keep a draft's document as it stands; the journal keeps that it was written, not what."""
    require_writable(text)
    return _save(by=by, at=at, proposal_id=proposal_id, revision=revision, text=text)


def save_application(*, by: Actor, at: datetime, proposal_id: int, application: dict[str, Any], revision: int) -> Saved:
    """Keep a draft's application as far as it is filled in."""
    known = {each.key for each in form.ENTRIES}
    for key in application.keys() - known:
        refuse("S-20", f"请求含未知字段“{shown(key)}”", f"unknown field {shown(key)}", place=shown(key))
    return _save(by=by, at=at, proposal_id=proposal_id, revision=revision, application=application)


def _save(*, by: Actor, at: datetime, proposal_id: int, revision: int, **changes: Any) -> Saved:
    with act(by=by, kind="methodology.draft_saved", at=at, clauses=CLAUSES) as entry:
        proposal = load_proposal(proposal_id)
        require(DRAFT, _facts(by, proposal, revision))
        new = proposal.draft.revision + 1
        ProposalDraft.objects.filter(proposal=proposal).update(**changes, revision=new, saved_at=at)
        if "text" in changes:
            MethodologyProposal.objects.filter(pk=proposal.pk).update(title=_title(changes["text"]))
        entry.about(proposal, revision=new)
    return Saved(proposal.pk, new)


def load_proposal(proposal_id: int) -> MethodologyProposal:
    """Load a proposal inside an act, whose writer's lock keeps it as it is."""
    return MethodologyProposal.objects.select_for_update(of=("self",)).select_related("draft").get(pk=proposal_id)


def _facts(by: Actor, proposal: MethodologyProposal | None, revision: int | None = None) -> DraftFacts:
    row = queries.proposal(proposal.pk) if proposal else None
    now = proposal.draft.revision if proposal else 1
    return DraftFacts(
        role=by.role,
        party_id=by.party_id,
        applicant_id=proposal.applicant_id if proposal else by.party_id or 0,
        state_zh=row.state_zh if row else "",
        open_to_the_applicant=row is None or row.is_open_to_applicant,
        revision=now,
        revision_seen=now if revision is None else revision,
    )


def attach_paper(*, by: Actor, at: datetime, proposal_id: int, upload: Upload) -> Done:
    """Attach a paper to a draft."""
    with act(by=by, kind="methodology.paper_attached", at=at, clauses=CLAUSES) as entry:
        proposal = load_proposal(proposal_id)
        require(DRAFT, _facts(by, proposal))
        if proposal.papers.count() >= MOST_PAPERS:
            refuse("V-7", f"附件最多 {MOST_PAPERS} 份", f"At most {MOST_PAPERS} papers", place="upload")
        kept = documents.store(
            entry,
            content=upload.content,
            name=upload.name,
            kind="methodology_proposal",
            owner_party_id=proposal.applicant_id,
        )
        ProposalPaper.objects.create(proposal=proposal, document=kept, attached_at=at)
        entry.about(proposal, document=kept.pk, sha256=kept.sha256)
    return Done(proposal.pk, proposal.number, entry.receipt)


def detach_paper(*, by: Actor, at: datetime, proposal_id: int, document_id: int) -> Done:
    """Take a paper off a draft again; what was submitted with it stays with that submission."""
    with act(by=by, kind="methodology.paper_detached", at=at, clauses=CLAUSES) as entry:
        proposal = load_proposal(proposal_id)
        require(DRAFT, _facts(by, proposal))
        if not proposal.papers.filter(document_id=document_id).delete()[0]:
            raise Document.DoesNotExist(f"no paper {document_id} on proposal {proposal_id}")
        entry.about(proposal, document=document_id)
    return Done(proposal.pk, proposal.number, entry.receipt)


def discard(*, by: Actor, at: datetime, proposal_id: int) -> Done:
    """Delete a draft that was never submitted; a submitted proposal is withdrawn instead."""
    with act(by=by, kind="methodology.draft_discarded", at=at, clauses=CLAUSES) as entry:
        proposal = load_proposal(proposal_id)
        require(DRAFT, _facts(by, proposal))
        if proposal.case_id is not None:
            refuse("R17-1", "已提交过的建议不能删除，可以撤回", "A submitted proposal is withdrawn", clause="JX23-9")
        entry.about(proposal, number=proposal.number)
        key, number = proposal.pk, proposal.number
        proposal.delete()
    return Done(key, number, entry.receipt)


def submit(*, by: Actor, at: datetime, proposal_id: int) -> Done:
    """Submit a proposal, or submit it again after correction: every condition is checked, everything missing named.

    The document and the application are frozen as they stand, and a case of the procedure carries them on.
    """
    row, draft = queries.proposal(proposal_id), queries.draft(proposal_id)
    method, broken = _read(draft.text, at)
    again = row.state == "returned"
    kind = "methodology.proposal_resubmitted" if again else "methodology.proposed"
    with act(by=by, kind=kind, at=at, clauses=("JX23-7", "JX23-9", "JX23-10.1.1", "JX23-30")) as entry:
        proposal = load_proposal(proposal_id)
        instrument = scheme().instrument_on(local_day(at))
        require(DRAFT, _facts(by, proposal, draft.revision))
        gathered(
            lambda: require(FILING_DAY, FilingDayFacts(filed_on=local_day(at), instrument=instrument)),
            lambda: require(APPLICATION, _application_facts(draft.text, draft.application)),
            lambda: _raise(broken),
        )
        if method is None or instrument is None:
            raise RuntimeError("a proposal passed the checks without a document or an instrument")
        _open_case(entry, proposal, method)
        procedure.move(entry, case_id=proposal.case_id or 0, act="resubmit" if again else "submit", by=by)
        submission = _freeze(entry, proposal, draft, method, instrument)
        entry.about(proposal, submission=submission.pk, sha256=method.sha256, slug=method.id, version=method.version)
    return Done(proposal.pk, proposal.number, entry.receipt)


def _read(text: str, at: datetime) -> tuple[Method | None, tuple[Breach, ...]]:
    """Read and check a document before the writer's lock is taken; return what keeps it from being proposed."""
    try:
        method = load_text(text)
        if too_much(method):
            raise Fault("S-2", "算例的数据行过多，请减少", "The worked examples hold too many rows").as_refusal(
                "examples"
            )
        require_sound(method, library_factors(local_day(at)))
    except Refusal as refusal:
        return None, refusal.breaches
    except Fault as fault:
        return None, (fault.at("document"),)
    if not any(example.expected for example in method.examples):
        zh, en = "至少须有一个写明应得结果的算例", "At least one worked example with its printed result is needed"
        return None, (Fault("R14-4", zh, en).at("examples"),)
    return method, ()


def _raise(breaches: tuple[Breach, ...]) -> None:
    if breaches:
        raise Refusal(breaches)


def _application_facts(text: str, application: dict[str, Any]) -> ApplicationFacts:
    content = content_of(text) or {}
    title = content.get("title")
    words = title if isinstance(title, dict) else {}
    names = {key: str(content.get(key) or "") for key in ("id", "code", "version")}
    return ApplicationFacts(
        missing=tuple(form.missing(application)),
        names={**names, "title": str(words.get("zh") or ""), "title_en": str(words.get("en") or "")},
        versions_published=queries.published_versions(names["id"]),
    )


def _open_case(entry: Entry, proposal: MethodologyProposal, method: Method) -> None:
    if proposal.case_id is not None:
        return
    case = procedure.open_case(
        entry,
        kind="methodology",
        subject=f"{queries.LABEL}:{proposal.pk}",
        title=f"方法学建议：{method.title.zh} {method.version}",
        applicant_party_id=proposal.applicant_id,
        district=party_row(proposal.applicant_id).district,
    )
    MethodologyProposal.objects.filter(pk=proposal.pk).update(case=case)
    proposal.case_id = case.pk


def _freeze(
    entry: Entry, proposal: MethodologyProposal, draft: queries.DraftRow, method: Method, instrument: Instrument
) -> ProposalSubmission:
    return ProposalSubmission.objects.create(
        proposal=proposal,
        text=draft.text,
        sha256=method.sha256,
        slug=method.id,
        code=method.code,
        version=method.version,
        title_zh=method.title.zh,
        title_en=method.title.en,
        category=method.category,
        application=draft.application,
        papers=[
            {"document": each.id, "name": each.name, "sha256": each.sha256} for each in queries.papers(proposal.pk)
        ],
        instrument=instrument.id,
        entry_seq=entry.seq,
        at=entry.at,
    )


def withdraw(*, by: Actor, at: datetime, proposal_id: int, reason: str) -> Done:
    """Withdraw a proposal before its audit is reported."""
    with act(by=by, kind="methodology.proposal_withdrawn", at=at, clauses=CLAUSES) as entry:
        proposal = load_proposal(proposal_id)
        if proposal.case_id is None:
            refuse("R17-1", "草稿尚未提交，可以直接删除", "A draft is deleted, not withdrawn", clause="JX23-9")
        procedure.move(entry, case_id=proposal.case_id, act="withdraw", by=by, note=reason)
        entry.about(proposal, number=proposal.number)
    return Done(proposal.pk, proposal.number, entry.receipt)


def gathered(*checks: Callable[[], object]) -> None:
    """Run every check; refuse with the breaches of all, each code and sentence once."""
    found: dict[tuple[str, str], Breach] = {}
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            for breach in refusal.breaches:
                found.setdefault((breach.code, breach.zh), breach)
    if found:
        raise Refusal(tuple(found.values()))
