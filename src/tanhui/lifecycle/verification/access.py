"""Who reads an engagement: its two parties, and the offices; a branch only in its own district."""

from __future__ import annotations

from tanhui.foundation.parties.access import require_district
from tanhui.foundation.parties.actor import Actor
from tanhui.law import refuse
from tanhui.lifecycle.accounting import queries as accounting
from tanhui.lifecycle.verification import queries
from tanhui.lifecycle.verification.queries import EngagementRow

OFFICES = ("centre", "expert", "bureau", "branch", "auditor")
READERS = ("owner", "verifier", *OFFICES)


def readable(actor: Actor, engagement_id: int) -> EngagementRow:
    """Return an engagement that the actor may read; others are refused (S-18, R5-1)."""
    return _checked(actor, queries.engagement_row(engagement_id))


def readable_by_finding(actor: Actor, finding_id: int) -> EngagementRow:
    """Return the engagement of a finding that the actor may read."""
    return _checked(actor, queries.engagement_of_finding(finding_id))


def own_report(actor: Actor, report_id: int) -> accounting.ReportRow:
    """Return a report of the actor's own project."""
    report = accounting.report(report_id)
    if actor.party_id != report.owner_id:
        refuse("S-18", "这不是您的项目，只能为本单位的核算报告委托核查", "this is not your project", clause="HOUSE-19")
    return report


def _checked(actor: Actor, row: EngagementRow) -> EngagementRow:
    if actor.role == "branch":
        require_district(actor, accounting.project(row.project_id).district)
    elif actor.role not in OFFICES and actor.party_id not in (row.owner_party_id, row.verifier_party_id):
        refuse("S-18", "只能查看本单位的核查委托", "this is not an engagement of yours", clause="HOUSE-19")
    return row
