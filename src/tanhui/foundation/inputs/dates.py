"""Days and moments as text: one form, one range, one zone (Asia/Shanghai, row L13)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

from tanhui.foundation.inputs.channels import FORM, Channel, at, received, shown, wrong_digits
from tanhui.foundation.periods import SHANGHAI
from tanhui.law import refuse


@dataclass(frozen=True)
class DayRange:
    """The first and the last day a field takes, and why."""

    first: date
    last: date
    reason_zh: str
    reason_en: str


DAY_RANGE = DayRange(
    first=date(2000, 1, 1),
    last=date(2100, 12, 31),
    reason_zh="制度涉及的设备、证照与监测期均在此范围内；更早或更晚的日期多为占位或误填",
    reason_en="equipment, licences and monitoring periods all lie in it; other days are placeholders or slips",
)

BIRTH_RANGE = DayRange(
    first=date(1900, 1, 1),
    last=date(2100, 12, 31),
    reason_zh="出生日期自 1900 年起",
    reason_en="dates of birth from 1900 on",
)

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def parse_date(text: object, *, channel: Channel, allowed: DayRange = DAY_RANGE, place: str = "") -> date:
    """Read a day written YYYY-MM-DD. Refuses V-3 (no such day, out of range), V-6, V-8, V-13."""
    plain = received(text, channel=channel, kind="date", place=place)
    if not _DAY.fullmatch(plain):
        _not_a_date(plain, "YYYY-MM-DD", place)
    try:
        day = date.fromisoformat(plain)
    except ValueError:
        _no_such_day(plain, place)
    _check_range(day, allowed, place)
    return day


def parse_moment(text: object, *, channel: Channel, allowed: DayRange = DAY_RANGE, place: str = "") -> datetime:
    """Read a moment and return it aware, in Asia/Shanghai.

    A form may leave the offset out and then means Shanghai time; a machine must write it (V-3 otherwise).
    """
    plain = received(text, channel=channel, kind="date", place=place)
    found = _MOMENT.fullmatch(plain)
    if not found:
        _not_a_date(plain, "YYYY-MM-DDTHH:MM:SS+08:00", place)
    try:
        moment = datetime.fromisoformat(plain)
        if moment.tzinfo is None:
            if channel != FORM:
                _zone_missing(plain, place)
            moment = moment.replace(tzinfo=SHANGHAI)
        moment = moment.astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        _no_such_day(plain, place)
    _check_range(moment.date(), allowed, place)
    return moment


def _check_range(day: date, allowed: DayRange, place: str) -> None:
    if not allowed.first <= day <= allowed.last:
        refuse(
            "V-3",
            f"日期 {day} 超出范围，须在 {allowed.first} 至 {allowed.last} 之间：{allowed.reason_zh}{at(place)}",
            f"{day} is out of range {allowed.first} to {allowed.last}: {allowed.reason_en}{at(place)}",
            place=place or None,
        )


def _not_a_date(text: str, form: str, place: str) -> NoReturn:
    if not text.isascii() and any(each.isnumeric() and not each.isascii() for each in text):
        wrong_digits(text, place)
    refuse(
        "V-3",
        f"日期无效：“{shown(text)}”，请按 {form} 填写{at(place)}",
        f"invalid date “{shown(text)}”; write it as {form}{at(place)}",
        place=place or None,
    )


def _no_such_day(text: str, place: str) -> NoReturn:
    refuse(
        "V-3",
        f"日期无效：日历上没有“{shown(text)}”，请核对{at(place)}",
        f"there is no such day or time: “{shown(text)}”{at(place)}",
        place=place or None,
    )


def _zone_missing(text: str, place: str) -> NoReturn:
    refuse(
        "V-3",
        f"时间“{shown(text)}”未注明时区，请在末尾加上 +08:00{at(place)}",
        f"“{shown(text)}” has no offset; add +08:00{at(place)}",
        place=place or None,
    )
