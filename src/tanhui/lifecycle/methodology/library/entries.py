"""One value with its provenance, as the library keeps it; every field is text or a whole number, so that it is exact."""

from __future__ import annotations

import calendar
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tanhui.lifecycle.methodology.factors import Factor, Publication

_MONTH, _YEAR = len("2024-03"), len("2024")


@dataclass(frozen=True)
class Source:
    """Where a value was published; `published` is as exact as it is known: a day, a month, a year or nothing."""

    code: str
    title: str
    number: str
    published: str
    issuer: str
    link: str
    file_sha256: str
    title_confirmed: bool
    note: str

    @property
    def known_by(self) -> date | None:
        """The day by which it was surely published; None when nothing is known of it."""
        if len(self.published) > _MONTH:
            return date.fromisoformat(self.published)
        if len(self.published) == _MONTH:
            year, month = (int(part) for part in self.published.split("-"))
            return date(year, month, calendar.monthrange(year, month)[1])
        return date(int(self.published), 12, 31) if len(self.published) == _YEAR else None

    def content(self) -> dict[str, Any]:
        """Return everything it says, for a digest or a machine."""
        return {
            "code": self.code,
            "title": self.title,
            "number": self.number,
            "published": self.published,
            "issuer": self.issuer,
            "link": self.link,
            "file_sha256": self.file_sha256,
            "title_confirmed": self.title_confirmed,
            "note": self.note,
        }

    @property
    def digest(self) -> str:
        """The hash of what it says."""
        return digest_of(self.content())


@dataclass(frozen=True)
class Entry:
    """One value of a series for a region and a year. An unknown value is empty text, and is never computed with."""

    code: str
    series: str
    kind: str
    gas: str
    region: str
    year: int
    year_of: str
    value: str
    unit: str
    evidence: str
    confirmed: bool
    note: str
    source: Source

    @property
    def key(self) -> tuple[str, str, int]:
        """What a methodology looks it up by."""
        return self.series, self.region, self.year

    @property
    def amount(self) -> Decimal:
        """The value as a number."""
        return Decimal(self.value)

    def content(self) -> dict[str, Any]:
        """Return everything it says, for a digest or a machine."""
        return {
            "code": self.code,
            "series": self.series,
            "kind": self.kind,
            "gas": self.gas,
            "region": self.region,
            "year": self.year,
            "year_of": self.year_of,
            "value": self.value,
            "unit": self.unit,
            "evidence": self.evidence,
            "confirmed": self.confirmed,
            "note": self.note,
            "publication": self.source.content(),
        }


def entry_of(content: dict[str, Any]) -> Entry:
    """Return the entry that a stored content describes."""
    source = content["publication"]
    return Entry(
        **{name: content[name] for name in _ENTRY_FIELDS}, source=Source(**{name: source[name] for name in _SOURCE})
    )


_SOURCE = ("code", "title", "number", "published", "issuer", "link", "file_sha256", "title_confirmed", "note")
_ENTRY_FIELDS = (
    "code",
    "series",
    "kind",
    "gas",
    "region",
    "year",
    "year_of",
    "value",
    "unit",
    "evidence",
    "confirmed",
    "note",
)


def factor_of(entry: Entry, *, valid_from: date, record_id: int | None = None, digest: str = "") -> Factor:
    """Return the value as methods use it.

    Reading: where the day of publication is not known to the day, the library vouches for the value from its first
    day of validity on.
    """
    source = entry.source
    known = source.known_by if len(source.published) > _MONTH else None
    published = Publication(
        id=source.code,
        title=source.title,
        number=source.number,
        published_on=known or valid_from,
        issuer=source.issuer,
        link=source.link,
        remark=source.note,
    )
    return Factor(
        id=entry.code,
        series=entry.series,
        kind=entry.kind,
        gas=entry.gas,
        region=entry.region,
        year=entry.year,
        year_of=entry.year_of,
        value=entry.amount,
        unit=entry.unit,
        publication=published,
        evidence=entry.evidence,
        record_id=record_id,
        digest=digest,
    )


def digest_of(content: Any) -> str:
    """Return the hash of a content: sorted keys, no blanks, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
