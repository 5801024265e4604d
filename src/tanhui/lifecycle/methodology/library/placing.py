"""Finds the record that each proposed value would supersede: by its code, or by series, region and year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tanhui.lifecycle.methodology.library.entries import Entry
from tanhui.lifecycle.methodology.library.reading import Row


@dataclass(frozen=True)
class Held:
    """The last record of a line of supersession."""

    record_id: int
    entry: Entry


@dataclass(frozen=True)
class Placed:
    """A proposed value with the record it supersedes (None: it is new). `unclear`: it could be any of several."""

    row: Row
    supersedes: Held | None
    unclear: bool

    @property
    def entry(self) -> Entry:
        """The value."""
        return self.row.entry

    @property
    def unchanged(self) -> bool:
        """Whether it says nothing that the record does not say already."""
        return self.supersedes is not None and _said(self.entry) == _said(self.supersedes.entry)


def place_rows(rows: Sequence[Row], held: Iterable[Held]) -> tuple[Placed, ...]:
    """Return every row with the record it supersedes; a value without a code of its own continues that record's."""
    known = list(held)
    return tuple(_placed(row, known) for row in rows)


def _placed(row: Row, known: list[Held]) -> Placed:
    named = next((each for each in known if row.coded and each.entry.code == row.entry.code), None)
    same = [each for each in known if each.entry.key == row.entry.key and each is not named]
    if named is not None:
        return Placed(row, named, unclear=any(each.entry.confirmed for each in same))
    if row.coded:
        return Placed(row, None, unclear=bool(same))
    confirmed = [each for each in same if each.entry.confirmed]
    found = confirmed if len(confirmed) == 1 else same
    if len(found) != 1:
        return Placed(row, None, unclear=bool(found))
    return Placed(replace(row, entry=replace(row.entry, code=found[0].entry.code)), found[0], unclear=False)


def _said(entry: Entry) -> tuple[object, ...]:
    """Return what makes a record what it is; how its publication is labelled here does not."""
    source = entry.source
    return (
        entry.key,
        entry.kind,
        entry.gas,
        entry.amount if entry.value else None,
        entry.unit,
        entry.evidence,
        source.title,
        source.number,
        source.published,
    )
