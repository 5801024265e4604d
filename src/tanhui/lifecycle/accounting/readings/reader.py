"""The one door for a file of readings: whatever its kind, the same rows and the same faults come out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tanhui.foundation.documents.limits import Limits
from tanhui.law import Breach, Refusal, refuse
from tanhui.lifecycle.accounting.readings import csv_file, xlsx_file
from tanhui.lifecycle.accounting.readings.continuity import clashes, long_gap_faults
from tanhui.lifecycle.accounting.readings.rows import Fault, Reading, RowReader

MOST_FAULTS = 10_000
"""Beyond this a file is not a file of readings; reading on would only fill the memory with faults."""
SHOWN_FAULTS = 20
_ZIP = b"PK"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class FileLimits:
    """What an upload may be at most; the scheme's parameters."""

    file_bytes: int = 20_971_520
    unpacked_bytes: int = 52_428_800
    entries: int = 1000
    rows: int = 1_000_000
    line_bytes: int = 65_536
    gap_fill_days: int = 31


@dataclass(frozen=True)
class ReadingFile:
    """What a file holds: the good rows in order of the file, and every fault."""

    rows: tuple[Reading, ...]
    faults: tuple[Fault, ...]

    @property
    def dropped(self) -> int:
        """How many rows are bad."""
        return len({fault.line for fault in self.faults if fault.drops_row})

    def require_sound(self) -> None:
        """Refuse with all faults at once unless every row is good."""
        if self.faults:
            raise Refusal(tuple(fault.as_breach() for fault in self.faults))


def read_readings(
    content: bytes, *, name: str, now: datetime, encoding: str = "utf-8", limits: FileLimits | None = None
) -> ReadingFile:
    """Read a CSV or xlsx file of meter readings; the file's form refuses at once, its rows are reported one by one."""
    limits = limits or FileLimits()
    if not content:
        refuse("V-10", "文件是空的", "the file is empty", place=name)
    if len(content) > limits.file_bytes:
        refuse("V-10", f"文件超过上限 {limits.file_bytes // 1_048_576} MB", "the file is too large", place=name)
    rows, faults = _read_rows(_cells_of(content, name, encoding, limits), now)
    if not rows and not faults:
        refuse("V-10", "文件没有数据行", "the file has no rows", place=name)
    clashing = clashes(rows)
    _refuse_flood(clashing)
    dropped = {fault.line for fault in clashing}
    kept = tuple(row for row in rows if row.line not in dropped)
    faults += clashing
    faults += long_gap_faults(kept, gap_fill_days=limits.gap_fill_days)
    return ReadingFile(kept, tuple(sorted(faults, key=lambda fault: fault.line)))


def _cells_of(content: bytes, name: str, encoding: str, limits: FileLimits) -> Iterable[tuple[int, list[str]]]:
    lower = name.lower()
    if lower.endswith((".xlsm", ".xltm", ".xlsb")):
        refuse(
            "S-7",
            "不接受可含宏的工作簿，请另存为 xlsx 或 CSV",
            "workbooks that may hold macros are refused",
            place=name,
        )
    if content.startswith(_OLD_OFFICE):
        refuse("V-9", "文件是旧版 xls 或已加密，请另存为 xlsx 或 CSV", "an old or encrypted workbook", place=name)
    if content.startswith(_ZIP):
        archive = Limits(unpacked_bytes=limits.unpacked_bytes, entries=limits.entries)
        return xlsx_file.cells_of(content, limits=archive, most_rows=limits.rows)
    if lower.endswith(".xlsx"):
        refuse("S-8", "内容与类型不符：文件名为 xlsx，内容不是工作簿", "the content is not a workbook", place=name)
    return csv_file.cells_of(content, encoding=encoding, most_rows=limits.rows, most_line_bytes=limits.line_bytes)


def _read_rows(cells: Iterable[tuple[int, list[str]]], now: datetime) -> tuple[list[Reading], list[Fault]]:
    reader = RowReader(now=now)
    rows: list[Reading] = []
    faults: list[Fault] = []
    for line, row in cells:
        found = reader.read(line, row)
        if isinstance(found, Reading):
            rows.append(found)
        else:
            faults.extend(found)
            _refuse_flood(faults)
    return rows, faults


def _refuse_flood(faults: list[Fault]) -> None:
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
