"""The arithmetic of the hash chain: canonical text and the hash of one entry. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any

GENESIS = "0" * 64
"""The previous hash of the first entry."""


def canonical(body: dict[str, Any]) -> str:
    """Return the one text of a body: sorted keys, no blanks, UTF-8, no floats."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def entry_hash(*, seq: int, previous: str, body: str) -> str:
    """Return the SHA-256 of an entry: a leaf mark, the previous hash, the sequence number and the canonical body."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(previous) + f"{seq}|".encode() + body.encode()).hexdigest()
