"""The bureau's and the experts' pages: panel, decision, notice, filing, registration, issuance."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import roles
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.pages import actor_of
from tanhui.lifecycle.registry import actions, queries
from tanhui.lifecycle.registry.forms import (
    DecisionForm,
    IssueForm,
    NoteForm,
    NoticeForm,
    PanelForm,
    ReasonForm,
    VoteForm,
)
from tanhui.lifecycle.registry.views.common import ActPage, filing_act, filing_facts, readable, steps, timeline

_PAGES = {
    "convene": ("registry:convene", "组织专家评审"),
    "skip_panel": ("registry:skip_panel", "不组织评审并记录理由"),
    "conclude_panel": ("registry:conclude_panel", "结束评审"),
    "approve": ("registry:decide", "作出决定"),
    "refuse": ("registry:decide", "作出决定"),
    "give_notice": ("registry:give_notice", "发布公示"),
    "file": ("registry:file", "备案"),
    "register": ("registry:register", "登记"),
    "issue": ("registry:issue", "签发"),
}


@roles("bureau", "auditor")
def decision(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Show what the bureau decides on: audit, panel, notice, and the next act."""
    row, actor = readable(request, filing_id), actor_of(request)
    buttons: dict[str, dict[str, Any]] = {}
    for move in row.case.moves_open_to(actor):
        if move.act in _PAGES:
            name, label = _PAGES[move.act]
            buttons.setdefault(name, {"label": label, "url": reverse(name, args=(filing_id,)), "primary": not buttons})
    context = {
        "filing": row,
        "facts": filing_facts(row),
        "steps": steps(row.case, local_day(now())),
        "actions": [*buttons.values(), {"label": "申请详情", "url": reverse("registry:filing", args=(filing_id,))}],
        "timeline": timeline(row.case),
        "panel": row.case.step("skip_panel") or row.case.step("conclude_panel"),
    }
    return render(request, "registry/decision.html", context)


@roles("bureau")
def convene(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Seat the experts."""
    experts = queries.experts(local_day(now()))
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="组织专家评审",
            clause="JX23-17.1.2",
            submit="确定评审名单",
            lead="须达到规定的法定人数，三分之二以上赞成方可通过；与当事方有利益关系的专家须回避。",
            form=partial(PanelForm, experts=experts),
            back="registry:decision",
            do=lambda by, sent, at: actions.convene_panel(
                by=by, at=at, filing_id=filing_id, expert_ids=sent["experts"], note=sent["note"]
            ),
        ),
    )


@roles("bureau")
def skip_panel(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Record why no panel is convened."""
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="不组织评审的理由",
            clause="JX23-17.1.2",
            submit="记录理由",
            form=ReasonForm,
            back="registry:decision",
            do=lambda by, sent, at: actions.skip_panel(by=by, at=at, filing_id=filing_id, reason=sent["reason"]),
        ),
    )


@roles("bureau")
def conclude_panel(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Close the panel."""
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="结束评审",
            clause="JX23-6.4",
            submit="结束评审",
            form=NoteForm,
            back="registry:decision",
            do=lambda by, sent, at: actions.conclude_panel(by=by, at=at, filing_id=filing_id, note=sent["note"]),
        ),
    )


@roles("expert")
def vote(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Vote as a seated expert."""
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="专家评审",
            clause="JX23-6.4",
            submit="投票",
            lead="每位专家一票，投出后不能更改；有利益关系的请勿投票并告知市局。",
            form=VoteForm,
            template="registry/vote.html",
            do=lambda by, sent, at: actions.vote(
                by=by, at=at, filing_id=filing_id, agrees=sent["agrees"] == "yes", reason=sent["reason"]
            ),
        ),
    )


@roles("bureau")
def decide(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Approve or refuse."""
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="作出决定",
            clause="JX23-17.1.3",
            submit="确认决定",
            lead="通过即核准核证量，不增不减。经办与复核须为不同人员。",
            form=DecisionForm,
            back="registry:decision",
            do=lambda by, sent, at: actions.decide(
                by=by, at=at, filing_id=filing_id, approve=sent["decision"] == "approve", reason=sent["reason"]
            ),
        ),
    )


@roles("bureau")
def give_notice(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Publish the notice."""
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="发布公示",
            clause="JX23-17.1.3",
            submit="发布公示",
            lead="公示后核算报告、计算表和核证表对外公开，任何人可在公示期内提出异议。",
            form=NoticeForm,
            back="registry:decision",
            do=lambda by, sent, at: actions.give_notice(by=by, at=at, filing_id=filing_id, body=sent["body"]),
        ),
    )


@roles("bureau")
def file_case(request: HttpRequest, filing_id: int) -> HttpResponse:
    """File the case."""
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="备案",
            clause="JX23-17.1.3",
            submit="备案",
            lead="公示期满、异议逐件答复且均不成立，方可备案。",
            back="registry:decision",
            do=lambda by, sent, at: actions.file_case(by=by, at=at, filing_id=filing_id),
        ),
    )


@roles("bureau")
def register(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Enter the filing in the register."""
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="登记",
            clause="JX23-17.1.3",
            submit="登记",
            lead="登记后生成登记通知书。",
            back="registry:decision",
            do=lambda by, sent, at: actions.register(by=by, at=at, filing_id=filing_id),
        ),
    )


@roles("bureau")
def issue(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Confirm tonnes, serial numbers and carry, and issue."""
    plan = queries.issue_plan(filing_id)
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="签发核证减排量",
            clause="JX23-17.1.4",
            submit="确认签发",
            lead="向下取整到整吨，余量结转本项目下次使用。签发须由作出决定以外的人员办理，一次核准只能签发一次。",
            form=IssueForm,
            initial={"tonnes": plan.tonnes},
            template="registry/issue.html",
            back="registry:decision",
            context={"plan": plan},
            do=lambda by, sent, at: actions.issue(
                by=by, at=at, filing_id=filing_id, asked=actions.Asked(tonnes=sent["tonnes"])
            ),
        ),
    )
