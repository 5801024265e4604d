"""What the acts of the market answer with."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.foundation.trail.actions import Receipt


@dataclass(frozen=True)
class Noted:
    """An act on one row, with its place in the journal."""

    id: int
    receipt: Receipt


@dataclass(frozen=True)
class Listed:
    """A listing as placed or changed: what a pick must name."""

    id: int
    version: int
    price_fen: int
    remaining: int
    receipt: Receipt


@dataclass(frozen=True)
class Picked:
    """A trade: what moved to the buyer, what it cost, and from which day it may be resold."""

    id: int
    listing_id: int
    tonnes: int
    price_fen: int
    amount_fen: int
    serials: tuple[str, ...]
    receipt: Receipt


@dataclass(frozen=True)
class Closed:
    """A closed day: its close, what was traded, and how many listings expired."""

    id: int
    close_fen: int | None
    tonnes: int
    expired: int
    receipt: Receipt
