"""What goes into a spreadsheet and what comes out: texts that are never formulas (C20), numbers stored as doubles."""

from __future__ import annotations

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that starts so is a formula to some program, or becomes one when the sheet is saved as CSV."""


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, whatever program opens it or saves it as CSV."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def shortest(text: str) -> str:
    """Return the shortest decimal text of the double that a cell stores; ValueError where it stores no number."""
    return repr(float(text))
