"""What the pages of the registry share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import require_district
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure.queries import CaseRow
from tanhui.foundation.procedure.states import MOVES, STATES
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.law import refuse
from tanhui.law.scheme import scheme
from tanhui.lifecycle.registry import queries
from tanhui.lifecycle.registry.forms import ActForm
from tanhui.lifecycle.registry.queries import FilingRow

DISTRICT_COLUMN = "县（市、区）"


@dataclass(frozen=True)
class ActPage:
    """One act on a filing: its words, its form, and what to do."""

    title: str
    clause: str
    submit: str
    do: Callable[[Actor, dict[str, Any], datetime], Any]
    lead: str = ""
    form: Callable[..., forms.BaseForm] = ActForm
    back: str = "registry:filing"
    danger: bool = False
    template: str = "registry/act.html"
    context: Mapping[str, Any] = field(default_factory=dict)
    initial: Mapping[str, Any] = field(default_factory=dict)


def district_zh(code: str) -> str:
    """Return what people call a division of the scheme."""
    division = scheme().divisions.get(code)
    return division.zh if division else code


def readable(request: HttpRequest, filing_id: int) -> FilingRow:
    """Return a filing to whoever may read it; others are refused (S-18, a branch of another district R5-1)."""
    row, actor = queries.filing_row(filing_id), actor_of(request)
    if not row.may_be_read_by(actor):
        if actor.role == "branch":
            require_district(actor, row.district)
        refuse(
            "S-18",
            "这项申请尚未公示，仅申请人和经办机构可以查看",
            "This application is not public yet",
            clause="HOUSE-19",
        )
    return row


def filing_act(request: HttpRequest, filing_id: int, page: ActPage) -> HttpResponse:
    """Carry one act on a filing on its own page."""
    row, actor = readable(request, filing_id), actor_of(request)
    if request.method != "POST" and actor.role == "owner" and actor.party_id != row.owner_id:
        refuse("S-18", "只能办理本单位提交的申请", "You can act on your own applications only", clause="HOUSE-19")
    back = reverse(page.back, args=(filing_id,))
    context = {
        "filing": row,
        "page": page,
        "facts": filing_facts(row),
        "steps": steps(row.case, local_day(now())),
        "back": {"label": row.number, "url": back},
        "cancel": {"label": "返回", "url": back},
        **page.context,
    }
    return act_page(
        request,
        template=page.template,
        form_class=page.form,
        do=page.do,
        done_url=back,
        context=context,
        initial=page.initial,
    )


def steps(case: CaseRow, today: date) -> list[dict[str, Any]]:
    """Return the step tracker of a case, with its due dates."""
    zh_of = {move.target: move for move in MOVES}
    states = {"done": "done", "current": "current", "waiting": "waiting"}
    shown = [
        {
            "title": stage.zh,
            "state": states[stage.status],
            "at": stage.reached_at if stage.status == "done" else None,
            "due_on": stage.due_on,
            "provisional": stage.provisional,
            "overdue": bool(stage.due_on and stage.due_on < today),
            "clause": zh_of[stage.state].clause if stage.state in zh_of else "",
        }
        for stage in case.stages
    ]
    if case.state in ("returned", "refused", "withdrawn"):
        step = case.steps[-1] if case.steps else None
        shown.append(
            {
                "title": STATES[case.state][0],
                "state": "current" if case.state == "returned" else "stopped",
                "at": step.at if step else None,
                "due_on": case.due_on,
                "provisional": case.due_provisional,
                "note": step.note if step else "",
            }
        )
    return shown


def filing_facts(row: FilingRow) -> list[dict[str, Any]]:
    """Return the facts of a filing for a fact table."""
    applied = Decimal(row.submission.applied_tonnes) if row.submission else None
    return [
        {"label": "申请编号", "value": row.number, "kind": "mono"},
        {"label": "状态", "value": row.case.state_zh, "kind": "badge", "code": row.state},
        {
            "label": "项目",
            "value": f"{row.project_code} {row.project_name}",
            "url": reverse("accounting:public", args=(row.project_code,)),
            "demo": row.demonstration,
        },
        {"label": "项目业主", "value": row.owner},
        {"label": DISTRICT_COLUMN, "value": district_zh(row.district)},
        {"label": "监测期", "value": f"{row.period_start} 至 {row.last_day}", "note": "含首尾两日"},
        {"label": "方法学", "value": row.methodology},
        {"label": "核算减排量", "value": row.exact_tonnes, "kind": "number", "unit": "吨"},
        {"label": "核证减排量", "value": row.verified_tonnes, "kind": "number", "unit": "吨", "note": row.verifier},
        {"label": "申请量", "value": applied, "kind": "number", "unit": "吨"},
        {"label": "报告摘要", "value": row.report_digest, "kind": "mono"},
    ]


def timeline(case: CaseRow) -> list[dict[str, Any]]:
    """Return what happened to a case, newest first."""
    return [
        {"at": step.at, "title": step.act_zh, "text": step.note, "receipt": step.entry_seq}
        for step in reversed(case.steps)
    ]
