"""A document's content as TOML and back. Reading is lenient, so that a draft with mistakes can still be edited;
what may be published is judged by `loading` alone."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

Content = dict[str, Any]

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def content_of(text: str) -> Content | None:
    """Return the content of a draft's text, numbers and days as text; None where it is no TOML at all."""
    try:
        found = tomllib.loads(text, parse_float=str)
        return {key: _as_text(value) for key, value in found.items()}
    except (ValueError, RecursionError):
        return None


def _as_text(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value


def written(content: Mapping[str, Any]) -> str:
    """Return the content as TOML: single entries first, then one block for each table and each row."""
    lines = [f"{_key(key)} = {_value(value)}" for key, value in content.items() if not _is_block(value)]
    for key, value in content.items():
        if _is_pairs(value):
            lines += ["", f"[{_key(key)}]", *_row(value)]
        elif _is_rows(value):
            for row in value:
                lines += ["", f"[[{_key(key)}]]", *_row(row)]
    return "\n".join(lines) + "\n"


def _is_block(value: Any) -> bool:
    return _is_pairs(value) or _is_rows(value)


def _row(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the entries of one row; tables of tables, such as an example's inputs, one line for each."""
    for key, value in row.items():
        if not _is_pairs(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in row.items():
        if _is_pairs(value):
            for inner, each in value.items():
                yield f"{_key(key)}.{_key(inner)} = {_value(each)}"


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _is_pairs(value: Any) -> bool:
    return isinstance(value, Mapping) and any(isinstance(each, Mapping | list) for each in value.values())


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        parts = [_value(each) for each in value]
        if _is_rows(value):
            return "[\n  " + ",\n  ".join(parts) + ",\n]"
        return f"[{', '.join(parts)}]"
    return _text(str(value))


def _text(text: str) -> str:
    """Write a text as a basic string. A lone surrogate has no place in TOML and is written as its name."""
    quoted = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
    return _UNSAFE.sub(lambda found: f"\\\\u{ord(found[0]):04X}", quoted)
