"""What waits for someone in this stage."""

from __future__ import annotations

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure.tasks import Task
from tanhui.lifecycle.methodology.queries.factor_tasks import factor_tasks
from tanhui.lifecycle.methodology.queries.proposal_tasks import proposal_tasks


def tasks(actor: Actor) -> list[Task]:
    """Return what waits for an actor in this stage, from each kind of case."""
    return [*proposal_tasks(actor), *factor_tasks(actor)]
