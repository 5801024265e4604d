"""Do the rows of one meter follow each other? Duplicates, overlaps, and gaps (R14-9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tanhui.lifecycle.accounting.readings.rows import Fault, Reading


@dataclass(frozen=True, slots=True)
class Gap:
    """A span in which a meter has no reading; `line` is the row after it, None at the end of the period."""

    meter_id: str
    start_at: datetime
    end_at: datetime
    line: int | None

    @property
    def length(self) -> timedelta:
        """How long nothing was read."""
        return self.end_at - self.start_at


def by_meter(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    """Group readings by meter, each in order of time."""
    groups: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        groups[reading.meter_id].append(reading)
    for rows in groups.values():
        rows.sort(key=lambda row: (row.start_at, row.line))
    return dict(sorted(groups.items()))


def clashes(readings: Iterable[Reading]) -> list[Fault]:
    """Return a fault for every row that repeats or overlaps an earlier one of the same meter."""
    faults = []
    for rows in by_meter(readings).values():
        last: Reading | None = None
        for row in rows:
            if last is not None and row.start_at < last.end_at:
                same = (row.start_at, row.end_at) == (last.start_at, last.end_at)
                faults.append(_clash(row, last, repeated=same))
            else:
                last = row
    return sorted(faults, key=lambda fault: fault.line)


def _clash(row: Reading, last: Reading, *, repeated: bool) -> Fault:
    what, en = ("时段重复", "repeats") if repeated else ("时段重叠", "overlaps")
    zh = f"监测数据不连续：表 {row.meter_id} 与第 {last.line} 行{what}"
    return Fault(row.line, "start", f"{row.start_at:%Y-%m-%d %H:%M}", "R14-9", zh, f"the row {en} line {last.line}")


def gaps(readings: Iterable[Reading], *, start_at: datetime | None = None, end_at: datetime | None = None) -> list[Gap]:
    """Return every span without reading: inside each meter's rows, and towards the period's edges when given."""
    found = []
    for meter_id, rows in by_meter(readings).items():
        reached = start_at if start_at is not None else rows[0].start_at
        for row in rows:
            if row.start_at > reached and (end_at is None or reached < end_at):
                found.append(Gap(meter_id, reached, min(row.start_at, end_at) if end_at else row.start_at, row.line))
            reached = max(reached, row.end_at)
        if end_at is not None and reached < end_at:
            found.append(Gap(meter_id, reached, end_at, None))
    return found


def long_gap_faults(readings: Iterable[Reading], *, gap_fill_days: int) -> list[Fault]:
    """Return a fault for every gap too long to be filled; the row after it is sound and stays."""
    return [
        Fault(
            gap.line or 0,
            "start",
            f"{gap.end_at:%Y-%m-%d %H:%M}",
            "R14-9",
            long_gap_text(gap, gap_fill_days),
            f"a gap of more than {gap_fill_days} days before this row",
            drops_row=False,
        )
        for gap in gaps(readings)
        if gap.length > timedelta(days=gap_fill_days)
    ]


def long_gap_text(gap: Gap, gap_fill_days: int) -> str:
    """Say where a gap is and what would put it right."""
    return (
        f"监测数据不连续：表 {gap.meter_id} 自 {gap.start_at:%Y-%m-%d %H:%M} 至 {gap.end_at:%Y-%m-%d %H:%M} 无读数，"
        f"超过可补的 {gap_fill_days} 天；请补传读数或缩短核算期"
    )
