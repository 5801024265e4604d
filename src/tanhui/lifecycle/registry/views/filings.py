"""The owner's pages: my filings, a new one, and one filing with its documents and progress. The offices read them too."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import public, roles
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure.states import STATES
from tanhui.foundation.units import decimal_text
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.lifecycle.registry import actions, earlier, queries
from tanhui.lifecycle.registry.forms import AttachForm, DraftForm, ReasonForm
from tanhui.lifecycle.registry.views.common import (
    DISTRICT_COLUMN,
    ActPage,
    district_zh,
    filing_act,
    filing_facts,
    readable,
    steps,
    timeline,
)

OFFICES = ("centre", "bureau", "branch", "department", "auditor")
_BUTTONS = {
    "submit": ("registry:submit", "提交申请", True),
    "resubmit": ("registry:submit", "补正后提交", True),
    "withdraw": ("registry:withdraw", "撤回申请", False),
    "accept": ("registry:audit", "办理审核", True),
    "report": ("registry:audit", "办理审核", True),
    "convene": ("registry:decision", "办理决定", True),
    "skip_panel": ("registry:decision", "办理决定", True),
    "conclude_panel": ("registry:decision", "办理决定", True),
    "approve": ("registry:decision", "办理决定", True),
    "give_notice": ("registry:decision", "办理公示", True),
    "file": ("registry:decision", "办理备案", True),
    "register": ("registry:decision", "办理登记", True),
    "issue": ("registry:issue", "签发", True),
}


@roles("owner", *OFFICES)
def filings(request: HttpRequest) -> HttpResponse:
    """List the filings: an owner's own, or those an office works on."""
    actor = actor_of(request)
    own = actor.role == "owner"
    rows = queries.filings_of_owner(actor.party_id or 0) if own else queries.filings_for(actor)
    columns = [
        Column("number", "申请编号", "mono", lambda row: _linked(row.number, row.id), sort="number"),
        Column(
            "project_name",
            "项目",
            value=lambda row: {"value": row.project_name, "sub": row.project_code},
            sort="project_name",
            wide=True,
        ),
        Column("owner", "项目业主", sort="owner"),
        Column("district", DISTRICT_COLUMN, value=lambda row: district_zh(row.district), sort="district"),
        Column("period", "监测期", sort="period"),
        Column("tonnes", "申请量（吨）", "number"),
        Column("state", "状态", "badge", lambda row: {"value": row.state_zh, "code": row.state}, sort="state"),
    ]
    listed = listing(
        request,
        rows,
        columns,
        caption="我的备案申请" if own else "备案申请",
        search=("number", "project_name", "project_code", "owner"),
        states={code: zh for code, (zh, _) in STATES.items() if code != "published"},
    )
    return list_page(request, "registry/filings.html", listed, {"own": own})


def _linked(number: str, filing_id: int) -> dict[str, str]:
    return {"value": number, "url": reverse("registry:filing", args=(filing_id,))}


@roles("owner")
def new_filing(request: HttpRequest) -> HttpResponse:
    """Choose a submitted report with a signed statement, and open an application for it."""
    reports = earlier.filable_reports(actor_of(request).party_id or 0)
    choices = tuple(
        (
            each.id,
            f"{each.project_code} {each.project_name}：{each.period_start} 至 {each.last_day}，"
            f"{decimal_text(each.exact_tonnes)} 吨",
        )
        for each in reports
    )
    return act_page(
        request,
        template="registry/new_filing.html",
        form_class=partial(DraftForm, reports=choices),
        do=lambda by, sent, at: actions.draft_filing(by=by, at=at, report_id=sent["report_id"]),
        done_url=lambda done: reverse("registry:filing", args=(done.id,)),
        context={"reports": reports},
    )


@public
def filing(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Show one filing: progress with due dates, documents, what is missing, what happened."""
    row, actor = readable(request, filing_id), actor_of(request)
    buttons: dict[str, dict[str, Any]] = {}
    for move in row.case.moves_open_to(actor):
        if move.act in _BUTTONS:
            name, label, primary = _BUTTONS[move.act]
            buttons.setdefault(name, {"label": label, "url": reverse(name, args=(filing_id,)), "primary": primary})
    if actor.role == "branch":
        url = reverse("registry:remark", args=(filing_id,))
        buttons["remark"] = {"label": "记录监督意见", "url": url, "primary": False}
    context = {
        "filing": row,
        "facts": filing_facts(row),
        "steps": steps(row.case, local_day(now())),
        "actions": list(buttons.values()),
        "timeline": timeline(row.case),
        "may_attach": actor.party_id == row.owner_id and row.state in ("draft", "returned"),
        "internal": not actor.is_visitor and (actor.party_id == row.owner_id or actor.role in OFFICES),
    }
    return render(request, "registry/filing.html", context)


@roles("owner")
def attach(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Attach a document."""
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="补充申请材料",
            clause="JX23-16",
            submit="上传",
            form=AttachForm,
            do=lambda by, sent, at: actions.attach_document(
                by=by, at=at, filing_id=filing_id, kind=sent["kind"], upload=sent["upload"]
            ),
        ),
    )


@roles("owner")
def submit(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Submit, or submit again after correction."""
    again = readable(request, filing_id).state == "returned"
    act = actions.resubmit if again else actions.submit_filing
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="补正后提交" if again else "提交备案申请",
            clause="JX23-16",
            submit="提交",
            lead="提交时逐条核对适用范围、禁止情形、材料和核证摘要；不符合的会一次列全。申请量等于核证量。",
            do=lambda by, sent, at: act(by=by, at=at, filing_id=filing_id),
        ),
    )


@roles("owner")
def withdraw(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Withdraw an application."""
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="撤回申请",
            clause="JX23-16",
            submit="撤回",
            danger=True,
            form=ReasonForm,
            do=lambda by, sent, at: actions.withdraw(by=by, at=at, filing_id=filing_id, reason=sent["reason"]),
        ),
    )


@roles("branch")
def remark(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Note what the branch found."""
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="记录监督意见",
            clause="JX23-5.2",
            submit="记录",
            form=ReasonForm,
            do=lambda by, sent, at: actions.remark(by=by, at=at, filing_id=filing_id, text=sent["reason"]),
        ),
    )
