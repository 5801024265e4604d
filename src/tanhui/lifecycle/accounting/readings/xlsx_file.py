"""Readings as xlsx: checked first, then read by a limited process; a formula counts only as the value stored with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from tanhui.foundation.documents import media
from tanhui.foundation.documents.archives import Budget, check_archive
from tanhui.foundation.documents.limits import Limits
from tanhui.law import refuse
from tanhui.lifecycle.accounting.readings.rows import COLUMNS, shown

MOST_SECONDS = 90
_CELLS = "tanhui.lifecycle.accounting.readings.xlsx_cells"


def cells_of(content: bytes, *, limits: Limits, most_rows: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) for every row below the header."""
    check_archive(content, media.XLSX, Budget.of(limits))
    lines = _read_in_other_process(content)
    first = json.loads(lines[0])
    header: list[str] | None = None
    rows = 0
    for number, line in enumerate(lines[1:], start=first):
        cells = json.loads(line)
        while len(cells) > len(COLUMNS) and not cells[-1]:
            cells.pop()
        if header is None:
            header = [cell.strip() for cell in cells]
            if tuple(header) != COLUMNS:
                zh = f"第 {number} 行：表头须为 {','.join(COLUMNS)}，读到“{shown(','.join(header))}”"
                refuse("V-9", zh, f"the header must be {','.join(COLUMNS)}", place=f"第 {number} 行")
        elif any(cells):
            rows += 1
            if rows > most_rows:
                refuse("V-9", f"第 {number} 行：数据行超过 {most_rows} 行", "too many rows", place=f"第 {number} 行")
            yield number, cells
    if header is None:
        refuse("V-9", "第 1 行：工作表是空的，缺少表头", "the sheet is empty", place="第 1 行")


def _read_in_other_process(content: bytes) -> list[str]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", _CELLS], input=content, capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        refuse("S-4", "工作簿读取超时，内容过大", "reading the workbook took too long")
    if done.returncode != 0:
        refuse("V-9", "工作簿无法读取", "the workbook cannot be read")
    return done.stdout.decode("utf-8").splitlines()
