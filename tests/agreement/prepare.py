"""What one process prepares for a case: rows, their values by the Decimal engine, and the recomputed workbook."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from tests.agreement.cases import cases
from tests.agreement.rows import rows_for, text_rows
from tests.agreement.sheet import recompute, write_workbook


@dataclass(frozen=True)
class Prepared:
    """The files of a case, how many of its rows the spreadsheet was given, and what the preparation took."""

    rows: int
    sheet_rows: int
    on_edge: int
    redrawn: int
    values: Path
    sheet: Path | None
    seconds: float
    office_seconds: float


def prepare(name: str, folder: str, counts: tuple[int, int, int], office: bool) -> Prepared:
    """Prepare a case in a folder."""
    started = time.monotonic()
    case = cases()[0][name]
    stem = name.replace("/", "-")
    home = Path(folder)
    found = rows_for(case, counts)
    values, workbook = home / f"{stem}-values.csv", home / f"{stem}-office.xlsx"
    lines = list(text_rows(found, case))
    with values.open("w", encoding="utf-8", newline="") as target:
        target.writelines(",".join(_quoted(each) for each in line) + "\n" for line in lines)
    sheet_rows = len(lines) - counts[2]
    sheet, drawn = None, time.monotonic()
    if office and shutil.which("soffice"):
        write_workbook(case, lines[:sheet_rows], workbook)
        sheet = recompute(workbook, home / f"profile-{os.getpid()}")
    ended = time.monotonic()
    return Prepared(len(lines), sheet_rows, found.on_edge, found.redrawn, values, sheet, drawn - started, ended - drawn)


def _quoted(text: str) -> str:
    return text if text[-1:].isdigit() else '"' + text.replace('"', '""') + '"'
