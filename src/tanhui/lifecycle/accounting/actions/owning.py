"""Only a project's owner changes it."""

from __future__ import annotations

from tanhui.foundation.parties.actor import Actor
from tanhui.law import refuse
from tanhui.lifecycle.accounting.models import Project


def owned_project(*, by: Actor, project_id: int) -> Project:
    """Return a project for a change by its owner; refuse everybody else (S-18)."""
    project = Project.objects.select_for_update().get(pk=project_id)
    require_owner(by=by, project=project)
    return project


def require_owner(*, by: Actor, project: Project) -> None:
    """Refuse whoever does not act for the project's owner."""
    if by.party_id is None or by.party_id != project.owner_id:
        refuse(
            "S-18", "只有项目业主可以办理本项目的核算事项", "only the project's owner may do this", clause="JX23-14.1.1"
        )
