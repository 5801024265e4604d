"""Pages on which the offices change the library: propose, upload a table, decide, notice, enter, answer objections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from tanhui.foundation.documents.actions import limits_on
from tanhui.foundation.parties.access import public, roles
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure.queries import objection_contact
from tanhui.foundation.web.pages import NoFields, act_page
from tanhui.lifecycle.methodology import actions
from tanhui.lifecycle.methodology.forms_of_factors import (
    AnswerForm,
    DecideForm,
    FactorForm,
    RefuseForm,
    TableForm,
    factor_draft,
    table_draft,
)
from tanhui.lifecycle.methodology.library.reading import COLUMNS
from tanhui.lifecycle.methodology.library.tables import read_table
from tanhui.lifecycle.methodology.views.factors import readable_change

CLAUSE = "JX23-11.1.2"
TEMPLATE_ROW = "grid-average-province,average,CO2,浙江,2024,0.4800,kgCO2/kWh,official,,,"


@roles("bureau", "centre")
def propose_factor(request: HttpRequest) -> HttpResponse:
    """Propose one value."""

    return act_page(
        request,
        template="methodology/factors/propose.html",
        form_class=FactorForm,
        do=lambda by, sent, at: actions.propose_change(
            by=by, draft=factor_draft(sent), evidence=sent["evidence_document"], at=at
        ),
        done_url=lambda done: _url(done.id),
    )


@roles("bureau", "centre")
def upload_factors(request: HttpRequest) -> HttpResponse:
    """Propose a table of values from one publication; every bad row is named, and nothing is proposed then."""

    def do(by: Actor, sent: dict[str, Any], at: datetime) -> actions.FactorDone:
        table = sent["table"]
        rows = read_table(table.content, table.name, limits=limits_on(local_day(at)), encoding=sent["encoding"])
        return actions.propose_change(
            by=by, draft=table_draft(sent, rows), evidence=sent["evidence_document"], table=table, at=at
        )

    return act_page(
        request,
        template="methodology/factors/upload.html",
        form_class=TableForm,
        do=do,
        done_url=lambda done: _url(done.id),
        context={"header": ",".join(COLUMNS)},
    )


@public
def factor_template(request: HttpRequest) -> HttpResponse:
    """An example of a table of values."""
    answer = HttpResponse(f"{','.join(COLUMNS)}\n{TEMPLATE_ROW}\n", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="factors-template.csv"'
    return answer


@dataclass(frozen=True)
class _Page:
    """What one of the bureau's pages shows, and what it does."""

    title: str
    lead: str
    submit: str
    form: Callable[..., forms.BaseForm]
    do: Callable[[Actor, dict[str, Any], datetime], Any]


@roles("bureau")
def decide_factor(request: HttpRequest, change_id: int) -> HttpResponse:
    """Approve a change after its impact report, or refuse it."""
    return _act(
        request,
        change_id,
        _Page(
            "复核因子变更",
            "须由提出人以外的另一人办理，并在现行因子库的影响报告编制之后。",
            "作出决定",
            DecideForm,
            lambda by, sent, at: actions.decide_change(
                by=by, at=at, proposal_id=change_id, approve=sent["approve"] == "yes", reason=sent["reason"]
            ),
        ),
    )


@roles("bureau")
def refuse_factor(request: HttpRequest, change_id: int) -> HttpResponse:
    """Refuse a change during or after its notice, such as when an objection was upheld."""
    return _act(
        request,
        change_id,
        _Page(
            "不予通过",
            "公示中异议成立的，或发现新的问题的，在此终止变更。",
            "不予通过",
            RefuseForm,
            lambda by, sent, at: actions.decide_change(
                by=by, at=at, proposal_id=change_id, approve=False, reason=sent["reason"]
            ),
        ),
    )


@roles("bureau")
def notice_factor(request: HttpRequest, change_id: int) -> HttpResponse:
    """Give public notice of an approved change."""
    return _act(
        request,
        change_id,
        _Page(
            "发布因子变更公示",
            "变更内容、公告原文和方法学的变动对所有人公开，按制度规定的工作日计算公示期；涉及未结报告的部分仅供经办机构查看。",
            "发布公示",
            NoFields,
            lambda by, sent, at: actions.notice_change(by=by, at=at, proposal_id=change_id),
        ),
    )


@roles("bureau")
def enter_factor(request: HttpRequest, change_id: int) -> HttpResponse:
    """Enter the records of a change whose notice has ended."""
    return _act(
        request,
        change_id,
        _Page(
            "记入因子库",
            "公示期满、异议全部答复且无一成立后办理。入库后自生效日起用于核算；已签发的减排量不变。",
            "入库",
            NoFields,
            lambda by, sent, at: actions.enter_change(by=by, at=at, proposal_id=change_id),
        ),
    )


@roles("bureau")
def answer_factor_objection(request: HttpRequest, change_id: int, objection_id: int) -> HttpResponse:
    """Answer one objection to a change."""
    page = readable_change(request, change_id)
    found = next((each for each in (page.notice.objections if page.notice else ()) if each.id == objection_id), None)
    if found is None:
        raise Http404("没有这件异议")
    return act_page(
        request,
        template="methodology/factors/answer.html",
        form_class=AnswerForm,
        do=lambda by, sent, at: actions.answer_objection_to_change(
            by=by,
            at=at,
            proposal_id=change_id,
            objection_id=objection_id,
            text=sent["text"],
            upheld=sent["upheld"] == "yes",
        ),
        done_url=_url(change_id) + "#objections",
        context={"page": page, "objection": found, "contact": objection_contact(objection_id)},
    )


def _act(request: HttpRequest, change_id: int, page: _Page) -> HttpResponse:
    change = readable_change(request, change_id)
    url = _url(change_id)
    return act_page(
        request,
        template="methodology/factors/act.html",
        form_class=page.form,
        do=page.do,
        done_url=url,
        context={
            "title": page.title,
            "lead": page.lead,
            "submit": page.submit,
            "eyebrow": f"{change.row.number} {change.row.title}",
            "clause": CLAUSE,
            "cancel": {"label": "返回", "url": url},
        },
    )


def _url(change_id: int) -> str:
    return reverse("methodology:factor_change", args=(change_id,))
