"""Add records to the library: the one place that writes them. Works inside an act of the trail opened by its caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tanhui.foundation.trail.actions import Entry as Act
from tanhui.lifecycle.methodology.library.entries import Entry, Source, digest_of
from tanhui.lifecycle.methodology.models import FactorProposal, FactorPublication, FactorRecord


@dataclass(frozen=True)
class Seen:
    """By whom a record was proposed and approved; nobody for what came with the platform."""

    proposal: FactorProposal | None
    proposed_by: int | None
    approved_by: int | None


NOBODY = Seen(None, None, None)


def add_record(
    act: Act, *, entry: Entry, valid_from: date, supersedes: FactorRecord | None, seen: Seen = NOBODY
) -> FactorRecord:
    """Add one record, as the next edition of its code."""
    latest = FactorRecord.objects.filter(code=entry.code).order_by("-edition").first()
    edition = latest.edition + 1 if latest else 1
    told = {
        "entry": entry.content(),
        "edition": edition,
        "valid_from": valid_from.isoformat(),
        "supersedes": supersedes.digest if supersedes else "",
    }
    return FactorRecord.objects.create(
        code=entry.code,
        edition=edition,
        series=entry.series,
        kind=entry.kind,
        gas=entry.gas,
        region=entry.region,
        year=entry.year,
        year_of=entry.year_of,
        value=entry.value,
        unit=entry.unit,
        publication=_kept(entry.source),
        evidence=entry.evidence,
        confirmed=entry.confirmed,
        note=entry.note,
        valid_from=valid_from,
        supersedes=supersedes,
        proposal=seen.proposal,
        proposed_by_id=seen.proposed_by,
        approved_by_id=seen.approved_by,
        recorded_at=act.at,
        entry_seq=act.seq,
        digest=digest_of(told),
    )


def _kept(source: Source) -> FactorPublication:
    found = FactorPublication.objects.filter(digest=source.digest).first()
    return found or FactorPublication.objects.create(digest=source.digest, **source.content())
