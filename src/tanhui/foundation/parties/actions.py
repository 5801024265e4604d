"""Every write to the parties: registration, mandates, standing, ties and tokens.

The `add_…` functions work inside an act that is already open; the others open one themselves.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from tanhui.foundation.inputs import check_resident_id, check_uscc
from tanhui.foundation.inputs.lookalikes import confusable_skeleton as skeleton
from tanhui.foundation.parties import queries, rules
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.identity import bank_account_digest, born_on, identifier_digest, masked_phone
from tanhui.foundation.parties.models import (
    ApiToken,
    Mandate,
    Party,
    Person,
    Shareholding,
    StaffService,
    User,
)
from tanhui.foundation.parties.roles import SELF_SERVICE
from tanhui.foundation.periods import local_day
from tanhui.foundation.trail.actions import Entry, Receipt, act
from tanhui.law import refuse, require
from tanhui.law.scheme import scheme

TOKEN_DAYS = 90
TOKEN_SCOPES = ("read", "write")
REGISTRATION_DOCUMENT = "实名注册"


@dataclass(frozen=True)
class PersonGiven:
    """What a natural person gives to register. `identifier` is digested and never stored."""

    name: str
    identifier: str
    phone: str
    district: str


@dataclass(frozen=True)
class OrganisationGiven:
    """What an organisation gives to register: its public record, and a bank account of which the digest is kept."""

    kind: str
    name: str
    identifier: str
    district: str
    legal_representative: str
    controller: str = ""
    address: str = ""
    phone: str = ""
    bank_account: str = ""


@dataclass(frozen=True)
class LoginGiven:
    """A new login. The password is hashed before any lock is taken."""

    username: str
    password: str


@dataclass(frozen=True)
class Registered:
    """What registration made."""

    party_id: int
    user_id: int | None
    mandate_id: int | None
    receipt: Receipt


def register_person(*, by: Actor, at: datetime, person: PersonGiven, login: LoginGiven) -> Registered:
    """Register a natural person under their real name, with a login that acts as citizen and as project owner."""
    hashed = make_password(login.password)
    with act(by=by, kind="parties.person_registered", at=at, clauses=("JX23-4.1",)) as entry:
        party = add_person(entry, person)
        user = add_user(entry, username=login.username, password=hashed, person=party.person)
        on = local_day(at)
        mandates = [
            add_mandate(entry, user=user, party=party, role=role, document=REGISTRATION_DOCUMENT, starts_on=on)
            for role in sorted(SELF_SERVICE)
        ]
        entry.about(party, user=user.pk, kind="person")
    return Registered(party.pk, user.pk, mandates[0].pk, entry.receipt)


def register_organisation(*, by: Actor, at: datetime, organisation: OrganisationGiven, document: str) -> Registered:
    """Register an organisation; whoever registers it acts as its project owner, under the letter they name."""
    with act(by=by, kind="parties.organisation_registered", at=at, clauses=("JX23-4.1",)) as entry:
        party = add_organisation(entry, organisation)
        mandate = None
        if by.user_id is not None:
            user = User.objects.get(pk=by.user_id)
            mandate = add_mandate(
                entry, user=user, party=party, role="owner", document=document, starts_on=local_day(at)
            )
        entry.about(party, user=by.user_id, identifier=party.identifier, kind=party.kind)
    return Registered(party.pk, by.user_id, mandate.pk if mandate else None, entry.receipt)


def grant_mandate(
    *, by: Actor, at: datetime, user_id: int, party_id: int, role: str, district: str, document: str
) -> Mandate:
    """Let a user act in a role for a party from today, under a document of appointment or admission."""
    with act(by=by, kind="parties.mandate_granted", at=at, clauses=("JX23-6.1",)) as entry:
        user = User.objects.get(pk=user_id)
        given_to = frozenset[int]() if user.person_id is None else frozenset({user.person_id})
        require(rules.SIDES, rules.SidesFacts(person_id=by.person_id, other_side=given_to))
        mandate = add_mandate(
            entry,
            user=user,
            party=Party.objects.get(pk=party_id),
            role=role,
            district=district,
            document=document,
            starts_on=local_day(at),
        )
        entry.about(mandate, user=user_id, party=party_id, role=role, district=district)
    return mandate


def end_mandate(*, by: Actor, at: datetime, mandate_id: int) -> Receipt:
    """End a mandate at once: from today on no session and no token acts under it."""
    with act(by=by, kind="parties.mandate_ended", at=at, clauses=("JX23-6.1",)) as entry:
        mandate = Mandate.objects.select_for_update().get(pk=mandate_id)
        on = local_day(at)
        if mandate.ends_on is not None and mandate.ends_on <= on:
            refuse(
                "R17-1",
                f"该授权已于 {mandate.ends_on} 终止，不能再次终止",
                f"This mandate ended on {mandate.ends_on} already",
                clause="JX23-6.1",
            )
        mandate.ends_on = max(on, mandate.starts_on)
        mandate.save(update_fields=["ends_on"])
        entry.about(mandate, user=mandate.user_id, role=mandate.role, ends_on=mandate.ends_on.isoformat())
    return entry.receipt


def set_standing(*, by: Actor, at: datetime, party_id: int, standing: str, document: str) -> Receipt:
    """Suspend, disqualify or restore a party, under a written decision."""
    with act(by=by, kind="parties.standing_set", at=at, clauses=("JX23-26.2.2",)) as entry:
        write_standing(entry, party_id=party_id, standing=standing, document=document)
    return entry.receipt


def write_standing(entry: Entry, *, party_id: int, standing: str, document: str) -> None:
    """Change a party's standing inside an act that is already open."""
    party = Party.objects.select_for_update().get(pk=party_id)
    before, party.standing = party.standing, standing
    party.save(update_fields=["standing"])
    entry.about(party, before=before, after=standing, document=document)


def create_token(
    *, by: Actor, at: datetime, mandate_id: int, label: str, token: str, scopes: tuple[str, ...] = TOKEN_SCOPES
) -> ApiToken:
    """Store a token (made by `new_token`, shown once) under one of the asker's own mandates."""
    with act(by=by, kind="parties.token_created", at=at, clauses=("HOUSE-19",)) as entry:
        mandate = Mandate.objects.filter(pk=mandate_id, user_id=by.user_id or 0).first()
        if mandate is None:
            refuse(
                "S-18",
                "只能为自己的授权申请令牌",
                "A token is given for one of your own mandates only",
                clause="HOUSE-19",
            )
        row = ApiToken.objects.create(
            digest=queries.token_digest(token),
            label=label,
            user_id=mandate.user_id,
            mandate=mandate,
            scopes=sorted(set(scopes) & set(TOKEN_SCOPES)),
            created_at=at,
            expires_at=at + timedelta(days=TOKEN_DAYS),
        )
        entry.about(row, mandate=mandate.pk, scopes=row.scopes)
    return row


def revoke_token(*, by: Actor, at: datetime, token_id: int) -> Receipt:
    """Make one of the asker's own tokens useless from now on."""
    with act(by=by, kind="parties.token_revoked", at=at, clauses=("HOUSE-19",)) as entry:
        row = ApiToken.objects.select_for_update().filter(pk=token_id, user_id=by.user_id or 0).first()
        if row is None or row.revoked_at is not None:
            refuse("S-18", "您名下没有这个有效令牌", "You hold no such token in force", clause="HOUSE-19")
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        entry.about(row, mandate=row.mandate_id)
    return entry.receipt


def new_token() -> str:
    """Return a fresh token. Called by views and commands only; shown once and then known to its holder alone."""
    return f"th_{secrets.token_urlsafe(32)}"


def demonstration_token(*, role: str, at: datetime) -> str:
    """Make a token for the demonstration account of a role (the user named like the role) and return it once."""
    user = User.objects.filter(username=role).first()
    actor = None if user is None else queries.actor_for(user, role, local_day(at))
    if actor is None or actor.mandate_id is None:
        refuse("S-18", f"没有角色为“{role}”的演示账号", f"There is no demonstration account for the role “{role}”")
    token = new_token()
    create_token(by=actor, at=at, mandate_id=actor.mandate_id, label="tanhui token", token=token)
    return token


def add_person(entry: Entry, given: PersonGiven) -> Party:
    """Add a person and their party, inside an act that is already open."""
    identifier = check_resident_id(given.identifier)
    digest = identifier_digest(identifier)
    if Person.objects.filter(identifier_digest=digest).exists():
        refuse(
            "V-14",
            "该身份证号已注册，请直接登录；一人只登记一次",
            "This identity number is registered already; sign in instead",
            clause="HOUSE-20",
            place="identifier",
        )
    person = Person.objects.create(
        name=given.name,
        identifier_digest=digest,
        identifier_tail=identifier[-4:],
        phone_masked=masked_phone(given.phone),
        born_on=born_on(identifier),
    )
    entry.moves.append({"op": "person", "person": person.pk})
    return Party.objects.create(
        kind="person", name=given.name, name_key=skeleton(given.name), person=person, district=given.district
    )


def add_organisation(entry: Entry, given: OrganisationGiven) -> Party:
    """Add an organisation, inside an act that is already open. A known code or a look-alike name is refused."""
    identifier = check_uscc(given.identifier)
    if Party.objects.filter(identifier=identifier).exists():
        refuse(
            "V-14",
            f"统一社会信用代码 {identifier} 已登记，请由该单位授权您后办理",
            f"The credit code {identifier} is registered already; ask that organisation for a mandate",
            clause="HOUSE-20",
            place="identifier",
        )
    key = skeleton(given.name)
    alike = Party.objects.filter(name_key=key).exclude(kind="person").first()
    if alike is not None:
        refuse(
            "V-14",
            f"名称“{given.name}”与已有名称“{alike.name}”近似，请核对营业执照上的全称",
            f"The name “{given.name}” looks like “{alike.name}”, which exists; check the registered full name",
            clause="HOUSE-20",
            place="name",
        )
    party = Party.objects.create(
        kind=given.kind,
        name=given.name,
        name_key=key,
        identifier=identifier,
        district=given.district,
        legal_representative=given.legal_representative,
        controller=given.controller,
        address=given.address,
        phone=given.phone,
        bank_account_digest=bank_account_digest(given.bank_account),
    )
    entry.moves.append({"op": "party", "party": party.pk})
    return party


def add_user(entry: Entry, *, username: str, password: str, person: Person | None) -> User:
    """Add a login with an already hashed password, inside an act that is already open."""
    if User.objects.filter(username__iexact=username).exists():
        refuse(
            "V-14",
            "该用户名已被使用，请换一个",
            "This user name is taken; choose another",
            clause="HOUSE-20",
            place="username",
        )
    user = User.objects.create(username=username, password=password, person=person)
    entry.moves.append({"op": "user", "user": user.pk})
    return user


def add_mandate(
    entry: Entry, *, user: User, party: Party, role: str, document: str, starts_on: date, district: str = ""
) -> Mandate:
    """Give a mandate inside an act that is already open. The same open mandate is not given twice."""
    facts = rules.MandateFacts(
        role=role,
        district=district,
        districts=frozenset(scheme().divisions),
        held_roles=queries.roles_held(user, starts_on),
    )
    require(rules.MANDATE, facts)
    given = Mandate.objects.filter(user=user, party=party, role=role, district=district, ends_on__isnull=True)
    if given.exists():
        refuse(
            "V-14",
            "该用户已有相同的有效授权，不必重复授予",
            "This user holds the same mandate already",
            clause="HOUSE-20",
            place="role",
        )
    mandate = Mandate.objects.create(
        user=user, party=party, role=role, district=district, document=document, starts_on=starts_on
    )
    entry.moves.append({"op": "mandate", "mandate": mandate.pk, "role": role})
    return mandate


def add_shareholding(entry: Entry, *, holder_id: int, held_id: int, percent: Decimal) -> None:
    """Record a share of one party in another, inside an act that is already open."""
    row = Shareholding.objects.create(holder_id=holder_id, held_id=held_id, percent=percent)
    entry.moves.append({"op": "shareholding", "row": row.pk})


def add_service(entry: Entry, *, person_id: int, party_id: int, starts_on: date, ends_on: date | None) -> None:
    """Record a person's service with a party, inside an act that is already open."""
    row = StaffService.objects.create(person_id=person_id, party_id=party_id, starts_on=starts_on, ends_on=ends_on)
    entry.moves.append({"op": "service", "row": row.pk})
