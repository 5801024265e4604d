"""The calculation table (article 14): an xlsx a reviewer follows cell by cell, every figure a live formula over the rows."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import xlsxwriter

from tanhui.foundation.inputs.spreadsheet import safe_text
from tanhui.lifecycle.accounting import method
from tanhui.lifecycle.accounting.compute import Account
from tanhui.lifecycle.accounting.readings.counted import MARKS_ZH, CountedRow
from tanhui.lifecycle.accounting.readings.rows import MICROKWH
from tanhui.lifecycle.accounting.result import Result, YearResult
from tanhui.lifecycle.methodology.document import Input, Method, Step
from tanhui.lifecycle.methodology.engine.excel import cell_formula, rounded
from tanhui.lifecycle.methodology.engine.sheet_digits import Known, of_number
from tanhui.lifecycle.methodology.workbook.cells import CREATED, SETTINGS

ROWS, METERS, PARAMETERS, STEPS, RESULT = "读数", "表计", "参数", "计算", "结果"
ROW_HEADS = (
    "原文件行号",
    "计量表号",
    "开始",
    "结束",
    "上网电量 kWh",
    "下网电量 kWh",
    "计量误差",
    "年度",
    "计入上网 kWh",
    "计入下网 kWh",
    "处理",
)
METER_HEADS = ("计量表号", "年度", "读数行数", "上网合计 kWh", "下网合计 kWh")
KWH_DIGITS = 6
NOISE_DIGITS = 9
SHEET_DIGITS = 15
"""Significant digits a spreadsheet computes with."""


def _last_digit(total: str, mode: str, kwh: Decimal, *, corrected: bool) -> str:
    """Cut a sum at the last digit of a reading; a sum without meter errors ends there by itself but for binary noise.

    Noise is rounded off as far out as the spreadsheet computes, so that the cut does not turn on it.
    """
    if not corrected:
        return f"ROUND({total},{KWH_DIGITS})"
    guard = min(KWH_DIGITS, max(0, SHEET_DIGITS - KWH_DIGITS - len(str(int(kwh)))))
    scaled = f"ROUND(({total})*10^{KWH_DIGITS},{guard})"
    return f"-INT(-{scaled})/10^{KWH_DIGITS}" if mode == "ceiling" else f"INT({scaled})/10^{KWH_DIGITS}"


def calculation_table(document: Method, account: Account) -> bytes:
    """Draw the table; the same account gives the same bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, SETTINGS)
    book.set_properties({"title": "碳普惠减排量计算表", "comments": account.result.digest, "created": CREATED})
    table = _Table(book, document, account)
    table.draw()
    book.close()
    return target.getvalue()


class _Table:
    """The five sheets while they are drawn; cells already placed are remembered by what they hold."""

    def __init__(self, book: Any, document: Method, account: Account) -> None:
        self.document = document
        self.result: Result = account.result
        self.rows = account.rows
        self.bold = book.add_format({"bold": True, "bg_color": "#E8F3EF", "border": 1, "text_wrap": True})
        self.text = book.add_format({"num_format": "@"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.book = book
        self.sheets = {name: book.add_worksheet(name) for name in (ROWS, METERS, PARAMETERS, STEPS, RESULT)}
        self.factor_cells: dict[tuple[int, str], str] = {}
        self.reduction_cells: list[str] = []

    def draw(self) -> None:
        """Draw all sheets, in the order in which they refer to each other."""
        self._draw_rows()
        self._draw_meters()
        self._draw_parameters()
        self._draw_steps()
        self._draw_result()

    def _draw_rows(self) -> None:
        sheet = self.sheets[ROWS]
        sheet.write_row(0, 0, ROW_HEADS, self.bold)
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, 3, 18)
        sheet.set_column(4, 10, 14)
        for number, row in enumerate(self.rows, start=1):
            self._draw_row(sheet, number, row)

    def _draw_row(self, sheet: Any, number: int, row: CountedRow) -> None:
        line = number + 1
        if row.line is not None:
            sheet.write_number(number, 0, row.line)
        sheet.write_string(number, 1, safe_text(row.meter_id), self.text)
        sheet.write_string(number, 2, f"{row.start_at:%Y-%m-%d %H:%M}")
        sheet.write_string(number, 3, f"{row.end_at:%Y-%m-%d %H:%M}")
        export, taken = Decimal(row.export_microkwh) / MICROKWH, Decimal(row.import_microkwh) / MICROKWH
        sheet.write_number(number, 4, export)
        sheet.write_number(number, 5, taken)
        sheet.write_number(number, 6, row.error)
        sheet.write_formula(number, 7, f"=VALUE(LEFT(C{line},4))", None, row.year)
        sheet.write_formula(number, 8, f"=E{line}*(1-G{line})", None, export * (1 - row.error))
        sheet.write_formula(number, 9, f"=F{line}*(1+G{line})", None, taken * (1 + row.error))
        sheet.write_string(number, 10, "；".join(MARKS_ZH[mark] for mark in row.marks))

    def _draw_meters(self) -> None:
        """Sum each meter and year over its own rows: a reading's last digit is kept per meter, as the platform does."""
        sheet = self.sheets[METERS]
        sheet.write_row(0, 0, METER_HEADS, self.bold)
        sheet.set_column(0, 4, 18)
        last = 1
        for number, meter in enumerate(self.result.meters, start=1):
            first, last = last + 1, last + meter.rows
            corrected = any(row.error for row in self.rows[first - 2 : last - 1])
            sheet.write_string(number, 0, safe_text(meter.meter_id), self.text)
            sheet.write_number(number, 1, meter.year)
            sheet.write_formula(number, 2, f"=COUNTIFS('{ROWS}'!$H${first}:$H${last},B{number + 1})", None, meter.rows)
            for column, source, mode, kwh in (
                (3, "I", "floor", Decimal(meter.export_kwh)),
                (4, "J", "ceiling", Decimal(meter.import_kwh)),
            ):
                years = f"'{ROWS}'!$H${first}:$H${last}"
                total = f"SUMIFS('{ROWS}'!${source}${first}:${source}${last},{years},B{number + 1})"
                sheet.write_formula(number, column, f"={_last_digit(total, mode, kwh, corrected=corrected)}", None, kwh)

    def _draw_parameters(self) -> None:
        sheet = self.sheets[PARAMETERS]
        sheet.write_row(0, 0, ("名称", "年度", "数值", "单位", "含义", "来源", "取用规则", "链接"), self.bold)
        sheet.set_column(0, 3, 14)
        sheet.set_column(4, 7, 46)
        number = 0
        for year in self.result.years:
            for factor in year.factors:
                number += 1
                name = f"{factor.symbol}_{year.year}"
                texts = (
                    factor.label,
                    f"{factor.source_title} {factor.source_number}".strip(),
                    factor.rule,
                    factor.source_url,
                )
                sheet.write_string(number, 0, name)
                sheet.write_number(number, 1, year.year)
                sheet.write_number(number, 2, Decimal(factor.value))
                sheet.write_string(number, 3, factor.unit)
                for column, text in enumerate(texts, start=4):
                    sheet.write_string(number, column, safe_text(text), self.wrap)
                self.book.define_name(name, f"='{PARAMETERS}'!$C${number + 1}")
                self.factor_cells[year.year, factor.symbol] = name

    def _draw_steps(self) -> None:
        sheet = self.sheets[STEPS]
        sheet.write_row(0, 0, ("年度", "符号", "含义", "方法学公式", "数值", "单位", "取整"), self.bold)
        sheet.set_column(0, 1, 12)
        sheet.set_column(2, 6, 30)
        number = 0
        for year in self.result.years:
            number = self._draw_year(sheet, number, year)

    def _draw_year(self, sheet: Any, number: int, year: YearResult) -> int:
        cells: dict[str, str] = {symbol: name for (of, symbol), name in self.factor_cells.items() if of == year.year}
        for each in self.document.inputs:
            number += 1
            figure = year.inputs[each.symbol]
            self._row(sheet, number, year.year, each.symbol, each.label.zh, "读数合计", figure.unit, "")
            sheet.write_formula(number, 4, self._input_formula(each, number), None, Decimal(figure.value))
            cells[each.symbol] = f"E{number + 1}"
        known = {symbol: of_number(Decimal(figure.value)) for symbol, figure in year.inputs.items()}
        known |= {factor.symbol: of_number(Decimal(factor.value)) for factor in year.factors}
        known |= {each.symbol: of_number(Decimal(each.value)) for each in year.steps}
        for step, found in zip(self.document.steps, year.steps, strict=True):
            number += 1
            self._row(sheet, number, year.year, step.symbol, step.label.zh, step.formula, step.unit, found.rounding)
            sheet.write_formula(number, 4, self._step_formula(step, cells, known), None, Decimal(found.value))
            cells[step.symbol] = f"E{number + 1}"
        self.reduction_cells.append(f"'{STEPS}'!{cells[method.result_symbol(self.document)]}")
        return number

    def _row(self, sheet: Any, number: int, year: int, *texts: str) -> None:
        sheet.write_number(number, 0, year)
        symbol, label, written, unit, rounding = texts
        for column, text in ((1, symbol), (2, label), (3, written), (5, unit), (6, rounding)):
            sheet.write_string(number, column, safe_text(text), self.wrap)

    def _input_formula(self, each: Input, number: int) -> str:
        """Sum the meters of the year, then kWh to MWh."""
        last = len(self.result.meters) + 1
        column = "D" if method.METERED[each.symbol] == "export" else "E"
        total = f"SUMIFS('{METERS}'!${column}$2:${column}${last},'{METERS}'!$B$2:$B${last},A{number + 1})"
        return f"=ROUND({total},{KWH_DIGITS})/1000"

    def _step_formula(self, step: Step, cells: Mapping[str, str], known: Known) -> str:
        in_total = step.symbol == method.result_symbol(self.document) and method.rounds_total(self.document)
        return cell_formula(step.node, cells, None if in_total else step.rounding, known=known)

    def _draw_result(self) -> None:
        sheet = self.sheets[RESULT]
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 34)
        sheet.write_row(0, 0, ("项目", "数值", "单位"), self.bold)
        exact, unit = self.result.exact_reduction.value, self.result.exact_reduction.unit
        self._figure(sheet, 1, "核算减排量（精确值）", self._total_formula(), Decimal(exact), unit)
        self._figure(sheet, 2, "可申请签发", f"=INT(ROUND(B2,{NOISE_DIGITS}))", self.result.issuable_tonnes, unit)
        self._figure(
            sheet, 3, "尾数（结转）", f"=ROUND(B2-B3,{NOISE_DIGITS})", Decimal(self.result.remainder.value), unit
        )
        one = self.result.methodology
        texts = (
            ("方法学", f"{one.title} {one.slug} {one.version}"),
            ("监测期", f"{self.result.period_start} 起，{self.result.period_end} 止（不含）"),
            ("取整规则", self.result.rounding),
            ("方法学摘要", one.sha256),
            ("读数摘要", self.result.readings.sha256),
            ("结果摘要", self.result.digest),
        )
        for number, (name, text) in enumerate(texts, start=5):
            sheet.write_string(number, 0, name)
            sheet.write_string(number, 1, safe_text(text))

    def _figure(self, sheet: Any, number: int, name: str, written: str, value: int | Decimal, unit: str) -> None:
        sheet.write_string(number, 0, name)
        sheet.write_formula(number, 1, written, None, value)
        sheet.write_string(number, 2, unit)

    def _total_formula(self) -> str:
        total = "+".join(self.reduction_cells)
        rounding = method.result_step(self.document).rounding
        if rounding is None or not method.rounds_total(self.document):
            return f"={total}"
        exact = sum((Decimal(year.reduction.value) for year in self.result.years), Decimal(0))
        return f"={rounded(total, rounding, of_number(exact), settled=True)}"
