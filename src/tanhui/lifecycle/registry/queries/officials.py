"""Whether an official is tied to a party of a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.queries import persons_with_role, profile
from tanhui.foundation.parties.rules import years_before
from tanhui.law.scheme import scheme


def tied_to(by: Actor, party_ids: Iterable[int], on: date) -> tuple[str, ...]:
    """Return the names of the parties that the person works for, or worked for within the look-back (SP9)."""
    since = years_before(on, scheme().whole("relation_lookback_years", on))
    names = []
    for party_id in party_ids:
        party = profile(party_id)
        served = any(
            each.person_id == by.person_id and each.starts_on <= on and (each.ends_on is None or each.ends_on > since)
            for each in party.services
        )
        if party_id == by.party_id or (by.person_id is not None and served):
            names.append(party.name)
    return tuple(names)


def experts(on: date) -> tuple[tuple[int, str], ...]:
    """Return the experts that may be seated on a day: person and name."""
    return tuple(persons_with_role("expert", on))
