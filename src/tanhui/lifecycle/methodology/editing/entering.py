"""From the fields a form sends to the content of a document. Nothing is judged here but what has no place in content."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tanhui.foundation.inputs.channels import Kind, ascii_form
from tanhui.lifecycle.methodology.editing import fields as kinds
from tanhui.lifecycle.methodology.editing.fields import NAME, NESTED, TEXT_ONLY, Field
from tanhui.lifecycle.methodology.editing.grids import ROWS_ONLY, rows_of
from tanhui.lifecycle.methodology.editing.toml import Content
from tanhui.lifecycle.methodology.engine.faults import Fault

ROW, REST = "row", "rest"
"""Beside the fields of a row: the mark that it is there, and what the form does not know but the document holds."""
MOST_ROWS = 500
_MADE_ASCII: dict[str, Kind] = {
    kinds.NUMBER: "number",
    kinds.WHOLE: "number",
    kinds.DAY: "date",
    kinds.CODE: "code",
    kinds.SYMBOL: "code",
    kinds.UNIT: "code",
    kinds.FORMULA: "code",
}
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-", "—": "-", "【": "[", "】": "]", "。": "."})
_BETWEEN = re.compile(r"[\s,，、;；]+")
_INDEX = re.compile(r"[0-9]{1,3}", re.ASCII)


@dataclass
class Sent:
    """What came with a form: the values by name, those used so far, and what was noticed on the way."""

    values: Mapping[str, str]
    used: set[str] = field(default_factory=set)
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    made_ascii: dict[str, str] = field(default_factory=dict)

    def take(self, name: str) -> str:
        """Return a value, line ends made plain; empty when it was not sent."""
        self.used.add(name)
        return self.values.get(name, "").replace("\r\n", "\n")

    def indices(self, name: str) -> list[int]:
        """Return the rows of a list that came, in order."""
        found = {each[len(name) + 1 :].partition(".")[0] for each in self.values if each.startswith(f"{name}.")}
        return sorted({int(each) for each in found if _INDEX.fullmatch(each)})[:MOST_ROWS]

    @property
    def unknown(self) -> list[str]:
        """The names nobody asked for."""
        return sorted(set(self.values) - self.used)


def taken(fields: tuple[Field, ...], sent: Sent, before: str = "") -> Content:
    """Return the content of these fields; what is empty is left out."""
    found: Content = {}
    for each in fields:
        value = _taken(each, f"{before}{each.key}", sent)
        if value not in (None, "", [], {}):
            found[each.key] = value
    return found


def _taken(each: Field, name: str, sent: Sent) -> Any:
    if each.kind in (kinds.WORDS, kinds.RECORD):
        return taken(each.parts, sent, f"{name}.")
    if each.kind == kinds.ROWS:
        return [_row(each.inner, f"{name}.{index}", sent) for index in sent.indices(name)]
    if each.kind == kinds.PAIRS:
        return _pairs(each, name, sent)
    return _single(each, name, sent)


def _row(inner: tuple[Field, ...], name: str, sent: Sent) -> Content:
    sent.used.add(f"{name}.{ROW}")
    return {**taken(inner, sent, f"{name}."), **_rest(sent.take(f"{name}.{REST}"), inner)}


def _rest(text: str, inner: tuple[Field, ...]) -> Content:
    """Return what the form cannot show and carries along, as the document held it."""
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    known = {each.key for each in inner}
    return {str(key): value for key, value in found.items() if key not in known} if isinstance(found, dict) else {}


def _pairs(each: Field, name: str, sent: Sent) -> Content:
    found: Content = {}
    for index in sent.indices(name):
        place = f"{name}.{index}"
        row = _row(each.inner, place, sent)
        key = str(row.pop(NAME, ""))
        if key in found:
            zh, en = f"{key or '空名称'} 给了两次，只保留第一个", f"{key} is given twice; the first one is kept"
            sent.faults.append((f"{place}.{NAME}", Fault("V-8", zh, en)))
            continue
        if key or row:
            found[key] = _entry(each, row)
    return found


def _entry(each: Field, row: Content) -> Any:
    """Return one entry: rows of data, a bare text (a category, a name), or a table."""
    for only in (ROWS_ONLY, TEXT_ONLY):
        if any(inner.key == only for inner in each.inner):
            return row.get(only, [] if only == ROWS_ONLY else "")
    bare = each.otherwise == TEXT_ONLY and set(row) == {"value"}
    return row["value"] if bare else row


def _single(each: Field, name: str, sent: Sent) -> Any:
    text = sent.take(name)
    kept = _kept(each, text)
    if kept != text.strip() and each.kind in _MADE_ASCII:
        sent.made_ascii[name] = kept
    match each.kind:
        case kinds.FLAG:
            return bool(kept) or None
        case kinds.WHOLE:
            return int(kept) if re.fullmatch(r"[0-9]{1,9}", kept, re.ASCII) else kept
        case kinds.LINES:
            return [part for part in _BETWEEN.split(kept) if part]
        case kinds.GRID:
            return rows_of(kept, name, sent.faults)
    return kept


def _kept(each: Field, text: str) -> str:
    """Return a text as it is kept: outer blanks gone, full-width characters of numbers, codes and formulas made ASCII."""
    if each.kind not in _MADE_ASCII:
        return text.strip()
    made = ascii_form(text.strip(), _MADE_ASCII[each.kind])
    return made.translate(_SIGNS) if each.kind == kinds.FORMULA else made


def names_of(fields: tuple[Field, ...], before: str = "") -> list[str]:
    """Return the names of the single fields of one empty row."""
    found: list[str] = []
    for each in fields:
        if each.kind not in NESTED:
            found.append(f"{before}{each.key}")
        elif each.kind in (kinds.WORDS, kinds.RECORD):
            found += names_of(each.parts, f"{before}{each.key}.")
    return found
