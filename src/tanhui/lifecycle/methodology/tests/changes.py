"""A change of factors on its way, for tests: a draft to start from, and the acts in order."""

from __future__ import annotations

import io
from datetime import date

import xlsxwriter

from tanhui.lifecycle.methodology import actions, queries

PUBLICATION = {
    "title": "关于更正2023年电力二氧化碳排放因子的公告（示范）",
    "number": "示范公告2026年第1号",
    "published": "2026-02-20",
    "issuer": "示范主管部门",
    "link": "https://example.org/notice",
}
ROW = {
    "series": "grid-average-province",
    "kind": "average",
    "gas": "CO2",
    "region": "浙江",
    "year": "2023",
    "value": "0.5000",
    "unit": "kgCO2/kWh",
    "evidence": "official",
}
VALID_FROM = date(2026, 4, 1)


def draft(*rows: dict[str, str], publication: dict[str, str] | None = None, **more) -> actions.ChangeDraft:
    """Return a draft of these rows (each laid over the sound one)."""
    named = [(f"第 {number} 行", {**ROW, **row}) for number, row in enumerate(rows or ({},), start=1)]
    content = {
        "title": "更正浙江 2023 年电网平均因子",
        "reason": "公告更正",
        "valid_from": VALID_FROM,
        "publication": {**PUBLICATION, **(publication or {})},
        "rows": named,
        "channel": "page",
    }
    return actions.ChangeDraft(**{**content, **more})


def show_impact(by, proposal_id: int, at) -> None:
    """Keep an impact report of the library as it is."""
    actions.keep_impact(
        by=by,
        proposal_id=proposal_id,
        content={"rows": []},
        workbook=WORKBOOK,
        library_head=queries.library_head().record_id,
        at=at,
    )


def _workbook() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("影响").write_string(0, 0, "没有变动")
    return target.getvalue()


WORKBOOK = _workbook()
