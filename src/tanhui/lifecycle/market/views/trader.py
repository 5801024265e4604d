"""A trader's desk: what I hold, my money, my listings; list, change the price, cancel, pick, apply, withdraw."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.ledger.serials import format_range, take
from tanhui.foundation.parties.access import roles
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.foundation.web.tables import list_page
from tanhui.foundation.web.tables import listing as list_of
from tanhui.law import refuse
from tanhui.lifecycle.market import actions, forms, queries
from tanhui.lifecycle.market.rules.prices import yuan
from tanhui.lifecycle.market.states import LISTING_STATES
from tanhui.lifecycle.market.views.shapes import OWN_LISTING_COLUMNS, TRADERS, badge, listing_facts, side_columns


@roles(*TRADERS)
def desk(request: HttpRequest) -> HttpResponse:
    """Show what the actor's party holds by batch, its money, and its listings."""
    actor, at = actor_of(request), now()
    today, party_id = local_day(at), actor.party_id or 0
    listed = list_of(
        request,
        queries.listing_rows(seller_id=party_id),
        OWN_LISTING_COLUMNS,
        caption="我的挂牌",
        search=("batch__prefix",),
        states=LISTING_STATES,
    )
    context = {
        "holdings": [_holding(row) for row in queries.my_holdings(party_id, today)],
        "holding_columns": _HOLDING_COLUMNS,
        "cash": queries.my_cash(party_id),
        "breaches": queries.trader_breaches(actor, at),
        "admission": queries.admission_of(party_id),
        "session": queries.session_facts(at),
        "withdrawals": [
            [row.requested_at, row.amount_fen, badge(queries.withdrawal_row(row).state_zh, row.state)]
            for row in queries.withdrawal_rows(party_id=party_id)[:20]
        ],
        "withdrawal_columns": [
            {"label": "申请时间", "kind": "moment"},
            {"label": "金额（元）", "kind": "yuan"},
            {"label": "状态", "kind": "badge"},
        ],
    }
    return list_page(request, "market/desk.html", listed, context)


_HOLDING_COLUMNS = [
    {"label": "批次", "kind": "mono"},
    {"label": "持有（吨）", "kind": "number"},
    {"label": "可用（吨）", "kind": "number"},
    {"label": "冻结（吨）", "kind": "number"},
    {"label": "锁定（吨）", "kind": "number"},
    {"label": "办理"},
]


def _holding(row: holdings.HoldingRow) -> list[Any]:
    sell = {"value": "挂牌卖出", "url": f"{reverse('market:sell')}?batch={row.batch_id}"} if row.available else None
    return [{"value": row.prefix, "sub": row.code}, row.total, row.available, row.held, row.locked, sell]


@roles(*TRADERS)
def own_trades(request: HttpRequest) -> HttpResponse:
    """List the party's own trades."""
    party_id = actor_of(request).party_id or 0
    listed = list_of(
        request,
        queries.trade_rows(party_id=party_id),
        side_columns(party_id),
        caption="我的成交",
        search=("batch__prefix",),
    )
    return list_page(request, "market/list.html", listed, {"title": "我的成交", "back": _back()})


@roles(*TRADERS)
def sell(request: HttpRequest) -> HttpResponse:
    """Offer tonnes of an own batch."""
    actor, at = actor_of(request), now()
    today = local_day(at)
    own = queries.sellable(actor.party_id or 0, today)
    chosen = request.GET.get("batch", "")
    return act_page(
        request,
        template="market/sell.html",
        form_class=partial(forms.ListingForm, batches=[(each.batch_id, each.code) for each in own]),
        initial={"batch_id": chosen if chosen.isdigit() else own[0].batch_id if own else None},
        do=lambda actor, cleaned, at: actions.list_for_sale(
            by=actor,
            at=at,
            batch_id=cleaned["batch_id"],
            tonnes=cleaned["tonnes"],
            price_fen=cleaned["price_fen"],
        ),
        done_url=lambda made: reverse("market:listing", args=(made.id,)),
        context={
            "title": "挂牌卖出",
            "lead": "挂出的吨数当日有效，成交前冻结；收市后未成交的自动退回。",
            "clause": "JX23-18",
            "submit": "确认挂牌",
            "back": _back(),
            "own": [[each.code, each.available] for each in own],
            "own_columns": [
                {"label": "批次", "kind": "mono"},
                {"label": "可用（吨）", "kind": "number"},
            ],
            "band": queries.band(today),
            "session": queries.session_facts(at),
        },
    )


def _own_listing(request: HttpRequest, listing_id: int) -> queries.ListingRow:
    """Return a listing to its seller; others do not even see the form (S-18), and their act is refused by its rules."""
    row = queries.listing(listing_id)
    if request.method != "POST" and row.seller_id != actor_of(request).party_id:
        refuse("S-18", "只能办理本单位的挂牌", "This is not a listing of yours", clause="HOUSE-19")
    return row


@roles(*TRADERS)
def cancel(request: HttpRequest, listing_id: int) -> HttpResponse:
    """Take a listing back."""
    row = _own_listing(request, listing_id)
    return act_page(
        request,
        template="market/act.html",
        do=lambda actor, cleaned, at: actions.cancel_listing(by=actor, at=at, listing_id=listing_id),
        done_url=reverse("market:desk"),
        context={
            "title": "撤牌",
            "lead": f"未成交的 {row.remaining} 吨将解除冻结，退回可用。",
            "facts": listing_facts(row),
            "clause": "JX23-20.1.3",
            "submit": "确认撤牌",
            "back": _back(),
        },
    )


@roles(*TRADERS)
def price(request: HttpRequest, listing_id: int) -> HttpResponse:
    """Change the price of a listing."""
    row = _own_listing(request, listing_id)
    return act_page(
        request,
        template="market/act.html",
        form_class=forms.PriceForm,
        initial={"price_fen": row.price_fen, "version": row.version},
        do=lambda actor, cleaned, at: actions.change_price(
            by=actor, at=at, listing_id=listing_id, version=cleaned["version"], price_fen=cleaned["price_fen"]
        ),
        done_url=reverse("market:listing", args=(listing_id,)),
        context={
            "title": "改价",
            "lead": "改价后，按原价提交的点选一律不成交。",
            "facts": listing_facts(row),
            "clause": "HOUSE-9",
            "submit": "确认改价",
            "back": _back(),
        },
    )


@roles(*TRADERS)
def pick(request: HttpRequest, listing_id: int) -> HttpResponse:
    """Pick a listing: first the quantity, then exactly what will move, to be confirmed."""
    row, actor = queries.listing(listing_id), actor_of(request)
    asked = forms.TonnesForm(request.GET or None)
    if request.method != "POST" and not (asked.is_bound and asked.is_valid()):
        return _ask_tonnes(request, row, asked, actor)
    tonnes = asked.cleaned_data["tonnes"] if asked.is_bound and asked.is_valid() else None
    return act_page(
        request,
        template="market/pick.html",
        form_class=forms.PickForm,
        initial={
            "tonnes": tonnes,
            "price_fen": row.price_fen,
            "total_fen": row.price_fen * (tonnes or 0),
            "version": row.version,
        },
        do=lambda actor, cleaned, at: _pick(actor, at, listing_id, cleaned),
        done_url=lambda made: reverse("market:own_trade", args=(made.id,)),
        context=_confirmation(row, actor, tonnes),
    )


def _pick(actor: Actor, at: datetime, listing_id: int, cleaned: dict[str, Any]) -> actions.Picked:
    return actions.pick(by=actor, at=at, order=actions.Order(listing_id=listing_id, **cleaned))


def _ask_tonnes(request: HttpRequest, row: queries.ListingRow, form: forms.TonnesForm, actor: Actor) -> HttpResponse:
    context = {
        "row": row,
        "form": form,
        "facts": listing_facts(row),
        "cash": queries.my_cash(actor.party_id or 0),
        "back": _listing_back(row),
        "session": queries.session_facts(now()),
    }
    return render(request, "market/pick_tonnes.html", context, status=422 if form.is_bound else 200)


def _confirmation(row: queries.ListingRow, actor: Actor, tonnes: int | None) -> dict[str, Any]:
    """Say what will move, from whom to whom, as things stand."""
    context: dict[str, Any] = {"row": row, "back": _listing_back(row), "again": reverse("market:pick", args=(row.id,))}
    if tonnes is None:
        return context
    cash, total = queries.my_cash(actor.party_id or 0), row.price_fen * tonnes
    prefix = holdings.batches(ids=[row.batch_id])[0].prefix
    serials = [format_range(prefix, each.first, each.last) for each in take(holdings.held_ranges(row.hold_id), tonnes)]
    resale = queries.resale_day(local_day(now()))
    left = cash.available - total
    context["facts"] = [
        {"label": "转入本单位", "value": tonnes, "kind": "number", "unit": "吨", "note": "，".join(serials)},
        {"label": "单价", "value": row.price_fen, "kind": "yuan"},
        {"label": "总价", "value": total, "kind": "yuan", "note": f"{tonnes} 吨 × {yuan(row.price_fen)} 元"},
        {"label": "付给", "value": row.seller},
        {"label": "可用资金", "value": cash.available, "kind": "yuan"},
        {
            "label": "成交后可用",
            "value": left if left >= 0 else f"不足，差 {yuan(-left)} 元",
            "kind": "yuan" if left >= 0 else "",
        },
        {"label": "可再卖日", "value": resale, "kind": "day", "note": "锁定期内可以注销"},
    ]
    return context


@roles(*TRADERS)
def own_trade(request: HttpRequest, trade_id: int) -> HttpResponse:
    """Show one of the party's own trades: what moved."""
    actor = actor_of(request)
    row = queries.trade_row(queries.trade_rows(party_id=actor.party_id or 0).get(pk=trade_id))
    facts = [
        {"label": "成交时间", "value": row.at, "kind": "moment"},
        {"label": "数量", "value": row.tonnes, "kind": "number", "unit": "吨"},
        {"label": "成交价", "value": row.price_fen, "kind": "yuan"},
        {"label": "成交额", "value": row.amount_fen, "kind": "yuan"},
        *({"label": "编号", "value": each, "kind": "serial"} for each in row.serials),
        {"label": "可再卖日", "value": queries.resale_day(row.day), "kind": "day"},
        {"label": "存证序号", "value": f"#{row.entry_seq}", "kind": "mono"},
    ]
    return render(request, "market/trade.html", {"row": row, "facts": facts, "back": _back()})


@roles(*TRADERS)
def apply(request: HttpRequest) -> HttpResponse:
    """Apply for admission."""
    return act_page(
        request,
        template="market/act.html",
        form_class=forms.AdmissionForm,
        do=lambda actor, cleaned, at: actions.apply_for_admission(
            by=actor, at=at, statement=cleaned["statement"], evidence=cleaned["evidence"]
        ),
        done_url=reverse("market:desk"),
        context={
            "title": "申请交易准入",
            "lead": "项目业主可直接交易；其他主体经运营管理中心准入后交易。未成年人和各管理、核证、核查机构的工作人员不得参与。",
            "clause": "JX23-19",
            "submit": "提交申请",
            "back": _back(),
        },
    )


@roles(*TRADERS)
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask for money back."""
    cash = queries.my_cash(actor_of(request).party_id or 0)
    return act_page(
        request,
        template="market/act.html",
        form_class=forms.WithdrawalForm,
        do=lambda actor, cleaned, at: actions.request_withdrawal(by=actor, at=at, amount_fen=cleaned["amount_fen"]),
        done_url=reverse("market:desk"),
        context={
            "title": "申请出金",
            "lead": "申请后该笔资金冻结，由运营管理中心付至登记的银行账户。",
            "facts": [{"label": "可用资金", "value": cash.available, "kind": "yuan"}],
            "clause": "HOUSE-6",
            "submit": "提交申请",
            "back": _back(),
        },
    )


def _back() -> dict[str, str]:
    return {"label": "我的交易", "url": reverse("market:desk")}


def _listing_back(row: queries.ListingRow) -> dict[str, str]:
    return {"label": f"挂牌 {row.id} 号", "url": reverse("market:listing", args=(row.id,))}
