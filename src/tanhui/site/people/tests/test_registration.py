"""Registration through page and API: the same rows are refused with the same codes, and the near miss passes."""

import json
import uuid
from datetime import date

import pytest

from tanhui.foundation.clock import now
from tanhui.foundation.parties import actions
from tanhui.foundation.parties.models import Mandate, Party, Person, User
from tanhui.site.demonstration.people import credit_code, identity_number

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tanhui.site.people.tests.addresses")]

CARD, CODE = identity_number(901, date(1990, 5, 1)), credit_code(901)
WRONG_CARD = CARD[:-1] + ("1" if CARD[-1] != "1" else "2")
WRONG_CODE = CODE[:-1] + ("1" if CODE[-1] != "1" else "2")
PERSON_ROWS = [
    ({"name": "张\u200b三"}, "V-13"),
    ({"name": "张\u202e三"}, "V-13"),
    ({"name": "张\x00三"}, "V-13"),
    ({"name": "张\n三"}, "V-13"),
    ({"name": "长" * 101}, "V-7"),
    ({"name": ""}, "V-8"),
    ({"identifier": WRONG_CARD}, "V-15"),
    ({"identifier": "330402199002301234"}, "V-15"),
    ({"phone": "12345678901"}, "V-15"),
    ({"phone": "1391234567"}, "V-15"),
    ({"username": "张三"}, "V-6"),
    ({"username": "Amat"}, "V-6"),
    ({"username": "am at"}, "V-6"),
    ({"username": "owner"}, "V-14"),
    ({"district": "330500"}, "V-8"),
    ({"is_superuser": "1"}, "S-20"),
    ({"standing": "suspended"}, "S-20"),
]
ORGANISATION_ROWS = [
    ({"identifier": WRONG_CODE}, "V-15"),
    ({"identifier": credit_code(1)}, "V-14"),
    ({"name": "示范 秀洲光伏有限公司"}, "V-14"),
    ({"name": "示范甲\u2060核查有限公司"}, "V-13"),
    ({"kind": "person"}, "V-8"),
    ({"document": ""}, "V-8"),
    ({"owner_id": "2"}, "S-20"),
]


def page_codes(answer):
    return [breach.code for breach in answer.context["refusal"].breaches]


def api_codes(answer):
    return [breach["code"] for breach in answer.json()["refusal"]]


def send(client, path, body, token=""):
    headers = {"Idempotency-Key": uuid.uuid4().hex} | ({"Authorization": f"Bearer {token}"} if token else {})
    return client.generic("POST", f"/api/v1/people/{path}", json.dumps(body), "application/json", headers=headers)


def machine(person):
    body = {name: value for name, value in person.items() if name not in ("password1", "password2", "request_id")}
    return body | {"password": person["password1"]}


@pytest.mark.clause("JX23-4.1", "HOUSE-20")
@pytest.mark.parametrize(("change", "code"), PERSON_ROWS)
def test_a_bad_person_is_refused_on_page_and_api(client, world, unchanged, person, change, code):
    with unchanged():
        page = client.post("/people/register/", person | change)
        answer = send(client, "persons", machine(person) | change)
    assert (code in page_codes(page), code in api_codes(answer)) == (True, True), (page_codes(page), api_codes(answer))
    assert page.status_code == answer.status_code == (403 if code == "S-20" else 422)


@pytest.mark.clause("JX23-4.1")
@pytest.mark.parametrize("name", ["阿·买买提", "O'Neil", "䶮", "𠮷野", "100% 竹纤维 <旧>", "{{7*7}}", "' OR 1=1--"])
def test_an_unusual_but_lawful_name_is_kept_as_written(client, world, person, name):
    answer = client.post("/people/register/", person | {"name": name})
    assert (answer.status_code, answer.url) == (302, "/accounts/login/")
    assert User.objects.get(username="amat").person.name == name


@pytest.mark.clause("JX23-4.1")
def test_a_person_registers_through_the_api(client, world, person):
    answer = send(client, "persons", machine(person))
    assert answer.status_code == 201 and answer.json()["receipt"]["seq"] > 0
    assert {m.role for m in Mandate.objects.filter(user__username="amat")} == {"citizen", "owner"}
    again = send(client, "persons", machine(person) | {"username": "amat2"})
    assert (again.status_code, api_codes(again)) == (422, ["V-14"])


def test_registering_twice_by_a_double_click_registers_once(client, world, person):
    before = Person.objects.count()
    assert [client.post("/people/register/", person).status_code for _ in range(2)] == [302, 302]
    assert Person.objects.count() == before + 1


@pytest.mark.parametrize("change", [{"password2": "another-long-one"}, {"password1": "short", "password2": "short"}])
def test_a_weak_or_mistyped_password_is_refused(client, world, unchanged, person, change):
    with unchanged():
        answer = client.post("/people/register/", person | change)
    assert (answer.status_code, set(page_codes(answer))) == (422, {"V-8"})
    assert "a-long-enough-one" not in answer.content.decode()


def test_full_width_identifiers_are_confirmed_on_the_page_and_refused_on_the_api(client, world, unchanged, person):
    wide = person | {"phone": "１３９12345678"}
    with unchanged():
        page = client.post("/people/register/", wide)
        answer = send(client, "persons", machine(wide))
    assert page.context["normalised"] == {"phone": "13912345678"}
    assert api_codes(answer) == ["V-6"]
    assert client.post("/people/register/", person).status_code == 302


@pytest.mark.clause("JX23-4.1", "HOUSE-20")
@pytest.mark.parametrize(("change", "code"), ORGANISATION_ROWS)
def test_a_bad_organisation_is_refused_on_page_and_api(as_user, unchanged, firm, change, code):
    client = as_user("citizen")
    token = actions.demonstration_token(role="citizen", at=now())
    body = {name: value for name, value in firm.items() if name != "request_id"}
    with unchanged():
        page = client.post("/people/organisations/register/", firm | change)
        answer = send(client, "organisations", body | change, token)
    assert (code in page_codes(page), code in api_codes(answer)) == (True, True), (page_codes(page), api_codes(answer))


@pytest.mark.clause("JX23-4.1")
def test_an_organisation_is_registered_and_acted_for(as_user, world, firm):
    client = as_user("citizen")
    assert client.post("/people/organisations/register/", firm).status_code == 302
    party = Party.objects.get(identifier=firm["identifier"])
    mandate = Mandate.objects.get(party=party)
    assert (mandate.user_id, mandate.role, mandate.document) == (world.user("citizen").pk, "owner", firm["document"])


@pytest.mark.clause("JX23-6.1")
def test_the_bureau_gives_and_ends_mandates_through_the_api(client, world):
    token = actions.demonstration_token(role="bureau", at=now())
    body = {"username": "expert", "party_id": world.party("audit"), "role": "auditor", "document": "文1"}
    made = send(client, "mandates", body, token)
    assert made.status_code == 201
    ended = send(client, f"mandates/{made.json()['mandate_id']}/end", {}, token)
    assert ended.status_code == 201
    for change, status, code in (
        ({"role": "participant"}, 422, "V-8"),
        ({"username": "bureau"}, 422, "R17-2"),
        ({"username": "nobody"}, 404, "S-17"),
        ({"party_id": 10**30}, 422, "V-7"),
        ({"party_id": 999999}, 404, "S-17"),
        ({"role": "branch", "district": "330500"}, 403, "R5-1"),
    ):
        answer = send(client, "mandates", body | change, token)
        assert api_codes(answer)[0] == code, (change, answer.json())
        assert answer.status_code == status
    other = actions.demonstration_token(role="owner", at=now())
    assert send(client, "mandates", body, other).status_code == 403
