"""Serial numbers of certified reductions: one number, one tonne. Pure.

Text form: `JX-PV01-P0001-202412-1-512-K` = scheme, methodology, project, vintage (year and month), first and last number,
check character. Numbers run through the whole register, so any number by itself finds its tonne.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tanhui.law import refuse

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PREFIX = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,16}){2}-[0-9]{6}")
_TEXT = re.compile(r"([A-Z]{2}(?:-[A-Z0-9]{1,16}){2}-[0-9]{6})-([1-9][0-9]{0,17})-([1-9][0-9]{0,17})-([0-9A-Z])")


@dataclass(frozen=True, order=True)
class SerialRange:
    """The serial numbers from `first` to `last`, both included; as many tonnes as numbers."""

    first: int
    last: int

    @property
    def tonnes(self) -> int:
        """Whole tonnes CO2e in the range."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Serial:
    """A serial as printed on a certificate."""

    prefix: str
    range: SerialRange


def check_character(text: str) -> str:
    """Return the check character of a serial's text (ISO/IEC 7064, MOD 37,36: finds every single slip and swap)."""
    check = 36
    for character in text:
        if character == "-":
            continue
        check = (check + _ALPHABET.index(character)) % 36 or 36
        check = (check * 2) % 37
    return _ALPHABET[(37 - check) % 36]


def check_prefix(prefix: str) -> str:
    """Return the prefix, or raise ValueError when it is not scheme-methodology-project-vintage."""
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"not a serial prefix: {prefix!r}")
    return prefix


def format_range(prefix: str, first: int, last: int) -> str:
    """Return the printed serial of a range, check character included."""
    text = f"{prefix}-{first}-{last}"
    return f"{text}-{check_character(text)}"


def parse_serial(text: str) -> Serial:
    """Read a printed serial; refuses (V-6) another shape, an empty range or a wrong check character."""
    match = _TEXT.fullmatch(text)
    if match is None:
        refuse(
            "V-6",
            "编号格式不正确，应如 JX-PV01-P0001-202412-1-512-K",
            "Not a serial number, e.g. JX-PV01-P0001-202412-1-512-K",
        )
    prefix, first, last, check = match.groups()
    if check_character(f"{prefix}-{first}-{last}") != check:
        refuse(
            "V-6",
            "编号校验码不符，请核对是否抄错",
            "The check character does not match; compare the number with the certificate",
        )
    if int(last) < int(first):
        refuse("V-6", "编号区间为空：止号小于起号", "The serial range is empty: its last number is below its first")
    return Serial(prefix, SerialRange(int(first), int(last)))


def merge(ranges: Iterable[SerialRange]) -> list[SerialRange]:
    """Return the same numbers as the fewest ranges, in order."""
    merged: list[SerialRange] = []
    for each in sorted(ranges):
        if merged and merged[-1].last + 1 >= each.first:
            merged[-1] = SerialRange(merged[-1].first, max(merged[-1].last, each.last))
        else:
            merged.append(each)
    return merged


def take(ranges: Iterable[SerialRange], tonnes: int) -> list[SerialRange]:
    """Return the lowest `tonnes` numbers of the ranges, in order; fewer when there are not as many."""
    taken: list[SerialRange] = []
    left = tonnes
    for each in sorted(ranges):
        if left == 0:
            break
        size = min(left, each.tonnes)
        taken.append(SerialRange(each.first, each.first + size - 1))
        left -= size
    return taken
