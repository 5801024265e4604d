"""How the workbook of activity data is laid out; the template is drawn by it, and an upload is read by it. Pure."""

from __future__ import annotations

from tanhui.lifecycle.accounting.exact import plain
from tanhui.lifecycle.methodology.document import Input, Method

SINGLES, CHOICES = "填报", "选项"
SINGLE_HEADS = ("符号", "含义", "单位", "允许范围", "监测要求", "数值")
VALUE_COLUMN = len(SINGLE_HEADS)
PROJECT, METHODOLOGY, SITE, FIRST_DAY, LAST_DAY = "#project", "#methodology", "#site", "#first_day", "#last_day"
"""The lines that say what the data is of; no symbol of a methodology begins with this sign."""
ABOUT = {
    PROJECT: ("项目编号", "由平台填写，不要改动"),
    METHODOLOGY: ("方法学", "由平台填写，不要改动"),
    SITE: ("场所", "项目只有一个场所的不填；各场所、各年度分别填一份"),
    FIRST_DAY: ("数据起日", "如 2024-01-01"),
    LAST_DAY: ("数据止日", "如 2024-12-31；数据归入这一天所在的年度"),
}
DATA_ROW = 3
"""The first row of data in a sheet of a table, counted from 1; symbols and words stand above it."""
_SHEET_CHARS = 31


def sheet_of(table: str) -> str:
    """Return the name of a table's sheet."""
    return table[:_SHEET_CHARS] if table not in (SINGLES, CHOICES) else f"{table}_"[-_SHEET_CHARS:]


def words_of(given: Input) -> str:
    """Return what stands under a column's symbol: its words with the unit."""
    unit = given.unit if given.unit not in ("", "1") else ""
    return f"{given.label.zh}（{unit}）" if unit else given.label.zh


def range_of(given: Input) -> str:
    """Say which values an input may have."""
    if given.yes_no:
        return "1（是）或 0（否）"
    if given.type == "category":
        return "；".join(f"{each.id}（{each.words.zh}）" for each in given.choices)
    if given.type == "day":
        return "日期，如 2024-06-30"
    if given.type == "text":
        return "文字，不超过 100 字"
    return f"{plain(given.lowest)} 至 {plain(given.highest)}，最多 {given.digits} 位小数"


def methodology_of(method: Method) -> str:
    """Return how a workbook names its methodology."""
    return f"{method.id}/{method.version}"
