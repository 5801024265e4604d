"""Reads one table of a document strictly: wrong types, missing and unknown entries are refused, never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tanhui.foundation.inputs.characters import first_hidden
from tanhui.lifecycle.methodology.document import Words
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import literal

LONGEST_TEXT = 4000
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Table:
    """One table being read; `done()` refuses what nobody asked for."""

    def __init__(self, content: Any, place: str) -> None:
        if not isinstance(content, Mapping):
            raise Fault("V-8", f"{place} 应为一张表", f"{place} must be a table")
        self.content = dict(content)
        self.place = place

    def __contains__(self, key: str) -> bool:
        return key in self.content

    def text(self, key: str, otherwise: str | None = None) -> str:
        """Take a text; required unless `otherwise` is given."""
        value = self._take(key, otherwise)
        if not isinstance(value, str):
            raise Fault("V-8", f"{key} 应为文本", f"{key} must be text")
        if otherwise is None and not value.strip():
            raise Fault("V-8", f"{key} 不能为空", f"{key} must not be empty")
        if len(value) > LONGEST_TEXT:
            zh = f"{key} 过长：{len(value)} 个字符，最多 {LONGEST_TEXT} 个"
            raise Fault("S-2", zh, f"{key} is {len(value)} characters long, at most {LONGEST_TEXT} are allowed")
        hidden = first_hidden(value, multiline=True)
        if hidden is not None:
            zh = f"{key} 含不可见或控制字符（第 {hidden + 1} 个字符，U+{ord(value[hidden]):04X}），请删除"
            raise Fault("V-13", zh, f"{key} holds an invisible or control character at position {hidden + 1}")
        return value

    def formula(self, key: str) -> str:
        """Take the text of a formula: its own grammar and limits say what may stand in it."""
        value = self._take(key, None)
        if not isinstance(value, str) or not value.strip():
            raise Fault("V-8", f"{key} 应为公式文本", f"{key} must be the text of a formula")
        return value

    def identifier(self, key: str) -> str:
        """Take a name that goes into addresses and file names: letters, digits, point, hyphen and underscore."""
        value = self.text(key)
        if not _IDENTIFIER.fullmatch(value):
            zh = f"{key} 格式不符：须以半角字母或数字开头，只含字母、数字、点、连字符和下划线，最多 64 个字符"
            raise Fault("V-6", zh, f"{key} must be letters, digits, points, hyphens or underscores")
        return value

    def number(self, key: str, otherwise: str | None = None) -> Decimal:
        """Take a number written as text; a bare TOML number would pass through binary and is refused."""
        return literal(self.text(key, otherwise))

    def whole(self, key: str, least: int, most: int) -> int:
        """Take a small whole number such as a count of digits or a year."""
        value = self._take(key, None)
        if type(value) is not int or not least <= value <= most:
            raise Fault(
                "V-8", f"{key} 应为 {least} 至 {most} 的整数", f"{key} must be a whole number from {least} to {most}"
            )
        return value

    def flag(self, key: str) -> bool:
        """Take true or false; false when absent."""
        value = self._take(key, False)
        if not isinstance(value, bool):
            raise Fault("V-8", f"{key} 应为 true 或 false", f"{key} must be true or false")
        return value

    def choice(self, key: str, among: Any, otherwise: str | None = None) -> str:
        """Take one of the known words."""
        value = self.text(key, otherwise)
        if value not in among:
            known = "、".join(among)
            zh, en = f"{key} 应为其中之一：{known}；现为 {value}", f"{key} must be one of {known}, not {value}"
            raise Fault("V-8", zh, en)
        return value

    def day(self, key: str) -> date:
        """Take a day written as text, 2024-12-20."""
        text = self.text(key)
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise Fault("V-3", f"{key} 不是有效日期，请按 YYYY-MM-DD 填写", f"{key} is not a valid day YYYY-MM-DD")

    def words(self, key: str, otherwise: Words | None = None) -> Words:
        """Take a text in both languages."""
        if key not in self.content and otherwise is not None:
            return otherwise
        inner = self.table(key)
        found = Words(inner.text("zh"), inner.text("en"))
        inner.done()
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts; empty when absent."""
        values = self._take(key, [])
        if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
            raise Fault("V-8", f"{key} 应为文本列表", f"{key} must be a list of texts")
        return tuple(values)

    def table(self, key: str) -> Table:
        """Take an inner table."""
        return Table(self._take(key, None), key)

    def entries(self, key: str) -> tuple[tuple[str, Any], ...]:
        """Take a table as its names with whatever stands there; empty when absent."""
        return tuple(Table(self._take(key, {}), key).content.items())

    def pairs(self, key: str) -> tuple[tuple[str, Table], ...]:
        """Take a table of tables, such as the inputs of an example."""
        found = self._take(key, {})
        return tuple((name, Table(content, f"{key}.{name}")) for name, content in Table(found, key).content.items())

    def rows(self, key: str, most: int) -> tuple[Table, ...]:
        """Take a list of tables; empty when absent."""
        values = self._take(key, [])
        if not isinstance(values, list):
            raise Fault("V-8", f"{key} 应为 [[{key}]] 列表", f"{key} must be a list of tables")
        if len(values) > most:
            raise Fault("S-2", f"{key} 最多 {most} 项", f"At most {most} of {key}")
        return tuple(Table(each, f"{key}[{index}]") for index, each in enumerate(values, start=1))

    def done(self) -> None:
        """Refuse entries that have no meaning."""
        if self.content:
            unknown = "、".join(str(key) for key in self.content)
            raise Fault("V-8", f"不认识的条目：{unknown}", f"Unknown entries: {unknown}")

    def _take(self, key: str, otherwise: Any) -> Any:
        if key in self.content:
            return self.content.pop(key)
        if otherwise is None:
            raise Fault("V-8", f"缺少条目：{key}", f"Missing entry: {key}")
        return otherwise
