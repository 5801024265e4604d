"""Rows and faults while a file is read: every way of reading hands its rows over here, in the order of the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tanhui.law import Breach, Refusal
from tanhui.lifecycle.accounting.readings.rows import Fault, Reading, RowReader
from tanhui.lifecycle.accounting.readings.table import ReadingTable

MOST_FAULTS = 10_000
"""Beyond this a file is not a file of readings; reading on would only fill the memory with faults."""
SHOWN_FAULTS = 20


class Collected:
    """The rows that were accepted so far, and what is wrong with the others."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.rows = ReadingTable()
        self.faults: list[Fault] = []
        self._reader = RowReader(now=now)

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Read one row of text: it becomes a reading or faults."""
        found = self._reader.read(line, cells)
        if isinstance(found, Reading):
            self.rows.append(found)
        else:
            self.faults.extend(found)
            refuse_flood(self.faults)


def refuse_flood(faults: list[Fault]) -> None:
    """Refuse a file that is wrong nearly everywhere, showing its first faults."""
    if len(faults) <= MOST_FAULTS:
        return
    told = Breach(
        clause="",
        code="V-9",
        rule="",
        zh=f"错误超过 {MOST_FAULTS} 处，未继续检查；此处列出前 {SHOWN_FAULTS} 处，请先核对文件格式",
        en=f"more than {MOST_FAULTS} faults; the first {SHOWN_FAULTS} are shown, check the form of the file",
    )
    raise Refusal((told, *(fault.as_breach() for fault in faults[:SHOWN_FAULTS])))
