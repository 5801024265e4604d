"""Runs as a process of its own, with little memory and time: a workbook's bytes in, rows of text out (JSON lines).

Started by `tables`; holds no rule, so that whatever a hostile workbook does to the reader stays here.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineWorkbook

MOST_MEMORY = 256 * 1024 * 1024
MOST_SECONDS = 2


def cell_text(value: Any) -> str:
    """Write one cell as text; a double becomes its shortest decimal, a whole one loses its point."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    return repr(value).removesuffix(".0") if isinstance(value, (int, float)) else str(value)


def main() -> int:
    """Read the first sheet of the workbook on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheet = workbook.get_sheet_by_index(0)
    first = sheet.start[0] + 1 if sheet.start else 1
    sys.stdout.write(json.dumps(first) + "\n")
    for row in sheet.iter_rows():
        sys.stdout.write(json.dumps([cell_text(cell) for cell in row]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
