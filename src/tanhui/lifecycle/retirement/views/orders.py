"""Orders to retire: the holder orders and withdraws, the operations centre executes and corrects certificates."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.parties.access import roles
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.lifecycle.retirement import actions, forms, queries
from tanhui.lifecycle.retirement.access import HOLDERS, READERS, readable
from tanhui.lifecycle.retirement.queries import RetirementRow
from tanhui.lifecycle.retirement.states import STATES

FINAL = "注销不可撤销"


@roles(*HOLDERS)
def order(request: HttpRequest) -> HttpResponse:
    """Order a retirement out of one's own holdings."""
    own = holdings.of_party(actor_of(request).party_id or 0)
    batches = [
        (row.batch_id, f"{row.project_ref} {row.vintage}：可注销 {row.total - row.held} 吨（{row.code}）")
        for row in own
    ]
    return act_page(
        request,
        template="retirement/order.html",
        form_class=partial(forms.OrderForm, batches=batches),
        do=lambda by, sent, at: actions.request_retirement(
            by=by,
            batch_id=sent["batch_id"],
            tonnes=sent["tonnes"],
            use=actions.Use(sent["purpose"], sent["beneficiary"], sent["reference"]),
            at=at,
        ),
        done_url=lambda made: _url(made.pk),
        context={"batches": batches, "cancel": {"label": "返回", "url": reverse("retirement:mine")}},
    )


@roles(*HOLDERS)
def mine(request: HttpRequest) -> HttpResponse:
    """List the holder's own orders."""
    rows = queries.rows(holder_id=actor_of(request).party_id or 0)
    listed = listing(request, rows, _columns(), caption="我的注销申请", search=_SEARCH, states=STATES)
    acts = [{"label": "申请注销", "url": reverse("retirement:order"), "primary": True}]
    return list_page(request, "retirement/mine.html", listed, {"actions": acts})


@roles("operations", "bureau", "auditor")
def orders(request: HttpRequest) -> HttpResponse:
    """List every order; those that wait come with their state."""
    listed = listing(
        request,
        queries.rows(),
        _columns(holder=True),
        caption="注销申请",
        search=(*_SEARCH, "holder__name"),
        states=STATES,
    )
    return list_page(request, "retirement/orders.html", listed)


_SEARCH = ("number", "beneficiary", "reference", "batch__project_ref")


def _columns(*, holder: bool = False) -> list[Column]:
    def row(key: str) -> Any:
        return lambda each: getattr(queries.row_of(each), key)

    found = [
        Column("id", "申请", "mono", lambda each: {"value": f"R{each.pk:05d}", "url": _url(each.pk)}, sort="id"),
        Column(
            "project_ref", "项目与年月", value=lambda each: {"value": each.batch.project_ref, "sub": each.batch.vintage}
        ),
        Column("tonnes", "数量（吨）", "number", sort="tonnes"),
        Column("purpose", "用途", value=row("purpose_zh"), sort="purpose"),
        Column("beneficiary", "受益人", value=row("beneficiary"), wide=True),
        Column("requested_at", "申请时间", "moment", sort="requested_at"),
        Column("state", "状态", "badge", lambda each: {"value": STATES[each.state], "code": each.state}, sort="state"),
    ]
    return [found[0], Column("holder", "持有人", value=row("holder"), wide=True), *found[1:]] if holder else found


@roles(*READERS)
def retirement(request: HttpRequest, retirement_id: int) -> HttpResponse:
    """One order: what it asks, where it stands, what may be done."""
    actor = actor_of(request)
    row = readable(actor, retirement_id)
    acts: list[dict[str, Any]] = []
    if row.state == "requested" and actor.party_id == row.holder_id:
        acts.append({"label": "撤回申请", "url": reverse("retirement:withdraw", args=(row.id,))})
    if row.state == "requested" and actor.role == "operations":
        acts.append({"label": "执行注销", "url": reverse("retirement:execute", args=(row.id,)), "primary": True})
    if row.state == "retired":
        acts.append(
            {"label": "查看证书", "url": reverse("retirement:certificate", args=(row.number,)), "primary": True}
        )
        if actor.role == "operations":
            acts.append({"label": "更正证书", "url": reverse("retirement:correct", args=(row.id,))})
    return render(request, "retirement/retirement.html", {"row": row, "facts": _facts(row), "actions": acts})


def _facts(row: RetirementRow) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": "持有人", "value": row.holder},
        {"label": "项目与年月", "value": f"{row.project_ref}　{row.vintage}"},
        {"label": "数量", "value": row.tonnes, "kind": "number", "unit": "吨"},
        {"label": "用途", "value": row.purpose_zh},
        {"label": "用途说明", "value": row.reference or "无"},
        {"label": "受益人", "value": row.beneficiary},
        {"label": "申请时间", "value": row.requested_at, "kind": "moment"},
    ]
    if row.state == "retired":
        facts += [
            {"label": "证书号", "value": row.number, "kind": "mono"},
            {"label": "注销时间", "value": row.retired_at, "kind": "moment"},
            *({"label": "编号", "value": text, "kind": "serial"} for text in row.serials),
            {"label": "日志序号", "value": row.entry_seq, "kind": "mono"},
        ]
    return facts


@roles(*HOLDERS)
def withdraw(request: HttpRequest, retirement_id: int) -> HttpResponse:
    """Withdraw an order that has not been executed."""
    return _act(
        request,
        readable(actor_of(request), retirement_id),
        {"title": "撤回注销申请", "submit": "撤回", "lead": "尚未执行的申请可以撤回，数量恢复可用。"},
        do=lambda by, sent, at: actions.withdraw_request(by=by, retirement_id=retirement_id, at=at),
    )


@roles("operations")
def execute(request: HttpRequest, retirement_id: int) -> HttpResponse:
    """Execute an order, once and for good; what nobody ordered is refused (R21-7), as over the API."""
    if not queries.rows().filter(pk=retirement_id).exists():
        actions.refuse_unordered()
    return _act(
        request,
        readable(actor_of(request), retirement_id),
        {
            "title": "执行注销",
            "submit": "执行注销",
            "lead": f"{FINAL}：所列编号此后不可再转让、再使用。",
            "danger": True,
        },
        form_class=forms.ExecuteForm,
        do=lambda by, sent, at: actions.execute_retirement(by=by, retirement_id=retirement_id, at=at),
    )


@roles("operations")
def correct(request: HttpRequest, retirement_id: int) -> HttpResponse:
    """Issue a corrected certificate over the same serials."""
    row = readable(actor_of(request), retirement_id)
    return _act(
        request,
        row,
        {"title": "更正证书", "submit": "出具更正版", "lead": "原证书保留并标明已被取代；编号、数量和注销本身不变。"},
        form_class=forms.CorrectForm,
        initial={"beneficiary": row.beneficiary},
        do=lambda by, sent, at: actions.correct_certificate(by=by, retirement_id=retirement_id, at=at, **sent),
    )


def _url(retirement_id: int) -> str:
    return reverse("retirement:retirement", args=(retirement_id,))


def _act(request: HttpRequest, row: RetirementRow, context: dict[str, Any], **options: Any) -> HttpResponse:
    url = _url(row.id)
    shown = {
        "row": row,
        "facts": _facts(row),
        "back": {"label": f"注销申请 R{row.id:05d}", "url": url},
        "cancel": {"label": "返回", "url": url},
        "clause": "JX23-21.3",
        **context,
    }
    return act_page(request, template="retirement/act.html", done_url=url, context=shown, **options)
