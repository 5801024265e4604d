"""The offices' pages: one act on a proposal each, from the completeness check to publication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import roles
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.queries import persons_with_role
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.pages import NoFields, act_page
from tanhui.lifecycle.methodology import forms
from tanhui.lifecycle.methodology.actions import proposal_course as acts
from tanhui.lifecycle.methodology.actions.proposal_course import CLAUSE_OF
from tanhui.lifecycle.methodology.views.authoring.access import readable, steps


@dataclass(frozen=True)
class Page:
    """One act: its words and its form."""

    title: str
    submit: str
    lead: str = ""
    form: forms.FormClass = forms.ReasonForm
    danger: bool = False


COURSE: Mapping[str, Page] = {
    "accept": Page("受理", "受理", "材料齐全、文件通过检查即可受理；受理后由核证中心审核。", NoFields),
    "return": Page("退回补正", "退回", "逐条写明需要补正的内容，申请人会看到；补正期间停钟。"),
    "report": Page("上报审核结果", "上报市生态环境局", "写明完整性、适用条件、公式与参数、算例复算和结论。"),
    "skip_panel": Page("不组织专家评审", "记录理由", "不组织评审的决定须记录理由。"),
    "conclude_panel": Page("评审结论", "作出结论", "达到法定人数后按票数得出结论。", forms.NoteForm),
    "approve": Page("通过", "通过", "通过后对外公示。"),
    "refuse": Page("不予通过", "不予通过", "理由告知申请人。", danger=True),
    "file": Page("备案", "备案", "公示期满、异议逐件答复后备案。", NoFields),
    "register": Page("登记", "登记", "登记后确定生效日并发布。", NoFields),
}
"""The acts that share one page."""
OWN_PAGE = {
    "convene": "methodology:proposal_convene",
    "give_notice": "methodology:proposal_notice",
    "publish": "methodology:proposal_publish",
}
"""The acts with a page of their own."""

Do = Callable[[Actor, dict[str, Any], datetime], Any]


@dataclass(frozen=True)
class Asked:
    """What one page asks and does."""

    step: str
    page: Page
    do: Do
    initial: Mapping[str, Any] = field(default_factory=dict)


def _act(request: HttpRequest, proposal_id: int, asked: Asked) -> HttpResponse:
    row = readable(request, proposal_id)
    back = reverse("methodology:proposal", args=(proposal_id,))
    page = asked.page
    return act_page(
        request,
        template="methodology/authoring/act.html",
        form_class=page.form,
        do=asked.do,
        done_url=back,
        context={
            "page": {
                "title": page.title,
                "submit": page.submit,
                "lead": page.lead,
                "danger": page.danger,
                "clause": CLAUSE_OF[asked.step],
            },
            "proposal": row,
            "back": {"label": f"{row.number} {row.title}", "url": back},
            "cancel": {"label": "返回", "url": back},
            "steps": steps(row.case, local_day(now())) if row.case else [],
        },
        initial=asked.initial,
    )


@roles("centre", "bureau")
def course_step(request: HttpRequest, proposal_id: int, step: str) -> HttpResponse:
    """Carry one of the plain acts."""
    if step not in COURSE:
        raise Http404("没有这项办理")

    def do(by: Actor, sent: dict[str, Any], at: datetime) -> Any:
        return acts.advance(by=by, at=at, proposal_id=proposal_id, step=step, note=sent.get("reason", ""))

    return _act(request, proposal_id, Asked(step, COURSE[step], do))


@roles("bureau")
def convene(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Seat experts on the panel."""
    experts = tuple(persons_with_role("expert", local_day(now())))
    page = Page("组织专家评审", "组织评审", form=partial(forms.PanelForm, experts=experts))

    def do(by: Actor, sent: dict[str, Any], at: datetime) -> Any:
        return acts.convene(by=by, at=at, proposal_id=proposal_id, expert_ids=sent["experts"], note=sent["reason"])

    return _act(request, proposal_id, Asked("convene", page, do))


@roles("expert")
def vote(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Cast one's vote."""
    page = Page("评审投票", "提交评审意见", "与申请单位有任职、股权等联系的，须回避。", forms.VoteForm)

    def do(by: Actor, sent: dict[str, Any], at: datetime) -> Any:
        agrees = sent["agrees"] == "yes"
        return acts.vote(by=by, at=at, proposal_id=proposal_id, agrees=agrees, reason=sent["reason"])

    return _act(request, proposal_id, Asked("vote", page, do))


@roles("bureau")
def notice(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Give public notice."""
    page = Page("发布公示", "发布公示", "公示期内任何人都可以提出异议；文件与附件同时公开。", forms.NoticeForm)

    def do(by: Actor, sent: dict[str, Any], at: datetime) -> Any:
        return acts.give_notice(by=by, at=at, proposal_id=proposal_id, body=sent["body"])

    return _act(request, proposal_id, Asked("give_notice", page, do))


@roles("bureau")
def publish(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Publish as a version in force from a day on."""
    page = Page("发布", "发布", "发布后不再改动；修改须提出新版本。", forms.PublishForm, danger=True)

    def do(by: Actor, sent: dict[str, Any], at: datetime) -> Any:
        return acts.publish_proposal(by=by, at=at, proposal_id=proposal_id, in_force_from=sent["in_force_from"])

    return _act(request, proposal_id, Asked("publish", page, do, {"in_force_from": local_day(now())}))
