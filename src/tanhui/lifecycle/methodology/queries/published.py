"""Published versions, the one in force on a day, and their documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from tanhui.foundation.periods import local_day
from tanhui.law import require
from tanhui.law.scheme import scheme
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.loading import load
from tanhui.lifecycle.methodology.models import MethodologyVersion
from tanhui.lifecycle.methodology.rules import CITATION, CitationFacts

IN_FORCE, COMING, EXPIRED = "in_force", "coming", "expired"
STATES = {IN_FORCE: "现行有效", COMING: "尚未生效", EXPIRED: "已失效"}


@dataclass(frozen=True)
class VersionRow:
    """One published version; its days of force are inclusive."""

    id: int
    slug: str
    code: str
    version: str
    title_zh: str
    title_en: str
    sha256: str
    registered_at: datetime
    in_force_from: date
    in_force_to: date | None
    successor: str | None

    def state_on(self, day: date) -> str:
        """Return whether the version is in force on a day."""
        if day < self.in_force_from:
            return COMING
        return EXPIRED if self.in_force_to is not None and self.in_force_to < day else IN_FORCE


def versions(slug: str | None = None) -> list[VersionRow]:
    """Return every published version, oldest first within a methodology."""
    found = MethodologyVersion.objects.select_related("superseded_by").defer("document", "superseded_by__document")
    if slug is not None:
        found = found.filter(slug=slug)
    return [_row(each) for each in found.order_by("slug", "in_force_from", "id")]


def version_in_force(slug: str, day: date) -> VersionRow | None:
    """Return the version that is the yardstick on a day."""
    return next((each for each in versions(slug) if each.state_on(day) == IN_FORCE), None)


def version(slug: str, name: str) -> VersionRow | None:
    """Return one published version."""
    return next((each for each in versions(slug) if each.version == name), None)


def name_zh(slug: str, name: str) -> str:
    """Return what people call a version: its title, code and version."""
    found = version(slug, name)
    return f"{found.title_zh}（{found.code} {found.version}）" if found else f"{slug} {name}"


def document_text(slug: str, name: str) -> str:
    """Return the document of a published version as it was published."""
    return MethodologyVersion.objects.only("document").get(slug=slug, version=name).document


def document(slug: str, name: str) -> Method:
    """Return the methodology that a published version's document describes."""
    return _loaded(document_text(slug, name))


def citation_facts(
    *, slug: str, name: str, monitored_from: date, monitored_to: date, filed_at: datetime
) -> CitationFacts:
    """Return the facts of a report that cites a version; days are inclusive."""
    found, filed_on = version(slug, name), local_day(filed_at)
    return CitationFacts(
        version=name,
        registered_at=found.registered_at if found else None,
        in_force_from=found.in_force_from if found else None,
        in_force_to=found.in_force_to if found else None,
        successor=found.successor if found else None,
        monitored_from=monitored_from,
        monitored_to=monitored_to,
        filed_at=filed_at,
        filed_on=filed_on,
        grace_days=int(scheme().parameter("methodology_grace_days", filed_on)),
    )


def require_citable(*, slug: str, name: str, monitored_from: date, monitored_to: date, filed_at: datetime) -> None:
    """Refuse a version that may not be cited: not registered (R10-1), not yet in force (R10-2), expired (R11-1)."""
    facts = citation_facts(
        slug=slug, name=name, monitored_from=monitored_from, monitored_to=monitored_to, filed_at=filed_at
    )
    require(CITATION, facts)


@lru_cache(maxsize=64)
def _loaded(text: str) -> Method:
    return load(text)


def _row(each: MethodologyVersion) -> VersionRow:
    successor = getattr(each, "superseded_by", None)
    return VersionRow(
        id=each.pk,
        slug=each.slug,
        code=each.code,
        version=each.version,
        title_zh=each.title_zh,
        title_en=each.title_en,
        sha256=each.sha256,
        registered_at=each.registered_at,
        in_force_from=each.in_force_from,
        in_force_to=each.in_force_to,
        successor=successor.version if successor else None,
    )
