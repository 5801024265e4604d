"""Runs as a process of its own, with limits on memory and time: a workbook in, its cells and names out (JSON lines).

The first line holds the names that stand for cells. Then each sheet is a text, its name, followed by its cells: [row,
column, kind, value, formula], where a cell without formula has null. Started by `opening`; holds no rule.
"""

from __future__ import annotations

import json
import sys

from tanhui.foundation.documents.room import Room, confine
from tanhui.foundation.documents.workbooks import DamagedWorkbook, Workbook
from tanhui.foundation.documents.workers import DAMAGED


def main() -> int:
    """Write every cell of the workbook on standard input."""
    confine(Room.from_text(sys.argv[1]))
    out = sys.stdout
    try:
        book = Workbook(sys.stdin.buffer.read())
        out.write(f"{json.dumps(book.names)}\n")
        for sheet in book.sheets:
            out.write(f"{json.dumps(sheet)}\n")
            for _, cells in book.rows(sheet):
                for cell in cells:
                    out.write(f"{json.dumps(cell)}\n")
    except DamagedWorkbook:
        return DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main())
