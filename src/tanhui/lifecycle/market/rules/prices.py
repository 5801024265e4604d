"""Prices: the band around the previous close, and the close of a day. Pure arithmetic on whole fen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_BASIS = 10_000
"""A percentage is taken to hundredths of a percent, so that the band is worked out in whole numbers."""


@dataclass(frozen=True)
class Band:
    """The lowest and the highest price of the day, both allowed, and the close they are measured from."""

    low_fen: int
    high_fen: int
    previous_fen: int

    def holds(self, price_fen: int) -> bool:
        """Whether a price lies inside, the edges included."""
        return self.low_fen <= price_fen <= self.high_fen


def band_around(previous_fen: int, percent: Decimal, tick_fen: int) -> Band:
    """Return the band; Reading: both edges are rounded inwards to the tick, so that 33.33 gives 30.00 to 36.66."""
    share = int(percent * _BASIS // 100)
    low = previous_fen * (_BASIS - share)
    high = previous_fen * (_BASIS + share)
    step = tick_fen * _BASIS
    return Band(-(-low // step) * tick_fen, high // step * tick_fen, previous_fen)


def close_of(trades: Iterable[tuple[int, int]], tick_fen: int) -> int | None:
    """Return the volume-weighted average of (price in fen, tonnes), rounded once, half up to the tick; None without trades."""
    value = volume = 0
    for price_fen, tonnes in trades:
        value += price_fen * tonnes
        volume += tonnes
    return weighted_close(value, volume, tick_fen)


def weighted_close(value_fen: int, volume: int, tick_fen: int) -> int | None:
    """Return value over volume, half up to the tick; None when nothing was traded."""
    if volume == 0:
        return None
    step = tick_fen * volume
    return (2 * value_fen + step) // (2 * step) * tick_fen


def yuan(fen: int) -> str:
    """Write whole fen as yuan with two decimals, for the sentences of refusals."""
    return f"{fen // 100}.{fen % 100:02d}"
