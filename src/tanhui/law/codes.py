"""The register of refusal codes: what each means, which clause it serves, and what would put it right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tanhui.law.measure import resolve
from tanhui.law.tables import LAW, no_twins, read

CODE = re.compile(r"(R[1-9][0-9]?|V|S)-[1-9][0-9]?")
"""How a code is written: R<article>-<n> for rules, V-<n> for written form, S-<n> for safety."""


@dataclass(frozen=True)
class RefusalCode:
    """One stable code."""

    code: str
    clause: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


@lru_cache
def codes(path: Path = LAW / "codes.toml") -> dict[str, RefusalCode]:
    """Load the register in its order; each code is well written, stands once, and names a clause that exists."""
    file = read(path)
    found = []
    for row in file.rows("codes", name="code"):
        entry = RefusalCode(
            code=row.text("code"),
            clause=row.text("clause"),
            zh=row.text("zh"),
            en=row.text("en"),
            remedy_zh=row.text("remedy_zh"),
            remedy_en=row.text("remedy_en"),
        )
        row.done()
        if CODE.fullmatch(entry.code) is None:
            row.fail("a code is written R12-1, V-3 or S-8")
        if resolve(entry.clause) is None:
            row.fail(f"{entry.clause} is no clause of any measure")
        found.append(entry)
    file.done()
    no_twins([entry.code for entry in found], path.name)
    return {entry.code: entry for entry in found}
