"""The rows of one sheet of an xlsx, out of its XML as it streams by. Pure.

Two readers give the same cells. `Reader` follows every element with expat. `plain_rows` takes a run of rows apart with
one pattern, five times as fast, when the run is written the plain way that office programs write; any other run goes to
the first. Nothing but element names and attributes is interpreted, so neither needs a declaration, and none is let in.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple
from xml.parsers import expat

NUMBER, TEXT, TRUTH, ERROR, DATE, SPAN = "number", "text", "truth", "error", "date", "span"
"""What a cell holds: a `date` and a `span` are numbers that the sheet shows as a day or as hours."""

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
HEAD_BYTES = 1024 * 1024
MOST_ROW_CHARS = 16 * 1024 * 1024
_KINDS = {"s": TEXT, "str": TEXT, "inlineStr": TEXT, "d": TEXT, "b": TRUTH, "e": ERROR}
_REFERENCE = re.compile(r"([A-Z]{1,3})[1-9][0-9]{0,6}")
_OPENED = b"<sheetData>"
_DECLARATION = re.compile(rb"<[?]xml [^<>]*[?]>")
_ENCODING = re.compile(rb"encoding=[\"']([^\"']*)[\"']")
_CELL = (
    r'<c r="([A-Z]{1,3})[1-9][0-9]{0,6}"(?: s="([0-9]{1,6})")?(?: t="([A-Za-z]+)")?'
    r"(?:/>|>(?:<f(?: [^<>]*)?(?:(/)>|>([^<&]+)</f>))?(?:<v>([^<&]*)</v>|<is><t(?: [^<>]*)?>([^<&]*)</t></is>)?</c>)"
)
_CELLS = re.compile(_CELL)
_ANY_CELLS = f"(?:{re.sub('[(](?![?])', '(?:', _CELL)})*"
_ROW = re.compile(rf'<row r="([0-9]{{1,7}})"(?: [A-Za-z0-9:]+="[^"<>&]*")*(?:/>|>({_ANY_CELLS})</row>)')


class Cell(NamedTuple):
    """One cell that holds something: its value as the file writes it, and its formula; a shared formula is ''."""

    row: int
    column: int
    kind: str
    value: str
    formula: str | None


Row = tuple[int, list[Cell]]


def column_letters(column: int) -> str:
    """Return the letters over a column, counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _Columns(dict[str, int]):
    """Numbers of columns by their letters."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        self[letters] = number
        return number


_COLUMNS = _Columns()


def column_number(letters: str) -> int:
    """Return the number of a column from its letters."""
    return _COLUMNS[letters]


class Shown:
    """What the book says about every sheet's cells: the shared texts, and which styles show days or spans."""

    def __init__(self, texts: Sequence[str], styles: Sequence[str]) -> None:
        self.texts, self.styles = texts, styles

    def cell(self, row: int, column: int, name: str, style: str, value: str, formula: str | None) -> Cell:
        """Return a cell; `name` is its type and `style` the number of its style, as the file writes them."""
        if name == "s":
            return Cell(row, column, TEXT, self.texts[int(value)] if value else "", formula)
        kind = _KINDS.get(name, NUMBER)
        if kind == NUMBER and style and value:
            number = int(style)
            kind = self.styles[number] if number < len(self.styles) else NUMBER
        return Cell(row, column, kind, value, formula)


def rows_of(chunks: Iterable[bytes], shown: Shown) -> Iterator[Row]:
    """Yield (row number, cells that hold something) of a sheet's XML; raise ValueError where it is none."""
    waiting = iter(chunks)
    head = b""
    for chunk in waiting:
        head += chunk
        if _OPENED in head or len(head) >= HEAD_BYTES:
            break
    if _is_plain(head):
        yield from _run_by_run(head.partition(_OPENED)[2], waiting, shown)
        return
    reader = Reader(shown)
    for chunk in chain((head,), waiting):
        reader.parse(chunk)
        yield from reader.taken()
    reader.parse(b"", final=True)


def _is_plain(head: bytes) -> bool:
    """Whether rows begin in the plain way: UTF-8, no prefix, and nothing before them that only a parser understands."""
    before, opened, _ = head.removeprefix(codecs.BOM_UTF8).partition(_OPENED)
    declaration = _DECLARATION.match(before)
    named = declaration and _ENCODING.search(declaration.group())
    if not opened or (named and named.group(1).lower() not in (b"utf-8", b"us-ascii")):
        return False
    rest = before[declaration.end() :] if declaration else before
    return b"<!" not in rest and b"<?" not in rest


def _run_by_run(start: bytes, waiting: Iterator[bytes], shown: Shown) -> Iterator[Row]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    text, last = decoder.decode(start), 0
    while True:
        end = text.find("</sheetData>")
        cut = end if end >= 0 else text.rfind("</row>") + len("</row>")
        if cut >= len("</row>"):
            run, text = text[:cut], text[cut:]
            found = plain_rows(run, last, shown) or _followed(run, last, shown)
            yield from found[0]
            last = found[1]
        if end >= 0:
            return
        chunk = next(waiting, None)
        if chunk is None or len(text) > MOST_ROW_CHARS:
            raise ValueError("the sheet breaks off, or a row has no end")
        text += decoder.decode(chunk)


def plain_rows(run: str, last: int, shown: Shown) -> tuple[list[Row], int] | None:
    """Return the rows of a run and the number of the last one; None when something in it is not in the plain form."""
    rows: list[Row] = []
    at, cell = 0, shown.cell
    while at < len(run):
        found = _ROW.match(run, at)
        if found is None:
            return None
        at = found.end()
        last = after(last, int(found[1]), MOST_ROWS)
        cells: list[Cell] = []
        before = 0
        for letters, style, kind, shared, formula, value, inline in _CELLS.findall(found[2] or ""):
            column = _COLUMNS[letters]
            before = column if before < column <= MOST_COLUMNS else after(before, column, MOST_COLUMNS)
            if formula or shared:
                cells.append(cell(last, column, kind, style, value or inline, formula))
            elif value or inline:
                cells.append(cell(last, column, kind, style, value or inline, None))
        if cells:
            rows.append((last, cells))
    return rows, last


def _followed(run: str, last: int, shown: Shown) -> tuple[list[Row], int]:
    reader = Reader(shown, last)
    reader.parse(f"<worksheet><sheetData>{run}</sheetData></worksheet>", final=True)
    return reader.taken(), reader.row


def after(last: int, number: int, most: int) -> int:
    """Return the number of a row or column; it comes after the last one, and none is beyond the last there can be."""
    if not last < number <= most:
        raise ValueError(f"{number} after {last}")
    return number


def quiet_parser() -> Any:
    """Return an XML parser that refuses declarations."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _declared
    parser.EntityDeclHandler = _declared
    return parser


def _declared(*_: object) -> None:
    raise ValueError("a declaration")


def local(name: str) -> str:
    """Return the name of an element without its prefix."""
    return name.rpartition(":")[2] if ":" in name else name


class Reader:
    """Follows a sheet element by element; finished rows gather until they are taken."""

    def __init__(self, shown: Shown, last: int = 0) -> None:
        self.row = last
        self._shown = shown
        self._rows: list[Row] = []
        self._cells: list[Cell] = []
        self._column = 0
        self._cell: dict[str, str] | None = None
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        self._aside = 0
        self._parser = quiet_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def parse(self, piece: bytes | str, *, final: bool = False) -> None:
        """Read a piece of the sheet."""
        try:
            self._parser.Parse(piece, final)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error

    def taken(self) -> list[Row]:
        """Return the rows finished since the last time."""
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "c":
            self._cell, self._value, self._formula = attributes, [], None
        elif self._cell is None:
            if name == "row":
                self.row = after(self.row, int(attributes.get("r", self.row + 1)), MOST_ROWS)
                self._column, self._cells = 0, []
        elif name == "v" or (name == "t" and not self._aside):
            self._into = self._value
        elif name == "f":
            self._into = self._formula = []
        elif name == "rPh":
            self._aside += 1

    def _end(self, name: str) -> None:
        name = local(name)
        if name == "c":
            self._close()
        elif name == "row":
            if self._cells:
                self._rows.append((self.row, self._cells))
            self._cells = []
        elif name == "rPh":
            self._aside -= 1
        self._into = None

    def _text(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    def _close(self) -> None:
        written, self._cell = self._cell or {}, None
        reference = written.get("r")
        column = self._column + 1 if reference is None else _column_of(reference)
        self._column = after(self._column, column, MOST_COLUMNS)
        value = "".join(self._value)
        formula = None if self._formula is None else "".join(self._formula)
        if value or formula is not None:
            kind, style = written.get("t", ""), written.get("s", "")
            self._cells.append(self._shown.cell(self.row, column, kind, style, value, formula))


def _column_of(reference: str) -> int:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(f"a cell called {reference[:20]}")
    return _COLUMNS[found.group(1)]
