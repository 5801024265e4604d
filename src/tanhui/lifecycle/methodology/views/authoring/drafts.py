"""The list of proposals, a new one, and what its applicant does with it as a whole: submit, withdraw, discard."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import public, roles
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure.states import STATES
from tanhui.foundation.web.pages import NoFields, act_page, actor_of
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.lifecycle.methodology import application, forms
from tanhui.lifecycle.methodology.actions import proposals as acts
from tanhui.lifecycle.methodology.editing.live import look
from tanhui.lifecycle.methodology.editing.skeleton import blank, skeleton
from tanhui.lifecycle.methodology.editing.toml import content_of, written
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.queries.proposals import OFFICES, ProposalLine
from tanhui.lifecycle.methodology.queries.published import document_text, versions
from tanhui.lifecycle.methodology.rules_of_proposals import PROPOSERS
from tanhui.lifecycle.methodology.views.authoring import panel
from tanhui.lifecycle.methodology.views.authoring.access import library, own, steps, writing_tabs

_SKIPPED = ("issued",)


@public
def proposals(request: HttpRequest) -> HttpResponse:
    """List proposals: an applicant's own, those an office works on, or those everyone may read."""
    actor = actor_of(request)
    offices = actor.role in OFFICES
    mine = actor.role in PROPOSERS
    rows = queries.proposals_for(actor) if offices else queries.proposals_of(actor.party_id or 0) if mine else []
    caption = "方法学建议" if offices else "我的方法学建议" if mine else "公示及以后的方法学建议"
    if not (offices or mine):
        rows = queries.proposals_in_public()
    columns = [
        Column("number", "编号", "mono", lambda row: {"value": row.number, "url": _url(row)}, sort="number"),
        Column("title", "名称", value=lambda row: {"value": row.title, "sub": row.version}, sort="title", wide=True),
        Column("category_zh", "领域", sort="category_zh"),
        Column("applicant", "申请人", sort="applicant"),
        Column("submitted_at", "最近提交", "moment", sort="submitted_at"),
        Column("state", "状态", "badge", lambda row: {"value": row.state_zh, "code": row.state}, sort="state"),
    ]
    states = {code: zh for code, (zh, _) in STATES.items() if code not in _SKIPPED}
    listed = listing(
        request, rows, columns, caption=caption, search=("number", "title", "applicant", "category_zh"), states=states
    )
    button = [{"label": "提出新的方法学", "url": reverse("methodology:proposal_new"), "primary": True}]
    return list_page(
        request, "methodology/authoring/proposals.html", listed, {"actions": button if mine else [], "title": caption}
    )


def _url(row: ProposalLine) -> str:
    return reverse("methodology:proposal", args=(row.id,))


@roles(*PROPOSERS)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a proposal: from a sample, from nothing, from a published version, or from a file."""
    choices = tuple((f"{each.slug}/{each.version}", f"{each.title_zh} {each.version}") for each in versions())
    start = {"start": forms.VERSION, "version": request.GET["from"]} if request.GET.get("from") else None
    return act_page(
        request,
        template="methodology/authoring/new.html",
        form_class=partial(forms.NewForm, versions=choices),
        do=lambda by, sent, at: acts.open_proposal(by=by, at=at, text=_first_text(sent)),
        done_url=lambda done: reverse("methodology:proposal_edit", args=(done.id, "head")),
        context={"cancel": {"label": "返回", "url": reverse("methodology:proposals")}},
        initial=start,
    )


def _first_text(sent: dict[str, Any]) -> str:
    if sent["start"] == forms.FILE:
        return forms.text_of(sent["file"])
    if sent["start"] == forms.VERSION:
        slug, _, version = sent["version"].partition("/")
        return document_text(slug, version)
    make = blank if sent["start"] == forms.BLANK else skeleton
    return written(make(sent["name"], title_zh=sent["title"], title_en=sent["title_en"]))


@roles(*PROPOSERS)
def submit(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Show everything that is still missing, and submit."""
    row = own(request, proposal_id)
    draft = queries.draft(proposal_id)
    context: dict[str, Any] = {
        "proposal": row,
        "tabs": writing_tabs(proposal_id, "submit"),
        "open": row.is_open_to_applicant,
    }
    if row.is_open_to_applicant:
        content = content_of(draft.text)
        live = look(content, library=library()) if content is not None else None
        context |= {
            "live": live,
            "unreadable": content is None,
            "problems": panel.problems(live, proposal_id, "") if live else [],
            "missing": application.missing(draft.application),
            "told": application.told(draft.application, private=True),
            "papers": queries.papers(proposal_id),
            "again": row.state == "returned",
        }
    return act_page(
        request,
        template="methodology/authoring/submit.html",
        form_class=NoFields,
        do=lambda by, sent, at: acts.submit(by=by, at=at, proposal_id=proposal_id),
        done_url=reverse("methodology:proposal", args=(proposal_id,)),
        context=context,
    )


@roles(*PROPOSERS)
def withdraw(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Withdraw a submitted proposal."""

    def do(by: Actor, sent: dict[str, Any], at: datetime) -> acts.Done:
        return acts.withdraw(by=by, at=at, proposal_id=proposal_id, reason=sent["reason"])

    return _whole(request, proposal_id, "撤回方法学建议", "撤回", do, form_class=forms.ReasonForm)


@roles(*PROPOSERS)
def discard(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Delete a draft."""

    def do(by: Actor, sent: dict[str, Any], at: datetime) -> acts.Done:
        return acts.discard(by=by, at=at, proposal_id=proposal_id)

    return _whole(request, proposal_id, "删除草稿", "删除", do, gone=True)


def _whole(
    request: HttpRequest,
    proposal_id: int,
    title: str,
    submit: str,
    do: Any,
    *,
    form_class: forms.FormClass = NoFields,
    gone: bool = False,
) -> HttpResponse:
    try:
        row = own(request, proposal_id)
    except ObjectDoesNotExist:
        if request.method != "POST":
            raise
        row = None  # a repeat of the request that deleted it: the first answer is given again
    back = reverse("methodology:proposal", args=(proposal_id,))
    context = {
        "page": {"title": title, "submit": submit, "clause": "JX23-9", "danger": True, "lead": ""},
        "proposal": row,
        "back": {"label": row.number if row else "", "url": back},
        "cancel": {"label": "返回", "url": back},
        "steps": steps(row.case, local_day(now())) if row and row.case else [],
    }
    done = reverse("methodology:proposals") if gone else back
    return act_page(
        request,
        template="methodology/authoring/act.html",
        form_class=form_class,
        do=do,
        done_url=done,
        context=context,
    )
