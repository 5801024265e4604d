"""The one door for a file of readings: whatever its kind, the same rows and the same faults come out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tanhui.foundation.documents.limits import Limits
from tanhui.law import Refusal, refuse
from tanhui.lifecycle.accounting.readings import xlsx_file
from tanhui.lifecycle.accounting.readings.collected import Collected, refuse_flood
from tanhui.lifecycle.accounting.readings.continuity import clashes, long_gap_faults
from tanhui.lifecycle.accounting.readings.csv_bulk import FIRST_LINE, BulkCsv, Report
from tanhui.lifecycle.accounting.readings.csv_file import Form, cells_of, check_start
from tanhui.lifecycle.accounting.readings.rows import Fault
from tanhui.lifecycle.accounting.readings.table import ReadingTable

BULK_BYTES = 262_144
"""From this size on a CSV file is read by DuckDB; below it, starting DuckDB would take longer than the reading."""
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

    rows: ReadingTable
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
    content: bytes,
    *,
    name: str,
    now: datetime,
    encoding: str = "utf-8",
    limits: FileLimits | None = None,
    report: Report | None = None,
) -> ReadingFile:
    """Read a CSV or xlsx file of meter readings; the file's form refuses at once, its rows are reported one by one.

    `report` is told, again and again, how much of how much has been read.
    """
    limits = limits or FileLimits()
    if not content:
        refuse("V-10", "文件是空的", "the file is empty", place=name)
    if len(content) > limits.file_bytes:
        refuse("V-10", f"文件超过上限 {limits.file_bytes // 1_048_576} MB", "the file is too large", place=name)
    found = Collected(now=now)
    if _is_workbook(content, name):
        _read_workbook(content, found, limits, report)
    else:
        _read_csv(content, found, Form(encoding, limits.rows, limits.line_bytes), report)
    if not found.rows and not found.faults:
        refuse("V-10", "文件没有数据行", "the file has no rows", place=name)
    clashing = clashes(found.rows)
    refuse_flood(clashing)
    kept = found.rows.without({fault.line for fault in clashing})
    faults = [*found.faults, *clashing, *long_gap_faults(kept, gap_fill_days=limits.gap_fill_days)]
    return ReadingFile(kept, tuple(sorted(faults, key=lambda fault: fault.line)))


def _is_workbook(content: bytes, name: str) -> bool:
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
        return True
    if lower.endswith(".xlsx"):
        refuse("S-8", "内容与类型不符：文件名为 xlsx，内容不是工作簿", "the content is not a workbook", place=name)
    return False


def _read_workbook(content: bytes, into: Collected, limits: FileLimits, report: Report | None) -> None:
    archive = Limits(limits.file_bytes, limits.unpacked_bytes, limits.entries)
    for line, cells in xlsx_file.cells_of(content, limits=archive, most_rows=limits.rows, report=report):
        into.take(line, cells)


def _read_csv(content: bytes, into: Collected, form: Form, report: Report | None) -> None:
    if len(content) >= BULK_BYTES:
        BulkCsv(content, form, into, report).read()
        return
    for line, cells in cells_of(content, form, at=check_start(content, form), line=FIRST_LINE):
        into.take(line, cells)
