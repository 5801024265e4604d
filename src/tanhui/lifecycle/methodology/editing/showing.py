"""From the content of a document to the fields a form shows: each with its name, its value and its rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tanhui.lifecycle.methodology.editing import fields as kinds
from tanhui.lifecycle.methodology.editing.fields import NAME, TEXT_ONLY, Field
from tanhui.lifecycle.methodology.editing.grids import ROWS_ONLY, text_of
from tanhui.lifecycle.methodology.editing.toml import Content


@dataclass(frozen=True)
class Shown:
    """One field with what stands in it."""

    field: Field
    name: str
    value: str = ""
    parts: tuple[Shown, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """The choices with the chosen one marked; a value outside them is offered as it stands."""
        known = list(self.field.choices.items())
        if self.value and self.value not in self.field.choices:
            known.append((self.value, f"{self.value}（不在可选之列）"))
        blank = [] if self.field.required and self.value else [("", "请选择" if self.field.required else "不填")]
        return [(key, zh, key == self.value) for key, zh in (*blank, *known)]

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in it or inside."""
        return bool(self.value or self.rows or any(each.is_filled for each in self.parts))


@dataclass(frozen=True)
class Row:
    """One row of a list: its name, what it holds, and what the form does not know but carries along."""

    name: str
    number: int
    title: str
    parts: tuple[Shown, ...] = ()
    rest: str = ""
    is_first: bool = field(default=False)
    is_last: bool = field(default=False)

    @property
    def common(self) -> tuple[Shown, ...]:
        """The fields that every row shows."""
        return tuple(each for each in self.parts if not each.field.rare)

    @property
    def rare(self) -> tuple[Shown, ...]:
        """The fields that are folded away."""
        return tuple(each for each in self.parts if each.field.rare)

    @property
    def has_rare(self) -> bool:
        """Whether something stands in a field that would be folded away."""
        return any(each.is_filled for each in self.rare)


def shown(fields: tuple[Field, ...], content: Mapping[str, Any], before: str = "") -> tuple[Shown, ...]:
    """Return the fields with their values from the content."""
    return tuple(_shown(each, content.get(each.key), f"{before}{each.key}") for each in fields)


def _shown(each: Field, value: Any, name: str) -> Shown:
    if each.kind in (kinds.WORDS, kinds.RECORD):
        return Shown(each, name, parts=shown(each.parts, _table(value), f"{name}."))
    if each.kind == kinds.ROWS:
        return Shown(each, name, rows=_rows(each, [_table(row) for row in _list(value)], name))
    if each.kind == kinds.PAIRS:
        rows = [_pair(each, key, entry) for key, entry in _table(value).items()]
        return Shown(each, name, rows=_rows(each, rows, name))
    return Shown(each, name, _text(each, value))


def _rows(each: Field, rows: Sequence[Mapping[str, Any]], name: str) -> tuple[Row, ...]:
    return tuple(
        Row(
            name=f"{name}.{index}",
            number=index + 1,
            title=_title(row),
            parts=shown(each.inner, row, f"{name}.{index}."),
            rest=_rest(each, row),
            is_first=index == 0,
            is_last=index == len(rows) - 1,
        )
        for index, row in enumerate(rows)
    )


def _title(row: Mapping[str, Any]) -> str:
    """Return what a row is called in its heading: its symbol or name, and its words."""
    words = _table(row.get("label")) or _table(row.get("title"))
    named = row.get("symbol") or row.get(NAME) or row.get("id") or row.get("name") or ""
    return " ".join(str(part) for part in (named, words.get("zh") or "") if part)


def _pair(each: Field, key: str, entry: Any) -> Content:
    for only in (ROWS_ONLY, TEXT_ONLY):
        if any(inner.key == only for inner in each.inner):
            return {NAME: key, only: entry}
    return {NAME: key, **(entry if isinstance(entry, Mapping) else {"value": entry})}


def _rest(each: Field, row: Mapping[str, Any]) -> str:
    known = {inner.key for inner in each.inner}
    unknown = {key: value for key, value in row.items() if key not in known}
    return json.dumps(unknown, ensure_ascii=False, default=str) if unknown else ""


def _text(each: Field, value: Any) -> str:
    if each.kind == kinds.FLAG:
        return "on" if value is True else ""
    if each.kind == kinds.GRID:
        return text_of(value)
    if each.kind == kinds.LINES:
        return "、".join(str(part) for part in _list(value))
    return "" if value is None else str(value)


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def as_sent(fields: tuple[Shown, ...]) -> dict[str, str]:
    """Return what a browser sends for these fields, untouched."""
    found: dict[str, str] = {}
    for each in fields:
        if each.rows:
            for row in each.rows:
                found |= {f"{row.name}.row": "1", **({f"{row.name}.rest": row.rest} if row.rest else {})}
                found |= as_sent(row.parts)
        elif each.parts:
            found |= as_sent(each.parts)
        elif each.field.kind not in (kinds.ROWS, kinds.PAIRS) and (each.value or each.field.kind != kinds.FLAG):
            found[each.name] = each.value
    return found
