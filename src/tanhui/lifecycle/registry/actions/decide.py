"""Article 17, second step: panel or the reason for none, and the bureau's decision."""

from __future__ import annotations

from datetime import datetime

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure import actions as procedure
from tanhui.foundation.procedure import queries as cases
from tanhui.foundation.trail.actions import act
from tanhui.law import require
from tanhui.lifecycle.registry.actions.apply import close
from tanhui.lifecycle.registry.actions.cases import case_id, check_official, involved, load, submitted
from tanhui.lifecycle.registry.actions.results import Done
from tanhui.lifecycle.registry.models import Decision
from tanhui.lifecycle.registry.rules.audit import APPROVAL, PanelOutcomeFacts
from tanhui.lifecycle.registry.rules.together import all_at_once

PANEL = ("JX23-6.4", "JX23-17.1.2")


def convene_panel(*, by: Actor, at: datetime, filing_id: int, expert_ids: list[int], note: str) -> Done:
    """Seat experts on the panel of a reported filing."""
    with act(by=by, kind="registry.panel_convened", at=at, clauses=PANEL) as entry:
        filing = load(filing_id)
        all_at_once(
            lambda: procedure.convene(entry, case_id=case_id(filing), by=by, expert_ids=expert_ids, note=note),
            lambda: check_official(by, filing=filing, at=at),
        )
        entry.about(filing, experts=expert_ids)
    return Done(filing.pk, filing.number, entry.receipt)


def skip_panel(*, by: Actor, at: datetime, filing_id: int, reason: str) -> Done:
    """Record why no panel is convened."""
    with act(by=by, kind="registry.panel_skipped", at=at, clauses=PANEL) as entry:
        filing = load(filing_id)
        all_at_once(
            lambda: procedure.move(entry, case_id=case_id(filing), act="skip_panel", by=by, note=reason),
            lambda: check_official(by, filing=filing, at=at),
        )
        entry.about(filing, number=filing.number)
    return Done(filing.pk, filing.number, entry.receipt)


def vote(*, by: Actor, at: datetime, filing_id: int, agrees: bool, reason: str) -> Done:
    """Cast a seated expert's vote; one tied to a party of the case steps back (R6-1)."""
    with act(by=by, kind="registry.panel_voted", at=at, clauses=PANEL) as entry:
        filing = load(filing_id)
        all_at_once(
            lambda: procedure.vote(
                entry, case_id=case_id(filing), by=by, agrees=agrees, reason=reason, involved=involved(filing)
            ),
            lambda: check_official(by, filing=filing, at=at),
        )
        entry.about(filing, agrees=agrees)
    return Done(filing.pk, filing.number, entry.receipt)


def conclude_panel(*, by: Actor, at: datetime, filing_id: int, note: str) -> Done:
    """Close the panel once its quorum has voted."""
    with act(by=by, kind="registry.panel_concluded", at=at, clauses=PANEL) as entry:
        filing = load(filing_id)
        step = procedure.conclude_panel(entry, case_id=case_id(filing), by=by, note=note)
        entry.about(filing, **step.facts)
    return Done(filing.pk, filing.number, entry.receipt)


def decide(*, by: Actor, at: datetime, filing_id: int, approve: bool, reason: str) -> Done:
    """Approve exactly what was verified, or refuse with the reason; a refused filing frees its report and claims."""
    with act(by=by, kind="registry.decided", at=at, clauses=("JX23-17.1.3",)) as entry:
        filing = load(filing_id)
        concluded = cases.case(case_id(filing)).step("conclude_panel")
        outcome = PanelOutcomeFacts(in_favour=concluded.facts["in_favour"] if concluded else None)
        all_at_once(
            lambda: procedure.move(
                entry, case_id=case_id(filing), act="approve" if approve else "refuse", by=by, note=reason
            ),
            lambda: check_official(by, filing=filing, at=at),
            lambda: require(APPROVAL if approve else (), outcome),
        )
        if by.user_id is None:
            raise RuntimeError("a decision needs a signed-in official")
        tonnes = submitted(filing).applied_tonnes if approve else "0"
        decision = Decision.objects.create(
            filing=filing,
            approved=approve,
            tonnes=tonnes,
            reason=reason,
            user_id=by.user_id,
            entry_seq=entry.seq,
            at=at,
        )
        if not approve:
            close(entry, filing)
        entry.about(filing, decision=decision.pk, approved=approve, tonnes=tonnes)
    return Done(filing.pk, filing.number, entry.receipt)
