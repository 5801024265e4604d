"""The desk: what is each role's to do, by when, under which clause, gathered from every stage."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import signed_in
from tanhui.foundation.parties.queries import party_row
from tanhui.foundation.parties.roles import ROLES, name_of
from tanhui.foundation.parties.sessions import actor_of
from tanhui.foundation.periods import local_day, working_calendar
from tanhui.foundation.procedure.tasks import Task
from tanhui.lifecycle import STAGES
from tanhui.site.design.navigation import address

_STAGE_QUERIES = tuple(import_module(f"tanhui.lifecycle.{stage}.queries") for stage in STAGES)

PROPOSALS = ("方法学建议", "methodology:proposals")
CHANGES = ("因子变更", "methodology:factor_changes")
_DOORS = {
    "owner": (
        ("我的项目", "accounting:mine"),
        ("核查委托", "verification:mine"),
        ("备案申请", "registry:filings"),
        ("交易台", "market:desk"),
        ("注销申请", "retirement:mine"),
        PROPOSALS,
    ),
    "participant": (("交易台", "market:desk"), ("注销申请", "retirement:mine"), PROPOSALS),
    "citizen": (
        ("交易台", "market:desk"),
        ("注销申请", "retirement:mine"),
        PROPOSALS,
        ("我的身份、登记单位", "mandates"),
    ),
    "expert": (PROPOSALS,),
    "verifier": (("核查委托", "verification:mine"), PROPOSALS),
    "centre": (("备案申请", "registry:filings"), PROPOSALS, CHANGES),
    "bureau": (
        ("备案申请", "registry:filings"),
        PROPOSALS,
        CHANGES,
        ("核查机构名录", "verification:index"),
        ("授权管理", "mandates"),
    ),
    "branch": (("备案申请", "registry:filings"), PROPOSALS),
    "department": (("备案申请", "registry:filings"), PROPOSALS),
    "auditor": (
        ("备案申请", "registry:filings"),
        PROPOSALS,
        CHANGES,
        ("核证表", "verification:statements"),
        ("运营台", "market:operations"),
        ("注销办理", "retirement:orders"),
    ),
    "operations": (("运营台", "market:operations"), ("注销办理", "retirement:orders")),
}
"""Where each role goes besides its tasks: label and URL name."""


@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """Show the work list of the acting role, the most urgent first."""
    actor, today = actor_of(request), local_day(now())
    found = [task for queries in _STAGE_QUERIES if hasattr(queries, "tasks") for task in queries.tasks(actor)]
    found.sort(key=lambda task: (task.due_on is None, task.due_on or today))
    role = ROLES.get(actor.role)
    context = {
        "tasks": [_shown(task, today) for task in found],
        "role_zh": name_of(actor.role),
        "party": party_row(actor.party_id).name if actor.party_id else "",
        "purpose": role.purpose if role else "",
        "doors": [(label, url) for label, name in _DOORS.get(actor.role, ()) if (url := address(name))],
    }
    return render(request, "desk/desk.html", context)


def _shown(task: Task, today: date) -> dict[str, Any]:
    overdue = task.due_on is not None and task.due_on < today
    left = working_calendar().working_days_between(today, task.due_on) if task.due_on and not overdue else None
    return {
        "title": task.title,
        "url": task.url,
        "due_on": task.due_on,
        "clause": task.clause,
        "state": task.state,
        "provisional": getattr(task, "provisional", False),
        "overdue": overdue,
        "days_left": left,
    }
