"""Readings as xlsx: looked through in quarantine, then read by a limited process that hands over row after row.

A formula counts only as the value stored with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from tanhui.foundation.documents import media
from tanhui.foundation.documents.limits import Limits
from tanhui.foundation.documents.quarantine import check_apart
from tanhui.foundation.documents.room import Room, room_for
from tanhui.foundation.documents.workers import lines_from
from tanhui.law import refuse
from tanhui.lifecycle.accounting.readings.rows import COLUMNS, shown

READING_TIMES = 4
"""Taking the cells out costs this many times the time of looking through; memory is the same."""
_CELLS = "tanhui.lifecycle.accounting.readings.xlsx_cells"

Report = Callable[[int, int], None]


def cells_of(
    content: bytes, *, limits: Limits, most_rows: int, report: Report | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) for every row below the header."""
    check_apart(content, media.XLSX, limits)
    header: list[str] | None = None
    rows = 0
    for number, cells in _rows(content, limits, report):
        cells += [""] * (len(COLUMNS) - len(cells))
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


def _rows(content: bytes, limits: Limits, report: Report | None) -> Iterator[tuple[int, list[str]]]:
    """Yield what the process writes: rows, and between them how far it has come."""
    room = room_for(limits)
    with lines_from(_CELLS, content, Room(room.seconds * READING_TIMES, room.memory)) as lines:
        size = json.loads(next(lines, "0"))
        for line in lines:
            found = json.loads(line)
            if isinstance(found, int):
                if report is not None:
                    report(min(found, size), size)
            else:
                yield found[0], found[1:]
