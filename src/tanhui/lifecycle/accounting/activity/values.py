"""What one cell of a workbook means for one input: text for the engine to judge, or the fault that the cell has. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from tanhui.foundation.documents.worksheets import DATE, ERROR, NUMBER, SPAN, TEXT, TRUTH
from tanhui.foundation.inputs.spreadsheet import shortest as stored
from tanhui.lifecycle.accounting.activity.sheets import Cell
from tanhui.lifecycle.accounting.exact import plain
from tanhui.lifecycle.methodology.document import Input
from tanhui.lifecycle.methodology.engine.faults import Fault

DOUBLE_DIGITS = 17
"""Significant digits with which a sheet writes down a number that it computes with; more of them are not kept."""
WHOLE_DIGITS = 15
"""Digits that a sheet keeps of a whole number; a longer identifier has lost its last ones."""
FIRST_DAY, FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
FALSE_LEAP_DAY = 60
"""Sheets count a 29 February 1900 that never was; days before it are one off."""
LAST_DAY = 2_958_466
_NUMBER = re.compile(r"-?([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,4}))?")
_NOT_TAKEN = {TRUTH: "逻辑值", ERROR: "错误值", SPAN: "时长"}


def entry_of(cell: Cell, given: Input) -> str:
    """Return what a cell says for an input; a number becomes its shortest decimal, nothing is computed with it."""
    if cell.has_formula:
        zh = "单元格含公式，数值可能与公式不一致；请复制后选择性粘贴为数值"
        raise Fault("R14-5", zh, "the cell holds a formula; paste it as a value")
    if cell.kind in _NOT_TAKEN:
        raise Fault("V-8", f"单元格是{_NOT_TAKEN[cell.kind]}，应为{_wanted(given)}", f"the cell holds a {cell.kind}")
    text = cell.value.strip(" \u3000") if cell.kind == TEXT else cell.value
    if given.type == "day":
        return _day(cell) if cell.kind == DATE else _written_day(cell, text)
    if cell.kind == DATE:
        raise Fault("V-8", f"单元格是日期，应为{_wanted(given)}", "the cell holds a day")
    if given.type == "category":
        return _choice(given, text)
    if given.type == "text":
        return text if cell.kind == TEXT else _identifier(text)
    return text if cell.kind == TEXT else number_text(text)


def _wanted(given: Input) -> str:
    return {"text": "文字", "category": "类别", "day": "日期"}.get(given.type, "数值")


def number_text(text: str) -> str:
    """Return the shortest decimal of a number as a sheet stores it, without exponent."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise Fault("V-1", f"数值不是有限数：{text[:40]}", "not a finite number")
    written = (found[1] or "") + (found[2] or "")
    digits = written.strip("0")
    if not written or len(digits) > DOUBLE_DIGITS:
        raise Fault("V-2", f"精度超过允许位数：{text[:40]}", "the cell holds more digits than a sheet keeps")
    shortest = Decimal(stored(text))
    if not shortest.is_finite() or (not shortest and digits):
        raise Fault("V-1", f"数值超出范围：{text[:40]}", "the number is out of range")
    return plain(shortest)


def _identifier(text: str) -> str:
    """Return a number that stands where a name is wanted; one whose last digits a sheet has dropped is refused."""
    name = number_text(text)
    if len(name.lstrip("-").replace(".", "")) > WHOLE_DIGITS:
        zh = f"编号 {name[:40]} 超过 {WHOLE_DIGITS} 位，表格软件会丢失末位；请把该列设为文本格式后重新填写"
        raise Fault("V-2", zh, "a sheet drops the last digits of so long a number; write it as text")
    return name


def _choice(given: Input, text: str) -> str:
    """Return the id of a choice, named by its id or by its Chinese words; anything else is left to the engine."""
    named = [each.id for each in given.choices if each.words.zh == text]
    known = {each.id for each in given.choices}
    return named[0] if len(named) == 1 and text not in known else text


def _written_day(cell: Cell, text: str) -> str:
    if cell.kind == NUMBER:
        raise Fault("V-3", f"日期无效：“{text[:20]}”，请按 YYYY-MM-DD 填写", "not a day YYYY-MM-DD")
    return text


def _day(cell: Cell) -> str:
    """Return the day of a cell that is shown as one; a time of day is not taken."""
    serial = Decimal(number_text(cell.value))
    if serial != serial.to_integral_value() or not 0 < serial < LAST_DAY:
        raise Fault("V-3", "日期无效：应为不带时刻的日期", "not a day without a time")
    first = FIRST_DAY_1904 if cell.from_1904 else FIRST_DAY
    if serial < FALSE_LEAP_DAY and not cell.from_1904:
        first += timedelta(days=1)
    return (first + timedelta(days=int(serial))).isoformat()
