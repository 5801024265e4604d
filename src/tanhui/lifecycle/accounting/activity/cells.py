"""Runs as a process of its own, with limits on memory and time: workbook bytes in, the cells of every sheet out.

Started by `sheets`; holds no rule, so that whatever a hostile workbook does to the reader stays here. It writes JSON
lines: `{"sheet": name, "from_1904": …}`, then `[row, [[column, kind, value, has formula], …]]` for each of its rows.
"""

from __future__ import annotations

import json
import sys

from tanhui.foundation.documents.room import Room, confine
from tanhui.foundation.documents.workbooks import DamagedWorkbook, Workbook

DAMAGED = 3
"""The process ends with this when the file is no workbook; any other failure is the want of time or memory."""


def main() -> int:
    """Read the workbook on standard input."""
    confine(Room.from_text(sys.argv[1]))
    out = sys.stdout
    try:
        book = Workbook(sys.stdin.buffer.read())
        for name in book.sheets:
            out.write(json.dumps({"sheet": name, "from_1904": book.from_1904}) + "\n")
            for number, cells in book.rows(name):
                told = [[cell.column, cell.kind, cell.value, cell.formula is not None] for cell in cells]
                out.write(json.dumps([number, told]) + "\n")
    except DamagedWorkbook:
        return DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main())
