"""The sheets of an uploaded workbook: looked through in quarantine, then read by a limited process, row after row."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Timer
from typing import IO

from xlsxwriter.utility import xl_col_to_name

from tanhui.foundation.documents import media
from tanhui.foundation.documents.limits import Limits
from tanhui.foundation.documents.quarantine import check_apart
from tanhui.foundation.documents.room import Room, room_for
from tanhui.law import refuse

READING_TIMES = 4
"""Taking the cells out costs this many times the time of looking through; memory is the same."""
MOST_SHEETS = 60
MOST_HEAD_ROWS = 250
"""Rows that a workbook may have beside its rows of data: heads, single values, choices."""
MOST_CELLS = 250
"""Cells of one row."""
_WAIT_TIMES = 5
"""How much longer than its processor time the process may take, on a machine that is busy."""
_CELLS = "tanhui.lifecycle.accounting.activity.cells"
_DAMAGED = 3


@dataclass(frozen=True)
class Cell:
    """One cell that holds something, with where it stands."""

    sheet: str
    row: int
    column: int
    kind: str
    value: str
    has_formula: bool
    from_1904: bool = False

    @property
    def letters(self) -> str:
        """The letters over its column."""
        return str(xl_col_to_name(self.column - 1))


@dataclass
class Sheet:
    """The rows of one sheet that hold something: each row's number, and its cells by column."""

    name: str
    from_1904: bool
    rows: list[tuple[int, dict[int, Cell]]] = field(default_factory=list)


def sheets_of(content: bytes, *, limits: Limits, most_rows: int) -> list[Sheet]:
    """Return every sheet of a workbook; refuse an unsafe or damaged one, and one with too much in it."""
    check_apart(content, media.XLSX, limits)
    room = room_for(limits)
    found: list[Sheet] = []
    rows = 0
    with _reader(content, Room(room.seconds * READING_TIMES, room.memory)) as lines:
        for line in lines:
            told = json.loads(line)
            if isinstance(told, dict):
                found.append(Sheet(told["sheet"], told["from_1904"]))
                if len(found) > MOST_SHEETS:
                    refuse("V-9", f"工作表超过 {MOST_SHEETS} 张", "too many sheets", place=told["sheet"][:31])
                continue
            rows += 1
            sheet = found[-1]
            if rows > most_rows + MOST_HEAD_ROWS:
                place = f"工作表“{sheet.name[:31]}”第 {told[0]} 行"
                refuse("V-9", f"{place}：数据行超过 {most_rows} 行", f"more than {most_rows} rows", place=place)
            if len(told[1]) > MOST_CELLS:
                place = f"工作表“{sheet.name[:31]}”第 {told[0]} 行"
                refuse("V-9", f"{place}：超过 {MOST_CELLS} 个单元格", "too many cells in a row", place=place)
            sheet.rows.append((told[0], _cells(sheet, *told)))
    return found


def _cells(sheet: Sheet, number: int, told: list[tuple[int, str, str, bool]]) -> dict[int, Cell]:
    cells = {
        column: Cell(sheet.name, number, column, kind, value, has_formula, sheet.from_1904)
        for column, kind, value, has_formula in told
    }
    if len(cells) != len(told):
        place = f"工作表“{sheet.name[:31]}”第 {number} 行"
        refuse("V-9", f"{place}：同一单元格出现两次", "a cell occurs twice", place=place)
    return cells


@contextmanager
def _reader(content: bytes, room: Room) -> Iterator[Iterator[str]]:
    command = [sys.executable, "-I", "-m", _CELLS, room.as_text()]
    with tempfile.TemporaryFile() as source:
        source.write(content)
        source.seek(0)
        process = subprocess.Popen(
            command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, encoding="utf-8"
        )
        timer = Timer(room.seconds * _WAIT_TIMES, process.kill)
        timer.start()
        try:
            yield _until_its_end(process)
        finally:
            timer.cancel()
            process.kill()
            process.communicate()


def _until_its_end(process: subprocess.Popen[str]) -> Iterator[str]:
    """Yield the lines of a process; refuse the file when it does not end well."""
    out: IO[str] | None = process.stdout
    assert out is not None
    yield from out
    ended = process.wait()
    if ended == _DAMAGED:
        refuse("V-9", "工作簿无法读取，请用办公软件另存后上传", "the workbook cannot be read; save it anew")
    if ended != 0:
        refuse("S-4", "工作簿未能在限定的时间和内存内读完，请拆分后上传", "reading took too much time or memory")
