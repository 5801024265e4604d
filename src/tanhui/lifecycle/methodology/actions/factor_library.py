"""Load the factors that come with the platform: once, and again after an update only what is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.trail.actions import Receipt, act
from tanhui.law import require
from tanhui.lifecycle.methodology.actions.factor_records import add_record
from tanhui.lifecycle.methodology.library import shipped
from tanhui.lifecycle.methodology.library.entries import Entry, digest_of
from tanhui.lifecycle.methodology.library.rules.changes import EDIT, LOADING, EditFacts, LoadingFacts
from tanhui.lifecycle.methodology.models import FactorRecord


@dataclass(frozen=True)
class Loaded:
    """How many records were new; the receipt is missing when there were none and nothing was done."""

    new: int
    receipt: Receipt | None


def load_library(*, by: Actor, at: datetime) -> Loaded:
    """Enter the shipped factors that the library does not know by their code; those it knows stay as they are.

    Each holds from the day by which its source was surely published; without such a day, from today.
    """
    known = frozenset(FactorRecord.objects.values_list("code", flat=True))
    new = [each for each in shipped.entries() if each.code not in known]
    require(LOADING, LoadingFacts(role=by.role))
    if not new:
        return Loaded(0, None)
    with act(by=by, kind="methodology.factor_library_loaded", at=at, clauses=("JX23-11.1.1",)) as entry:
        today = local_day(at)
        records = [add_record(entry, entry=each, valid_from=_first_day(each, today), supersedes=None) for each in new]
        digest = digest_of([record.digest for record in records])
        entry.about("methodology:factors", records=len(records), digest=digest, shipped=str(shipped.compiled_on()))
    return Loaded(len(new), entry.receipt)


def edit_record(*, by: Actor, record_id: int, at: datetime) -> None:
    """Refuse to edit a record, whoever asks (R11-2): the way is a proposal."""
    record = FactorRecord.objects.get(pk=record_id)
    require(EDIT, EditFacts(code=record.code, edition=record.edition))


def _first_day(entry: Entry, today: date) -> date:
    known = entry.source.known_by
    return min(known, today) if known else today
