"""Certificate numbers, and the one text of a certificate that its hash and signature cover. Pure."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from tanhui.foundation.ledger.serials import check_character
from tanhui.foundation.trail.chain import canonical
from tanhui.law import refuse

PURPOSE = "retirement-certificate"
_NUMBER = re.compile(r"JX-R-[0-9]{4}-[0-9]{6}-[0-9A-Z]")
_NUMBER_BYTES = re.compile(_NUMBER.pattern.encode("ascii"))


def number(year: int, count: int) -> str:
    """Return the number of the year's nth certificate, with its check character."""
    text = f"JX-R-{year}-{count:06d}"
    return f"{text}-{check_character(text)}"


def parse_number(text: str) -> str:
    """Return a certificate number once its shape and check character fit; refuses (V-6) otherwise."""
    if not _NUMBER.fullmatch(text) or check_character(text[:-2]) != text[-1]:
        refuse(
            "V-6",
            "证书号格式或校验位不符，应如 JX-R-2026-000001-A，请对照证书核对",
            "Not a certificate number, or its check character does not fit; compare it with the certificate",
            place="number",
        )
    return text


def number_in(content: bytes) -> str:
    """Return the first certificate number written in a file's plain bytes, or nothing: a claim, never a proof."""
    found = _NUMBER_BYTES.search(content)
    return found.group().decode("ascii") if found else ""


def signed_text(facts: dict[str, Any]) -> bytes:
    """Return the canonical text of a certificate's facts, as signed and hashed."""
    return canonical(facts).encode()


def digest(text: bytes) -> str:
    """Return the SHA-256 of a certificate's text, as 64 hexadecimal digits."""
    return hashlib.sha256(text).hexdigest()
