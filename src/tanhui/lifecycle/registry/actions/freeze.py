"""A batch set aside by order, and freed by another; the market reads the reason and refuses to trade it (R18-2).

What is free is put on hold in the ledger. What a listing already holds stays with the listing: the market refuses its
pick while the batch is frozen.
"""

from __future__ import annotations

from datetime import datetime

from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.ledger.whereabouts import free_by_account
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.trail.actions import act
from tanhui.law import require
from tanhui.lifecycle.registry.actions.results import Noted
from tanhui.lifecycle.registry.models import BatchFreeze, BatchThaw, FreezeHold, Issuance
from tanhui.lifecycle.registry.queries.frozen import running_freeze
from tanhui.lifecycle.registry.rules.freezing import FREEZE, FreezeFacts, freeze_cause

CLAUSE = ("JX23-5.1", "JX23-26.2.1")


def freeze_batch(*, by: Actor, at: datetime, batch_id: int, case_no: str, reason: str) -> Noted:
    """Set every free tonne of a batch aside, whoever holds it, for a stated reason in a numbered case."""
    with act(by=by, kind="registry.batch_frozen", at=at, clauses=CLAUSE) as entry:
        issuance = Issuance.objects.get(batch__id=batch_id)
        require(FREEZE, FreezeFacts(frozen=running_freeze(batch_id) is not None, wanted=True))
        if by.user_id is None:
            raise RuntimeError("a freeze needs a signed-in official")
        freeze = BatchFreeze.objects.create(
            batch_id=issuance.batch_id, reason=reason, case_no=case_no, user_id=by.user_id, entry_seq=entry.seq, at=at
        )
        for account, tonnes in free_by_account(batch_id):
            hold = ledger.place_hold(
                entry, account=account, amount=tonnes, cause=freeze_cause(freeze.pk), batch_id=batch_id
            )
            FreezeHold.objects.create(freeze=freeze, hold=hold)
        entry.about(freeze, batch=batch_id, case_no=case_no)
    return Noted(freeze.pk, entry.receipt)


def thaw_batch(*, by: Actor, at: datetime, batch_id: int, reason: str) -> Noted:
    """End a batch's freeze and give back what it held."""
    with act(by=by, kind="registry.batch_thawed", at=at, clauses=CLAUSE) as entry:
        freeze = running_freeze(batch_id)
        require(FREEZE, FreezeFacts(frozen=freeze is not None, wanted=False))
        if freeze is None or by.user_id is None:
            raise RuntimeError("a thaw needs a freeze and a signed-in official")
        for each in FreezeHold.objects.filter(freeze=freeze).order_by("pk"):
            if holdings.hold_row(each.hold_id).state == "placed":
                ledger.void_hold(entry, hold_id=each.hold_id)
        thaw = BatchThaw.objects.create(freeze=freeze, reason=reason, user_id=by.user_id, entry_seq=entry.seq, at=at)
        entry.about(thaw, batch=batch_id, freeze=freeze.pk)
    return Noted(thaw.pk, entry.receipt)
