"""The impact report as a workbook: what changes, what moves by how much, what stays."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from tanhui.foundation.inputs.spreadsheet import safe_text
from tanhui.lifecycle.methodology.library.impact import KINDS

VALUE_HEADS = ("编号", "系列", "地区", "年份", "现行数值", "拟变更为", "单位")
ROW_HEADS = ("对象", "范围", "变更前", "变更后", "差", "变动", "单位", "状态", "说明")
UNTOUCHED_HEADS = ("不变的", "数量", "原因")
WIDE, NARROW = 40, 16


def workbook(content: dict[str, Any]) -> bytes:
    """Return the workbook of an impact report; decimals are texts, so that no spreadsheet rounds them."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        head = [
            ("变更编号", content["change"]),
            ("标题", content["title"]),
            ("拟生效日", content["holds_from"]),
            ("编制时间", content["made_at"]),
            *((f"变动的{zh}", str(content["counts"][kind])) for kind, zh in KINDS.items()),
            *(("未列入", words) for words in content["not_built"]),
        ]
        _sheet(book, bold, "概要", ("项目", "内容"), head)
        values = [
            (
                each["code"],
                each["series"],
                each["region"],
                str(each["year"]),
                each["before"],
                each["after"],
                each["unit"],
            )
            for each in content["values"]
        ]
        _sheet(book, bold, "变更", VALUE_HEADS, values)
        for kind, zh in KINDS.items():
            _sheet(book, bold, zh, ROW_HEADS, (_line(row) for row in content["rows"] if row["kind"] == kind))
        untouched = [(each["kind_zh"], str(each["count"]), each["reason_zh"]) for each in content["untouched"]]
        _sheet(book, bold, "不变", UNTOUCHED_HEADS, untouched)
    return made.getvalue()


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    names = ("subject", "detail", "before", "after", "difference", "percent", "unit", "state", "note")
    return tuple(row[name] for name in names)


def _sheet(book: Any, bold: Any, name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    sheet = book.add_worksheet(name)
    for column, label in enumerate(heads):
        sheet.write_string(0, column, label, bold)
    for at, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            sheet.write_string(at, column, text if _is_number(text) else safe_text(text))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, WIDE)
    sheet.set_column(2, len(heads), NARROW)


def _is_number(text: str) -> bool:
    """Whether a text that begins with a sign is only a number: `+0.0026`, `-19.58 %`."""
    digits = text.removesuffix(" %").lstrip("+-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()
