"""Brings the market's rows to the shapes of the components: columns, facts, the chart of closes."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tanhui.foundation.web.tables import Column
from tanhui.lifecycle.market.models import Listing
from tanhui.lifecycle.market.queries import CashRow, CloseRow, ListingRow, serial_texts
from tanhui.lifecycle.market.rules.prices import yuan
from tanhui.lifecycle.market.states import LISTING_STATES

DAYS_SHOWN = 90
TRADERS = ("citizen", "owner", "participant")
READERS = ("operations", "bureau", "auditor")

TRADE_COLUMNS = (
    Column("at", "成交时间", "moment", sort="at"),
    Column("batch", "批次", value=lambda row: {"value": row.batch.prefix, "kind": "mono"}),
    Column("tonnes", "数量（吨）", "number", sort="tonnes"),
    Column("price_fen", "成交价（元/吨）", "yuan", sort="price_fen"),
    Column("amount_fen", "成交额（元）", "yuan", sort="amount_fen"),
    Column(
        "serials",
        "编号",
        "mono",
        value=lambda row: "，".join(serial_texts(row.batch.prefix, row.serials)),
        wide=True,
    ),
)
"""The public list of trades: no party is named."""


def side_columns(party_id: int) -> tuple[Column, ...]:
    """Return the columns of a party's own trades, which say whether it bought or sold."""
    side = Column("side", "方向", value=lambda row: "买入" if row.buyer_id == party_id else "卖出")
    return (TRADE_COLUMNS[0], side, *TRADE_COLUMNS[1:])


OWN_LISTING_COLUMNS = (
    Column("created_at", "挂牌时间", "moment", sort="created_at"),
    Column(
        "pk",
        "挂牌",
        "mono",
        value=lambda row: {"value": f"{row.batch.prefix} #{row.pk}", "url": reverse("market:listing", args=(row.pk,))},
    ),
    Column("tonnes", "挂牌（吨）", "number", sort="tonnes"),
    Column("remaining", "余量（吨）", "number", sort="remaining"),
    Column("price_fen", "单价（元/吨）", "yuan", sort="price_fen"),
    Column("state", "状态", "badge", value=lambda row: badge(LISTING_STATES[row.state], row.state)),
    Column("cancel", "办理", value=lambda row: _cancel_link(row)),
)


def badge(zh: str, code: str) -> dict[str, str]:
    """Return a state as a badge."""
    tones = {"open": "busy", "filled": "ok", "confirmed": "ok", "paid": "ok", "admitted": "ok"}
    waiting = {"applied", "recorded", "requested"}
    return {"value": zh, "code": code, "tone": "wait" if code in waiting else tones.get(code, "plain")}


def _cancel_link(row: Listing) -> Any:
    return {"value": "撤牌", "url": reverse("market:cancel", args=(row.pk,))} if row.state == "open" else None


def closes_chart(closes: list[CloseRow]) -> dict[str, Any]:
    """Draw the daily close beside the tonnes traded, the latest last."""
    shown = [row for row in closes if row.close_fen is not None][-DAYS_SHOWN:]
    return {
        "id": "closes",
        "title": "每日收盘价与成交量",
        "unit": "元/吨",
        "note": "收盘价为当日挂牌成交的量加权均价；无成交沿用前收盘价",
        "labels": [f"{row.day:%m-%d}" for row in shown],
        "series": [
            {"name": "收盘价", "kind": "line", "unit": "元/吨", "values": [yuan(row.close_fen or 0) for row in shown]},
            {"name": "成交量", "kind": "bar", "axis": "right", "unit": "吨", "values": [row.tonnes for row in shown]},
        ],
        "columns": [
            {"label": "交易日", "kind": "day"},
            {"label": "收盘价（元/吨）", "kind": "yuan"},
            {"label": "成交量（吨）", "kind": "number"},
            {"label": "成交额（元）", "kind": "yuan"},
        ],
        "rows": [[row.day, row.close_fen, row.tonnes, row.amount_fen] for row in reversed(shown)],
        "empty_title": "还没有收盘价",
        "empty_text": "第一个有成交的交易日收盘后，这里显示每日收盘价和成交量。",
    }


def listing_facts(row: ListingRow) -> list[dict[str, Any]]:
    """Return a listing as facts."""
    return [
        {"label": "批次", "value": row.batch_code, "kind": "serial"},
        {"label": "挂牌方", "value": row.seller},
        {"label": "单价", "value": row.price_fen, "kind": "yuan", "note": "每吨"},
        {"label": "挂牌数量", "value": row.tonnes, "kind": "number", "unit": "吨"},
        {"label": "余量", "value": row.remaining, "kind": "number", "unit": "吨"},
        {"label": "有效交易日", "value": row.day, "kind": "day"},
        {"label": "挂牌时间", "value": row.created_at, "kind": "moment"},
        {"label": "版本", "value": row.version, "kind": "number", "note": "价格或余量每变动一次，版本加一"},
    ]


def cash_facts(row: CashRow) -> list[dict[str, Any]]:
    """Return a deposit or a withdrawal as facts."""
    facts: list[dict[str, Any]] = [
        {"label": "主体", "value": row.party},
        {"label": "金额", "value": row.amount_fen, "kind": "yuan"},
        {"label": "登记时间", "value": row.at, "kind": "moment"},
        {"label": "状态", "kind": "badge", **badge(row.state_zh, row.state)},
    ]
    if row.bank_reference:
        facts[1:1] = [
            {"label": "银行流水号", "value": row.bank_reference, "kind": "mono"},
            {"label": "到账日", "value": row.value_on, "kind": "day"},
        ]
    return facts
