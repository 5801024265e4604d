"""The place of every serial number: a map from numbers to accounts, kept as runs. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator


class SerialMap:
    """Which account each serial number is in, as runs in order; assigning a range overwrites what it covers."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._runs: list[tuple[int, int]] = []

    def assign(self, first: int, last: int, account: int) -> None:
        """Put the numbers `first`..`last` into `account`."""
        at = bisect_right(self._starts, first) - 1
        begin = at if at >= 0 and self._runs[at][0] >= first else at + 1
        end = bisect_right(self._starts, last)
        pieces: list[tuple[int, int, int]] = []
        for index in range(begin, end):
            start, (stop, owner) = self._starts[index], self._runs[index]
            if start < first:
                pieces.append((start, first - 1, owner))
            if stop > last:
                pieces.append((last + 1, stop, owner))
        pieces.append((first, last, account))
        pieces.sort()
        self._starts[begin:end] = [piece[0] for piece in pieces]
        self._runs[begin:end] = [(piece[1], piece[2]) for piece in pieces]

    def owners(self, first: int, last: int) -> Iterator[tuple[int, int, int | None]]:
        """Yield (first, last, account) for the numbers asked for, in order; None where nothing was assigned."""
        position = first
        index = max(bisect_right(self._starts, first) - 1, 0)
        while position <= last and index < len(self._starts):
            start, (stop, owner) = self._starts[index], self._runs[index]
            index += 1
            if stop < position:
                continue
            if start > last:
                break
            if start > position:
                yield position, start - 1, None
                position = start
            yield position, min(stop, last), owner
            position = min(stop, last) + 1
        if position <= last:
            yield position, last, None
