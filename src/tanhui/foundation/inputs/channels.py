"""Where an input comes from, and the one difference that makes: full-width characters.

A form normalises them to ASCII and shows them back for confirmation; a machine (API, CSV, xlsx, command line) is
refused with V-6. Everything else is treated alike.
"""

from __future__ import annotations

import unicodedata
from typing import Literal, NoReturn

from tanhui.foundation.inputs.characters import refuse_hidden
from tanhui.law import refuse

Channel = Literal["form", "machine"]
FORM: Channel = "form"
MACHINE: Channel = "machine"

BLANKS = " \u3000"
"""Surrounding blanks that are trimmed on every channel: the ASCII space and the ideographic one."""

Kind = Literal["number", "date", "code"]

_DASHES = "\uff0d\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\u30fc"
_NUMBER = {**{0xFF10 + digit: str(digit) for digit in range(10)}, 0xFF0E: ".", 0xFF0D: "-", 0x2212: "-"}
_DATE = {**{0xFF10 + digit: str(digit) for digit in range(10)}, 0xFF1A: ":", **{ord(dash): "-" for dash in _DASHES}}
_CODE = {**{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}, **{ord(dash): "-" for dash in _DASHES}}
_TABLES: dict[Kind, dict[int, str]] = {"number": _NUMBER, "date": _DATE, "code": _CODE}


def ascii_form(text: str, kind: Kind) -> str:
    """Return the text with full-width characters of this kind of field made ASCII, and its outer blanks gone."""
    return text.strip(BLANKS).translate(_TABLES[kind])


def received(text: object, *, channel: Channel, kind: Kind, place: str) -> str:
    """Return the text of a number, date or code field, trimmed and ASCII where the channel allows it."""
    if not isinstance(text, str):
        wrong_type(place)
    trimmed = text.strip(BLANKS)
    if trimmed.endswith("\n") and not trimmed[:-1].endswith("\r"):
        _refuse_line_end(trimmed, place)
    refuse_hidden(trimmed, place=place)
    made = ascii_form(trimmed, kind)
    if made != trimmed and channel == MACHINE:
        wrong_digits(trimmed, place)
    if not made:
        missing(place)
    return made


def _refuse_line_end(text: str, place: str) -> None:
    """Reading: one closing line feed is the fullmatch trap (V-6); any other control character is V-13."""
    refuse_hidden(text[:-1], place=place)
    refuse(
        "V-6",
        f"内容末尾有换行，请删去换行后重新填写{at(place)}",
        f"the text ends in a line break; remove it{at(place)}",
        place=place or None,
    )


def at(place: str) -> str:
    """Return the place as it closes a sentence."""
    return f"（{place}）" if place else ""


def shown(text: str, most: int = 40) -> str:
    """Return a found text fit for a sentence: short, unseen characters written out."""
    cut = text[:most] + ("…" if len(text) > most else "")
    return "".join(each if each.isprintable() else f"\\u{ord(each):04X}" for each in cut)


def looks_numeric(text: str) -> bool:
    """Whether any character stands for a number in any script: digits, 一百, ², Ⅻ."""
    return any(unicodedata.numeric(each, None) is not None for each in text)


def wrong_digits(text: str, place: str) -> NoReturn:
    """Refuse digits or separators other than plain ASCII ones (V-6)."""
    refuse(
        "V-6",
        f"“{shown(text)}”不是规范写法，请使用半角数字和字符，不加千位分隔符、正号或指数{at(place)}",
        f"“{shown(text)}” is not in plain form: use ASCII digits without separators, sign or exponent{at(place)}",
        place=place or None,
    )


def wrong_type(place: str, expected_zh: str = "文本", expected_en: str = "text") -> NoReturn:
    """Refuse a value of another type than the field's (V-8)."""
    refuse(
        "V-8",
        f"类型错误：此处应为{expected_zh}{at(place)}",
        f"wrong type: {expected_en} is expected here{at(place)}",
        place=place or None,
    )


def missing(place: str) -> NoReturn:
    """Refuse an empty field (V-8)."""
    refuse("V-8", f"此项不能为空，请填写{at(place)}", f"this field must not be empty{at(place)}", place=place or None)
