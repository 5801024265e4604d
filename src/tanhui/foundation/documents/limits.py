"""How large an upload may be, packed and unpacked (SP16). Pure."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The limits one upload is measured against."""

    upload_bytes: int = 20 * MB
    unpacked_bytes: int = 50 * MB
    entries: int = 1_000
    nesting: int = 2
    pixels: int = 50_000_000
    ratio: int = 200


DEFAULT = Limits()
RATIO_FROM_BYTES = 10 * MB
"""Small archives may be packed tighter than the ratio: an empty workbook is."""
