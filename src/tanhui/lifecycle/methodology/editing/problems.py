"""Where a fault belongs in the form: the loader and the check name a row or a symbol, the form needs a field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tanhui.law import Breach
from tanhui.lifecycle.methodology.editing import fields as kinds
from tanhui.lifecycle.methodology.editing.fields import NAME, Field
from tanhui.lifecycle.methodology.editing.sections import ALL
from tanhui.lifecycle.methodology.editing.toml import Content

MISSING = "JX23-9"
"""The clause behind what the development guide asks for and is not there yet."""
MOST_PROBLEMS = 300
_KEY = re.compile(r"([a-z_0-9]+) (?:must|is|holds)\b|Missing entry: ([a-z_0-9]+)", re.ASCII)
_FIELDS = {each.key: each for each in ALL}
_BY_SYMBOL = ("inputs", "parameters", "constants", "lookups", "steps")
_BY_ID = ("steps", "factors", "tables", "examples", "publications", "applicability", "missing_data", "unverified")


@dataclass(frozen=True)
class Problem:
    """One thing wrong, at the field it is wrong in; `column` counts from 1 in a formula, 0 is nowhere in particular."""

    path: str
    breach: Breach
    column: int = 0

    @property
    def is_missing(self) -> bool:
        """Whether nothing is wrong but that something has not been filled in yet."""
        return self.breach.clause == MISSING

    @property
    def section(self) -> str:
        """The entry of the document that holds it."""
        return self.path.partition(".")[0]


@dataclass
class Problems:
    """What is wrong with a draft, in order, each once; beyond `MOST_PROBLEMS` nobody would read on."""

    found: list[Problem] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def add(self, path: str, breach: Breach) -> None:
        """Note a breach; a column behind its place becomes the problem's."""
        key = (path, breach.zh)
        if key not in self._seen and len(self.found) < MOST_PROBLEMS:
            self._seen.add(key)
            self.found.append(Problem(path, breach, _column_of(breach)))

    def at(self, path: str) -> list[Problem]:
        """Return the problems of one field."""
        return [each for each in self.found if each.path == path]

    def within(self, path: str) -> list[Problem]:
        """Return the problems of a field or of anything inside it."""
        return [each for each in self.found if each.path == path or each.path.startswith(f"{path}.")]


def _column_of(breach: Breach) -> int:
    end = (breach.place or "").rpartition(":")[2]
    return int(end) if end.isdigit() and ":" in (breach.place or "") else 0


def required(fields: Iterable[Field], content: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Breach]]:
    """Yield every compulsory entry that is not filled in, all at once."""
    for each in fields:
        value, path = content.get(each.key), f"{before}{each.key}"
        inner = value if isinstance(value, Mapping) else {}
        if each.kind == kinds.ROWS:
            rows = value if isinstance(value, list) else []
            if each.required and not rows:
                yield path, _wanted(f"至少须有一项{each.row_name()}", each)
            for index, row in enumerate(rows):
                yield from required(each.inner, row if isinstance(row, Mapping) else {}, f"{path}.{index}.")
        elif each.kind == kinds.PAIRS:
            for index, (key, row) in enumerate(inner.items()):
                known = (
                    {NAME: key, **row}
                    if isinstance(row, Mapping)
                    else {NAME: key, "value": row, "#text": row, "#rows": row}
                )
                yield from required(each.inner, known, f"{path}.{index}.")
        elif each.kind in (kinds.WORDS, kinds.RECORD):
            if each.required or inner:
                yield from required(each.parts if each.kind == kinds.RECORD else _both(each), inner, f"{path}.")
        elif each.required and value in (None, "", []):
            yield path, _wanted(f"请填写{each.zh}", each)


def _both(each: Field) -> tuple[Field, ...]:
    """A text in both languages is optional as a whole; one language alone is not enough."""
    return tuple(Field(part.key, f"{each.zh}（{part.zh}）", f"{each.en} ({part.en})", part.kind) for part in each.parts)


def _wanted(zh: str, each: Field) -> Breach:
    return Breach(MISSING, "V-8", "", zh, f"Fill in: {each.en}", each.key)


def field_of(section: str, index: int | None, breach: Breach) -> str:
    """Return the field of a row (or of the head) that the loader's breach is about."""
    path = section if index is None else f"{section}.{index}"
    column = _column_of(breach)
    if section == "steps" and (column or breach.code in ("S-1", "S-2")):
        return f"{path}.formula"
    if section == "units" and index is not None:
        return f"{path}.is"
    found = _KEY.match(breach.en)
    key = (found[1] or found[2]) if found else ""
    inner = {each.key: each for each in _FIELDS[section].inner} if section in _FIELDS else {}
    if index is not None and key in inner:
        return f"{path}.{key}"
    if key in ("zh", "en") and index is None:
        return f"{path}.{key}"
    return path


def located(content: Content, breach: Breach) -> str:
    """Return the field that a breach of the check is about, by the row's symbol or id; empty when none is known."""
    place, column = (breach.place or ""), _column_of(breach)
    name = place.rpartition(":")[0] if column else place
    if name in ("results", "behaviour", "examples"):
        return name
    name = name.partition("[")[0] if name not in _FIELDS else name
    name = name.rpartition(".")[2] if "]." in place else name
    if column:
        row = _row(content, ("steps",), "id", name)
        return f"{row}.formula" if row else ""
    row = _row(content, _BY_SYMBOL, "symbol", name)
    if row:
        return f"{row}.{_field_by_code(row, breach)}"
    row = _row(content, _BY_ID, "id", name)
    return f"{row}.{_field_by_code(row, breach)}" if row else ""


def _row(content: Content, sections: tuple[str, ...], key: str, name: str) -> str:
    for section in sections:
        rows = content.get(section)
        for index, row in enumerate(rows if isinstance(rows, list) else []):
            if isinstance(row, Mapping) and row.get(key) == name:
                return f"{section}.{index}"
    return ""


def _field_by_code(row: str, breach: Breach) -> str:
    section = row.partition(".")[0]
    if section == "factors":
        return "value"
    if section == "parameters" and breach.code == "R11-3":
        return "series"
    if section == "steps" and breach.code not in ("S-1", "R14-2"):
        return "unit" if breach.zh.startswith("未知单位") else "formula"
    if section in ("tables", "examples"):
        return "id"
    return "unit" if breach.code == "R14-1" else "symbol"


def of_example(content: Content, index: int, breach: Breach) -> str:
    """Return the field of a worked example that a breach is about: a printed result, an input, or the example."""
    rows = content.get("examples")
    row = rows[index] if isinstance(rows, list) and index < len(rows) and isinstance(rows[index], Mapping) else {}
    name = (breach.place or "").rpartition(".")[2]
    for key, cell in (("expected", "value"), ("inputs", "value")):
        names = list(row.get(key) or {}) if isinstance(row.get(key), Mapping) else []
        if name in names:
            return f"examples.{index}.{key}.{names.index(name)}.{cell}"
    table = (breach.place or "").partition("[")[0]
    tables = list(row.get("tables") or {}) if isinstance(row.get("tables"), Mapping) else []
    if table in tables:
        return f"examples.{index}.tables.{tables.index(table)}.#rows"
    return f"examples.{index}.inputs" if breach.code == "R14-2" else f"examples.{index}"
