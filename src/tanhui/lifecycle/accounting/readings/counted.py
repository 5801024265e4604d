"""From readings to rows that count: cut to the period, split at New Year, gaps filled, meter errors taken off.

Reading: article 28 asks for conservativeness, so whatever is cut, filled or corrected never adds to the export and never
takes from the import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from tanhui.foundation.periods import SHANGHAI, Period
from tanhui.law import Breach, Refusal
from tanhui.lifecycle.accounting.readings.continuity import Gap, gaps, long_gap_text
from tanhui.lifecycle.accounting.readings.rows import Reading, day_start
from tanhui.lifecycle.accounting.readings.table import Moments, ReadingTable, microseconds

ZERO = Decimal(0)
CUT, SPLIT, FILLED, CORRECTED = "cut", "split", "filled", "corrected"
MARKS_ZH = {
    CUT: "超出核算期的部分已按时长扣除",
    SPLIT: "跨年读数按时长拆分",
    FILLED: "缺失读数保守补值（上网电量计零，下网电量按最高值）",
    CORRECTED: "按计量误差修正",
}
REASONS_ZH = {
    "late": "校准逾期或未校准，按最大允许误差修正",
    "out_of_class": "校准结果超差，按实测误差修正",
    "declared": "按申报的计量误差修正",
}


@dataclass(frozen=True)
class Correction:
    """A span in which a meter's error must be taken off; without dates it is the whole period."""

    meter_id: str
    error: Decimal
    reason: str = "declared"
    start: date | None = None
    end: date | None = None


class CountedRow(NamedTuple):
    """One row as it enters the sum. `line` is None for a filled gap; `error` is the meter error taken off."""

    line: int | None
    meter_id: str
    start_at: datetime
    end_at: datetime
    export_microkwh: int
    import_microkwh: int
    error: Decimal
    marks: tuple[str, ...]

    @property
    def year(self) -> int:
        """The calendar year of generation; no counted row crosses New Year."""
        return self.start_at.year


def count_rows(
    readings: Sequence[Reading],
    *,
    period: Period,
    corrections: Sequence[Correction],
    gap_fill_days: int,
    to_the_edges: bool = True,
) -> tuple[CountedRow, ...]:
    """Return the rows that count in a period, per meter in order of time; refuse gaps too long to fill (R14-9).

    With `to_the_edges` every meter must cover the whole period; without, only the gaps between its rows are filled.
    """
    start_at, end_at = day_start(period.start), day_start(period.end)
    inside = _touching(ReadingTable.of(readings), microseconds(start_at), microseconds(end_at))
    edges = {"start_at": start_at, "end_at": end_at} if to_the_edges else {}
    missing = [gap for gap in gaps(inside, **edges) if gap.start_at < end_at and gap.end_at > start_at]
    _refuse_long(missing, gap_fill_days)
    by_meter: dict[str, list[Gap]] = {}
    for gap in missing:
        by_meter.setdefault(gap.meter_id, []).append(gap)
    found: list[CountedRow] = []
    moments = Moments()
    for meter_id, places in inside.in_time_order():
        whole = _whole(inside, meter_id, places, moments)
        rows = [part for row in whole for part in _inside(row, start_at, end_at)]
        if meter_id in by_meter:
            filled = _filled(by_meter[meter_id], inside, places)
            rows = sorted([*rows, *(part for row in filled for part in _by_year(row))], key=lambda row: row.start_at)
        own = [_span(each) for each in corrections if each.meter_id == meter_id]
        found += [_correct(row, own) for row in rows] if own else rows
    return tuple(found)


def _touching(table: ReadingTable, first: int, last: int) -> ReadingTable:
    """Return the rows that touch a span."""
    wanted = [start < last and end > first for start, end in zip(table.start, table.end, strict=True)]
    return table if all(wanted) else table.where(wanted)


def _whole(table: ReadingTable, meter_id: str, places: Iterable[int], moments: Moments) -> Iterator[CountedRow]:
    """Yield one meter's rows as they were read."""
    line, start, end, exported, imported = table.line, table.start, table.end, table.exported, table.imported
    for each in places:
        yield CountedRow(
            line[each], meter_id, moments[start[each]], moments[end[each]], exported[each], imported[each], ZERO, ()
        )


def _inside(row: CountedRow, start_at: datetime, end_at: datetime) -> Iterable[CountedRow]:
    """Return what of a row counts, year by year; nearly every row lies inside the period and inside one year."""
    if row.start_at >= start_at and row.end_at <= end_at and row.end_at <= _new_year_after(row.start_at.year):
        return (row,)
    return _by_year(_cut(row, start_at, end_at))


def _refuse_long(missing: Iterable[Gap], gap_fill_days: int) -> None:
    breaches = tuple(
        Breach(
            clause="JX23-14.2.1",
            code="R14-9",
            rule="readings_are_continuous",
            zh=long_gap_text(gap, gap_fill_days),
            en=f"no readings of meter {gap.meter_id} for more than {gap_fill_days} days",
            place=f"第 {gap.line} 行" if gap.line else None,
        )
        for gap in missing
        if gap.length > timedelta(days=gap_fill_days)
    )
    if breaches:
        raise Refusal(breaches)


def _length(start_at: datetime, end_at: datetime) -> int:
    """Return the length of a span in microseconds."""
    return microseconds(end_at) - microseconds(start_at)


def _filled(missing: Iterable[Gap], table: ReadingTable, places: Iterable[int]) -> list[CountedRow]:
    """Fill one meter's gaps with no export, and with import at the highest rate seen on that meter, rounded up."""
    most, span = 0, 1
    for place in places:
        taken, length = table.imported[place], table.end[place] - table.start[place]
        if taken * span > most * length:
            most, span = taken, length
    return [
        CountedRow(
            None,
            gap.meter_id,
            gap.start_at,
            gap.end_at,
            0,
            -(-most * _length(gap.start_at, gap.end_at) // span),
            ZERO,
            (FILLED,),
        )
        for gap in missing
    ]


def _cut(row: CountedRow, start_at: datetime, end_at: datetime) -> CountedRow:
    """Keep the part inside the period: export by duration rounded down, import rounded up."""
    first, last = max(row.start_at, start_at), min(row.end_at, end_at)
    if (first, last) == (row.start_at, row.end_at):
        return row
    kept, length = _length(first, last), _length(row.start_at, row.end_at)
    return row._replace(
        start_at=first,
        end_at=last,
        export_microkwh=row.export_microkwh * kept // length,
        import_microkwh=-(-row.import_microkwh * kept // length),
        marks=(CUT,),
    )


@lru_cache
def _new_year_after(year: int) -> datetime:
    return datetime(year + 1, 1, 1, tzinfo=SHANGHAI)


def _by_year(row: CountedRow) -> list[CountedRow]:
    """Split a row at New Year by duration; the parts add up to the row."""
    border = _new_year_after(row.start_at.year)
    if row.end_at <= border:
        return [row]
    kept, length = _length(row.start_at, border), _length(row.start_at, row.end_at)
    export, taken = row.export_microkwh * kept // length, row.import_microkwh * kept // length
    marks = (*row.marks, SPLIT)
    head = row._replace(end_at=border, export_microkwh=export, import_microkwh=taken, marks=marks)
    tail = row._replace(
        start_at=border,
        export_microkwh=row.export_microkwh - export,
        import_microkwh=row.import_microkwh - taken,
        marks=marks,
    )
    return [head, *_by_year(tail)]


_Span = tuple[Decimal, datetime | None, datetime | None]


def _span(correction: Correction) -> _Span:
    """Return a correction with its days as moments, so that they are made once and not for every row."""
    first = None if correction.start is None else day_start(correction.start)
    last = None if correction.end is None else day_start(correction.end)
    return correction.error, first, last


def _correct(row: CountedRow, spans: Iterable[_Span]) -> CountedRow:
    """Take off the largest error that touches the row: a row partly inside a late span counts as wholly inside."""
    error = ZERO
    for each, first, last in spans:
        if (last is None or row.start_at < last) and (first is None or row.end_at > first):
            error = max(error, each)
    return row if error == 0 else row._replace(error=error, marks=(*row.marks, CORRECTED))
