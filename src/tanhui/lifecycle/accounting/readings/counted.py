"""From readings to rows that count: cut to the period, split at New Year, gaps filled, meter errors taken off.

Reading: article 28 asks for conservativeness, so whatever is cut, filled or corrected never adds to the export and never
takes from the import.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from tanhui.foundation.periods import Period
from tanhui.law import Breach, Refusal
from tanhui.lifecycle.accounting.readings.continuity import Gap, by_meter, gaps, long_gap_text
from tanhui.lifecycle.accounting.readings.rows import Reading, day_start

ONE = Decimal(1)
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


@dataclass(frozen=True, slots=True)
class CountedRow:
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
    inside = [row for row in readings if row.start_at < end_at and row.end_at > start_at]
    edges = {"start_at": start_at, "end_at": end_at} if to_the_edges else {}
    missing = [gap for gap in gaps(inside, **edges) if gap.start_at < end_at and gap.end_at > start_at]
    _refuse_long(missing, gap_fill_days)
    filled = _fill(missing, by_meter(inside))
    rows = [part for row in inside for part in _cut(row, start_at, end_at)] + filled
    split = [part for row in rows for part in _by_year(row)]
    split.sort(key=lambda row: (row.meter_id, row.start_at))
    return tuple(_correct(row, corrections) for row in split) if corrections else tuple(split)


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


def seconds(span: timedelta) -> int:
    """Return a span in whole seconds."""
    return span.days * 86_400 + span.seconds


def _fill(missing: Iterable[Gap], rows: dict[str, list[Reading]]) -> list[CountedRow]:
    """Fill each gap with no export, and with import at the highest rate seen on that meter, rounded up."""
    filled = []
    for gap in missing:
        known = rows[gap.meter_id]
        length = seconds(gap.length)
        most = max(-(-row.import_microkwh * length // seconds(row.end_at - row.start_at)) for row in known)
        filled.append(CountedRow(None, gap.meter_id, gap.start_at, gap.end_at, 0, most, Decimal(0), (FILLED,)))
    return filled


def _cut(row: Reading, start_at: datetime, end_at: datetime) -> list[CountedRow]:
    """Keep the part inside the period: export by duration rounded down, import rounded up."""
    first, last = max(row.start_at, start_at), min(row.end_at, end_at)
    whole = CountedRow(row.line, row.meter_id, first, last, row.export_microkwh, row.import_microkwh, Decimal(0), ())
    if (first, last) == (row.start_at, row.end_at):
        return [whole]
    kept, length = seconds(last - first), seconds(row.end_at - row.start_at)
    return [
        replace(
            whole,
            export_microkwh=row.export_microkwh * kept // length,
            import_microkwh=-(-row.import_microkwh * kept // length),
            marks=(CUT,),
        )
    ]


def _by_year(row: CountedRow) -> list[CountedRow]:
    """Split a row at New Year by duration; the parts add up to the row."""
    border = datetime(row.start_at.year + 1, 1, 1, tzinfo=row.start_at.tzinfo)
    if row.end_at <= border:
        return [row]
    kept, length = seconds(border - row.start_at), seconds(row.end_at - row.start_at)
    export, taken = row.export_microkwh * kept // length, row.import_microkwh * kept // length
    marks = (*row.marks, SPLIT)
    head = replace(row, end_at=border, export_microkwh=export, import_microkwh=taken, marks=marks)
    tail = replace(
        row,
        start_at=border,
        export_microkwh=row.export_microkwh - export,
        import_microkwh=row.import_microkwh - taken,
        marks=marks,
    )
    return [head, *_by_year(tail)]


def _correct(row: CountedRow, corrections: Sequence[Correction]) -> CountedRow:
    """Take off the largest error that touches the row: a row partly inside a late span counts as wholly inside."""
    errors = [each.error for each in corrections if each.meter_id == row.meter_id and _touches(each, row)]
    error = max(errors, default=Decimal(0))
    return row if error == 0 else replace(row, error=error, marks=(*row.marks, CORRECTED))


def _touches(correction: Correction, row: CountedRow) -> bool:
    starts_before_end = correction.end is None or row.start_at < day_start(correction.end)
    return starts_before_end and (correction.start is None or row.end_at > day_start(correction.start))
