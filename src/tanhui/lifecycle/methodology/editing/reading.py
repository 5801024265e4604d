"""A draft as a method as far as it goes: rows that cannot be read are set aside with what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tanhui.law import Breach, Refusal, refuse
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.editing import fields as kinds
from tanhui.lifecycle.methodology.editing.problems import Problems, field_of, required
from tanhui.lifecycle.methodology.editing.sections import ALL
from tanhui.lifecycle.methodology.editing.toml import Content, written
from tanhui.lifecycle.methodology.loading import MOST_ROWS, load

_SECTIONS = tuple(each.key for each in ALL if each.kind == kinds.ROWS)
_HEAD = tuple(each.key for each in ALL if each.kind != kinds.ROWS)
_LEAST: Content = {
    "format": 1,
    "id": "draft",
    "code": "DRAFT",
    "version": "v1",
    "title": {"zh": "草稿", "en": "Draft"},
    "summary": {"zh": "草稿", "en": "Draft"},
    "category": "other",
}
"""The least that makes a head; what the draft has instead takes its place."""


@dataclass(frozen=True)
class Read:
    """What could be read: the method of the good rows, whether that is the whole draft, and the symbols set aside."""

    method: Method
    whole: bool
    set_aside: frozenset[str]


def load_text(text: str) -> Method:
    """Read a whole document; a number too long to be one (V-7) is refused like anything else that cannot be read."""
    try:
        return load(text)
    except ValueError:
        refuse("V-7", "文件中有过长的整数", "An integer in the document is too long", place="text")


def read(content: Content, problems: Problems) -> Read:
    """Return the method that the draft's good rows make up; what is missing or wrong goes to `problems`."""
    for path, breach in required(ALL, content):
        problems.add(path, breach)
    try:
        return Read(load_text(written(content)), True, frozenset())
    except Refusal as refusal:
        return _read_rows(content, refusal, problems)


def _read_rows(content: Content, whole: Refusal, problems: Problems) -> Read:
    good = _good_head(content, problems)
    places = {(each.place or "").rpartition(":")[0] or each.place or "" for each in whole.breaches}
    places |= {each.place or "" for each in whole.breaches}
    set_aside: set[str] = set()
    for key in _SECTIONS:
        if key in content:
            good[key] = _good_rows(good, key, content[key], (problems, set_aside, places))
    if not problems.found:
        for breach in whole.breaches:
            problems.add("", breach)
    return Read(_method(good), False, frozenset(set_aside))


def _method(good: Content) -> Method:
    """Return the method of the rows that can be read; when they cannot be read together, of none."""
    try:
        return load(written(good))
    except (Refusal, ValueError):
        return load(written(_LEAST))


def _good_head(content: Content, problems: Problems) -> Content:
    good = dict(_LEAST)
    for key in ("format", *_HEAD):
        if key not in content:
            continue
        breaches = _breaches({**good, key: content[key]})
        for breach in breaches:
            _note(problems, field_of(key, None, breach), breach)
        if not breaches:
            good[key] = content[key]
    for key in content.keys() - good.keys() - set(_SECTIONS) - set(_HEAD):
        for breach in _breaches({**_LEAST, key: content[key]}):
            problems.add("", breach)
    return good


Noted = tuple[Problems, set[str], set[str]]
"""The problems, the symbols of rows set aside, and the places that reading the whole draft complained about."""


def _good_rows(good: Content, key: str, rows: Any, noted: Noted) -> list[Any]:
    """Return the rows of a list that can be read; those the whole draft stumbled over are tried by themselves."""
    problems, set_aside, places = noted
    base = {
        **_LEAST,
        **({"publications": good["publications"]} if good.get("publications") and key == "factors" else {}),
    }
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        for breach in _breaches({**base, key: rows}):
            problems.add(key, breach)
        return []
    kept: list[Any] = []
    for index, row in enumerate(rows):
        suspect = key == "units" or bool(_names(row, key, index) & places)
        breaches = _breaches({**base, key: [*kept, row] if key == "units" else [row]}) if suspect else ()
        for breach in breaches:
            _note(problems, field_of(key, index, breach), breach)
        if breaches:
            set_aside |= {str(row.get("symbol", ""))} if isinstance(row, Mapping) else set()
        else:
            kept.append(row)
    return kept


def _names(row: Any, key: str, index: int) -> set[str]:
    """Return under which names the loader may complain about a row."""
    named = row if isinstance(row, Mapping) else {}
    return {str(named.get("id") or ""), str(named.get("symbol") or ""), f"{key}[{index + 1}]", key} - {""}


def _note(problems: Problems, path: str, breach: Breach) -> None:
    """Note what the loader says of a field, unless the field has been named as missing already."""
    named = problems.within(path)
    if not any(each.is_missing for each in named):
        problems.add(path, breach)


def _breaches(content: Content) -> tuple[Breach, ...]:
    try:
        load_text(written(content))
    except Refusal as refusal:
        return refusal.breaches
    return ()
