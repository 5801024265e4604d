"""Every write of the methodology stage: publishing a version, which ends the one before it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.trail.actions import Receipt, act
from tanhui.law import require
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.checking import require_sound
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.loading import load
from tanhui.lifecycle.methodology.models import MethodologyVersion
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
    require_sound(method)
    with act(by=by, kind="methodology.published", at=at, clauses=("JX23-10.1.3", "JX23-10.1.4")) as entry:
        earlier = MethodologyVersion.objects.filter(slug=method.id)
        require(PUBLICATION, _facts(by, method, list(earlier), in_force_from, at))
        last = earlier.filter(in_force_to__isnull=True).first()
        if last is not None:
            earlier.filter(pk=last.pk).update(in_force_to=in_force_from - timedelta(days=1))
        published = _register(method, text, in_force_from, at, case_id)
        if last is not None:
            _name_successor(last, published)
        entry.about(published, slug=method.id, version=method.version, sha256=method.sha256, case=case_id)
    return entry.receipt
