"""Read the journal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from tanhui.foundation.trail.models import JournalEntry, JournalHead


@dataclass(frozen=True)
class TrailRow:
    """One act as shown: number, moment, kind, who (ids and role), clauses, facts and postings."""

    seq: int
    at: datetime
    kind: str
    subject: str
    role: str
    user_id: int | None
    clauses: tuple[str, ...]
    facts: dict[str, Any]
    moves: tuple[dict[str, Any], ...]
    hash: str


def _row(entry: JournalEntry) -> TrailRow:
    body = json.loads(entry.body)
    return TrailRow(
        seq=entry.seq,
        at=entry.at,
        kind=entry.kind,
        subject=entry.subject,
        role=body["by"]["role"],
        user_id=body["by"]["user"],
        clauses=tuple(body["clauses"]),
        facts=body["facts"],
        moves=tuple(body["moves"]),
        hash=entry.hash,
    )


def history(subject: models.Model | str) -> list[TrailRow]:
    """Return every act about a row (or its label such as `registry.Filing:12`), oldest first."""
    label = subject if isinstance(subject, str) else f"{subject._meta.label}:{subject.pk}"
    return [_row(entry) for entry in JournalEntry.objects.filter(subject=label)]


def latest(limit: int = 50) -> list[TrailRow]:
    """Return the newest acts, newest first."""
    return [_row(entry) for entry in JournalEntry.objects.order_by("-seq")[:limit]]


def head() -> tuple[int, str]:
    """Return the number and hash of the last entry."""
    row = JournalHead.objects.get(pk=1)
    return row.seq, row.hash
