"""What registration, mandates, standing and tokens write, and what they refuse."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tanhui.foundation.inputs.identifiers import resident_id_check_character, uscc_check_character
from tanhui.foundation.parties import actions, queries
from tanhui.foundation.parties.actor import VISITOR_ACTOR
from tanhui.foundation.parties.models import Mandate, Party, Person
from tanhui.foundation.periods import local_day
from tanhui.foundation.trail.models import JournalEntry
from tanhui.law import Refusal


def credit_code(number):
    body = f"91330400TEST{number:05d}".replace("S", "5")
    return body + uscc_check_character(body)


IDENTITY = "33040219900501901"
IDENTITY += resident_id_check_character(IDENTITY)
PERSON = actions.PersonGiven("阿·买买提", IDENTITY, "13912345678", "330402")
LOGIN = actions.LoginGiven("amat", "a-long-enough-one")
FIRM = actions.OrganisationGiven(
    kind="enterprise", name="A公司", identifier=credit_code(901), district="330402", legal_representative="张三"
)


def register(world, **change):
    return actions.register_person(
        by=VISITOR_ACTOR, at=world.begin, person=replace(PERSON, **change.get("person", {})), login=LOGIN
    )


@pytest.mark.clause("JX23-4.1", "HOUSE-20")
def test_a_person_registers_and_nothing_of_the_identifier_stays(world):
    made = register(world)
    person = Person.objects.get(users__pk=made.user_id)
    assert (person.identifier_tail, person.phone_masked, person.born_on) == (
        PERSON.identifier[-4:],
        "139****5678",
        date(1990, 5, 1),
    )
    assert len(person.identifier_digest) == 64
    assert {row.role for row in queries.mandates_of(made.user_id, local_day(world.begin))} == {"citizen", "owner"}
    told = JournalEntry.objects.get(seq=made.receipt.seq).body
    assert PERSON.name not in told and PERSON.identifier not in told and "1234" not in told


@pytest.mark.clause("HOUSE-20")
def test_one_person_registers_once(world, unchanged):
    register(world)
    with unchanged(), pytest.raises(Refusal) as found:
        register(world, person={"name": "另一个名字", "identifier": PERSON.identifier.lower()})
    assert found.value.codes == ["V-14"]


@pytest.mark.clause("HOUSE-20")
@pytest.mark.parametrize("name", ["Ａ公司", "a 公司", "А公司", "A 公司"])
def test_a_look_alike_name_is_refused(world, unchanged, name):
    owner = world.actor("owner")
    actions.register_organisation(by=owner, at=world.begin, organisation=FIRM, document="授1")
    with unchanged(), pytest.raises(Refusal) as found:
        alike = replace(FIRM, name=name, identifier=credit_code(902))
        actions.register_organisation(by=owner, at=world.begin, organisation=alike, document="授1")
    assert found.value.codes == ["V-14"]
    distinct = replace(FIRM, name="B公司", identifier=credit_code(902))
    assert actions.register_organisation(by=owner, at=world.begin, organisation=distinct, document="授1").mandate_id


@pytest.mark.clause("HOUSE-20")
def test_a_wrong_check_character_is_refused(world, unchanged):
    wrong = credit_code(901)[:-1] + ("0" if credit_code(901)[-1] != "0" else "1")
    with unchanged(), pytest.raises(Refusal) as found:
        actions.register_organisation(
            by=world.actor("owner"), at=world.begin, organisation=replace(FIRM, identifier=wrong), document="授1"
        )
    assert found.value.codes == ["V-15"]


def test_the_database_refuses_what_the_actions_would(world):
    party = Party.objects.exclude(kind="person").first()
    for change in ({"person": Person.objects.first()}, {"identifier": None}, {"standing": "gone"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Party.objects.filter(pk=party.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(role="branch").update(district="")


@pytest.mark.clause("JX23-6.1", "HOUSE-3")
def test_nobody_gives_a_mandate_to_themselves(world, unchanged):
    bureau, expert = world.actor("bureau"), world.user("expert")
    grant = {"at": world.begin, "party_id": world.party("audit"), "role": "auditor", "district": "", "document": "文1"}
    with unchanged(), pytest.raises(Refusal) as found:
        actions.grant_mandate(by=bureau, user_id=bureau.user_id, **grant)
    assert found.value.codes == ["R17-2"]
    mandate = actions.grant_mandate(by=bureau, user_id=expert.pk, **grant)
    assert queries.actor_for(expert, "auditor", local_day(world.begin)).mandate_id == mandate.pk
    with unchanged(), pytest.raises(Refusal) as found:
        actions.grant_mandate(by=bureau, user_id=expert.pk, **grant)
    assert found.value.codes == ["V-14"]


@pytest.mark.clause("JX23-6.1")
def test_an_ended_mandate_acts_no_more_from_the_same_day(world, unchanged):
    expert, on = world.actor("expert"), local_day(world.begin)
    actions.end_mandate(by=world.actor("bureau"), at=world.begin, mandate_id=expert.mandate_id)
    assert queries.actor_under(world.user("expert"), expert.mandate_id, on) is None
    with unchanged(), pytest.raises(Refusal) as found:
        actions.end_mandate(by=world.actor("bureau"), at=world.begin, mandate_id=expert.mandate_id)
    assert found.value.codes == ["R17-1"]


@pytest.mark.clause("JX23-26.2.2")
def test_standing_is_set_and_read(world):
    actions.set_standing(
        by=world.actor("bureau"), at=world.begin, party_id=world.party("owner"), standing="suspended", document="处1"
    )
    assert queries.standing_of(world.party("owner")) == "suspended"


@pytest.mark.clause("JX23-19")
def test_staff_are_staff_under_any_login(world):
    on = local_day(world.begin)
    assert queries.is_staff(world.actor("verifier").person_id, on)
    assert not queries.is_staff(world.actor("owner").person_id, on)
    assert queries.trader_facts(world.actor("bureau"), on).offices == {"bureau"}
    with pytest.raises(Refusal) as found:
        actions.grant_mandate(
            by=world.actor("bureau"),
            at=world.begin,
            user_id=world.user("centre").pk,
            party_id=world.party("participant"),
            role="participant",
            district="",
            document="准1",
        )
    assert found.value.codes == ["R19-1"]


@pytest.mark.clause("JX23-15.2")
def test_shared_people_tie_two_parties(world):
    on = local_day(world.begin)
    owner, verifier = world.party("owner"), world.party("verifier")
    assert queries.ties_between(owner, verifier, on) == []
    person = world.actor("verifier").person_id
    with actions.act(by=world.actor("bureau"), kind="test.service", at=world.begin) as entry:
        actions.add_service(
            entry, person_id=person, party_id=owner, starts_on=date(2024, 1, 1), ends_on=date(2024, 6, 1)
        )
        entry.about("test:1")
    assert [tie.kind for tie in queries.ties_between(owner, verifier, on)] == ["staff"]


@pytest.mark.clause("HOUSE-19")
def test_a_token_acts_until_it_expires_is_revoked_or_loses_its_mandate(world):
    token = actions.demonstration_token(role="owner", at=world.begin)
    actor, scopes = queries.actor_of_token(token, world.begin)
    assert (actor.role, scopes) == ("owner", {"read", "write"})
    lasts = timedelta(days=actions.TOKEN_DAYS)
    assert queries.actor_of_token(token, world.begin + lasts - timedelta(seconds=1)) is not None
    assert queries.actor_of_token(token, world.begin + lasts) is None
    assert queries.actor_of_token(token + "x", world.begin) is None
    actions.end_mandate(by=world.actor("bureau"), at=world.begin, mandate_id=actor.mandate_id)
    assert queries.actor_of_token(token, world.begin) is None


def test_only_the_holder_revokes_a_token(world, unchanged):
    token = actions.demonstration_token(role="owner", at=world.begin)
    (row,) = queries.tokens_of(world.user("owner").pk, world.begin)
    with unchanged(), pytest.raises(Refusal) as found:
        actions.revoke_token(by=world.actor("owner2"), at=world.begin, token_id=row.id)
    assert found.value.codes == ["S-18"]
    actions.revoke_token(by=world.actor("owner"), at=world.begin, token_id=row.id)
    assert queries.actor_of_token(token, world.begin) is None


def test_a_demonstration_token_needs_a_demonstration_account(world, unchanged):
    with unchanged(), pytest.raises(Refusal) as found:
        actions.demonstration_token(role="nobody", at=world.begin)
    assert found.value.codes == ["S-18"]
