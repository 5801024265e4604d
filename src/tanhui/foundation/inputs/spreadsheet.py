"""Texts on their way into a spreadsheet: none of them is ever taken for a formula (C20)."""

from __future__ import annotations

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that starts so is a formula to some program, or becomes one when the sheet is saved as CSV."""


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, whatever program opens it or saves it as CSV."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
