"""Strict JSON: no NaN, no duplicate keys, no float, no deep nesting; numbers with a fraction are `Decimal`."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

from tanhui.foundation.inputs.channels import shown
from tanhui.foundation.inputs.numbers import MOST_DIGITS, MOST_WHOLE, not_finite, not_plain
from tanhui.law import refuse

JSON_DEPTH = 50
JSON_BYTES = 2 * 1024 * 1024

_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)


def load_json(content: bytes, *, most_bytes: int = JSON_BYTES, depth: int = JSON_DEPTH) -> Any:
    """Read a JSON text. Refuses S-3 (large, deep), S-17 (malformed), V-1, V-6, V-7, V-8 (duplicate keys)."""
    if len(content) > most_bytes:
        refuse(
            "S-3",
            f"请求体 {len(content)} 字节，超过上限 {most_bytes} 字节",
            f"the body has {len(content)} bytes, {most_bytes} allowed",
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        _malformed("不是 UTF-8 编码", f"not UTF-8 at byte {error.start}")
    _check_depth(text, depth)
    try:
        return json.loads(
            text,
            parse_constant=_constant,
            parse_float=_fraction,
            parse_int=_whole,
            object_pairs_hook=_once_each,
        )
    except json.JSONDecodeError as error:
        _malformed(f"第 {error.lineno} 行第 {error.colno} 列", f"line {error.lineno} column {error.colno}: {error.msg}")


def _check_depth(text: str, most: int) -> None:
    depth = 0
    for found in _BRACKETS.finditer(text):
        mark = found.group()
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        if depth > most:
            refuse("S-3", f"结构过深：嵌套超过 {most} 层", f"nested deeper than {most} levels")


def _malformed(zh: str, en: str) -> NoReturn:
    refuse("S-17", f"JSON 格式错误（{zh}），请修正后重新提交", f"malformed JSON: {en}")


def _constant(text: str) -> NoReturn:
    not_finite(text, "")


def _fraction(text: str) -> Decimal:
    if "e" in text or "E" in text:
        not_plain(text, "")
    return Decimal(text)


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        refuse("V-7", f"超出最大值 {MOST_WHOLE}", f"above the maximum of {MOST_WHOLE}")
    return int(text)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            refuse(
                "V-8",
                f"重复字段：“{shown(key)}”出现多次，请只保留一个",
                "a key occurs more than once",
                place=shown(key),
            )
        found[key] = value
    return found
