"""A large CSV file read by DuckDB: rows that are plainly good become numbers there, all others go to the row reader.

The row reader stays the judge: whatever is not in the plainest form (an unusual offset, a leading zero, any fault) is
read by it from the bytes of the file, so that both ways accept the same rows and say the same words. Lines reach DuckDB
as one column of checked text; it never guesses at delimiters, quotes or types.
"""

from __future__ import annotations

import re
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import duckdb

from tanhui.lifecycle.accounting.readings.collected import Collected
from tanhui.lifecycle.accounting.readings.csv_file import Form, cells_of, cells_of_line, check_start
from tanhui.lifecycle.accounting.readings.rows import KWH_DIGITS, LONGEST_ROW
from tanhui.lifecycle.accounting.readings.table import MICROSECOND, microseconds

Report = Callable[[int, int], None]
"""Told how much of how much is done."""

PIECE_BYTES = 4 * 1024 * 1024
FETCHED_ROWS = 600
"""So few at a time that Python's collector of garbage does not go through them again and again."""
MEMORY = "192MB"
FIRST_LINE = 2
SHANGHAI_AHEAD_HOURS = 8
"""Shanghai's clock in every year that a plain row may name."""

_UNUSED = b"\x01"
"""Divides no line: a piece of the file that holds this character is not given to DuckDB."""
_BLANK = b"\x02"
"""Stands for an empty line, which DuckDB would leave out of the count."""
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_EMPTY = re.compile(rb"^(?=\n)", re.MULTILINE)

_METER = "[A-Za-z0-9]([A-Za-z0-9._/-]{0,62}[A-Za-z0-9])?"
_MOMENT = "20[0-9]{2}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?([+]08:00|Z)?)?"
_KWH = f"(0|[1-9][0-9]{{0,8}})([.][0-9]{{1,{KWH_DIGITS}}})?"
_PLAIN = ",".join((_METER, _MOMENT, _MOMENT, _KWH, _KWH))
_QUOTED = '("[^",]*"|[^",]*)(,("[^",]*"|[^",]*)){4}'
_UNQUOTED = f"""case when not contains(line, '"') then line when regexp_full_match(line, '{_QUOTED}')
  then replace(line, '"', '') end"""


def _moment(cell: str) -> str:
    """Return SQL for a plain moment as microseconds, NULL for a day the calendar does not have.

    A timestamp is read as the clock shows it, whatever offset stands behind it.
    """
    ahead = f"case when ends_with({cell}, 'Z') then 0 else {SHANGHAI_AHEAD_HOURS} * 3600000000 end"
    return f"epoch_us(try_cast({cell} as timestamp)) - {ahead}"


def _tidy(line: str) -> str:
    """Return SQL for a line without the blanks beside its cells."""
    return f"trim(regexp_replace({line}, '[ \t]*,[ \t]*', ',', 'g'), ' \t')"


def _energy(cell: str) -> str:
    """Return SQL for a plain amount as whole millionths, exactly."""
    return f"cast(cast({cell} as decimal(24, {KWH_DIGITS})) * {10**KWH_DIGITS} as bigint)"


_QUERY = f"""
with lines as (
  select line from read_csv($path, columns = {{'line': 'VARCHAR'}}, auto_detect = false, header = false,
    delim = '{_UNUSED.decode()}', quote = '', escape = '', new_line = '\\n')),
cells as (
  select case when regexp_full_match(line, '{_PLAIN}') then string_split(line, ',')
    when regexp_full_match({_tidy(_UNQUOTED)}, '{_PLAIN}') then string_split({_tidy(_UNQUOTED)}, ',') end as cell
  from lines),
numbers as (
  select cell[1] as meter, {_moment("cell[2]")} as start, {_moment("cell[3]")} as stop,
    {_energy("cell[4]")} as exported, {_energy("cell[5]")} as imported
  from cells)
select case when stop > start and stop - start <= $longest and stop <= $now then meter end, start, stop, exported, imported
from numbers
"""


@dataclass(frozen=True)
class _Piece:
    """A run of whole lines: the number of the first, and where its bytes are."""

    line: int
    start: int
    end: int


class BulkCsv:
    """One file while it is read; `rows` counts the rows seen, good and bad."""

    def __init__(self, content: bytes, form: Form, into: Collected, report: Report | None) -> None:
        self.content, self.form, self.into = content, form, into
        self.report = report or (lambda done, total: None)
        self.pieces: list[_Piece] = []
        self.rows = 0
        self._split: tuple[_Piece, list[bytes]] | None = None

    def read(self) -> None:
        """Read the whole file."""
        start = check_start(self.content, self.form)
        with tempfile.TemporaryDirectory(prefix="tanhui-readings-") as folder:
            lines = Path(folder) / "lines"
            with lines.open("wb") as target:
                line, stop = self._copy_sound(start, target)
            if self.pieces:
                self._read_lines(folder, lines, line)
        for number, cells in cells_of(self.content, self.form, at=stop, line=line, rows=self.rows):
            self.into.take(number, cells)

    def _copy_sound(self, start: int, target: IO[bytes]) -> tuple[int, int]:
        """Copy what is text in every line, piece by piece; return the line and the byte at which that ends."""
        line = FIRST_LINE
        while start < len(self.content):
            end = self.content.find(b"\n", start + PIECE_BYTES) + 1 or len(self.content)
            text = sound_text(self.content[start:end], self.form)
            if text is None:
                break
            target.write(text)
            self.pieces.append(_Piece(line, start, end))
            line, start = line + text.count(b"\n"), end
        return line, start

    def _read_lines(self, folder: str, lines: Path, end: int) -> None:
        line = FIRST_LINE
        options: dict[str, Any] = {
            "memory_limit": MEMORY,
            "temp_directory": folder,
            "autoload_known_extensions": "false",
        }
        with duckdb.connect(config=options) as connection:
            values = {
                "path": str(lines),
                "longest": LONGEST_ROW // MICROSECOND,
                "now": microseconds(self.into.now),
            }
            found = connection.execute(_QUERY, values)
            while rows := found.fetchmany(FETCHED_ROWS):
                self._take(line, rows)
                line += len(rows)
                self.report(line - FIRST_LINE, end - FIRST_LINE)
        if line != end:
            raise RuntimeError(f"{end - line} lines of the file were not read")

    def _take(self, line: int, rows: Sequence[tuple[Any, ...]]) -> None:
        """Take fetched rows: runs of good ones as a whole, each of the others by the row reader, in their order."""
        columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True))
        room = self.form.most_rows - self.rows
        odd = [place for place, meter in enumerate(columns[0]) if meter is None] if None in columns[0] else []
        if room < len(rows):
            odd = sorted({*odd, *range(room, len(rows))})
        done = 0
        for place in odd:
            self._take_good(line + done, columns, done, place)
            self._take_odd(line + place)
            done = place + 1
        self._take_good(line + done, columns, done, len(rows))

    def _take_good(self, line: int, columns: Sequence[tuple[Any, ...]], start: int, end: int) -> None:
        if start < end:
            self.rows += end - start
            self.into.rows.extend(line, *(column[start:end] for column in columns))

    def _take_odd(self, line: int) -> None:
        cells = cells_of_line(line, self._raw(line), self.form, rows=self.rows + 1)
        if cells is not None:
            self.rows += 1
            self.into.take(line, cells)

    def _raw(self, line: int) -> bytes:
        """Return a line's bytes; the piece it was found in stays divided, for faults come in crowds."""
        piece = self.pieces[bisect_right(self.pieces, line, key=lambda each: each.line) - 1]
        if self._split is None or self._split[0] is not piece:
            self._split = piece, self.content[piece.start : piece.end].split(b"\n")
        return self._split[1][line - piece.line]


def sound_text(piece: bytes, form: Form) -> bytes | None:
    """Return whole lines as UTF-8 with plain line ends, or None where the row reader should look at them first."""
    if any(each in piece for each in (b"\0", _UNUSED, _BLANK)) or _has_long_line(piece, form.most_line_bytes):
        return None
    if not piece.isascii():
        try:
            piece = piece.decode(form.encoding).encode()
        except UnicodeDecodeError:
            return None
    if b"\r" in piece:
        if _LONE_RETURN.search(piece):
            return None
        piece = piece.replace(b"\r\n", b"\n")
    if not piece.endswith(b"\n"):
        piece += b"\n"
    return _EMPTY.sub(_BLANK, piece) if piece.startswith(b"\n") or b"\n\n" in piece else piece


def _has_long_line(piece: bytes, most: int) -> bool:
    """Leap from line end to line end, as far as one line may reach at most."""
    at = 0
    while len(piece) - at > most:
        found = piece.rfind(b"\n", at, at + most + 1)
        if found < 0:
            return True
        at = found + 1
    return False
