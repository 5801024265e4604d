"""A million readings held as columns of numbers: one object per row would take a gigabyte and most of the time.

A row is made into a `Reading` when somebody asks for it. Moments are whole microseconds since 1970, energy is whole
millionths of a kilowatt-hour.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import compress
from typing import overload

from tanhui.foundation.periods import SHANGHAI
from tanhui.lifecycle.accounting.readings.rows import Reading

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MOMENTS_KEPT = 50_000
"""Neighbouring rows share their moments; beyond this many the memory starts afresh."""


def microseconds(at: datetime) -> int:
    """Return a moment as whole microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


class Moments(dict[int, datetime]):
    """Microseconds as moments on Shanghai's clock; those just made are remembered."""

    def __missing__(self, at: int) -> datetime:
        if len(self) >= MOMENTS_KEPT:
            self.clear()
        made = self[at] = (EPOCH + timedelta(microseconds=at)).astimezone(SHANGHAI)
        return made


class _Numbers(dict[str, int]):
    """Numbers of meters in the order in which they first appear."""

    def __missing__(self, meter_id: str) -> int:
        number = self[meter_id] = len(self)
        return number


class ReadingTable(Sequence[Reading]):
    """Readings in the order of their file, column by column."""

    def __init__(self, readings: Iterable[Reading] = ()) -> None:
        self._numbers = _Numbers()
        self.meter, self.line = array("i"), array("q")
        self.start, self.end = array("q"), array("q")
        self.exported, self.imported = array("q"), array("q")
        self._ordered: list[tuple[str, Sequence[int]]] | None = None
        for reading in readings:
            self.append(reading)

    @property
    def meters(self) -> list[str]:
        """The meters by their number."""
        return list(self._numbers)

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> ReadingTable:
        """Return readings as a table; a table is returned as it is."""
        return readings if isinstance(readings, ReadingTable) else cls(readings)

    def append(self, reading: Reading) -> None:
        """Add one row."""
        line, meter_id, start_at, end_at, exported, imported = reading
        self.meter.append(self._numbers[meter_id])
        self.line.append(line)
        self.start.append(microseconds(start_at))
        self.end.append(microseconds(end_at))
        self.exported.append(exported)
        self.imported.append(imported)

    def extend(
        self,
        line: int,
        meters: Sequence[str],
        starts: Iterable[int],
        ends: Iterable[int],
        exported: Iterable[int],
        imported: Iterable[int],
    ) -> None:
        """Add the columns of neighbouring lines, from this one on."""
        self.meter.extend(map(self._numbers.__getitem__, meters))
        self.line.extend(range(line, line + len(meters)))
        self.start.extend(starts)
        self.end.extend(ends)
        self.exported.extend(exported)
        self.imported.extend(imported)

    def without(self, lines: Collection[int]) -> ReadingTable:
        """Return the table without the rows of some lines."""
        return self.where([line not in lines for line in self.line]) if lines else self

    def where(self, wanted: Sequence[bool]) -> ReadingTable:
        """Return the table of the rows that are wanted; `wanted` says so row by row."""
        kept = ReadingTable()
        kept._numbers.update(self._numbers)
        for name in ("meter", "line", "start", "end", "exported", "imported"):
            column = getattr(self, name)
            setattr(kept, name, array(column.typecode, compress(column, wanted)))
        return kept

    def in_time_order(self) -> list[tuple[str, Sequence[int]]]:
        """Return each meter, by name, with the places of its rows in order of time; kept until rows are added."""
        if self._ordered is None or sum(len(places) for _, places in self._ordered) != len(self):
            self._ordered = self._order()
        return self._ordered

    def _order(self) -> list[tuple[str, Sequence[int]]]:
        places: list[array[int]] = [array("i") for _ in self._numbers]
        ordered, latest = [True] * len(places), [0] * len(places)
        start = self.start
        for place, (meter, at) in enumerate(zip(self.meter, start, strict=True)):
            if places[meter] and at <= latest[meter]:
                ordered[meter] = False
            places[meter].append(place)
            latest[meter] = at
        return [
            (meter_id, places[meter] if ordered[meter] else sorted(places[meter], key=self._moment_and_line))
            for meter_id, meter in sorted(self._numbers.items())
            if places[meter]
        ]

    def _moment_and_line(self, place: int) -> tuple[int, int]:
        return self.start[place], self.line[place]

    def __len__(self) -> int:
        return len(self.line)

    def __iter__(self) -> Iterator[Reading]:
        moments, meters = Moments(), self.meters
        columns = zip(self.line, self.meter, self.start, self.end, self.exported, self.imported, strict=True)
        for line, meter, start, end, exported, imported in columns:
            yield Reading(line, meters[meter], moments[start], moments[end], exported, imported)

    @overload
    def __getitem__(self, index: int) -> Reading: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Reading]: ...
    def __getitem__(self, index: int | slice) -> Reading | Sequence[Reading]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        moments = Moments()
        return Reading(
            self.line[index],
            self.meters[self.meter[index]],
            moments[self.start[index]],
            moments[self.end[index]],
            self.exported[index],
            self.imported[index],
        )
