"""Who sees a project's inner pages: its owner, and the offices that audit; a branch only in its own district."""

from __future__ import annotations

from tanhui.foundation.parties.access import require_district
from tanhui.foundation.parties.actor import Actor
from tanhui.law import refuse
from tanhui.lifecycle.accounting import queries
from tanhui.lifecycle.accounting.queries import ProjectRow, ReportRow

READERS = ("owner", "verifier", "centre", "expert", "bureau", "branch", "auditor")


def readable_project(actor: Actor, code: str) -> ProjectRow:
    """Return a project that the actor may read."""
    return _checked(actor, queries.project_by_code(code))


def readable_report(actor: Actor, report_id: int) -> tuple[ReportRow, ProjectRow]:
    """Return a report that the actor may read, and its project."""
    report = queries.report(report_id)
    return report, _checked(actor, queries.project(report.project_id))


def _checked(actor: Actor, project: ProjectRow) -> ProjectRow:
    if actor.role == "owner" and actor.party_id != project.owner_id:
        refuse("S-18", "这不是您的项目；公众信息请看项目公开页", "this is not your project", clause="HOUSE-19")
    if actor.role == "branch":
        require_district(actor, project.district)
    return project


def owned(actor: Actor, code: str) -> ProjectRow:
    """Return a project of the actor's own."""
    project = queries.project_by_code(code)
    if actor.party_id != project.owner_id:
        refuse(
            "S-18", "只有项目业主可以办理本项目的核算事项", "only the project's owner may do this", clause="HOUSE-19"
        )
    return project
