"""What an address may ask of a list: a sort key, a page, a search text. Anything structural beyond that is S-17."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NoReturn

from tanhui.foundation.inputs.channels import BLANKS, shown
from tanhui.foundation.inputs.characters import first_hidden
from tanhui.law import refuse

SEARCH_CHARS = 100
MOST_PAGE = 100_000
_PAGE = re.compile(r"[0-9]{1,9}")


def parse_option(text: object, *, allowed: Collection[str], place: str = "") -> str:
    """Return one of the allowed words, such as a sort key; anything else is refused, never looked up (S-17)."""
    if not isinstance(text, str) or text not in allowed:
        _structural(f"“{shown(str(text))}”不在可选范围内：{'、'.join(sorted(allowed))}", place)
    return text


def parse_page(text: object, *, most: int = MOST_PAGE, place: str = "") -> int:
    """Return a page number or page size from 1 to `most` (S-17)."""
    if not isinstance(text, str) or not _PAGE.fullmatch(text) or not 1 <= int(text) <= most:
        _structural(f"“{shown(str(text))}”须为 1 至 {most} 的整数", place)
    return int(text)


def parse_search(text: object, *, most: int = SEARCH_CHARS, place: str = "") -> str:
    """Return a search text to be matched literally; hidden characters (such as %00) and overlong texts are S-17."""
    if not isinstance(text, str) or len(text) > most or first_hidden(text.strip(BLANKS)) is not None:
        _structural(f"搜索内容须为不超过 {most} 个可见字符", place)
    return text.strip(BLANKS)


def _structural(zh: str, place: str) -> NoReturn:
    where = f"{place}：" if place else ""
    refuse("S-17", f"请求参数无效。{where}{zh}", f"invalid request parameter {place}".strip(), place=place or None)
