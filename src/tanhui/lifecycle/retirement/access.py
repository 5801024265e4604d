"""Who reads an order: its holder and the offices. What has been retired is public on its certificate."""

from __future__ import annotations

from tanhui.foundation.parties.actor import Actor
from tanhui.law import refuse
from tanhui.lifecycle.retirement import queries
from tanhui.lifecycle.retirement.queries import RetirementRow

HOLDERS = ("owner", "participant", "citizen")
OFFICES = ("operations", "bureau", "auditor")
READERS = (*HOLDERS, *OFFICES)


def readable(actor: Actor, retirement_id: int) -> RetirementRow:
    """Return an order that the actor may read; others are refused (S-18)."""
    row = queries.retirement_row(retirement_id)
    if actor.role not in OFFICES and actor.party_id != row.holder_id:
        refuse("S-18", "只能查看本单位的注销申请", "this is not an order of yours", clause="HOUSE-19")
    return row
