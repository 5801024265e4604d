"""Pages anyone may open: the market with its price levels, closes and trades; one listing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import public
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.pages import actor_of
from tanhui.foundation.web.tables import list_page
from tanhui.foundation.web.tables import listing as list_of
from tanhui.lifecycle.market import queries
from tanhui.lifecycle.market.rules.prices import yuan
from tanhui.lifecycle.market.views.shapes import TRADE_COLUMNS, TRADERS, closes_chart, listing_facts

SEARCHED = ("batch__prefix", "batch__project_ref")


@public
def market(request: HttpRequest) -> HttpResponse:
    """Show the best price levels, the day so far, the closes and every trade."""
    at, actor = now(), actor_of(request)
    today = local_day(at)
    listed = list_of(request, queries.trade_rows(), TRADE_COLUMNS, caption="成交记录", search=SEARCHED)
    context = {
        "levels": queries.book(today),
        "offered": queries.offered(today),
        "session": queries.session_facts(at),
        "figures": _figures(today),
        "band": queries.band(today),
        "chart": closes_chart(queries.closes()),
        "statistics": queries.statistics(),
        "actions": _actions(actor.role),
    }
    return list_page(request, "market/market.html", listed, context)


def _actions(role: str) -> list[dict[str, Any]]:
    if role in TRADERS:
        return [
            {"label": "我的交易", "url": reverse("market:desk"), "primary": True, "icon": "trade"},
            {"label": "挂牌卖出", "url": reverse("market:sell")},
        ]
    if role == "operations":
        return [{"label": "运营工作台", "url": reverse("market:operations"), "primary": True, "icon": "desk"}]
    return []


def _figures(today: Any) -> list[dict[str, Any]]:
    day, previous = queries.day_figures(today), queries.previous_close_fen(today)
    return [
        {"label": "最新成交价", "value": queries.last_price_fen(), "kind": "yuan", "unit": "元/吨", "note": "最近一笔"},
        {
            "label": "前收盘价",
            "value": previous,
            "kind": "yuan",
            "unit": "元/吨",
            "note": "涨跌幅的基准" if previous else "首个交易日不设涨跌幅",
        },
        {
            "label": "今日成交量",
            "value": day.tonnes,
            "kind": "number",
            "unit": "tCO2e",
            "note": f"{day.trades} 笔，最高 {yuan(day.high_fen)}、最低 {yuan(day.low_fen)} 元"
            if day.high_fen is not None and day.low_fen is not None
            else "今日尚无成交",
        },
        {
            "label": "今日均价",
            "value": day.close_fen,
            "kind": "yuan",
            "unit": "元/吨",
            "note": "按量加权，收市后即收盘价",
            "formula": "收盘价 = Σ（单价 × 吨数）÷ Σ 吨数，四舍五入到 0.01 元",
        },
    ]


@public
def listing(request: HttpRequest, listing_id: int) -> HttpResponse:
    """Show one listing and what was picked of it."""
    row, actor = queries.listing(listing_id), actor_of(request)
    is_own = actor.party_id == row.seller_id
    actions: list[dict[str, Any]] = []
    if row.state == "open" and is_own:
        actions = [
            {"label": "撤牌", "url": reverse("market:cancel", args=(row.id,))},
            {"label": "改价", "url": reverse("market:price", args=(row.id,))},
        ]
    elif row.state == "open" and actor.role in TRADERS:
        actions = [{"label": "点选买入", "url": reverse("market:pick", args=(row.id,)), "primary": True}]
    context = {
        "row": row,
        "facts": listing_facts(row),
        "actions": actions,
        "state": {"code": row.state, "zh": row.state_zh},
        "back": {"label": "交易行情", "url": reverse("market:market")},
        "trades": [[t.at, t.tonnes, t.price_fen, t.amount_fen] for t in _trades_of(row.id)],
        "trade_columns": [
            {"label": "成交时间", "kind": "moment"},
            {"label": "数量（吨）", "kind": "number"},
            {"label": "成交价（元/吨）", "kind": "yuan"},
            {"label": "成交额（元）", "kind": "yuan"},
        ],
    }
    return render(request, "market/listing.html", context)


def _trades_of(listing_id: int) -> list[queries.TradeRow]:
    return [queries.trade_row(row) for row in queries.trade_rows(listing_id=listing_id)]
