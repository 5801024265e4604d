"""A table of values somebody uploads, CSV or xlsx: its rows by column name, each with its place in the file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from tanhui.foundation.documents.checks import inspect
from tanhui.foundation.documents.limits import Limits
from tanhui.foundation.documents.media import CSV, XLSX
from tanhui.foundation.inputs import csv_rows
from tanhui.law import refuse
from tanhui.lifecycle.methodology.library.reading import COLUMNS, COMPULSORY

MOST_ROWS = 2000
_CHILD = "tanhui.lifecycle.methodology.library.workbook"
_WAIT_SECONDS = 10
_ZIP = b"PK"


def read_table(
    content: bytes, name: str, *, limits: Limits, encoding: str = "utf-8"
) -> list[tuple[str, dict[str, str]]]:
    """Return (place, texts by column) for each row. Refuses V-9 (heading, form, rows), V-10, S-4 to S-11."""
    inspect(content, name, limits=limits, accepted=(CSV, XLSX), encoding=encoding)
    in_cells = content.startswith(_ZIP)
    lines = _workbook_rows(content) if in_cells else csv_rows(content, encoding=encoding, most_rows=MOST_ROWS + 1)
    header: list[str] = []
    found: list[tuple[str, dict[str, str]]] = []
    for number, cells in lines:
        if not any(cells):
            continue
        if not header:
            header = _header(number, [cell.strip() for cell in cells])
        elif len(found) >= MOST_ROWS:
            refuse("V-9", f"第 {number} 行：超过 {MOST_ROWS} 行，请分几次提出", f"more than {MOST_ROWS} rows")
        else:
            found.append((f"第 {number} 行", _row(number, header, cells)))
    if not found:
        refuse("V-10", "表格没有数据行", "the table has no rows")
    return found


def _header(number: int, cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    wrong = [cell for cell in cells if cell not in COLUMNS] + [cell for cell in COMPULSORY if cell not in cells]
    if wrong or len(set(cells)) < len(cells):
        refuse(
            "V-9",
            f"第 {number} 行：表头须含 {','.join(COMPULSORY)}，可加 {','.join(COLUMNS[len(COMPULSORY) :])}；"
            f"有误的是 {','.join(wrong)[:100] or '重复的列'}",
            f"the heading must name {','.join(COMPULSORY)} once each; wrong: {','.join(wrong)[:100]}",
            place=f"第 {number} 行",
        )
    return cells


def _row(number: int, header: list[str], cells: list[str]) -> dict[str, str]:
    if any(cells[len(header) :]):
        refuse("V-9", f"第 {number} 行：比表头多出内容", f"line {number} has more cells than the heading")
    return dict(zip(header, cells, strict=False))


def _workbook_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", _CHILD], input=content, capture_output=True, timeout=_WAIT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        refuse("S-4", "工作簿读取超时，内容过大，请拆分或另存为 CSV", "reading the workbook took too long")
    if done.returncode != 0:
        refuse("V-9", "工作簿无法读取，请另存为 xlsx 或 CSV 后重试", "the workbook cannot be read; save it again")
    lines = done.stdout.decode("utf-8").splitlines()
    for number, line in enumerate(lines[1:], start=json.loads(lines[0])):
        yield number, json.loads(line)
