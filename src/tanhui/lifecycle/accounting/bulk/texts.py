"""Identifiers as they stand in data files: which characters they may hold, told to every engine in the same ranges."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.lifecycle.accounting.bulk.names import text

LONGEST_ID = 100
"""Characters of an identifier; as `tanhui.lifecycle.methodology.resolving` takes a text."""
BLANKS = " \u3000"

HIDDEN = (
    (0x0, 0x1F), (0x7F, 0xA0), (0xAD, 0xAD), (0x34F, 0x34F), (0x600, 0x605), (0x61C, 0x61C), (0x6DD, 0x6DD),
    (0x70F, 0x70F), (0x890, 0x891), (0x8E2, 0x8E2), (0x115F, 0x1160), (0x1680, 0x1680), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x2064), (0x2066, 0x206F), (0x2800, 0x2800),
    (0x3164, 0x3164), (0xE000, 0xF8FF), (0xFDD0, 0xFDEF), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
    (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF), (0x110BD, 0x110BD), (0x110CD, 0x110CD), (0x13430, 0x13438),
    (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0x1FFFE, 0x1FFFF), (0x2FFFE, 0x2FFFF), (0x3FFFE, 0x3FFFF),
    (0x4FFFE, 0x4FFFF), (0x5FFFE, 0x5FFFF), (0x6FFFE, 0x6FFFF), (0x7FFFE, 0x7FFFF), (0x8FFFE, 0x8FFFF),
    (0x9FFFE, 0x9FFFF), (0xAFFFE, 0xAFFFF), (0xBFFFE, 0xBFFFF), (0xCFFFE, 0xCFFFF), (0xDFFFE, 0xDFFFF),
    (0xE0001, 0xE0001), (0xE0020, 0xE007F), (0xE0100, 0xE01EF), (0xEFFFE, 0x10FFFF),
)  # fmt: skip
"""What `foundation.inputs.characters.is_hidden` names, as ranges: each engine has its own edition of Unicode's classes."""

FULL_WIDTH = ((0xFF01, 0xFF5E), (0x2010, 0x2015), (0x2212, 0x2212), (0xFE58, 0xFE58), (0xFE63, 0xFE63))
"""Full-width letters and digits and the dashes that look like a hyphen: another way to write the same identifier."""

_PLAIN = bytes(byte if byte == 10 else (97 if 0x21 <= byte <= 0x7E else 33) for byte in range(256))
"""Maps visible ASCII to `a`, a line feed to itself and every other byte to `!`."""


def any_of(ranges: tuple[tuple[int, int], ...]) -> str:
    """Return the regular expression of one character of these ranges, in the way that all engines read alike."""
    return "[" + "".join(f"\\x{{{first:X}}}-\\x{{{last:X}}}" for first, last in ranges) + "]"


def holds(column: str, ranges: tuple[tuple[int, int], ...], dialect: str) -> str:
    """Return the test whether a column holds a character of these ranges."""
    return f"regexp_{'like' if dialect == 'spark' else 'matches'}({column}, {text(any_of(ranges), dialect)})"


def trimmed(column: str, dialect: str) -> str:
    """Return the text without outer blanks, the ideographic one included."""
    return f"{'btrim' if dialect == 'spark' else 'trim'}({column}, {text(BLANKS, dialect)})"


@dataclass(frozen=True)
class Piece:
    """Identifiers joined by line feeds: how many there should be, and the bytes of the shortest and the longest."""

    joined: bytes | None
    count: int
    shortest: int | None
    longest: int | None

    @property
    def is_plain(self) -> bool:
        """Whether all of them are of visible ASCII, none is missing, empty or too long."""
        if self.joined is None or not self.shortest or not self.longest:
            return self.count == 0
        found = self.joined.translate(_PLAIN)
        return self.longest <= LONGEST_ID and b"!" not in found and found.count(b"\n") == self.count - 1


def joined(column: str) -> str:
    """Return the bytes of a column's texts, joined by line feeds."""
    return f"encode(string_agg({column}, chr(10)))"


def piece_of(column: str) -> str:
    """Return what to ask for a piece of a column: the joined identifiers, the shortest and the longest."""
    return f"{joined(column)}, min(strlen({column})), max(strlen({column}))"
