"""Article 17, first step: the verification centre accepts, returns, and reports what it found."""

from __future__ import annotations

from datetime import datetime

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure import actions as procedure
from tanhui.foundation.trail.actions import act
from tanhui.foundation.units import decimal_text
from tanhui.law import require
from tanhui.lifecycle.registry import earlier
from tanhui.lifecycle.registry.actions.cases import case_id, check_official, load, submitted
from tanhui.lifecycle.registry.actions.results import Done
from tanhui.lifecycle.registry.models import AuditOpinion
from tanhui.lifecycle.registry.queries.checks import audit_checklist, recomputation_facts
from tanhui.lifecycle.registry.rules.audit import RECOMPUTATION
from tanhui.lifecycle.registry.rules.together import all_at_once

CLAUSE = ("JX23-17.1.1",)


def accept(*, by: Actor, at: datetime, filing_id: int) -> Done:
    """Find the application complete and take it into audit."""
    with act(by=by, kind="registry.filing_accepted", at=at, clauses=CLAUSE) as entry:
        filing = load(filing_id)
        all_at_once(
            lambda: procedure.move(entry, case_id=case_id(filing), act="accept", by=by),
            lambda: check_official(by, filing=filing, at=at),
        )
        entry.about(filing, number=filing.number)
    return Done(filing.pk, filing.number, entry.receipt)


def return_for_correction(*, by: Actor, at: datetime, filing_id: int, reason: str) -> Done:
    """Send an application back to the owner, saying what to correct; the offices' clock stops."""
    with act(by=by, kind="registry.filing_returned", at=at, clauses=CLAUSE) as entry:
        filing = load(filing_id)
        all_at_once(
            lambda: procedure.move(entry, case_id=case_id(filing), act="return", by=by, note=reason),
            lambda: check_official(by, filing=filing, at=at),
        )
        entry.about(filing, number=filing.number)
    return Done(filing.pk, filing.number, entry.receipt)


def audit_report(*, by: Actor, at: datetime, filing_id: int, opinion: str) -> Done:
    """Report the audit to the bureau: the checklist, the recomputation from the stored readings, the opinion.

    Refuses (R17-8) when the stored readings do not give the submitted report again: such a filing is returned instead.
    """
    with act(by=by, kind="registry.audit_reported", at=at, clauses=CLAUSE) as entry:
        filing = load(filing_id)
        submission = submitted(filing)
        again = earlier.recompute(filing.report_id)
        facts = recomputation_facts(submission, again)
        all_at_once(
            lambda: procedure.move(entry, case_id=case_id(filing), act="report", by=by, note=opinion),
            lambda: check_official(by, filing=filing, at=at),
            lambda: require(RECOMPUTATION, facts),
        )
        if by.user_id is None:
            raise RuntimeError("an opinion needs a signed-in auditor")
        lines = audit_checklist(filing, submission, again)
        AuditOpinion.objects.create(
            submission=submission,
            checklist=[line.as_dict() for line in lines],
            recomputed_digest=again.digest,
            recomputed_tonnes=decimal_text(again.tonnes),
            opinion=opinion,
            user_id=by.user_id,
            entry_seq=entry.seq,
            at=at,
        )
        broken = [line.code for line in lines if not line.kept]
        entry.about(
            filing, submission=submission.pk, digest=again.digest, tonnes=decimal_text(again.tonnes), broken=broken
        )
    return Done(filing.pk, filing.number, entry.receipt)
