"""Exact decimal arithmetic for results: enough digits that nothing is ever rounded unnamed."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Context, Decimal, Inexact, InvalidOperation

SHOWN_DIGITS = 12
"""Digits behind the point that pages show of a value which a division left endless."""
_EXACT = Context(prec=80, traps=[Inexact, InvalidOperation])


def add(a: Decimal, b: Decimal) -> Decimal:
    """Return the exact sum."""
    return _EXACT.add(a, b)


def subtract(a: Decimal, b: Decimal) -> Decimal:
    """Return the exact difference."""
    return _EXACT.subtract(a, b)


def floor_tonnes(exact: Decimal) -> int:
    """Round down to whole tonnes, as issuance does; never below zero."""
    return max(0, int(exact.to_integral_value(ROUND_FLOOR)))


def plain(value: Decimal) -> str:
    """Write a decimal without exponent and without closing zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def cut_short(text: str) -> str:
    """Return decimal text as a page has room for it: cut, towards zero, after so many digits behind the point."""
    whole, point, digits = text.partition(".")
    return plain(Decimal(f"{whole}.{digits[:SHOWN_DIGITS]}")) if point else text
