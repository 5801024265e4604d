"""What one reading is, what a faulty cell is, and how the text of a row becomes either of them.

Energy is kept in whole millionths of a kilowatt-hour, so that sums are exact and fast.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from tanhui.foundation.inputs import parse_code, parse_date, parse_decimal, parse_moment
from tanhui.foundation.periods import SHANGHAI
from tanhui.law import Breach, Refusal, refuse

COLUMNS = ("meter_id", "start", "end", "export_kwh", "import_kwh")
MICROKWH = 1_000_000
KWH_DIGITS = 6
MOST_KWH = 1_000_000_000
LONGEST_ROW = timedelta(days=366)
SHOWN_CHARS = 40

_DATE = re.compile(r"(20[0-9]{2})-([0-9]{2})-([0-9]{2})", re.ASCII)
_MOMENT = re.compile(
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII
)
_KWH = re.compile(r"(0|[1-9][0-9]{0,8})(?:\.([0-9]{1,6}))?", re.ASCII)
_NEGATIVE = re.compile(r"-[0-9]+(\.[0-9]+)?", re.ASCII)
_UNSEEN = re.compile(r"[^\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")


class Reading(NamedTuple):
    """The energy that one meter counted between two moments, [start, end)."""

    line: int
    meter_id: str
    start_at: datetime
    end_at: datetime
    export_microkwh: int
    import_microkwh: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one row: where, what was found, why; `drops_row` is false for a gap before a sound row."""

    line: int
    column: str
    value: str
    code: str
    zh: str
    en: str
    drops_row: bool = True

    @property
    def place(self) -> str:
        """Name the cell as a person would look for it."""
        letter = chr(ord("A") + COLUMNS.index(self.column)) if self.column in COLUMNS else ""
        return f"第 {self.line} 行 {letter} 列 {self.column}" if letter else f"第 {self.line} 行"

    def as_breach(self) -> Breach:
        """Return the fault in the shape every refusal has."""
        clause = "JX23-14.2.1" if self.code == "R14-9" else ""
        return Breach(clause=clause, code=self.code, rule="", zh=self.zh, en=self.en, place=self.place)

    def as_dict(self) -> dict[str, str | int]:
        """Return the row of the reject table."""
        return {
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "code": self.code,
            "zh": self.zh,
            "en": self.en,
        }


def shown(text: str) -> str:
    """Return a found value fit to be shown: short, and with unseen characters written out."""
    visible = _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04X}", text[:SHOWN_CHARS])
    return visible + ("…" if len(text) > SHOWN_CHARS else "")


def kwh_text(microkwh: int) -> str:
    """Write millionths of a kilowatt-hour as plain decimal kWh, without closing zeros."""
    whole, part = divmod(microkwh, MICROKWH)
    return f"{whole}.{part:06d}".rstrip("0").rstrip(".")


class RowReader:
    """Turns rows of text into readings; remembers meter numbers and moments it has already checked."""

    def __init__(self, *, now: datetime) -> None:
        self._now = now
        self._meters: dict[str, str] = {}
        self._moments: dict[str, datetime] = {}

    def read(self, line: int, cells: Sequence[str]) -> Reading | list[Fault]:
        """Return the reading, or every fault of the row."""
        if len(cells) != len(COLUMNS):
            zh = f"应有 {len(COLUMNS)} 列，读到 {len(cells)} 列"
            return [
                Fault(
                    line, "", shown(",".join(cells)), "V-9", zh, f"{len(COLUMNS)} columns expected, {len(cells)} found"
                )
            ]
        faults: list[Fault] = []
        values: list[object] = []
        readers = (self._meter, self._moment, self._moment, _microkwh, _microkwh)
        for column, text, reader in zip(COLUMNS, cells, readers, strict=True):
            text = text.strip(" \t")
            try:
                if not text:
                    values.append(None)
                    faults.append(Fault(line, column, "", "V-8", "缺少内容", "the cell is empty"))
                else:
                    values.append(reader(text))
            except Refusal as refusal:
                values.append(None)
                faults.extend(Fault(line, column, shown(text), b.code, b.zh, b.en) for b in refusal.breaches)
        meter_id, start_at, end_at, export, taken = values
        if isinstance(start_at, datetime) and isinstance(end_at, datetime):
            faults.extend(self._span_faults(line, cells[2], start_at, end_at))
        if faults:
            return faults
        assert isinstance(meter_id, str) and isinstance(start_at, datetime) and isinstance(end_at, datetime)
        assert isinstance(export, int) and isinstance(taken, int)
        return Reading(line, meter_id, start_at, end_at, export, taken)

    def _span_faults(self, line: int, text: str, start_at: datetime, end_at: datetime) -> list[Fault]:
        if end_at <= start_at:
            return [
                Fault(
                    line, "end", shown(text), "R14-9", "结束时间须晚于开始时间", "the end must be later than the start"
                )
            ]
        if end_at - start_at > LONGEST_ROW:
            return [
                Fault(
                    line, "end", shown(text), "R14-9", "一行读数的时段超过 366 天", "one row spans more than 366 days"
                )
            ]
        if end_at > self._now:
            zh = f"结束时间晚于现在（{self._now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}），尚未发生的电量不能计入"
            return [Fault(line, "end", shown(text), "R14-9", zh, "the row ends in the future")]
        return []

    def _meter(self, text: str) -> str:
        known = self._meters.get(text)
        if known is None:
            known = self._meters[text] = parse_code(text, channel="machine")
        return known

    def _moment(self, text: str) -> datetime:
        known = self._moments.get(text)
        if known is None:
            known = moment(text)
            if len(self._moments) < 100_000:
                self._moments[text] = known
        return known


def moment(text: str) -> datetime:
    """Read a day (its first moment) or a moment; without an offset it is Asia/Shanghai time."""
    if _MOMENT.fullmatch(text):
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            return _in_shanghai(parse_moment(text, channel="machine"))
        return _in_shanghai(found)
    if _DATE.fullmatch(text):
        try:
            return day_start(date.fromisoformat(text))
        except ValueError:
            return day_start(parse_date(text, channel="machine"))
    if len(text) <= 10:
        return day_start(parse_date(text, channel="machine"))
    return _in_shanghai(parse_moment(text, channel="machine"))


def day_start(day: date) -> datetime:
    """Return the first moment of a day in Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def _in_shanghai(found: datetime) -> datetime:
    return found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found.astimezone(SHANGHAI)


def _microkwh(text: str) -> int:
    found = _KWH.fullmatch(text)
    if found:
        return int(found.group(1)) * MICROKWH + int((found.group(2) or "").ljust(KWH_DIGITS, "0"))
    if _NEGATIVE.fullmatch(text):
        refuse(
            "V-4", "电量不能为负数；没有电量请填 0", "energy must not be negative; write 0 for none", clause="HOUSE-13"
        )
    value = parse_decimal(text, channel="machine", digits=KWH_DIGITS, most=Decimal(MOST_KWH))
    return int(value * MICROKWH)
