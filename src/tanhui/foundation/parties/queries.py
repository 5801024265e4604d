"""Every read of the parties that other packages use; answers are plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from django.db.models import Q, QuerySet

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.models import ApiToken, Mandate, Party, Person, Shareholding, StaffService, User
from tanhui.foundation.parties.roles import STAFF, name_of
from tanhui.foundation.parties.rules import Profile, Service, Tie, TraderFacts, find_ties
from tanhui.foundation.periods import local_day
from tanhui.law.scheme import scheme


@dataclass(frozen=True)
class PartyRow:
    """A party as other packages see it."""

    id: int
    kind: str
    name: str
    identifier: str | None
    district: str
    standing: str
    legal_representative: str
    controller: str


@dataclass(frozen=True)
class MandateRow:
    """One mandate in force, as the role switch shows it."""

    id: int
    role: str
    role_zh: str
    party_id: int
    party: str
    district: str
    document: str


@dataclass(frozen=True)
class TokenRow:
    """One token, as its holder sees it."""

    id: int
    label: str
    role_zh: str
    party: str
    expires_at: datetime
    in_force: bool


def actor_for(user: User, role: str, on: date) -> Actor | None:
    """Return the user acting in one role, under their first mandate for it in force on the day."""
    return _actor(_in_force(on).filter(user=user, role=role).first())


def actor_under(user: User, mandate_id: int, on: date) -> Actor | None:
    """Return the user acting under one mandate; None when it is another's or not in force on the day."""
    return _actor(_in_force(on).filter(user=user, pk=mandate_id).first())


def first_actor(user: User, on: date) -> Actor | None:
    """Return the user acting under their first mandate in force on the day."""
    return _actor(_in_force(on).filter(user=user).first())


def actor_of_token(token: str, at: datetime) -> tuple[Actor, frozenset[str]] | None:
    """Return who a bearer token acts as, and its scopes; None when unknown, expired, revoked or without mandate."""
    held = (
        ApiToken.objects.filter(digest=token_digest(token), revoked_at__isnull=True, expires_at__gt=at)
        .values_list("mandate_id", "scopes")
        .first()
    )
    if held is None:
        return None
    actor = _actor(_in_force(local_day(at)).filter(pk=held[0]).first())
    return None if actor is None else (actor, frozenset(held[1]))


def token_digest(token: str) -> str:
    """Return what is stored of a token. Tokens are long and random, so a plain hash does."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def mandates_of(user_id: int, on: date) -> list[MandateRow]:
    """Return a user's mandates in force on the day, oldest first."""
    return [
        MandateRow(m.pk, m.role, name_of(m.role), m.party_id, m.party.name, m.district, m.document)
        for m in _in_force(on).filter(user_id=user_id)
    ]


def user_id_of(username: str) -> int:
    """Return the id of a login by its name."""
    return User.objects.values_list("pk", flat=True).get(username=username)


def tokens_of(user_id: int, at: datetime) -> list[TokenRow]:
    """Return a user's tokens, newest first; never the token itself."""
    held = ApiToken.objects.filter(user_id=user_id).select_related("mandate__party").order_by("-pk")
    return [
        TokenRow(
            id=token.pk,
            label=token.label,
            role_zh=name_of(token.mandate.role),
            party=token.mandate.party.name,
            expires_at=token.expires_at,
            in_force=token.revoked_at is None and token.expires_at > at,
        )
        for token in held
    ]


def party_row(party_id: int) -> PartyRow:
    """Return one party."""
    return _row(Party.objects.get(pk=party_id))


def standing_of(party_id: int) -> str:
    """Return a party's standing: in_good_standing, suspended or disqualified."""
    return Party.objects.values_list("standing", flat=True).get(pk=party_id)


def parties_with_role(role: str, on: date) -> list[PartyRow]:
    """Return the parties for which somebody acts in a role on the day: the list a form offers."""
    found = _in_force(on).filter(role=role).values("party_id")
    return [_row(party) for party in Party.objects.filter(pk__in=found)]


def party_by_identifier(identifier: str) -> PartyRow | None:
    """Return the organisation under a unified social credit code."""
    party = Party.objects.filter(identifier=identifier).first()
    return None if party is None else _row(party)


def offices_of(person_id: int, on: date) -> frozenset[str]:
    """Return the staff roles a person holds on the day, under any login."""
    held = _in_force(on).filter(user__person_id=person_id, role__in=sorted(STAFF))
    return frozenset(held.values_list("role", flat=True))


def roles_held(user: User, on: date) -> frozenset[str]:
    """Return every role in force on the day for the person behind a login, under any of their logins."""
    same = Q(user=user) if user.person_id is None else Q(user__person_id=user.person_id)
    return frozenset(_in_force(on).filter(same).values_list("role", flat=True))


def is_staff(person_id: int, on: date) -> bool:
    """Return whether a person works for the bureau, a branch, the centre, operations, a verifier or the audit."""
    return bool(offices_of(person_id, on))


def persons_acting_for(party_id: int, on: date) -> frozenset[int]:
    """Return the persons with any mandate for a party in force on the day."""
    held = _in_force(on).filter(party_id=party_id, user__person__isnull=False)
    return frozenset(person for person in held.values_list("user__person_id", flat=True) if person is not None)


def persons_with_role(role: str, on: date) -> list[tuple[int, str]]:
    """Return the persons with a mandate in a role on the day, with their names, each once."""
    held = _in_force(on).filter(role=role, user__person__isnull=False)
    return list(dict.fromkeys(held.values_list("user__person_id", "user__person__name")))


def trader_facts(actor: Actor, on: date) -> TraderFacts:
    """Return the facts for `rules.TRADER`: the party that trades and the person who acts for it."""
    party = Party.objects.get(pk=actor.party_id or 0)
    born_on = Person.objects.filter(pk=actor.person_id or 0).values_list("born_on", flat=True).first()
    offices = frozenset[str]() if actor.person_id is None else offices_of(actor.person_id, on)
    return TraderFacts(kind=party.kind, standing=party.standing, born_on=born_on, offices=offices, on=on)


def ties_between(a: int, b: int, on: date) -> list[Tie]:
    """Return every tie between two parties on the day, by the scheme's parameters in force then."""
    years = int(scheme().parameter("relation_lookback_years", on))
    percent = Decimal(scheme().parameter("relation_shareholding_percent", on))
    return find_ties(profile(a), profile(b), on=on, lookback_years=years, percent=percent)


def profile(party_id: int) -> Profile:
    """Return what can tie a party to others. A natural person counts as their own party's staff for life."""
    party = Party.objects.get(pk=party_id)
    services = [
        Service(person_id, starts_on, ends_on)
        for person_id, starts_on, ends_on in StaffService.objects.filter(party=party).values_list(
            "person_id", "starts_on", "ends_on"
        )
    ]
    services += [
        Service(person_id, starts_on, ends_on)
        for person_id, starts_on, ends_on in Mandate.objects.filter(
            party=party, user__person__isnull=False
        ).values_list("user__person_id", "starts_on", "ends_on")
        if person_id is not None
    ]
    if party.person is not None:
        services.append(Service(party.person.pk, party.person.born_on, None))
    return Profile(
        party_id=party.pk,
        name=party.name,
        legal_representative=party.legal_representative,
        controller=party.controller,
        address=party.address,
        phone=party.phone,
        bank_account_digest=party.bank_account_digest,
        services=tuple(services),
        holds_percent=dict(Shareholding.objects.filter(holder=party).values_list("held_id", "percent")),
    )


def _in_force(on: date) -> QuerySet[Mandate]:
    return (
        Mandate.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on, user__is_active=True)
        .select_related("party", "user__person")
        .order_by("pk")
    )


def _actor(mandate: Mandate | None) -> Actor | None:
    if mandate is None:
        return None
    person = mandate.user.person
    return Actor(
        user_id=mandate.user_id,
        person_id=mandate.user.person_id,
        party_id=mandate.party_id,
        role=mandate.role,
        district=mandate.district or None,
        name=person.name if person is not None else mandate.user.username,
        mandate_id=mandate.pk,
    )


def _row(party: Party) -> PartyRow:
    return PartyRow(
        id=party.pk,
        kind=party.kind,
        name=party.name,
        identifier=party.identifier,
        district=party.district,
        standing=party.standing,
        legal_representative=party.legal_representative,
        controller=party.controller,
    )
