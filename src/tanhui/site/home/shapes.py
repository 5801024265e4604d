"""Brings the home page's rows to the shapes of the components: charts with their tables, tiles of districts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tanhui.site.design.wording import yuan_zh
from tanhui.site.home.figures import District, Month, TradingDay

TILES = {
    "330411": (1, 1),
    "330421": (3, 1),
    "330483": (1, 2),
    "330402": (2, 2),
    "330482": (3, 2),
    "330481": (1, 3),
    "330424": (3, 3),
}
"""Column and row of each division in the schematic: its rough place, without any boundary. Others follow in order."""

MONTHS_SHOWN = 24
DAYS_SHOWN = 90


@dataclass(frozen=True)
class Tile:
    """One square of the schematic, with the class that places it."""

    district: District
    place: str
    weight: str


def months_chart(months: tuple[Month, ...]) -> dict[str, Any]:
    """Draw issuance and retirement by month, the latest last."""
    shown = months[-MONTHS_SHOWN:]
    return {
        "id": "months",
        "title": "每月签发与注销",
        "unit": "tCO2e",
        "note": "按登记簿入账日期统计",
        "labels": [f"{each.month:%Y-%m}" for each in shown],
        "series": [
            {"name": "签发", "kind": "bar", "values": [each.issued_t for each in shown]},
            {"name": "注销", "kind": "bar", "values": [each.retired_t for each in shown]},
        ],
        "columns": [
            {"label": "月份"},
            {"label": "签发（吨）", "kind": "number"},
            {"label": "注销（吨）", "kind": "number"},
        ],
        "rows": [[f"{each.month:%Y-%m}", each.issued_t, each.retired_t] for each in shown],
        "empty_title": "还没有签发或注销",
        "empty_text": "第一批减排量签发后，这里按月显示签发与注销的吨数。",
    }


def price_chart(days: tuple[TradingDay, ...]) -> dict[str, Any]:
    """Draw the daily close beside the tonnes traded, the latest last."""
    shown = days[-DAYS_SHOWN:]
    return {
        "id": "prices",
        "title": "每日收盘价与成交量",
        "unit": "元/吨",
        "note": "收盘价为当日挂牌成交的加权平均价",
        "labels": [f"{each.on:%m-%d}" for each in shown],
        "series": [
            {
                "name": "收盘价",
                "kind": "line",
                "unit": "元/吨",
                "values": [yuan_zh(each.close_fen).replace(",", "") for each in shown],
            },
            {"name": "成交量", "kind": "bar", "axis": "right", "unit": "吨", "values": [each.tonnes for each in shown]},
        ],
        "columns": [
            {"label": "交易日"},
            {"label": "收盘价（元/吨）", "kind": "yuan"},
            {"label": "成交量（吨）", "kind": "number"},
        ],
        "rows": [[f"{each.on:%Y-%m-%d}", each.close_fen, each.tonnes] for each in reversed(shown)],
        "empty_title": "还没有成交",
        "empty_text": "第一笔挂牌成交后，这里显示每日收盘价和成交量。",
    }


def tiles(districts: tuple[District, ...]) -> list[Tile]:
    """Place each division's square; the more tonnes, the deeper its colour (three steps, none without tonnes)."""
    most = max((each.issued_t for each in districts), default=0)
    return [Tile(each, _place(each.code), _weight(each.issued_t, most)) for each in districts]


def district_table(districts: tuple[District, ...]) -> dict[str, Any]:
    """Tell the schematic's numbers as a table, with their sums."""
    return {
        "columns": [
            {"label": "县（市、区）"},
            {"label": "登记项目", "kind": "number"},
            {"label": "已签发（吨）", "kind": "number"},
        ],
        "rows": [[each.zh, each.projects, each.issued_t] for each in districts],
        "totals": ["合计", sum(each.projects for each in districts), sum(each.issued_t for each in districts)],
    }


def _place(code: str) -> str:
    column, row = TILES.get(code, (0, 0))
    return f"t-col-{column} t-row-{row}" if column else ""


def _weight(tonnes: int, most: int) -> str:
    if not tonnes:
        return "none"
    return "high" if tonnes * 3 > most * 2 else "middle" if tonnes * 3 > most else "low"
