"""The operations centre's desk: admissions, deposits, withdrawals, the close of the day."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import roles
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.foundation.web.tables import Column, list_page
from tanhui.foundation.web.tables import listing as list_of
from tanhui.lifecycle.market import actions, forms, queries
from tanhui.lifecycle.market.actions import BankLine
from tanhui.lifecycle.market.states import ADMISSION_STATES, DEPOSIT_STATES, WITHDRAWAL_STATES
from tanhui.lifecycle.market.views.shapes import READERS, badge, cash_facts

_TABS = (
    ("总览", "market:operations"),
    ("准入", "market:admissions"),
    ("入金", "market:deposits"),
    ("出金", "market:withdrawals"),
    ("收盘", "market:close"),
)


def _tabs(current: str) -> list[dict[str, Any]]:
    return [{"label": label, "url": reverse(name), "current": name == current} for label, name in _TABS]


def _linked(label: str, name: str) -> Column:
    return Column("party", label, value=lambda row: {"value": row.party.name, "url": reverse(name, args=(row.pk,))})


@roles(*READERS)
def operations(request: HttpRequest) -> HttpResponse:
    """Show what waits, and today's market."""
    today = local_day(now())
    figures, (open_count, open_tonnes) = queries.day_figures(today), queries.offered(today)
    context = {
        "tabs": _tabs("market:operations"),
        "tasks": queries.tasks(actor_of(request)),
        "facts": [
            {
                "label": "今日成交",
                "value": figures.tonnes,
                "kind": "number",
                "unit": "吨",
                "note": f"{figures.trades} 笔",
            },
            {"label": "今日成交额", "value": figures.amount_fen, "kind": "yuan"},
            {"label": "在挂", "value": open_tonnes, "kind": "number", "unit": "吨", "note": f"{open_count} 笔"},
            {"label": "前收盘价", "value": queries.previous_close_fen(today), "kind": "yuan"},
        ],
        "discrepancies": queries.reconcile(),
    }
    return render(request, "market/operations.html", context)


@roles(*READERS)
def admissions(request: HttpRequest) -> HttpResponse:
    """List applications to trade."""
    columns = (
        _linked("主体", "market:admission"),
        Column("statement", "申请说明", wide=True),
        Column("applied_at", "申请时间", "moment", sort="applied_at"),
        Column("state", "状态", "badge", value=lambda row: badge(queries.admission_row(row).state_zh, row.state)),
        Column("admitted_at", "准入时间", "moment", sort="admitted_at"),
    )
    rows = queries.admission_rows()
    listed = list_of(request, rows, columns, caption="交易准入", search=("party__name",), states=ADMISSION_STATES)
    return list_page(
        request,
        "market/list.html",
        listed,
        {"title": "交易准入", "tabs": _tabs("market:admissions"), "clause": "JX23-19"},
    )


@roles(*READERS)
def admission(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Show one application with what may be done about it."""
    row = queries.admission(participant_id)
    acts = {
        "applied": [("作出决定", "market:decide")],
        "admitted": [("恢复交易", "market:resume") if row.suspended else ("暂停交易", "market:suspend")],
    }
    context = {
        "title": f"交易准入：{row.party}",
        "facts": _admission_facts(row),
        "state": {"code": row.state, "zh": row.state_zh},
        "back": {"label": "交易准入", "url": reverse("market:admissions")},
        "actions": _acts(request, acts.get(row.state, []), row.id),
    }
    return render(request, "market/facts.html", context)


def _acts(request: HttpRequest, acts: list[tuple[str, str]], key: int) -> list[dict[str, Any]]:
    if actor_of(request).role != "operations":
        return []
    return [
        {"label": label, "url": reverse(name, args=(key,)), "primary": index == 0}
        for index, (label, name) in enumerate(acts)
    ]


def _admission_facts(row: queries.AdmissionRow) -> list[dict[str, Any]]:
    evidence = (
        {"value": "查看", "url": reverse("documents:download", args=(row.evidence_id,))}
        if row.evidence_id
        else {"value": None}
    )
    return [
        {"label": "主体", "value": row.party},
        {"label": "申请说明", "value": row.statement},
        {"label": "证明材料", **evidence},
        {"label": "申请时间", "value": row.applied_at, "kind": "moment"},
        {"label": "决定", "value": row.decision},
        {"label": "准入时间", "value": row.admitted_at, "kind": "moment"},
        {"label": "暂停理由", "value": row.suspended_for},
    ]


@roles("operations")
def decide(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Decide an application."""
    row = queries.admission(participant_id)
    return act_page(
        request,
        template="market/act.html",
        form_class=forms.DecisionForm,
        do=lambda actor, cleaned, at: actions.decide_admission(
            by=actor,
            at=at,
            participant_id=participant_id,
            admit=cleaned["admit"] == "yes",
            decision=cleaned["decision"],
        ),
        done_url=reverse("market:admission", args=(participant_id,)),
        context=_admission_context("作出准入决定", "确认决定", row),
    )


@roles("operations")
def suspend(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Suspend a participant."""
    row = queries.admission(participant_id)
    return act_page(
        request,
        template="market/act.html",
        form_class=forms.ReasonForm,
        do=lambda actor, cleaned, at: actions.suspend_participant(
            by=actor, at=at, participant_id=participant_id, reason=cleaned["reason"]
        ),
        done_url=reverse("market:admission", args=(participant_id,)),
        context={**_admission_context("暂停交易", "确认暂停", row), "lead": "其在挂的挂牌将全部撤回。", "danger": True},
    )


@roles("operations")
def resume(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Let a suspended participant trade again."""
    row = queries.admission(participant_id)
    return act_page(
        request,
        template="market/act.html",
        form_class=forms.ReasonForm,
        do=lambda actor, cleaned, at: actions.resume_participant(
            by=actor, at=at, participant_id=participant_id, reason=cleaned["reason"]
        ),
        done_url=reverse("market:admission", args=(participant_id,)),
        context=_admission_context("恢复交易", "确认恢复", row),
    )


def _admission_context(title: str, submit: str, row: queries.AdmissionRow) -> dict[str, Any]:
    back = {"label": row.party, "url": reverse("market:admission", args=(row.id,))}
    return {"title": title, "submit": submit, "back": back, "clause": "JX23-19", "facts": _admission_facts(row)}


@roles(*READERS)
def deposits(request: HttpRequest) -> HttpResponse:
    """List deposits."""
    columns = (
        Column("bank_reference", "银行流水号", "mono"),
        _linked("主体", "market:deposit"),
        Column("amount_fen", "金额（元）", "yuan", sort="amount_fen"),
        Column("value_on", "到账日", "day", sort="value_on"),
        Column("state", "状态", "badge", value=lambda row: badge(DEPOSIT_STATES[row.state], row.state)),
        Column("recorded_at", "登记时间", "moment", sort="recorded_at"),
    )
    listed = list_of(
        request,
        queries.deposit_rows(),
        columns,
        caption="入金",
        search=("bank_reference", "party__name"),
        states=DEPOSIT_STATES,
    )
    record_one = [{"label": "登记入金", "url": reverse("market:record"), "primary": True}]
    context = {
        "title": "入金",
        "lead": "一人登记、另一人复核后才入账。",
        "tabs": _tabs("market:deposits"),
        "actions": record_one if actor_of(request).role == "operations" else [],
    }
    return list_page(request, "market/list.html", listed, context)


@roles("operations")
def record(request: HttpRequest) -> HttpResponse:
    """Record a deposit."""
    today = local_day(now())
    return act_page(
        request,
        template="market/act.html",
        form_class=partial(forms.DepositForm, parties=[(row.id, row.name) for row in queries.trading_parties(today)]),
        initial={"value_on": today},
        do=lambda actor, cleaned, at: actions.record_deposit(by=actor, at=at, line=BankLine(**cleaned)),
        done_url=lambda made: reverse("market:deposit", args=(made.id,)),
        context={
            "title": "登记入金",
            "lead": "按银行对账单逐笔登记；复核人确认前不入账。",
            "clause": "HOUSE-6",
            "submit": "登记",
            "back": {"label": "入金", "url": reverse("market:deposits")},
        },
    )


@roles(*READERS)
def deposit(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """Show one deposit with what may be done about it."""
    row = queries.deposit(deposit_id)
    acts = [("确认入账", "market:confirm"), ("退回", "market:reject")] if row.state == "recorded" else []
    context = {
        "title": f"入金 {row.bank_reference}",
        "facts": cash_facts(row),
        "back": {"label": "入金", "url": reverse("market:deposits")},
        "actions": _acts(request, acts, row.id),
    }
    return render(request, "market/facts.html", context)


def _cash_act(request: HttpRequest, row: queries.CashRow, title: str, do: Any, page: str) -> HttpResponse:
    back = {"label": row.party, "url": reverse(page, args=(row.id,))}
    return act_page(
        request,
        template="market/act.html",
        do=do,
        done_url=back["url"],
        context={
            "title": title,
            "submit": title,
            "back": back,
            "clause": ["HOUSE-3", "HOUSE-6"],
            "facts": cash_facts(row),
        },
    )


@roles("operations")
def confirm(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """Confirm a deposit as a second person."""
    return _cash_act(
        request,
        queries.deposit(deposit_id),
        "确认入账",
        lambda actor, cleaned, at: actions.confirm_deposit(by=actor, at=at, deposit_id=deposit_id),
        "market:deposit",
    )


@roles("operations")
def reject(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """Turn a deposit down as a second person."""
    return _cash_act(
        request,
        queries.deposit(deposit_id),
        "退回入金登记",
        lambda actor, cleaned, at: actions.reject_deposit(by=actor, at=at, deposit_id=deposit_id),
        "market:deposit",
    )


@roles(*READERS)
def withdrawals(request: HttpRequest) -> HttpResponse:
    """List withdrawals."""
    columns = (
        _linked("主体", "market:withdrawal"),
        Column("amount_fen", "金额（元）", "yuan", sort="amount_fen"),
        Column("state", "状态", "badge", value=lambda row: badge(WITHDRAWAL_STATES[row.state], row.state)),
        Column("requested_at", "申请时间", "moment", sort="requested_at"),
        Column("decided_at", "办结时间", "moment", sort="decided_at"),
    )
    listed = list_of(
        request,
        queries.withdrawal_rows(),
        columns,
        caption="出金",
        search=("party__name",),
        states=WITHDRAWAL_STATES,
    )
    return list_page(request, "market/list.html", listed, {"title": "出金", "tabs": _tabs("market:withdrawals")})


@roles(*READERS)
def withdrawal(request: HttpRequest, withdrawal_id: int) -> HttpResponse:
    """Show one withdrawal with what may be done about it."""
    row = queries.withdrawal(withdrawal_id)
    acts = [("确认付款", "market:pay"), ("退回", "market:return")] if row.state == "requested" else []
    context = {
        "title": f"出金 {row.id} 号",
        "facts": cash_facts(row),
        "back": {"label": "出金", "url": reverse("market:withdrawals")},
        "actions": _acts(request, acts, row.id),
    }
    return render(request, "market/facts.html", context)


@roles("operations")
def pay(request: HttpRequest, withdrawal_id: int) -> HttpResponse:
    """Confirm that a withdrawal was paid."""
    return _cash_act(
        request,
        queries.withdrawal(withdrawal_id),
        "确认付款",
        lambda actor, cleaned, at: actions.confirm_withdrawal(by=actor, at=at, withdrawal_id=withdrawal_id),
        "market:withdrawal",
    )


@roles("operations")
def give_back(request: HttpRequest, withdrawal_id: int) -> HttpResponse:
    """Turn a withdrawal down."""
    return _cash_act(
        request,
        queries.withdrawal(withdrawal_id),
        "退回出金申请",
        lambda actor, cleaned, at: actions.return_withdrawal(by=actor, at=at, withdrawal_id=withdrawal_id),
        "market:withdrawal",
    )


@roles("operations")
def close(request: HttpRequest) -> HttpResponse:
    """Close a trading day."""
    today = local_day(now())
    waiting = queries.days_to_close()
    return act_page(
        request,
        template="market/close.html",
        form_class=forms.CloseForm,
        initial={"day": waiting[0] if waiting else today},
        do=lambda actor, cleaned, at: actions.close_day(by=actor, at=at, day=cleaned["day"]),
        done_url=reverse("market:close"),
        context={
            "title": "收盘",
            "lead": "收市后办理：未成交的挂牌到期解冻，按当日成交计算收盘价。",
            "clause": "JX23-20.1.3",
            "submit": "收盘",
            "tabs": _tabs("market:close"),
            "waiting": waiting,
            "closes": [
                [row.day, row.close_fen, row.previous_fen, row.tonnes, row.amount_fen, row.trades]
                for row in reversed(queries.closes(limit=30))
            ],
            "close_columns": [
                {"label": "交易日", "kind": "day"},
                {"label": "收盘价（元）", "kind": "yuan"},
                {"label": "前收盘价（元）", "kind": "yuan"},
                {"label": "成交量（吨）", "kind": "number"},
                {"label": "成交额（元）", "kind": "yuan"},
                {"label": "笔数", "kind": "number"},
            ],
        },
    )
