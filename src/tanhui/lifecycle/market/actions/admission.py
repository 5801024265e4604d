"""Article 19: apply to trade, decide, suspend, resume."""

from __future__ import annotations

from datetime import datetime

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.parties import queries as parties
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.rules import SIDES, TRADER, SidesFacts
from tanhui.foundation.periods import local_day
from tanhui.foundation.trail.actions import Entry, act
from tanhui.law import refuse, require
from tanhui.lifecycle.market.actions.listings import close_listing
from tanhui.lifecycle.market.actions.moving import move
from tanhui.lifecycle.market.actions.results import Noted
from tanhui.lifecycle.market.models import Listing, Participant

CLAUSE = ("JX23-19",)


def apply_for_admission(*, by: Actor, at: datetime, statement: str, evidence: Upload | None = None) -> Noted:
    """Apply to trade for the actor's party, with what supports it."""
    with act(by=by, kind="market.admission_applied", at=at, clauses=CLAUSE) as entry:
        require(TRADER, parties.trader_facts(by, local_day(at)))
        if Participant.objects.filter(party_id=by.party_id or 0, state__in=("applied", "admitted")).exists():
            refuse(
                "R17-1",
                "已有待决定的申请或已获准入，不必重复申请",
                "There is an application already, or the party is admitted",
                clause="JX23-19",
            )
        row = Participant.objects.create(
            party_id=by.party_id or 0,
            statement=statement,
            evidence_id=_stored(entry, evidence, by.party_id),
            applied_by_id=by.user_id,
            applied_at=at,
        )
        entry.about(row, party=row.party_id)
    return Noted(row.pk, entry.receipt)


def _stored(entry: Entry, evidence: Upload | None, party_id: int | None) -> int | None:
    if evidence is None:
        return None
    made = documents.store(
        entry, content=evidence.content, name=evidence.name, kind="market.admission", owner_party_id=party_id
    )
    return made.pk


def decide_admission(*, by: Actor, at: datetime, participant_id: int, admit: bool, decision: str) -> Noted:
    """Admit an applicant to trade, or decline, with the reason or the number of the decision.

    Carries out: JX23-6.2.
    """
    with act(by=by, kind="market.admission_decided", at=at, clauses=CLAUSE) as entry:
        row = Participant.objects.select_for_update(of=("self",)).select_related("applied_by").get(pk=participant_id)
        applicant = row.applied_by.person_id if row.applied_by else None
        sides = frozenset() if applicant is None else frozenset({applicant})
        require(SIDES, SidesFacts(person_id=by.person_id, other_side=sides))
        move(row, what="participant", act="admit" if admit else "decline")
        row.decision, row.decided_by_id = decision, by.user_id
        row.admitted_at = at if admit else None
        row.save()
        entry.about(row, party=row.party_id, admitted=admit)
    return Noted(row.pk, entry.receipt)


def suspend_participant(*, by: Actor, at: datetime, participant_id: int, reason: str) -> Noted:
    """Suspend a participant's trading; its open listings are withdrawn."""
    with act(by=by, kind="market.participant_suspended", at=at, clauses=("JX23-19", "JX23-26.2.2")) as entry:
        row = _admitted(participant_id, suspended=False)
        row.suspended, row.suspended_for = True, reason
        row.save(update_fields=("suspended", "suspended_for"))
        open_ones = Listing.objects.select_for_update().filter(seller_id=row.party_id, state="open").order_by("pk")
        for listing in open_ones:
            close_listing(entry, listing, act="cancel")
        entry.about(row, party=row.party_id, suspended=True)
    return Noted(row.pk, entry.receipt)


def resume_participant(*, by: Actor, at: datetime, participant_id: int, reason: str) -> Noted:
    """Let a suspended participant trade again."""
    with act(by=by, kind="market.participant_resumed", at=at, clauses=CLAUSE) as entry:
        row = _admitted(participant_id, suspended=True)
        row.suspended, row.suspended_for, row.decision = False, "", reason
        row.save(update_fields=("suspended", "suspended_for", "decision"))
        entry.about(row, party=row.party_id, suspended=False)
    return Noted(row.pk, entry.receipt)


def _admitted(participant_id: int, *, suspended: bool) -> Participant:
    row = Participant.objects.select_for_update().get(pk=participant_id)
    if row.state != "admitted" or row.suspended != suspended:
        refuse(
            "R17-1",
            "该主体当前不在可办理的状态，请刷新后核对",
            "The participant is not in a state for this act",
            clause="JX23-19",
        )
    return row
