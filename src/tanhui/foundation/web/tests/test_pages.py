"""One act per form: done once, refused whole, confirmed when normalised."""

import pytest
from django.test import Client

from tanhui.foundation.web.tests.addresses import DONE

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tanhui.foundation.web.tests.addresses")]
LAWFUL = {"name": "100% 竹纤维 <旧>", "tonnes": "12", "request_id": "r1"}


def test_the_form_carries_an_id_and_its_act_is_done_once(as_user):
    client = as_user("owner")
    shown = client.get("/page/")
    assert shown.status_code == 200 and f'value="{shown.context["request_id"]}"' in shown.content.decode()
    first = client.post("/page/", LAWFUL)
    again = client.post("/page/", LAWFUL)
    assert [(a.status_code, a.url) for a in (first, again)] == [(302, "/done/12/")] * 2
    assert DONE == [12]


@pytest.mark.clause("HOUSE-2")
def test_the_same_id_with_other_content_is_refused(as_user, unchanged):
    client = as_user("owner")
    client.post("/page/", LAWFUL)
    with unchanged():
        answer = client.post("/page/", LAWFUL | {"tonnes": "11"})
    assert answer.status_code == 409 and "S-12" in answer.content.decode()
    assert answer.context["request_id"] != "r1"
    assert client.post("/page/", LAWFUL | {"tonnes": "11", "request_id": "r2"}).status_code == 302


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"tonnes": "13"}, 422, "R18-3"),
        ({"tonnes": "0"}, 422, "V-4"),
        ({"tonnes": "1.5"}, 422, "V-5"),
        ({"tonnes": "1_000"}, 422, "V-6"),
        ({"tonnes": "99999999999999999999"}, 422, "V-7"),
        ({"name": "a\u200bb"}, 422, "V-13"),
        ({"name": "a\u202eb"}, 422, "V-13"),
        ({"name": ""}, 422, "V-8"),
        ({"state": "issued"}, 403, "S-20"),
        ({"owner_id": "2"}, 403, "S-20"),
        ({"tonnes": ["1", "2"]}, 403, "S-20"),
        ({"request_id": ""}, 422, "V-8"),
        ({"request_id": "a\nb"}, 422, "V-8"),
    ],
)
def test_a_refusal_shows_the_form_again_and_changes_nothing(as_user, unchanged, change, status, code):
    client = as_user("owner")
    with unchanged():
        answer = client.post("/page/", LAWFUL | change)
    assert answer.status_code == status
    assert code in [breach.code for breach in answer.context["refusal"].breaches]
    assert code in answer.content.decode()
    assert DONE == []
    assert client.post("/page/", LAWFUL | {"request_id": "near-miss"}).status_code == 302


def test_a_refused_request_may_be_sent_again_under_its_id(as_user):
    client = as_user("owner")
    refused = client.post("/page/", LAWFUL | {"tonnes": "13"})
    assert refused.context["request_id"] == "r1"
    assert client.post("/page/", LAWFUL).status_code == 302


def test_full_width_digits_are_confirmed_before_anything_is_stored(as_user, unchanged):
    client = as_user("owner")
    with unchanged():
        answer = client.post("/page/", LAWFUL | {"tonnes": "１２"})
    assert answer.status_code == 422 and answer.context["normalised"] == {"tonnes": "12"}
    assert 'value="12"' in answer.content.decode()
    assert client.post("/page/", LAWFUL).status_code == 302


def test_a_post_from_elsewhere_is_refused(world, unchanged):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.user("owner"), backend="django.contrib.auth.backends.ModelBackend")
    with unchanged():
        answer = strict.post("/page/", LAWFUL)
    assert answer.status_code == 403 and "S-20" in answer.content.decode()
    assert DONE == []


def test_markup_is_shown_as_text(as_user):
    answer = as_user("owner").post("/page/", LAWFUL | {"name": "<script>{{7*7}}</script>", "tonnes": "13"})
    assert "&lt;script&gt;{{7*7}}" in answer.content.decode()


def test_too_many_fields_are_refused(as_user, unchanged):
    client = as_user("owner")
    with unchanged():
        answer = client.post("/page/", LAWFUL | {f"f{n}": "1" for n in range(1001)})
    assert answer.status_code == 413 and "S-3" in answer.content.decode()
