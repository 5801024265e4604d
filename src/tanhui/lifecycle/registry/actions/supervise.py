"""Article 5: a district's branch notes what it finds, in its own district only."""

from __future__ import annotations

from datetime import datetime

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure import actions as procedure
from tanhui.foundation.trail.actions import act
from tanhui.lifecycle.registry.actions.cases import case_id, load
from tanhui.lifecycle.registry.actions.results import Done


def remark(*, by: Actor, at: datetime, filing_id: int, text: str) -> Done:
    """Note what the branch found; another district's filing is refused (R5-1)."""
    with act(by=by, kind="registry.remarked", at=at, clauses=("JX23-5.2",)) as entry:
        filing = load(filing_id)
        procedure.remark(entry, case_id=case_id(filing), by=by, text=text)
        entry.about(filing, district=by.district)
    return Done(filing.pk, filing.number, entry.receipt)
