"""The book's units and kinds of account. Pure."""

from __future__ import annotations

UNITS = ("t", "fen", "point")
"""Whole tonnes of CO2e, whole fen of client money, whole points. Every amount is a positive integer."""

SOURCE_KINDS = ("issuance", "bank", "pool")
"""Accounts that stand for the outside (what was certified, what was deposited, what was granted): their balance is zero or below."""

KINDS_BY_UNIT = {
    "t": ("issuance", "holding", "retired", "cancelled"),
    "fen": ("bank", "cash", "fees"),
    "point": ("pool", "wallet", "redeemed"),
}

FINAL_KINDS = ("retired", "cancelled")
"""Accounts that tonnes never leave again (articles 5 and 21)."""
