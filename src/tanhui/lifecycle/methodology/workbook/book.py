"""Draws the workbook: values of the methodology, then each part's tables and steps, then the totals."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import xlsxwriter

from tanhui.foundation.inputs.spreadsheet import safe_text
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.engine.excel import rounded
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.engine.sheet_digits import of_number
from tanhui.lifecycle.methodology.reporting import TONNE, TOTAL, Report
from tanhui.lifecycle.methodology.workbook.cells import CREATED, SETTINGS, cell, down
from tanhui.lifecycle.methodology.workbook.part import PartSheets

VALUES, RESULT = "方法学取值", "结果"
NOISE_DIGITS = 9
ONE = Decimal(1)


def report_workbook(report: Report) -> bytes:
    """Return the xlsx; the same report gives the same bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, SETTINGS)
    method = report.method
    book.set_properties({"title": "碳普惠减排量计算表", "comments": method.sha256, "created": CREATED})
    values = _Values(book, method)
    parts = []
    for number, part in enumerate(report.parts, start=1):
        prefix = f"{number} " if len(report.parts) > 1 else ""
        sheets = PartSheets(book, method, part.evaluation, prefix, values)
        sheets.draw(f"{part.site} {part.year}".strip())
        parts.append(sheets)
    _draw_result(book, report, parts)
    book.close()
    return target.getvalue()


class _Values:
    """The methodology's own constants and lookups, each in a cell of its own with its source."""

    def __init__(self, book: Any, method: Method) -> None:
        self.cells: dict[str, str] = {}
        self.ranges: dict[str, tuple[str, str]] = {}
        if not method.own_values:
            return
        sheet = book.add_worksheet(VALUES)
        bold = book.add_format({"bold": True, "text_wrap": True})
        sheet.write_row(0, 0, ("符号", "类别或上限", "数值", "单位", "含义", "来源", "依据"), bold)
        sheet.set_column(0, 3, 14)
        sheet.set_column(4, 6, 46)
        row = 0
        for constant in method.constants:
            row += 1
            self._row(sheet, row, constant, "")
            sheet.write_number(row, 2, constant.value)
            self.cells[constant.symbol] = cell(VALUES, row, 2)
        for lookup in method.lookups:
            first = row + 1
            bands = [("" if band.upto is None else plain(band.upto), band.value) for band in lookup.bands]
            for name, value in (*lookup.values, *bands):
                row += 1
                self._row(sheet, row, lookup, name)
                sheet.write_number(row, 2, value)
            self.ranges[lookup.symbol] = (down(VALUES, first, row, 1), down(VALUES, first, row, 2))

    def _row(self, sheet: Any, row: int, each: Any, name: str) -> None:
        texts = (each.symbol, name, None, each.unit, each.label.zh, each.source.zh, each.evidence)
        for column, text in enumerate(texts):
            if text is not None:
                sheet.write_string(row, column, safe_text(text))


def _draw_result(book: Any, report: Report, parts: list[PartSheets]) -> None:
    sheet = book.add_worksheet(RESULT)
    bold = book.add_format({"bold": True, "text_wrap": True})
    sheet.set_column(0, 3, 30)
    sheet.write_row(0, 0, ("场所", "年度", "减排项", "数值", "单位"), bold)
    row = 0
    totals = []
    units = report.method.units
    for symbol, total in report.by_stream().items():
        step = report.method.step(symbol)
        assert step is not None
        size = units.ratio(units.parse(step.unit), units.parse(TONNE)) or ONE
        first = row + 1
        for part, sheets in zip(report.parts, parts, strict=True):
            row += 1
            sheet.write_string(row, 0, safe_text(part.site))
            sheet.write_number(row, 1, part.year)
            sheet.write_string(row, 2, symbol)
            sheet.write_formula(row, 3, f"={sheets.cells[symbol]}", None, part.streams[symbol] / size)
            sheet.write_string(row, 4, step.unit)
        summed = f"SUM({down(RESULT, first, row, 3)})"
        if step.rounding is not None and step.rounding.stage == TOTAL:
            exact = sum((part.streams[symbol] / size for part in report.parts), Decimal(0))
            summed = rounded(summed, step.rounding, of_number(exact), settled=True)
        row += 1
        sheet.write_string(row, 0, f"{symbol} 合计", bold)
        sheet.write_formula(row, 3, f"=({summed})*{plain(size)}", None, total)
        sheet.write_string(row, 4, TONNE)
        totals.append(cell(RESULT, row, 3))
    sheet.write_string(row + 2, 0, "核算减排量", bold)
    sheet.write_formula(row + 2, 3, f"={'+'.join(totals)}", None, report.total)
    sheet.write_string(row + 2, 4, TONNE)
    sheet.write_string(row + 3, 0, "可申请签发（向下取整）", bold)
    whole = f"=MAX(0,INT(ROUND({cell(RESULT, row + 2, 3)},{NOISE_DIGITS})))"
    sheet.write_formula(row + 3, 3, whole, None, report.whole_tonnes)
    sheet.write_string(row + 3, 4, TONNE)
    sheet.write_string(row + 5, 0, "方法学")
    sheet.write_string(row + 5, 3, f"{report.method.title.zh} {report.method.id} {report.method.version}")
    sheet.write_string(row + 6, 0, "方法学摘要")
    sheet.write_string(row + 6, 3, report.method.sha256)
    sheet.activate()
