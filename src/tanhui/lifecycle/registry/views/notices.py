"""Public notices, objections by anyone, and the bureau's answers."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.documents.queries import document
from tanhui.foundation.parties.access import public, roles
from tanhui.foundation.procedure import queries as procedure
from tanhui.foundation.procedure.queries import NoticeRow
from tanhui.foundation.web.pages import act_page
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.lifecycle.registry import actions, queries
from tanhui.lifecycle.registry.forms import AnswerForm, ObjectionForm

KIND = "filing"
PAGES = {KIND: "registry:notice", "factor": "methodology:factor_notice", "methodology": "methodology:public_notice"}
"""The page of a notice, by the kind of its case; each takes the notice's id."""


@public
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices, those that take objections first."""
    at = now()
    rows = sorted(procedure.notices(), key=lambda row: (not row.is_open(at), -row.id))
    lines = [_line(row, row.is_open(at)) for row in rows]
    columns = [
        Column("title", "公示", value=lambda row: {"value": row["title"], "url": row["url"]}, sort="title", wide=True),
        Column("starts_at", "开始", "day", sort="starts_at"),
        Column("last_day", "最后一日", "day", sort="ends_at"),
        Column("objections", "异议", "number", sort="objections"),
        Column("state", "状态", "badge", lambda row: {"value": row["state_zh"], "code": row["state"]}),
    ]
    states = {"open": "公示中", "closed": "已届满"}
    listed = listing(request, lines, columns, caption="公示", search=("title", "body"), states=states)
    return list_page(request, "registry/notices.html", listed)


def _line(row: NoticeRow, is_open: bool) -> dict[str, object]:
    return {
        "title": row.title,
        "body": row.body,
        "url": reverse(PAGES[row.kind], args=(row.id,)) if row.kind in PAGES else "",
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "last_day": row.ends_at - timedelta(microseconds=1),
        "objections": len(row.objections),
        "state": "open" if is_open else "closed",
        "state_zh": "公示中" if is_open else "已届满",
    }


@public
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show one notice with its documents, and take an objection from anyone while it runs."""
    row = procedure.notice(notice_id)
    if row is None or row.kind != KIND:
        raise Http404("没有这项公示")
    papers = [document(paper) for paper in row.facts.get("documents", ())]
    return act_page(
        request,
        template="registry/notice.html",
        form_class=ObjectionForm,
        do=lambda by, sent, at: actions.raise_objection(
            by=by, at=at, notice_id=notice_id, text=sent["text"], contact=sent["contact"]
        ),
        done_url=reverse("registry:notice", args=(notice_id,)) + "#objections",
        context={
            "notice": row,
            "open": row.is_open(now()),
            "papers": [paper for paper in papers if paper],
            "filing_id": queries.filing_of_subject(row.subject),
        },
    )


@roles("bureau", "auditor")
def objections(request: HttpRequest) -> HttpResponse:
    """List the objections that wait for an answer, with how to reach whoever raised them."""
    rows = [
        {"objection": each, "notice": row, "contact": procedure.objection_contact(each.id)}
        for each, row in procedure.unanswered_objections()
        if row.kind == KIND
    ]
    return render(request, "registry/objections.html", {"rows": rows})


@roles("bureau")
def answer(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Answer one objection."""
    found = next((pair for pair in procedure.unanswered_objections() if pair[0].id == objection_id), None)
    return act_page(
        request,
        template="registry/answer.html",
        form_class=AnswerForm,
        do=lambda by, sent, at: actions.answer_objection(
            by=by, at=at, objection_id=objection_id, text=sent["text"], upheld=sent["upheld"] == "yes"
        ),
        done_url=reverse("registry:objections"),
        context={
            "objection": found[0] if found else None,
            "notice": found[1] if found else None,
            "contact": procedure.objection_contact(objection_id),
        },
    )
