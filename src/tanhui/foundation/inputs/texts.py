"""Names, longer texts and identifiers: kept exactly as written, refused when something in them cannot be seen."""

from __future__ import annotations

import re

from tanhui.foundation.inputs.channels import BLANKS, Channel, at, missing, received, shown, wrong_digits, wrong_type
from tanhui.foundation.inputs.characters import refuse_hidden
from tanhui.law import refuse

NAME_CHARS = 100
BLOCK_CHARS = 5_000
CODE_CHARS = 64
CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?")
"""Identifiers: ASCII letters and digits, joined by dots, slashes, underscores and hyphens."""


def clean_text(
    text: object, *, most: int = NAME_CHARS, multiline: bool = False, least: int = 1, place: str = ""
) -> str:
    """Return a text people wrote, outer blanks trimmed and otherwise untouched. Refuses V-7 (too long), V-8, V-13.

    Markup, quotes and templates are plain text here (row L5): they are escaped where they are shown, not here.
    """
    if not isinstance(text, str):
        wrong_type(place)
    kept = text.replace("\r\n", "\n") if multiline else text
    kept = kept.strip(BLANKS + "\n\t") if multiline else kept.strip(BLANKS)
    refuse_hidden(kept, place=place, multiline=multiline)
    if len(kept) > most:
        refuse(
            "V-7",
            f"共 {len(kept)} 个字符，超出最大长度 {most}，请缩短{at(place)}",
            f"{len(kept)} characters found, {most} allowed{at(place)}",
            place=place or None,
        )
    if len(kept) < least:
        missing(place)
    return kept


def parse_code(
    text: object,
    *,
    channel: Channel,
    pattern: re.Pattern[str] = CODE,
    most: int = CODE_CHARS,
    form_zh: str = "半角字母、数字和连字符",
    place: str = "",
) -> str:
    """Return an identifier in ASCII, its letters' case kept. Refuses V-6 (other characters), V-7, V-8, V-13."""
    plain = received(text, channel=channel, kind="code", place=place)
    if len(plain) > most:
        refuse(
            "V-7",
            f"编号共 {len(plain)} 个字符，超出最大长度 {most}{at(place)}",
            f"the identifier has {len(plain)} characters, {most} allowed{at(place)}",
            place=place or None,
        )
    if plain.isascii() and not pattern.fullmatch(plain):
        refuse(
            "V-6",
            f"编号“{shown(plain)}”格式不符，应为{form_zh}{at(place)}",
            f"“{shown(plain)}” is not in the form of this identifier{at(place)}",
            place=place or None,
        )
    if not pattern.fullmatch(plain):
        wrong_digits(plain, place)
    return plain


def code_key(code: str) -> str:
    """Return what two spellings of one identifier share: letters in upper case. For unique constraints and look-ups."""
    return code.upper()
