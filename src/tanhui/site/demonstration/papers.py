"""Papers of the demonstration: one-page PDFs that say they are samples, set from a title and lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tanhui.foundation.documents.typeset import set_pdf

TEMPLATE = Path(__file__).parent / "paper.typ"


def paper(title: str, lines: Sequence[str]) -> bytes:
    """Return a sample document as PDF."""
    return set_pdf(TEMPLATE, {"title": title, "lines": list(lines)})
