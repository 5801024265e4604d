"""From the bytes of an owner's table to its cells: looked through, read apart, computed anew by LibreOffice.

What does not depend on the report is judged here, before the act begins, and remembered by the hash of the file: the
writer's lock waits for no office program.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from threading import Lock

from tanhui.foundation.documents import media
from tanhui.foundation.documents.checks import inspect
from tanhui.foundation.documents.limits import DEFAULT
from tanhui.foundation.documents.room import Room, room_for
from tanhui.foundation.documents.spreadsheet import computed_anew
from tanhui.foundation.documents.workers import lines_from
from tanhui.foundation.inputs.fields import Upload
from tanhui.law import refuse, require
from tanhui.lifecycle.accounting.own_sheets.book import Book, Cell
from tanhui.lifecycle.accounting.own_sheets.judging import differences, written_facts
from tanhui.lifecycle.accounting.rules.own_sheets import STORED, WRITTEN, StoredFacts

READING_TIMES = 4
"""Taking the cells out costs this many times the time of looking through; memory is the same."""
MOST_CELLS = 300_000
_CELLS = "tanhui.lifecycle.accounting.own_sheets.cells"
_REMEMBERED = 4
_computed: OrderedDict[str, bytes] = OrderedDict()
_lock = Lock()


def looked_through(upload: Upload) -> bytes:
    """Return an upload as LibreOffice computes it, after every check of an uploaded workbook."""
    inspect(upload.content, upload.name, accepted=(media.XLSX,))
    return computed_table(upload.content)


def computed_table(content: bytes) -> bytes:
    """Return an owner's table as LibreOffice computes it. Refuses S-7, R14-6 (nothing to compute), R14-5, S-31, S-4.

    The file has passed the checks of an upload. A table found to agree with itself is remembered.
    """
    key = hashlib.sha256(content).hexdigest()
    with _lock:
        if key in _computed:
            _computed.move_to_end(key)
            return _computed[key]
    stored = book_of(content)
    require(WRITTEN, written_facts(stored))
    made = computed_anew(content)
    require(STORED, StoredFacts(tuple(differences(stored, book_of(made)))))
    with _lock:
        _computed[key] = made
        while len(_computed) > _REMEMBERED:
            _computed.popitem(last=False)
    return made


def book_of(content: bytes) -> Book:
    """Return the cells of a workbook, taken out by a limited process."""
    room = room_for(DEFAULT)
    with lines_from(_CELLS, content, Room(room.seconds * READING_TIMES, room.memory)) as lines:
        book = Book(names=json.loads(next(lines, "{}")))
        count, rows = 0, {}
        for line in lines:
            told = json.loads(line)
            if isinstance(told, str):
                rows = book.sheets.setdefault(told, {})
                continue
            row, column, kind, value, formula = told
            rows.setdefault(row, {})[column] = Cell(kind, value, formula)
            count += 1
            if count > MOST_CELLS:
                refuse(
                    "V-9", f"计算表的单元格超过 {MOST_CELLS} 个，请精简", f"more than {MOST_CELLS} cells in the table"
                )
    return book
