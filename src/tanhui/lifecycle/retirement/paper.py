"""The certificate on paper: PDF/A with the address to check it at, as text and as a QR code."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import segno

from tanhui.foundation.documents.typeset import set_pdf
from tanhui.foundation.signing import Signature

TEMPLATE = Path(__file__).parent / "typst" / "certificate.typ"


def qr_svg(text: str) -> str:
    """Return a QR code as an SVG image."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=4, border=2, xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue().decode()


def certificate_pdf(facts: dict[str, Any], *, signature: Signature, demonstration: bool) -> bytes:
    """Set the certificate."""
    shown = {**facts, "signature": signature.as_dict(), "demonstration": demonstration, "qr": qr_svg(facts["check_at"])}
    return set_pdf(TEMPLATE, shown)
