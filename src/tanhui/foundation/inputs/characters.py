"""Characters nobody can see: refused everywhere and never stripped silently (V-13).

Letters of every script pass, newer Han extensions included: only what is invisible, changes direction, controls a
device or is no character at all is named here.
"""

from __future__ import annotations

import unicodedata

from tanhui.law import refuse

_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_ALLOWED_BLANKS = frozenset(" \u3000")
_LINE_CHARACTERS = frozenset("\n\t")


def is_hidden(character: str) -> bool:
    """Whether a character is invisible, a control, a surrogate, private, or an unusual blank."""
    category = unicodedata.category(character)
    if category in _REFUSED_CATEGORIES or character in _BLANK_LETTERS:
        return True
    if category == "Zs":
        return character not in _ALLOWED_BLANKS
    point = ord(character)
    selector = 0xFE00 <= point <= 0xFE0F or 0x180B <= point <= 0x180F or 0xE0100 <= point <= 0xE01EF
    return selector or 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE


def first_hidden(text: str, *, multiline: bool = False) -> int | None:
    """Return the index of the first hidden character; a text of several lines may hold line feeds and tabs."""
    if text.isascii() and text.isprintable():
        return None
    for index, character in enumerate(text):
        if multiline and character in _LINE_CHARACTERS:
            continue
        if is_hidden(character):
            return index
    return None


def refuse_hidden(text: str, *, place: str = "", multiline: bool = False) -> None:
    """Refuse a text with an invisible or control character, naming its position (V-13)."""
    index = first_hidden(text, multiline=multiline)
    if index is None:
        return
    where = f"{place}：" if place else ""
    found = f"U+{ord(text[index]):04X}"
    refuse(
        "V-13",
        f"{where}含不可见或控制字符（第 {index + 1} 个字符，{found}），请删除后重新填写",
        f"{where}an invisible or control character ({found}) stands at position {index + 1}; remove it",
        place=place or None,
    )
