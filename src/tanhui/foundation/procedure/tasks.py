"""What waits for someone: the one row that every stage gives to the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Task:
    """One thing to do: its title, the page where it is done, the day it is due, the clause, the state it is in."""

    title: str
    url: str
    due_on: date | None
    clause: str
    state: str
    provisional: bool = False
