"""The cells of a workbook and what depends on what: from a formula to the cells it reads, and on to the inputs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from tanhui.foundation.documents.worksheets import (
    DATE,
    MOST_COLUMNS,
    MOST_ROWS,
    NUMBER,
    SPAN,
    column_letters,
    column_number,
)
from tanhui.foundation.inputs.spreadsheet import shortest

MOST_READ = 5_000_000
"""A table in which formulas read cells more often than this is too costly to follow."""

_NUMBERS = frozenset({NUMBER, DATE, SPAN})
_PLACE = re.compile(r"\s*(?:'((?:[^']|'')+)'|([^!']+))!\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})\s*")
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_FUNCTION = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)\s*\(")
_CELL = r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})"
_REFERENCE = re.compile(
    r"(?<![\w.])(?:(?:'((?:[^']|'')+)'|([\w.]+))!)?"
    rf"(?:{_CELL}(?::{_CELL})?|\$?([A-Za-z]{{1,3}}):\$?([A-Za-z]{{1,3}})|\$?([0-9]{{1,7}}):\$?([0-9]{{1,7}}))(?![\w.(])"
)
_NAME = re.compile(r"(?<![\w.!'$])[^\W\d][\w.]*(?![\w.(!])")


class TooCostly(Exception):
    """The formulas read too many cells."""


class Place(NamedTuple):
    """Where a cell stands."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.sheet}!{column_letters(self.column)}{self.row}"


class Area(NamedTuple):
    """A block of cells of one sheet, corners included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what it holds, as text, and its formula; a shared formula is ''."""

    kind: str
    value: str
    formula: str | None

    @property
    def number(self) -> Decimal | None:
        """The number it holds, as the shortest decimal of the double."""
        if self.kind not in _NUMBERS or not self.value:
            return None
        try:
            found = Decimal(shortest(self.value))
        except ValueError:
            return None
        return found if found.is_finite() else None


@dataclass
class Book:
    """The cells of a workbook by sheet, row and column."""

    names: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, dict[int, dict[int, Cell]]] = field(default_factory=dict)

    def cells(self) -> Iterator[tuple[Place, Cell]]:
        """Yield every cell, sheet by sheet, row by row."""
        for sheet, rows in self.sheets.items():
            for row, cells in rows.items():
                for column, cell in cells.items():
                    yield Place(sheet, row, column), cell

    def at(self, place: Place) -> Cell | None:
        """Return a cell, None where the sheet holds nothing."""
        return self.sheets.get(place.sheet, {}).get(place.row, {}).get(place.column)

    def inside(self, area: Area) -> Iterator[tuple[Place, Cell]]:
        """Yield the cells of a block that hold something."""
        rows = self.sheets.get(area.sheet, {})
        wanted: Iterable[int] = rows if area.bottom - area.top > len(rows) else range(area.top, area.bottom + 1)
        for row in wanted:
            if area.top <= row <= area.bottom and row in rows:
                for column, cell in rows[row].items():
                    if area.left <= column <= area.right:
                        yield Place(area.sheet, row, column), cell

    def behind(self, total: Place) -> dict[Place, Cell]:
        """Return every cell that a cell is computed from, through all formulas between; raise TooCostly."""
        found: dict[Place, Cell] = {}
        followed: set[Area] = set()
        waiting, read = [total], 0
        while waiting:
            place = waiting.pop()
            cell = self.at(place)
            if cell is None or not cell.formula:
                continue
            for area in self.areas(cell.formula, place.sheet):
                if area in followed:
                    continue
                followed.add(area)
                for each, inner in self.inside(area):
                    read += 1
                    if read > MOST_READ:
                        raise TooCostly
                    if each not in found:
                        found[each] = inner
                        waiting.append(each)
        return found

    def areas(self, formula: str, sheet: str, *, named: int = 3) -> Iterator[Area]:
        """Yield the blocks that a formula names, on its own sheet or others; a name stands for what it means."""
        plain = _TEXT.sub('""', formula)
        for found in _REFERENCE.finditer(plain):
            area = _area(found, sheet)
            if area is not None:
                yield area
        if named:
            for word in _NAME.findall(plain):
                meaning = self.names.get(word)
                if meaning:
                    yield from self.areas(meaning, sheet, named=named - 1)


def _area(found: re.Match[str], sheet: str) -> Area | None:
    quoted, bare, left, top, right, bottom, first, last, above, below = found.groups()
    own = quoted.replace("''", "'") if quoted else bare or sheet
    if left is not None:
        corner = (int(bottom or top), column_number((right or left).upper()))
        return Area(own, int(top), column_number(left.upper()), *corner)
    if first is not None:
        return Area(own, 1, column_number(first.upper()), MOST_ROWS, column_number(last.upper()))
    return Area(own, int(above), 1, int(below), MOST_COLUMNS)


def functions_of(formula: str) -> list[str]:
    """Return the names of the functions that a formula calls, in upper case, without the prefix of newer ones."""
    plain = _TEXT.sub('""', formula)
    return [each.upper().removeprefix("_XLFN.").removeprefix("_XLWS.") for each in _FUNCTION.findall(plain)]


def reaches_out(formula: str) -> bool:
    """Whether a formula names another file, or a program: `[1]Sheet1!A1`, `cmd|' /c calc'!A1`."""
    plain = _TEXT.sub('""', formula)
    return "[" in plain or "|" in plain or "\\" in plain or "://" in formula


def place_of(text: str) -> Place | None:
    """Read the place of a cell as people write it, `结果!B2`; None for anything else."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    quoted, bare, letters, row = found.groups()
    return Place((quoted or bare).replace("''", "'").strip(), int(row), column_number(letters.upper()))
