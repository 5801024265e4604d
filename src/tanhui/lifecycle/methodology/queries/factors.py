"""The factor library as others read it: the values in effect on a day, one record with its history, who uses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import QuerySet

from tanhui.lifecycle.methodology.factors import KINDS, STRENGTHS, YEARS_OF, Factor
from tanhui.lifecycle.methodology.library.entries import Entry, Source, factor_of
from tanhui.lifecycle.methodology.library.series import name_en, name_zh
from tanhui.lifecycle.methodology.models import FactorPublication, FactorRecord

IN_EFFECT, COMING, SUPERSEDED, UNCONFIRMED, MISSING = "in_effect", "coming", "superseded", "unconfirmed", "missing"
FACTOR_STATES = {
    IN_EFFECT: "现行",
    COMING: "尚未生效",
    UNCONFIRMED: "待核",
    MISSING: "数值未取得",
    SUPERSEDED: "已被接替",
}
"""Where a record stands on a day; only what is in effect is computed with."""


@dataclass(frozen=True)
class Head:
    """Which library this is: its latest record. Two reads with the same head saw the same library."""

    record_id: int
    digest: str


@dataclass(frozen=True)
class FactorRow:
    """One record of the library, as pages, exports and the API show it."""

    id: int
    edition: int
    entry: Entry
    state: str
    valid_from: date
    valid_to: date | None
    supersedes_id: int | None
    superseded_by_id: int | None
    proposal_id: int | None
    recorded_at: datetime
    digest: str

    @property
    def state_zh(self) -> str:
        """Where the record stands, in words."""
        return FACTOR_STATES[self.state]

    @property
    def series_zh(self) -> str:
        """What people call the series."""
        return name_zh(self.entry.series)

    @property
    def series_en(self) -> str:
        """The English name of the series."""
        return name_en(self.entry.series)

    @property
    def kind_zh(self) -> str:
        """What kind of factor it is, in words."""
        return KINDS[self.entry.kind]

    @property
    def evidence_zh(self) -> str:
        """How strong its source is, in words."""
        return STRENGTHS[self.entry.evidence]

    @property
    def year_of_zh(self) -> str:
        """What its year is the year of, in words."""
        return YEARS_OF[self.entry.year_of]


def library_head() -> Head:
    """Return which library this is."""
    found = FactorRecord.objects.order_by("-pk").values_list("pk", "digest").first()
    return Head(*found) if found else Head(0, "")


def library_factors(known_on: date) -> tuple[Factor, ...]:
    """Return every value that may be computed with on a day: confirmed, in effect, not superseded by then."""
    return _in_effect(library_head(), known_on)


def recorded_factors(digests: Iterable[str]) -> tuple[Factor, ...]:
    """Return records by their digests, superseded or not: to compute again what was once computed with them."""
    wanted = sorted({each for each in digests if each})
    found = _records().filter(digest__in=wanted) if wanted else ()
    return tuple(_factor(each) for each in found)


def latest_entries() -> list[tuple[FactorRecord, Entry]]:
    """Return the last record of every line of supersession, unconfirmed and missing values included."""
    return [(each, entry_of_record(each)) for each in _records().filter(superseded_by__isnull=True)]


def factor_rows(on: date, *, history: bool = False) -> list[FactorRow]:
    """Return the library on a day; with `history` also what was superseded."""
    rows = [factor_row(each, on) for each in _records()]
    return rows if history else [row for row in rows if row.state != SUPERSEDED]


def factor_record(record_id: int, on: date) -> FactorRow | None:
    """Return one record."""
    found = _records().filter(pk=record_id).first()
    return factor_row(found, on) if found else None


def editions_of(code: str, on: date) -> list[FactorRow]:
    """Return every edition of a factor, newest first."""
    return [factor_row(each, on) for each in _records().filter(code=code).order_by("-edition")]


def line_of(record_id: int, on: date) -> list[FactorRow]:
    """Return a record with all that it supersedes and all that supersedes it, newest first."""
    found: list[FactorRecord] = []
    each: FactorRecord | None = _records().filter(pk=record_id).first()
    while each is not None and getattr(each, "superseded_by", None) is not None:
        each = _records().get(pk=each.superseded_by.pk)
    while each is not None:
        found.append(each)
        each = _records().get(pk=each.supersedes_id) if each.supersedes_id else None
    return [factor_row(one, on) for one in found]


def entry_of_record(record: FactorRecord) -> Entry:
    """Return what a record says."""
    return Entry(
        code=record.code,
        series=record.series,
        kind=record.kind,
        gas=record.gas,
        region=record.region,
        year=record.year,
        year_of=record.year_of,
        value=record.value,
        unit=record.unit,
        evidence=record.evidence,
        confirmed=record.confirmed,
        note=record.note,
        source=source_of_record(record.publication),
    )


def source_of_record(publication: FactorPublication) -> Source:
    """Return what a publication says."""
    return Source(
        code=publication.code,
        title=publication.title,
        number=publication.number,
        published=publication.published,
        issuer=publication.issuer,
        link=publication.link,
        file_sha256=publication.file_sha256,
        title_confirmed=publication.title_confirmed,
        note=publication.note,
    )


def factor_row(record: FactorRecord, on: date) -> FactorRow:
    """Return a record as it stands on a day."""
    after = getattr(record, "superseded_by", None)
    return FactorRow(
        id=record.pk,
        edition=record.edition,
        entry=entry_of_record(record),
        state=_state(record, after, on),
        valid_from=record.valid_from,
        valid_to=after.valid_from if after else None,
        supersedes_id=record.supersedes_id,
        superseded_by_id=after.pk if after else None,
        proposal_id=record.proposal_id,
        recorded_at=record.recorded_at,
        digest=record.digest,
    )


def _records() -> QuerySet[FactorRecord]:
    return FactorRecord.objects.select_related("publication", "superseded_by").order_by(
        "series", "region", "year", "pk"
    )


def _state(record: FactorRecord, after: FactorRecord | None, on: date) -> str:
    if after is not None and after.valid_from <= on:
        return SUPERSEDED
    if not record.value:
        return MISSING
    if not record.confirmed:
        return UNCONFIRMED
    return IN_EFFECT if record.valid_from <= on else COMING


@lru_cache(maxsize=32)
def _in_effect(head: Head, on: date) -> tuple[Factor, ...]:
    """The head is part of the key: a new record makes a new library."""
    return tuple(
        _factor(each)
        for each in _records().filter(confirmed=True, valid_from__lte=on)
        if _state(each, getattr(each, "superseded_by", None), on) == IN_EFFECT
    )


def _factor(record: FactorRecord) -> Factor:
    return factor_of(entry_of_record(record), valid_from=record.valid_from, record_id=record.pk, digest=record.digest)
