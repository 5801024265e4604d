"""Continuity and counting the plain way, row by row with moments: what the columns of the table are measured against."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from tanhui.lifecycle.accounting.readings.rows import day_start


@dataclass(frozen=True)
class Part:
    """A row, or a part of one, as it counts."""

    line: int | None
    meter: str
    start: datetime
    end: datetime
    exported: int
    imported: int
    marks: tuple[str, ...] = ()


def by_meter(readings):
    groups = defaultdict(list)
    for row in readings:
        groups[row.meter_id].append(row)
    return {meter: sorted(groups[meter], key=lambda row: (row.start_at, row.line)) for meter in sorted(groups)}


def clashes(readings):
    """Return (line, line it clashes with, whether it repeats it), in order of the file."""
    found = []
    for rows in by_meter(readings).values():
        last = None
        for row in rows:
            if last is not None and row.start_at < last.end_at:
                found.append((row.line, last.line, (row.start_at, row.end_at) == (last.start_at, last.end_at)))
            else:
                last = row
    return sorted(found)


def gaps(readings, start_at=None, end_at=None):
    """Return (meter, start, end, line after)."""
    found = []
    for meter, rows in by_meter(readings).items():
        reached = rows[0].start_at if start_at is None else start_at
        for row in rows:
            if row.start_at > reached and (end_at is None or reached < end_at):
                found.append((meter, reached, min(row.start_at, end_at) if end_at else row.start_at, row.line))
            reached = max(reached, row.end_at)
        if end_at is not None and reached < end_at:
            found.append((meter, reached, end_at, None))
    return found


def counted(readings, period):
    """Return the parts that count, every gap filled up to the edges of the period."""
    start_at, end_at = day_start(period.start), day_start(period.end)
    inside = [row for row in readings if row.start_at < end_at and row.end_at > start_at]
    parts = []
    for meter, first, last, _ in gaps(inside, start_at, end_at):
        rows = by_meter(inside)[meter]
        most = max(-(-row.imported * length // span) for row, length, span in _rates(rows, last - first))
        parts.append(Part(None, meter, first, last, 0, most, ("filled",)))
    parts += [_cut(row, start_at, end_at) for row in inside]
    split = [piece for part in parts for piece in _by_year(part)]
    return sorted(split, key=lambda part: (part.meter, part.start))


def _rates(rows, length):
    for row in rows:
        whole = Part(row.line, row.meter_id, row.start_at, row.end_at, row.export_microkwh, row.import_microkwh)
        yield whole, _seconds(length), _seconds(whole.end - whole.start)


def _seconds(span: timedelta) -> int:
    return span.days * 86_400 + span.seconds


def _cut(row, start_at, end_at):
    first, last = max(row.start_at, start_at), min(row.end_at, end_at)
    kept, length = _seconds(last - first), _seconds(row.end_at - row.start_at)
    marks = () if kept == length else ("cut",)
    exported, imported = row.export_microkwh * kept // length, -(-row.import_microkwh * kept // length)
    return Part(row.line, row.meter_id, first, last, exported, imported, marks)


def _by_year(part):
    border = datetime(part.start.year + 1, 1, 1, tzinfo=part.start.tzinfo)
    if part.end <= border:
        return [part]
    kept, length = _seconds(border - part.start), _seconds(part.end - part.start)
    exported, imported = part.exported * kept // length, part.imported * kept // length
    marks = (*part.marks, "split")
    rest = Part(part.line, part.meter, border, part.end, part.exported - exported, part.imported - imported, marks)
    return [Part(part.line, part.meter, part.start, border, exported, imported, marks), *_by_year(rest)]


def summed(parts):
    """Return what each meter counted in each year."""
    sums = defaultdict(lambda: [0, Decimal(0), Decimal(0)])
    for part in parts:
        group = sums[part.meter, part.start.year]
        group[0] += 1
        group[1] += part.exported
        group[2] += part.imported
    return {key: tuple(group) for key, group in sorted(sums.items())}
