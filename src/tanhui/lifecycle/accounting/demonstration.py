"""Readings for the demonstration: generated, the same every time, and saying so.

How they are made: for each month a table gives the mean daily yield of one kilowatt of modules at Jiaxing's latitude and
the hours of sun; each day's weather is drawn from a hash of the seed and the day; each hour gets its share of the day by
a parabola over the hours of sun. All in whole watt-hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256

from tanhui.lifecycle.accounting.readings.csv_file import HEADER
from tanhui.lifecycle.accounting.readings.rows import day_start

NOTE_ZH = (
    "本项目为示范项目，读数由程序按固定种子生成（月均日照表、逐日天气取自散列值、逐时按抛物线分配），不是实测数据。"
)
NOTE_EN = "Generated readings: monthly sun table, daily weather from a hash of seed and day, hours by a parabola. Not measured."
METER = "DEMO-XZ-001"
CAPACITY_KW = 2000
START, END = date(2024, 1, 1), date(2025, 1, 1)

_DAILY_WH_PER_KW = (1780, 2140, 2620, 3250, 3540, 2990, 3780, 3680, 2930, 2560, 2080, 1840)
_SUN_HOURS = (
    (7, 17),
    (7, 18),
    (6, 18),
    (6, 18),
    (5, 19),
    (5, 19),
    (5, 19),
    (5, 19),
    (6, 18),
    (6, 18),
    (6, 17),
    (7, 17),
)
_WEATHER_PERMILLE = (250, 480, 760, 980, 1090, 1180, 1240, 1290, 1330, 1400)
_STANDBY_WH = 320
_STANDBY_SPREAD_WH = 140


def readings_csv(
    *,
    start: date = START,
    end: date = END,
    meter_id: str = METER,
    capacity_kw: int = CAPACITY_KW,
    seed: str = "tanhui-demonstration",
) -> bytes:
    """Return hourly readings of a rooftop as a CSV file."""
    lines = [HEADER]
    day = start
    while day < end:
        lines += _day_lines(day, meter_id, capacity_kw, seed)
        day += timedelta(days=1)
    return ("\n".join(lines) + "\n").encode("ascii")


def _day_lines(day: date, meter_id: str, capacity_kw: int, seed: str) -> Iterator[str]:
    first, last = _SUN_HOURS[day.month - 1]
    weather = _WEATHER_PERMILLE[_drawn(seed, day.isoformat(), len(_WEATHER_PERMILLE))]
    total_wh = _DAILY_WH_PER_KW[day.month - 1] * capacity_kw * weather // 1000
    weights = [(2 * (hour - first) + 1) * (2 * (last - hour) - 1) for hour in range(first, last)]
    sun = dict(zip(range(first, last), weights, strict=True))
    whole = sum(weights)
    for hour in range(24):
        export_wh = total_wh * sun.get(hour, 0) // whole
        spread = _drawn(seed, f"{day.isoformat()}T{hour}", _STANDBY_SPREAD_WH)
        taken_wh = 0 if export_wh else _STANDBY_WH + spread
        start_at = day_start(day) + timedelta(hours=hour)
        end_at = start_at + timedelta(hours=1)
        yield f"{meter_id},{_text(start_at)},{_text(end_at)},{_kwh(export_wh)},{_kwh(taken_wh)}"


def _drawn(seed: str, what: str, sides: int) -> int:
    return int.from_bytes(sha256(f"{seed}/{what}".encode()).digest()[:8], "big") % sides


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}"


def _kwh(wh: int) -> str:
    return f"{wh // 1000}.{wh % 1000:03d}"
