"""Numbers from text to Decimal and back: no float on the way, nothing rounded in silence."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from tanhui.lifecycle.methodology.engine.faults import Fault

LARGEST = Decimal("1e30")
SMALLEST = Decimal("1e-30")
LITERAL_DIGITS = 18
"""Significant digits a number written in a methodology may have; more would be false precision."""
AMOUNT_DIGITS = 34
"""Significant digits an input may have."""
TEXT_CHARS = 80

ARITHMETIC = Context(
    prec=60, rounding=ROUND_HALF_EVEN, Emin=-9999, Emax=9999, traps=[InvalidOperation, DivisionByZero, Overflow]
)
"""Results are kept to 60 significant digits: products of usual length are exact, divisions and long powers are cut."""

_NOT_FINITE = re.compile(r"[+-]?(nan|s?nan\d*|inf|infinity)", re.IGNORECASE)
_LITERAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_LONGEST_EXPONENT = 3


def literal(text: str, column: int = 0) -> Decimal:
    """Read a number of a methodology document: `0.42`, `1e9`."""
    return _read(text, _LITERAL, LITERAL_DIGITS, column)


def amount(text: str) -> Decimal:
    """Read a number that someone enters: plain decimal text without exponent, sign of plus or separators."""
    return _read(text, _AMOUNT, AMOUNT_DIGITS, 0)


def _read(text: str, form: re.Pattern[str], digits: int, column: int) -> Decimal:
    if len(text) > TEXT_CHARS:
        raise Fault("V-2", f"数字过长（{len(text)} 个字符）", f"The number is {len(text)} characters long", column)
    if _NOT_FINITE.fullmatch(text):
        raise Fault("V-1", f"数值不是有限数：{text}", f"Not a finite number: {text}", column)
    if not form.fullmatch(text):
        zh = f"不是数字：“{ascii_shown(text)}”，请用半角十进制数书写" if text else "缺少数值"
        raise Fault("V-6", zh, f"Not a plain decimal number: {text!r}", column)
    mantissa, _, exponent = text.lower().partition("e")
    if len(exponent.lstrip("+-0")) > _LONGEST_EXPONENT:
        raise Fault("V-1", f"常数超出范围：{text}", f"The number is out of range: {text}", column)
    significant = len(mantissa.lstrip("-").replace(".", "").lstrip("0"))
    if significant > digits:
        raise Fault(
            "V-2",
            f"精度超过允许位数：{text} 有 {significant} 位有效数字，最多 {digits} 位",
            f"Too precise: {text} has {significant} significant digits, at most {digits} are allowed",
            column,
        )
    number = Decimal(text)
    return within_range(number, text, column)


def ascii_shown(text: str) -> str:
    """Return a text fit to be shown: what cannot be seen is written out."""
    return "".join(each if each.isprintable() else f"\\u{ord(each):04X}" for each in text)


def within_range(number: Decimal, what: str, column: int = 0) -> Decimal:
    """Return the number when it is zero or its size lies within 1e-30 and 1e30; refuse it otherwise (V-1)."""
    if number.is_finite() and (number.is_zero() or SMALLEST <= abs(number) <= LARGEST):
        return number
    raise Fault(
        "V-1",
        f"数值超出范围（1e-30 至 1e30）：{what}",
        f"Out of range (1e-30 to 1e30): {what}",
        column,
    )


def plain(number: Decimal) -> str:
    """Write a number as decimal text without exponent and without trailing zeros."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
