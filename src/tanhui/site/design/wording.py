"""How quantities, days and clauses are written for people here. Pure text, no templates."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOTHING = "—"
_PREFIXES = {"JX23": "《办法》", "HOUSE": "平台规则"}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_LEVELS = ("条", "款", "项")


def groups(value: object) -> str:
    """Separate thousands without changing a digit; anything but a number comes back as its text."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return str(value)
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def yuan_zh(fen: int | None) -> str:
    """Write whole fen as yuan with two decimals."""
    if fen is None or isinstance(fen, str):
        return NOTHING
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def day_zh(value: date | datetime | None) -> str:
    """Write a day with year, month and day."""
    if not value:
        return NOTHING
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(SHANGHAI)
    return f"{value.year}年{value.month}月{value.day}日"


def moment_zh(value: datetime | None) -> str:
    """Write a moment in Shanghai's clock, to the minute."""
    if not value:
        return NOTHING
    if value.tzinfo is not None:
        value = value.astimezone(SHANGHAI)
    return f"{value:%Y-%m-%d %H:%M}"


def last_day_zh(ends_at: datetime | None) -> str:
    """Write the last day that lies before a moment: what ends at midnight ends with the day before."""
    return day_zh(ends_at - timedelta(microseconds=1)) if ends_at else NOTHING


def clause_zh(clause: str | None) -> str:
    """Write a clause id in Chinese; a house rule is named as one."""
    if not clause or "-" not in clause:
        return clause or ""
    measure, _, numbers = clause.partition("-")
    name = _PREFIXES.get(measure, measure)
    if measure == "HOUSE":
        return f"{name}第{numbers}条"
    parts = (f"第{number}{level}" for number, level in zip(numbers.split("."), _LEVELS, strict=False))
    return name + "".join(parts)
