"""Tokens, keys, strict bodies, and one shape for every refusal."""

import threading

import pytest
from django.db import connection
from django.test import Client

from tanhui.foundation.clock import now
from tanhui.foundation.parties import actions
from tanhui.foundation.web.tests.addresses import DONE

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tanhui.foundation.web.tests.addresses")]
ACTS = "/samples/acts"
LAWFUL = {"name": "甲", "tonnes": 12}


def codes(answer):
    return [breach["code"] for breach in answer.json()["refusal"]]


@pytest.mark.clause("HOUSE-2")
def test_a_write_is_done_once_per_key_and_answers_with_its_receipt(call):
    first = call("POST", ACTS, LAWFUL, role="owner", key="k1")
    again = call("POST", ACTS, LAWFUL, role="owner", key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() and first.json()["tonnes"] == 12
    assert len(first.json()["receipt"]["hash"]) == 64
    assert DONE == [12]


@pytest.mark.clause("HOUSE-2")
def test_the_key_with_another_body_conflicts(call, unchanged):
    call("POST", ACTS, LAWFUL, role="owner", key="k1")
    with unchanged():
        other = call("POST", ACTS, LAWFUL | {"tonnes": 11}, role="owner", key="k1")
    assert (other.status_code, codes(other)) == (409, ["S-12"])
    assert call("POST", ACTS, LAWFUL | {"tonnes": 11}, role="owner", key="k2").status_code == 201


@pytest.mark.clause("HOUSE-2")
@pytest.mark.parametrize("key", [None, "x" * 65, "schlüssel", "a b"])
def test_a_write_needs_a_key(call, key):
    answer = call("POST", ACTS, LAWFUL, role="owner", key=key)
    assert (answer.status_code, codes(answer)) == (422, ["V-8"])
    assert DONE == []


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        ('{"name":"甲","tonnes":12,"state":"issued"}', 403, "S-20"),
        ('{"name":"甲","tonnes":12,"tonnes":13}', 422, "V-8"),
        ('{"name":"甲","tonnes":NaN}', 422, "V-1"),
        ('{"name":"甲","tonnes":"１２"}', 422, "V-6"),
        ('{"name":"甲","tonnes":"12"}', 422, "V-8"),
        ('{"name":"甲","tonnes":true}', 422, "V-8"),
        ('{"name":"甲","tonnes":0}', 422, "V-4"),
        ('{"name":"a\\u200bb","tonnes":1}', 422, "V-13"),
        ('{"name":"a\\ud800b","tonnes":1}', 422, "V-13"),
        ('{"name":"a\\u0000b","tonnes":1}', 422, "V-13"),
        ('{"tonnes":1}', 422, "V-8"),
        ("[1,2", 400, "S-17"),
        ("[" * 60 + "]" * 60, 413, "S-3"),
        ("", 422, "V-8"),
        ('{"name":"甲","tonnes":13}', 422, "R18-3"),
    ],
)
def test_bad_bodies_answer_in_one_shape(call, unchanged, raw, status, code):
    call.token("owner")
    with unchanged():
        answer = call("POST", ACTS, raw=raw, role="owner")
    assert (answer.status_code, codes(answer)[0]) == (status, code)
    assert set(answer.json()["refusal"][0]) == {"code", "clause", "rule", "zh", "en", "place"}
    assert DONE == []


@pytest.mark.clause("HOUSE-19")
def test_tokens_and_roles(call, client):
    assert (call("POST", ACTS, LAWFUL).status_code, codes(call("POST", ACTS, LAWFUL))) == (401, ["S-21"])
    for header in ("Bearer nonsense", "Basic abc", "Bearer "):
        answer = call("POST", ACTS, LAWFUL, Authorization=header)
        assert (answer.status_code, codes(answer)) == (401, ["S-21"])
    wrong = call("POST", ACTS, LAWFUL, role="verifier")
    assert (wrong.status_code, codes(wrong)) == (403, ["S-18"])
    assert DONE == []


@pytest.mark.clause("HOUSE-19")
def test_a_read_only_token_does_not_write(call, world):
    token, owner = actions.new_token(), world.actor("owner")
    actions.create_token(by=owner, at=now(), mandate_id=owner.mandate_id, label="只读", token=token, scopes=("read",))
    answer = call("POST", ACTS, LAWFUL, Authorization=f"Bearer {token}")
    assert (answer.status_code, codes(answer)) == (403, ["S-18"])


def test_a_session_cookie_does_not_act_on_the_api(call, client, world):
    client.force_login(world.user("owner"), backend="django.contrib.auth.backends.ModelBackend")
    assert call("POST", ACTS, LAWFUL).status_code == 401
    path = f"/samples/parties/{world.party('owner')}"
    assert call("GET", path, key=None).json()["role"] == "visitor"


def test_reads(call, world):
    path = f"/samples/parties/{world.party('owner')}"
    assert call("GET", path, key=None, role="owner").json()["role"] == "owner"
    missing = call("GET", "/samples/parties/0", key=None)
    assert (missing.status_code, codes(missing)) == (404, ["S-17"])
    twice = call("GET", f"{path}?note=a&note=b", key=None)
    assert (twice.status_code, codes(twice)) == (403, ["S-20"])


def test_the_description_names_refusals_and_the_key(client):
    spec = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/samples/acts"]["post"]
    assert {"201", "401", "403", "409", "422"} <= set(spec["responses"])
    assert [each["name"] for each in spec["parameters"]] == ["Idempotency-Key"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("HOUSE-2")
def test_eight_at_once_under_one_key_act_once(world):
    token = actions.demonstration_token(role="owner", at=now())
    answers, together = [], threading.Barrier(8)

    def send():
        together.wait()
        answer = Client().post(
            f"/api/v1{ACTS}",
            LAWFUL,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "same"},
        )
        answers.append((answer.status_code, answer.json()["receipt"]["seq"]))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8 and len(set(answers)) == 1 and answers[0][0] == 201
    assert DONE == [12]
