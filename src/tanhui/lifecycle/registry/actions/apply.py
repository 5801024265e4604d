"""Article 16: the owner drafts, completes, submits, corrects or withdraws an application."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.documents import queries as stored
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure import actions as procedure
from tanhui.foundation.trail.actions import Entry, act
from tanhui.foundation.units import decimal_text
from tanhui.law import Breach, Refusal, refuse, require
from tanhui.law.instrument import FILING_DAY, FilingDayFacts
from tanhui.law.scheme import scheme
from tanhui.lifecycle.registry import earlier
from tanhui.lifecycle.registry.actions.cases import case_id, check_open_to_the_owner, check_owner, load
from tanhui.lifecycle.registry.actions.results import Done
from tanhui.lifecycle.registry.models import Filing, FilingDocument, Submission
from tanhui.lifecycle.registry.queries.checks import filing_facts, parts_of
from tanhui.lifecycle.registry.rules.filing import ATTACHABLE, SUBMISSION
from tanhui.lifecycle.registry.rules.together import all_at_once

CLAUSE = ("JX23-16",)


def draft_filing(*, by: Actor, at: datetime, report_id: int) -> Done:
    """Open an application for a report of the owner's."""
    report = earlier.report(report_id)
    if by.party_id != report.owner_id:
        refuse("S-18", "只能为本单位的项目提出申请", "You can apply for your own projects only", clause="JX23-16")
    with act(by=by, kind="registry.filing_drafted", at=at, clauses=CLAUSE) as entry:
        other = Filing.objects.filter(report_id=report_id, open=True).first()
        if other is not None:
            refuse(
                "R16-6",
                f"该核算报告已用于申请 {other.number}，请继续办理该申请",
                f"This report already stands behind application {other.number}",
                clause="JX23-16",
            )
        filing = Filing.objects.create(
            number=_next_number(at),
            project_id=report.project_id,
            report_id=report_id,
            owner_id=report.owner_id,
            drafted_at=at,
        )
        case = procedure.open_case(
            entry,
            kind="filing",
            subject=f"registry.Filing:{filing.pk}",
            title=f"{report.project_name}（{_days(report.period_start, report.last_day)}）减排量备案",
            applicant_party_id=report.owner_id,
            district=report.district,
        )
        Filing.objects.filter(pk=filing.pk).update(case=case)
        entry.about(filing, number=filing.number, report=report_id, project=report.project_code, digest=report.digest)
    return Done(filing.pk, filing.number, entry.receipt)


def _days(first: date, last: date) -> str:
    return f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"


def _next_number(at: datetime) -> str:
    last = Filing.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return f"BA{local_day(at).year}-{last + 1:04d}"


def attach_document(*, by: Actor, at: datetime, filing_id: int, kind: str, upload: Upload) -> Done:
    """Attach the letter, the form or a piece of evidence to a draft or a returned application."""
    if kind not in ATTACHABLE:
        refuse("V-8", f"材料种类须为：{'、'.join(ATTACHABLE)}", f"kind must be one of {ATTACHABLE}", place="kind")
    with act(by=by, kind="registry.document_attached", at=at, clauses=CLAUSE) as entry:
        filing = load(filing_id)
        all_at_once(lambda: check_owner(by, filing=filing), lambda: check_open_to_the_owner(filing))
        document = documents.store(
            entry, content=upload.content, name=upload.name, kind=f"filing_{kind}", owner_party_id=filing.owner_id
        )
        FilingDocument.objects.create(filing=filing, kind=kind, document_id=document.pk, attached_at=at)
        entry.about(filing, document=document.pk, kind=kind, sha256=document.sha256)
    return Done(filing.pk, filing.number, entry.receipt)


def submit_filing(*, by: Actor, at: datetime, filing_id: int, applied_tonnes: Decimal | None = None) -> Done:
    """Submit an application: every condition of articles 12, 13, 16 and 30 at once; its meter periods are claimed."""
    return _submit(by=by, at=at, filing_id=filing_id, applied=applied_tonnes, move="submit")


def resubmit(*, by: Actor, at: datetime, filing_id: int, applied_tonnes: Decimal | None = None) -> Done:
    """Submit a corrected application again; all conditions count again."""
    return _submit(by=by, at=at, filing_id=filing_id, applied=applied_tonnes, move="resubmit")


def _submit(*, by: Actor, at: datetime, filing_id: int, applied: Decimal | None, move: str) -> Done:
    clauses = ("JX23-12.1.1", "JX23-12.1.2", "JX23-12.1.3", "JX23-13", "JX23-16", "JX23-30")
    with act(by=by, kind=f"registry.filing_{move}ted", at=at, clauses=clauses) as entry:
        filing = load(filing_id)
        check_owner(by, filing=filing)
        procedure.move(entry, case_id=case_id(filing), act=move, by=by)
        submission = _record(entry, filing, applied)
        entry.about(
            filing,
            submission=submission.pk,
            digest=submission.report_digest,
            statement=submission.statement_id,
            tonnes=submission.applied_tonnes,
            documents=[part["sha256"] for part in submission.documents],
            instrument=submission.instrument,
        )
    return Done(filing.pk, filing.number, entry.receipt)


def _record(entry: Entry, filing: Filing, applied: Decimal | None) -> Submission:
    """Check every condition, claim the meter periods, and keep what was submitted."""
    today = local_day(entry.at)
    report, statement = earlier.report(filing.report_id), earlier.statement(filing.report_id)
    wanted = applied if applied is not None else statement.verified_tonnes if statement else report.exact_tonnes
    instrument = scheme().instrument_on(today)
    label = f"registry.Filing:{filing.pk}"
    all_at_once(
        lambda: require(FILING_DAY, FilingDayFacts(filed_on=today, instrument=instrument)),
        lambda: earlier.require_citable(filing.report_id, entry.at),
        lambda: _require_conditions(earlier.conditions(filing.report_id, today)),
        lambda: require(SUBMISSION, filing_facts(filing, applied_tonnes=wanted, on=today)),
        lambda: earlier.claim(entry, report_id=filing.report_id, subject=label),
    )
    if statement is None or instrument is None:
        raise RuntimeError("a submission passed the rules without a statement or an instrument")
    return Submission.objects.create(
        filing=filing,
        statement_id=statement.id,
        verifier_id=statement.verifier_party_id,
        report_digest=report.digest,
        applied_tonnes=decimal_text(wanted),
        documents=_parts(filing),
        instrument=instrument.id,
        entry_seq=entry.seq,
        at=entry.at,
    )


def _require_conditions(found: list[earlier.Condition]) -> None:
    """Refuse with every condition of articles 12 to 14 that no longer holds."""
    broken = [each for each in found if not each.kept]
    if broken:
        raise Refusal(
            tuple(
                Breach(each.clause, each.code, "", each.found, f"condition {each.code} ({each.clause}) is not met")
                for each in broken
            )
        )


def _parts(filing: Filing) -> list[dict[str, object]]:
    parts: list[dict[str, object]] = []
    for part in parts_of(filing):
        row = stored.document(part.document_id)
        if row is None:
            raise RuntimeError(f"document {part.document_id} of filing {filing.pk} is gone")
        parts.append({"kind": part.kind, "document": row.id, "name": row.name, "sha256": row.sha256})
    return parts


def withdraw(*, by: Actor, at: datetime, filing_id: int, reason: str) -> Done:
    """Withdraw an application before it is reported; its report and meter periods are free again."""
    with act(by=by, kind="registry.filing_withdrawn", at=at, clauses=CLAUSE) as entry:
        filing = load(filing_id)
        check_owner(by, filing=filing)
        procedure.move(entry, case_id=case_id(filing), act="withdraw", by=by, note=reason)
        close(entry, filing)
        entry.about(filing, number=filing.number)
    return Done(filing.pk, filing.number, entry.receipt)


def close(entry: Entry, filing: Filing) -> None:
    """End a filing without issuance: its report may be filed again and its claims are given up."""
    Filing.objects.filter(pk=filing.pk).update(open=False)
    earlier.release(entry, subject=f"registry.Filing:{filing.pk}")
