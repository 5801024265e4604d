"""One set of activity data: as it was entered, and as it is kept: decimal text in the units of the methodology."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tanhui.foundation.inputs import load_json, parse_date
from tanhui.foundation.inputs.characters import first_hidden
from tanhui.law import refuse
from tanhui.lifecycle.accounting.result import digest_of
from tanhui.lifecycle.methodology.document import Entry
from tanhui.lifecycle.methodology.entered import MOST_BYTES, SITE_CHARS, quantities, rows_of
from tanhui.lifecycle.methodology.resolving import FIRST_YEAR, LAST_YEAR

_KEYS = frozenset({"site", "year", "first_day", "last_day", "inputs", "tables"})


@dataclass(frozen=True)
class Entered:
    """What a file or a request says, before it has been held against the methodology."""

    site: str
    first_day: date
    last_day: date
    inputs: Mapping[str, Entry]
    tables: Mapping[str, Sequence[Mapping[str, Entry]]]


@dataclass(frozen=True)
class DataSet:
    """What is kept of a site for a span of days; every number is plain decimal text in the declared unit."""

    site: str
    first_day: date
    last_day: date
    inputs: Mapping[str, str]
    tables: Mapping[str, Sequence[Mapping[str, str]]]

    @property
    def year(self) -> int:
        """The year it is accounted for: that of its last day."""
        return self.last_day.year

    @property
    def rows(self) -> int:
        """How many rows its tables have."""
        return sum(len(rows) for rows in self.tables.values())

    @property
    def content(self) -> dict[str, Any]:
        """The values as JSON."""
        return {
            "inputs": dict(self.inputs),
            "tables": {table: [dict(row) for row in rows] for table, rows in self.tables.items()},
        }

    @property
    def sha256(self) -> str:
        """The digest of the days and the values; the name of the site is no part of it."""
        days = {"first_day": self.first_day.isoformat(), "last_day": self.last_day.isoformat()}
        return digest_of({**days, **self.content})


def site_name(text: object, place: str) -> str:
    """Return the name of a site; empty where a project has only one."""
    if not isinstance(text, str) or len(text.strip()) > SITE_CHARS:
        refuse("V-8", f"场所应为不超过 {SITE_CHARS} 字的文本", "the site must be a short text", place=place)
    hidden = first_hidden(text.strip())
    if hidden is not None:
        refuse("V-13", "场所名称含不可见或控制字符", "the site's name holds an invisible character", place=place)
    return text.strip()


def require_order(first_day: date, last_day: date, place: str) -> None:
    """Refuse (V-3) a span that ends before it starts."""
    if last_day < first_day:
        refuse("V-3", "数据止日早于数据起日", "the data ends before it starts", place=place)


def read_json(content: bytes) -> Entered:
    """Read `{"site", "year" or "first_day" and "last_day", "inputs", "tables"}`, strictly, with the engine's own entries."""
    found = load_json(content, most_bytes=MOST_BYTES)
    if not isinstance(found, Mapping) or not set(found) <= _KEYS:
        known = "、".join(sorted(_KEYS))
        refuse("V-8", f"活动数据应为 JSON 对象，只能含 {known}", f"activity data is an object with {known}")
    first_day, last_day = _days(found)
    return Entered(
        site=site_name(found.get("site", ""), "site"),
        first_day=first_day,
        last_day=last_day,
        inputs=quantities(found.get("inputs", {})),
        tables=rows_of(found.get("tables", {})),
    )


def _days(found: Mapping[str, Any]) -> tuple[date, date]:
    """Return the span: the days given, or the whole calendar year given."""
    given = {name for name in ("year", "first_day", "last_day") if name in found}
    if given == {"year"}:
        year = found["year"]
        if type(year) is not int or not FIRST_YEAR <= year <= LAST_YEAR:
            refuse("V-3", f"year 应为 {FIRST_YEAR} 至 {LAST_YEAR} 的整数", "year must be a whole number", place="year")
        return date(year, 1, 1), date(year, 12, 31)
    if given != {"first_day", "last_day"}:
        zh = "请给出 year（整个日历年），或 first_day 与 last_day"
        refuse("V-8", zh, "give year, or first_day and last_day", place="first_day")
    first, last = (parse_date(found[name], channel="machine", place=name) for name in ("first_day", "last_day"))
    require_order(first, last, "last_day")
    return first, last
