"""Lists as files: CSV for machines, xlsx for people. No cell is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from tanhui.foundation.inputs.spreadsheet import safe_text
from tanhui.foundation.periods import local_moment

FORMS = ("csv", "xlsx")
_EXACT_IN_SHEETS = 10**15
_CSV_TYPE = "text/csv; charset=utf-8"
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Head = tuple[str, str]


def response(form: str, name: str, heads: Sequence[Head], rows: Sequence[Sequence[Any]]) -> HttpResponse:
    """Return a list as a download; a head is a column's label and kind."""
    plain = [[plain_value(cell, kind) for cell, (_, kind) in zip(row, heads, strict=True)] for row in rows]
    labels = [label for label, _ in heads]
    content, media = (csv_of(labels, plain), _CSV_TYPE) if form == "csv" else (xlsx_of(labels, plain), _XLSX_TYPE)
    answer = HttpResponse(content, content_type=media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def plain_value(cell: Any, kind: str) -> str | int | Decimal | None:
    """Return what a file holds of a cell: its value, money as yuan, days and moments as people write them."""
    value = cell.get("value") if isinstance(cell, Mapping) else cell
    if isinstance(cell, Mapping) and cell.get("kind"):
        kind = cell["kind"]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int) and kind == "yuan":
        return Decimal(value).scaleb(-2)
    if value is None or isinstance(value, int | Decimal):
        return value
    if isinstance(value, datetime):
        return local_moment(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return " ".join(str(each) for each in value)
    return str(value)


def csv_of(labels: Sequence[str], rows: Sequence[Sequence[str | int | Decimal | None]]) -> bytes:
    """Return UTF-8 text with commas. Numbers stay as they are, so -5 is -5; texts are neutralised."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow([safe_text(label) for label in labels])
    for row in rows:
        writer.writerow(["" if v is None else safe_text(v) if isinstance(v, str) else f"{v}" for v in row])
    return made.getvalue().encode()


def _fits(value: int | Decimal) -> bool:
    return -_EXACT_IN_SHEETS < value < _EXACT_IN_SHEETS


def xlsx_of(labels: Sequence[str], rows: Sequence[Sequence[str | int | Decimal | None]]) -> bytes:
    """Return a workbook of one sheet. Texts are written as texts; numbers a sheet cannot hold exactly are too."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("列表")
        bold = book.add_format({"bold": True})
        for column, label in enumerate(labels):
            sheet.write_string(0, column, label, bold)
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif value is not None and _fits(value):
                    sheet.write_number(at, column, value)
                elif value is not None:
                    sheet.write_string(at, column, f"{value}")
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return made.getvalue()
