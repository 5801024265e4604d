"""What the acts of the registry answer with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tanhui.foundation.trail.actions import Receipt


@dataclass(frozen=True)
class Done:
    """An act on a filing, with its place in the journal."""

    id: int
    number: str
    receipt: Receipt


@dataclass(frozen=True)
class Issued:
    """An issuance: its batch, the tonnes, and the carry before and after."""

    filing_id: int
    number: str
    batch_id: int
    serial: str
    tonnes: int
    carry_in: Decimal
    carry_out: Decimal
    receipt: Receipt


@dataclass(frozen=True)
class Noted:
    """An act on something other than a filing: its row, with its place in the journal."""

    id: int
    receipt: Receipt
