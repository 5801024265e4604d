"""Two documents compared clause by clause: conditions, inputs, parameters, constants, steps, rounding, factors, examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from tanhui.lifecycle.methodology.editing import fields as kinds
from tanhui.lifecycle.methodology.editing.fields import Field
from tanhui.lifecycle.methodology.editing.sections import ALL
from tanhui.lifecycle.methodology.editing.showing import Row, Shown, shown
from tanhui.lifecycle.methodology.editing.toml import Content

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
KINDS = {ADDED: "新增", REMOVED: "删去", CHANGED: "改动", MOVED: "换序"}
SAME, GONE, NEW = "same", "gone", "new"
LONGEST_MARKED = 1_500
_TOKENS = re.compile(r"\[[^\]]*\]|[A-Za-z_0-9.]+|\*\*|[<>=!]=|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: str
    text: str


@dataclass(frozen=True)
class Cell:
    """One entry before and after, the differing stretches marked."""

    label: str
    label_en: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    is_formula: bool = False


@dataclass(frozen=True)
class Change:
    """One row of a part (or one entry of the head) that came, went, moved or changed."""

    kind: str
    title: str
    cells: tuple[Cell, ...]

    @property
    def kind_zh(self) -> str:
        """What happened, in words."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Part:
    """One part of the document with what changed in it."""

    key: str
    zh: str
    en: str
    changes: tuple[Change, ...]


def differences(old: Content, new: Content) -> list[Part]:
    """Return every part in which two documents differ, in the order of the document."""
    parts = [Part(each.key, each.zh, each.en, tuple(_changes(each, old, new))) for each in ALL]
    return [part for part in parts if part.changes]


def _changes(each: Field, old: Content, new: Content) -> Iterator[Change]:
    [before], [after] = shown((each,), old), shown((each,), new)
    if each.kind != kinds.ROWS:
        cells = tuple(_cells(_flat(before), _flat(after)))
        if cells:
            kind = CHANGED if before.is_filled and after.is_filled else ADDED if after.is_filled else REMOVED
            yield Change(kind, each.zh, cells)
        return
    yield from _row_changes(each, before, after, (_list(old, each.key), _list(new, each.key)))


def _list(content: Content, key: str) -> list[Any]:
    value = content.get(key)
    return value if isinstance(value, list) else []


def _row_changes(each: Field, before: Shown, after: Shown, rows: tuple[list[Any], list[Any]]) -> Iterator[Change]:
    was = dict(zip(_keys(rows[0]), before.rows, strict=False))
    now = dict(zip(_keys(rows[1]), after.rows, strict=False))
    for key, row in was.items():
        if key not in now:
            yield Change(REMOVED, _title(each, row), tuple(_cells(_flat_row(row), {})))
    kept = [key for key in was if key in now]
    moved = _moved(kept, [key for key in now if key in was])
    for key, row in now.items():
        if key not in was:
            yield Change(ADDED, _title(each, row), tuple(_cells({}, _flat_row(row))))
            continue
        cells = tuple(_cells(_flat_row(was[key]), _flat_row(row)))
        if cells or key in moved:
            yield Change(CHANGED if cells else MOVED, _title(each, row), cells)


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Return the rows that changed places among those both have: the fewest that explain the new order."""
    stayed: set[str] = set()
    for block in SequenceMatcher(a=before, b=after, autojunk=False).get_matching_blocks():
        stayed |= set(before[block.a : block.a + block.size])
    return set(before) - stayed


def _keys(rows: list[Any]) -> list[str]:
    """Return what tells each row from the others: its symbol or id, else its words, else its place."""
    found: list[str] = []
    for index, row in enumerate(rows):
        named = row if isinstance(row, Mapping) else {}
        key = str(named.get("symbol") or named.get("id") or named.get("name") or named.get("zh") or index)
        found.append(key if key not in found else f"{key} {index}")
    return found


def _title(each: Field, row: Row) -> str:
    return row.title or f"{each.row_name()} {row.number}"


Flat = dict[str, tuple[Field, str, str]]
"""Entries by their place within a row: the field, its label, its text."""


def _flat_row(row: Row) -> Flat:
    found: Flat = {}
    for each in row.parts:
        found |= _flat(each)
    return found


def _flat(each: Shown, before: str = "", label: str = "") -> Flat:
    """Return the filled entries of a field with the label of each: `标题（英文）`, `输入 EG · 单位`."""
    here, named = f"{before}{each.field.key}", f"{label}{each.field.zh}"
    if each.rows:
        found: Flat = {}
        for row in each.rows:
            name = row.title or str(row.number)
            for part in row.parts:
                found |= _flat(part, f"{here}.{name}.", f"{named} {name} · ")
        return found
    if each.parts:
        found = {}
        for part in each.parts:
            found |= _flat(part, f"{here}.", f"{named} · ")
        return found
    return {here: (each.field, named, _told(each))} if each.value else {}


def _told(each: Shown) -> str:
    if each.field.kind == kinds.FLAG:
        return "是" if each.value else ""
    return str(each.field.choices.get(each.value, each.value))


def _cells(old: Flat, new: Flat) -> Iterator[Cell]:
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        told = now or was
        if told is None or (was and now and was[2] == now[2]):
            continue
        field, label, _ = told
        before, after = marked(was[2] if was else "", now[2] if now else "")
        yield Cell(label, field.en, before, after, field.kind == kinds.FORMULA)


def marked(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts cut where they differ."""
    if not old or not new or len(old) + len(new) > LONGEST_MARKED:
        return ((Piece(GONE, old),) if old else ()), ((Piece(NEW, new),) if new else ())
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    was: list[Piece] = []
    now: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        gone, came = "".join(before[a:b]), "".join(after[c:d])
        if gone:
            was.append(Piece(SAME if kind == "equal" else GONE, gone))
        if came:
            now.append(Piece(SAME if kind == "equal" else NEW, came))
    return tuple(was), tuple(now)


def joined(pieces: tuple[Piece, ...]) -> str:
    """Return a text put together again."""
    return "".join(piece.text for piece in pieces)
