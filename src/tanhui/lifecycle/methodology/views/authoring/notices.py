"""The public notice of a proposed methodology: anyone reads it and objects; the bureau answers every objection."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.documents.queries import document
from tanhui.foundation.parties.access import public, roles
from tanhui.foundation.procedure import queries as procedure
from tanhui.foundation.web.pages import act_page
from tanhui.lifecycle.methodology.actions import proposal_course as acts
from tanhui.lifecycle.methodology.forms import AnswerForm, ObjectionForm
from tanhui.lifecycle.methodology.queries.proposals import proposal_of_subject

KIND = "methodology"


@public
def public_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show one notice with its papers, and take an objection from anyone while it runs."""
    row = procedure.notice(notice_id)
    if row is None or row.kind != KIND:
        raise Http404("没有这项公示")
    papers = [document(paper) for paper in row.facts.get("documents", ())]
    return act_page(
        request,
        template="methodology/authoring/notice.html",
        form_class=ObjectionForm,
        do=lambda by, sent, at: acts.raise_objection(
            by=by, at=at, notice_id=notice_id, text=sent["text"], contact=sent["contact"]
        ),
        done_url=reverse("methodology:public_notice", args=(notice_id,)) + "#objections",
        context={
            "notice": row,
            "open": row.is_open(now()),
            "papers": [paper for paper in papers if paper],
            "proposal_id": proposal_of_subject(row.subject),
        },
    )


@roles("bureau")
def answer(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Answer one objection."""
    waiting = [pair for pair in procedure.unanswered_objections() if pair[1].kind == KIND]
    found = next((pair for pair in waiting if pair[0].id == objection_id), None)
    if found is None and request.method != "POST":
        raise Http404("没有待答复的异议")
    return act_page(
        request,
        template="methodology/authoring/answer.html",
        form_class=AnswerForm,
        do=lambda by, sent, at: acts.answer_objection(
            by=by, at=at, objection_id=objection_id, text=sent["text"], upheld=sent["upheld"] == "yes"
        ),
        done_url=lambda done: reverse("methodology:public_notice", args=(done.notice_id,)) + "#objections",
        context={
            "objection": found[0] if found else None,
            "notice": found[1] if found else None,
            "contact": procedure.objection_contact(objection_id) if found else "",
        },
    )
