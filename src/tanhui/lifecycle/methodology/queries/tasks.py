"""What waits for someone in this stage."""

from __future__ import annotations

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure.tasks import Task


def tasks(actor: Actor) -> list[Task]:
    """Return what waits for an actor in this stage: nothing until proposals are handled here."""
    return []
