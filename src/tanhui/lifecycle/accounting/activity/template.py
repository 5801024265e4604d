"""The workbook an owner fills in: made for one project and its methodology, so that nothing in it has to be guessed."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from tanhui.foundation.inputs.spreadsheet import safe_text
from tanhui.lifecycle.accounting.activity import layout
from tanhui.lifecycle.methodology.document import Input, Method, TableOf
from tanhui.lifecycle.methodology.workbook.cells import CREATED, SETTINGS, quoted

MOST_LINES = 10_002
"""Rows that the formats and lists of a column reach down to."""
_YES_NO = ("1", "0")


def template(method: Method, project: str) -> bytes:
    """Draw the template; the same project and methodology give the same bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, SETTINGS)
    book.set_properties({"title": "碳普惠活动数据", "comments": method.sha256, "created": CREATED})
    drawing = _Drawing(book, method)
    drawing.singles(project)
    for table in method.tables:
        drawing.table(table)
    drawing.choices()
    book.close()
    return target.getvalue()


class _Drawing:
    """The sheets while they are drawn; the lists of categories stand on a sheet of their own."""

    def __init__(self, book: Any, method: Method) -> None:
        self.book = book
        self.method = method
        self.head = book.add_format(
            {"bold": True, "bg_color": "#E8F3EF", "border": 1, "text_wrap": True, "valign": "top"}
        )
        self.fixed = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#555555"})
        self.text = book.add_format({"num_format": "@", "bg_color": "#FFFBE6", "border": 1})
        self.number = book.add_format({"bg_color": "#FFFBE6", "border": 1})
        self.as_text = book.add_format({"num_format": "@"})
        self.listed = [each for each in method.inputs if each.type == "category"]

    def singles(self, project: str) -> None:
        """Draw the sheet of single values; it opens with what the data is of."""
        sheet = self.book.add_worksheet(layout.SINGLES)
        sheet.write_row(0, 0, layout.SINGLE_HEADS, self.head)
        for column, width in enumerate((16, 26, 12, 34, 44, 22)):
            sheet.set_column(column, column, width)
        own = {layout.PROJECT: project, layout.METHODOLOGY: layout.methodology_of(self.method)}
        row = 0
        for symbol, (label, told) in layout.ABOUT.items():
            row += 1
            self._line(sheet, row, symbol, label, "", "", told)
            sheet.write_string(row, layout.VALUE_COLUMN - 1, own.get(symbol, ""), self.text)
        for each in self.method.inputs:
            if not each.table:
                row += 1
                self._line(sheet, row, each.symbol, each.label.zh, each.unit, layout.range_of(each), each.monitoring.zh)
                sheet.write_blank(row, layout.VALUE_COLUMN - 1, None, self._format(each))
                self._validate(sheet, each, row, row, layout.VALUE_COLUMN - 1)
        sheet.freeze_panes(1, 0)

    def _line(self, sheet: Any, row: int, *texts: str) -> None:
        for column, text in enumerate(texts):
            sheet.write_string(row, column, safe_text(text), self.fixed)

    def table(self, table: TableOf) -> None:
        """Draw the empty sheet of a table: symbols, words, then room for its rows."""
        sheet = self.book.add_worksheet(layout.sheet_of(table.id))
        own = [each for each in self.method.inputs if each.table == table.id]
        for column, each in enumerate(own):
            sheet.set_column(column, column, 18, None if each.is_number else self.as_text)
            sheet.write_string(0, column, each.symbol, self.head)
            sheet.write_string(1, column, layout.words_of(each), self.head)
            sheet.write_comment(
                1, column, f"{layout.range_of(each)}\n{each.monitoring.zh}".strip(), {"width": 260, "height": 120}
            )
            self._validate(sheet, each, layout.DATA_ROW - 1, MOST_LINES - 1, column)
        sheet.freeze_panes(layout.DATA_ROW - 1, 0)

    def _format(self, each: Input) -> Any:
        return self.number if each.is_number else self.text

    def _validate(self, sheet: Any, each: Input, first: int, last: int, column: int) -> None:
        """Offer the values of a category and of yes or no as a list."""
        if each.yes_no:
            source: Any = list(_YES_NO)
        elif each.type == "category":
            name = xl_col_to_name(self.listed.index(each) * 2)
            source = f"={quoted(layout.CHOICES)}!${name}$2:${name}${len(each.choices) + 1}"
        else:
            return
        sheet.data_validation(
            first, column, last, column,
            {"validate": "list", "source": source, "error_title": "不在可选范围", "error_message": "请从列表中选择"},
        )  # fmt: skip

    def choices(self) -> None:
        """Draw the lists of the categories: each one's ids, and beside them the words."""
        if not self.listed:
            return
        sheet = self.book.add_worksheet(layout.CHOICES)
        for number, each in enumerate(self.listed):
            column = number * 2
            sheet.write_string(0, column, each.symbol, self.head)
            sheet.write_string(0, column + 1, each.label.zh, self.head)
            for row, choice in enumerate(each.choices, start=1):
                sheet.write_string(row, column, choice.id)
                sheet.write_string(row, column + 1, safe_text(choice.words.zh))
        sheet.set_column(0, len(self.listed) * 2, 18)
