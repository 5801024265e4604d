"""A reading: how we understand what the text leaves open, until the bureau says otherwise (article 29)."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.law.tables import Row


@dataclass(frozen=True)
class Reading:
    """One reading, the clause it reads, who decided it, and the bureau's interpretation (empty: none exists yet).

    Carries out: JX23-29.
    """

    id: str
    clause: str
    zh: str
    en: str
    decided_by: str
    interpretation: str


def load_readings(file: Row) -> tuple[Reading, ...]:
    """Read the readings of a measure or a scheme."""
    found = []
    for row in file.rows("reading", name="id", needed=False):
        found.append(
            Reading(
                id=row.text("id"),
                clause=row.text("clause"),
                zh=row.text("zh"),
                en=row.text("en"),
                decided_by=row.text("decided_by"),
                interpretation=row.text("interpretation", ""),
            )
        )
        row.done()
    return tuple(found)
