"""Publishing a version, which ends the one before it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.trail.actions import Receipt, act
from tanhui.law import refuse, require
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.checking import require_sound
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.loading import load
from tanhui.lifecycle.methodology.models import MethodologyVersion
from tanhui.lifecycle.methodology.queries.factors import library_factors
from tanhui.lifecycle.methodology.rules import PUBLICATION, PublicationFacts


def publish(
    *,
    by: Actor,
    slug: str,
    version: str,
    in_force_from: date,
    at: datetime,
    document: str | None = None,
    case_id: int | None = None,
) -> Receipt:
    """Register and publish a version: the catalogue's, or the document given. From now on nothing of it changes.

    The version before it ends the day before this one starts.
    """
    text = catalogue.document_text(slug, version) if document is None else document
    method = load(text)
    require_sound(method, library_factors(local_day(at)))
    _require_named(method, slug, version)
    with act(by=by, kind="methodology.published", at=at, clauses=("JX23-10.1.3", "JX23-10.1.4")) as entry:
        earlier = MethodologyVersion.objects.filter(slug=slug)
        require(PUBLICATION, _facts(by, method, list(earlier), in_force_from, at))
        last = earlier.filter(in_force_to__isnull=True).first()
        earlier.filter(in_force_to__isnull=True).update(in_force_to=in_force_from - timedelta(days=1))
        published = MethodologyVersion.objects.create(
            slug=slug,
            code=method.code,
            version=version,
            title_zh=method.title.zh,
            title_en=method.title.en,
            document=text,
            sha256=method.sha256,
            registered_at=at,
            in_force_from=in_force_from,
            supersedes=last,
            case_id=case_id,
        )
        entry.about(published, slug=slug, version=version, sha256=method.sha256, case=case_id)
    return entry.receipt


def _require_named(method: Method, slug: str, version: str) -> None:
    if (method.id, method.version) != (slug, version):
        found = f"{method.id} {method.version}"
        refuse("V-8", f"文件写的是 {found}，不是 {slug} {version}", f"The document is {found}", place="document")


def _facts(
    by: Actor, method: Method, earlier: list[MethodologyVersion], in_force_from: date, at: datetime
) -> PublicationFacts:
    return PublicationFacts(
        role=by.role,
        version=method.version,
        versions_published=frozenset(each.version for each in earlier),
        in_force_from=in_force_from,
        published_on=local_day(at),
        latest_start=max((each.in_force_from for each in earlier), default=None),
        unconfirmed=method.unconfirmed,
        demonstration=method.demonstration,
    )
