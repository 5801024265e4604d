"""An xlsx opened for reading: its sheets by name, row after row; memory does not grow with a sheet.

For use in a limited process of its own, on files that `archives` has looked through. Pure: no cell is judged here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.parsers import expat

from tanhui.foundation.documents.worksheets import DATE, NUMBER, SPAN, Row, Shown, local, quiet_parser, rows_of

_CHUNK = 256 * 1024
_DATE_IDS = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
"""Formats that need no code in the file; from 27 on they are those of Chinese and Japanese programs."""
_SPAN_IDS = frozenset({46})
_LITERAL = re.compile(r'"[^"]*"|[\\_*].')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_DATE_LETTERS = re.compile(r"[dmhys]", re.IGNORECASE)
_DAMAGE = (
    *(KeyError, IndexError, ValueError, EOFError, NotImplementedError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError),
)

Start = Callable[[str, dict[str, str]], None]


class DamagedWorkbook(Exception):
    """The file is no workbook that can be read."""


class Workbook:
    """The sheets of a workbook, in its order; what it says of its texts and formats is read at once."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except (*_DAMAGE, OverflowError) as error:
            raise DamagedWorkbook(str(error)) from error
        links = _Links()
        self._parse("xl/_rels/workbook.xml.rels", links.start)
        book = _Sheets(links.targets)
        self._parse("xl/workbook.xml", book.start, book.end, book.text)
        self.from_1904 = book.from_1904
        self.names = book.names
        self.sheets = {name: path for name, path in book.found.items() if path in self._archive.NameToInfo}
        texts, formats = _Texts(), _Formats()
        for path in links.of_kind("/sharedStrings"):
            self._parse(path, texts.start, texts.end, texts.text)
        for path in links.of_kind("/styles"):
            self._parse(path, formats.start)
        self._shown = Shown(texts.found, formats.found)

    def size(self, sheet: str) -> int:
        """Return how many bytes of XML a sheet has."""
        return self._archive.getinfo(self.sheets[sheet]).file_size

    def rows(self, sheet: str, *, report: Callable[[int], object] | None = None) -> Iterator[Row]:
        """Yield (row number, cells that hold something), in the order of the file; `report` is told the bytes read."""
        path = self.sheets[sheet]
        try:
            yield from rows_of(self._chunks(path, report), self._shown)
        except _DAMAGE as error:
            raise DamagedWorkbook(f"{path}: {error}") from error

    def _chunks(self, path: str, report: Callable[[int], object] | None = None) -> Iterator[bytes]:
        done = 0
        with self._archive.open(path) as handle:
            while chunk := handle.read(_CHUNK):
                yield chunk
                done += len(chunk)
                if report is not None:
                    report(done)

    def _parse(
        self,
        path: str,
        start: Start,
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        parser = quiet_parser()
        parser.StartElementHandler = lambda name, attributes: start(local(name), attributes)
        if end is not None:
            parser.EndElementHandler = lambda name: end(local(name))
            parser.CharacterDataHandler = text
        try:
            for chunk in self._chunks(path):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except _DAMAGE as error:
            raise DamagedWorkbook(f"{path}: {error}") from error


def shown_as(number: str, written: str | None) -> str:
    """Return what a number format makes of a number: a date, a span of time, or a number."""
    if written is None:
        identity = int(number) if number.isascii() and number.isdigit() else 0
        return DATE if identity in _DATE_IDS else SPAN if identity in _SPAN_IDS else NUMBER
    first = _LITERAL.sub("", written).split(";")[0]
    if _ELAPSED.search(first):
        return SPAN
    return DATE if _DATE_LETTERS.search(_BRACKETS.sub("", first)) else NUMBER


class _Links:
    """Where the parts of the book are, by the identity of the link and by its kind."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}
        self._kinds: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take one link that stays inside the file."""
        target = attributes.get("Target", "")
        if name != "Relationship" or not target or attributes.get("TargetMode") == "External":
            return
        path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        self.targets[attributes.get("Id", "")] = path
        self._kinds.append((attributes.get("Type", ""), path))

    def of_kind(self, ending: str) -> list[str]:
        """Return the first part of a kind, if there is one."""
        return [path for kind, path in self._kinds if kind.endswith(ending)][:1]


class _Sheets:
    """The sheets by name, the names that stand for cells, and from which year the book counts its days."""

    def __init__(self, targets: dict[str, str]) -> None:
        self.found: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.from_1904 = False
        self._targets = targets
        self._name = ""
        self._pieces: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take one sheet, or the properties of the book; a name's meaning is the text inside."""
        if name == "sheet":
            identity = next((value for key, value in attributes.items() if local(key) == "id"), "")
            self.found[attributes.get("name", "")] = self._targets.get(identity, "")
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "definedName":
            self._name, self._pieces = attributes.get("name", ""), []

    def end(self, name: str) -> None:
        """End a name."""
        if name == "definedName" and self._name:
            self.names[self._name] = "".join(self._pieces)
            self._name = ""

    def text(self, text: str) -> None:
        """Take characters of a name's meaning."""
        if self._name:
            self._pieces.append(text)


class _Formats:
    """For every style of cells whether its numbers are shown as days, as spans, or as numbers."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._own: dict[str, str] = {}
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a format, or a style that names one."""
        if name == "numFmt":
            self._own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyles", "cellStyleXfs"):
            self._inside = name == "cellXfs"
        elif name == "xf" and self._inside:
            number = attributes.get("numFmtId", "0")
            self.found.append(shown_as(number, self._own.get(number)))


class _Texts:
    """The shared texts: each is the sum of its runs, without the reading aids of Chinese and Japanese."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._aside = 0
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a text or a part of it."""
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._aside += 1
        self._inside = name == "t" and not self._aside

    def end(self, name: str) -> None:
        """End a text or a part of it."""
        self._inside = False
        if name == "si":
            self.found.append("".join(self._pieces))
        elif name == "rPh":
            self._aside -= 1

    def text(self, text: str) -> None:
        """Take characters."""
        if self._inside:
            self._pieces.append(text)
