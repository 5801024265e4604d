"""Sign-in, lock-out, switching roles, tokens, and the demonstration's clock."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from tanhui.foundation.clock import now, offset
from tanhui.foundation.parties import actions, queries
from tanhui.foundation.periods import SHANGHAI, local_day, local_moment, working_calendar
from tanhui.site.demonstration.people import ACCOUNTS, PASSWORD
from tanhui.site.people.steps import moment_after

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tanhui.site.people.tests.addresses")]


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    cache.clear()
    yield
    cache.clear()


def sign_in(client, username, password=PASSWORD):
    return client.post("/accounts/login/", {"login": username, "password": password})


def test_the_page_lists_the_demonstrations_accounts_and_only_there(client, world, settings):
    listed = client.get("/accounts/login/").context["demo_accounts"]
    assert [each["username"] for each in listed] == [account.username for account in ACCOUNTS]
    settings.TANHUI_DEMONSTRATION = False
    answer = client.get("/accounts/login/")
    assert answer.context["demo_accounts"] == [] and PASSWORD not in answer.content.decode()


def test_sign_in_rotates_the_session_and_leads_to_the_desk(client, world):
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    answer = sign_in(client, "owner")
    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert client.session.session_key != before
    assert client.get("/desk/").content == b"desk"


def test_a_session_is_of_no_use_after_sign_out(client, world):
    sign_in(client, "owner")
    stolen = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    client.cookies["sessionid"] = stolen
    assert client.get("/desk/").status_code == 302


@pytest.mark.clause("HOUSE-24")
def test_five_failures_lock_the_login_even_for_the_right_password(client, world):
    for _ in range(5):
        assert sign_in(client, "owner", "wrong").status_code == 200
    assert sign_in(client, "owner").status_code != 302
    assert client.get("/desk/").status_code == 302
    assert sign_in(client, "verifier").status_code == 302


def test_sign_in_leads_nowhere_else(client, world):
    answer = client.post("/accounts/login/?next=https://evil.example/", {"login": "owner", "password": PASSWORD})
    assert answer.url == "/desk/"


@pytest.mark.clause("HOUSE-19")
def test_switching_to_a_role_one_holds_and_to_one_one_does_not(client, world, unchanged):
    made = actions.grant_mandate(
        by=world.actor("bureau"),
        at=now(),
        user_id=world.user("expert").pk,
        party_id=world.party("audit"),
        role="auditor",
        district="",
        document="文1",
    )
    sign_in(client, "expert")
    assert client.get("/desk/").wsgi_request.user.username == "expert"
    answer = client.post("/people/role/", {"role": str(made.pk), "next": "/people/mandates/"})
    assert (answer.status_code, answer.url) == (302, "/people/mandates/")
    assert client.get("/people/mandates/").context["actor"].role == "auditor"
    client.post("/people/role/", {"role": "expert", "next": "//evil.example/"})
    assert client.get("/people/mandates/").context["actor"].role == "expert"
    with unchanged():
        for wanted in ("bureau", str(world.actor("owner").mandate_id), ""):
            refused = client.post("/people/role/", {"role": wanted})
            assert refused.status_code == 403 and "S-18" in refused.content.decode()
    assert client.get("/people/mandates/").context["actor"].role == "expert"


def test_a_token_is_shown_once_and_can_be_revoked(client, world):
    sign_in(client, "owner")
    made = client.post("/people/tokens/", {"label": "能源管理系统"}).context["made"]
    assert queries.actor_of_token(made, now())[0].role == "owner"
    shown = client.get("/people/tokens/").content.decode()
    assert made not in shown and "能源管理系统" in shown
    (row,) = queries.tokens_of(world.user("owner").pk, now())
    assert client.post(f"/people/tokens/{row.id}/revoke/", {"request_id": "r"}).status_code == 302
    assert queries.actor_of_token(made, now()) is None
    assert client.post("/people/tokens/", {"label": "a\u200b"}).status_code == 422
    assert client.post("/people/tokens/", {"label": "a", "scopes": "all"}).status_code == 403


@pytest.mark.clause("HOUSE-17")
def test_the_clock_is_moved_by_its_buttons(client, world, unchanged):
    assert client.post("/people/clock/", {"step": "hour", "next": "/desk/"}).url == "/desk/"
    assert offset() == timedelta(hours=1)
    wanted = local_moment(now() + timedelta(days=2)).replace(second=0, microsecond=0)
    client.post("/people/clock/", {"step": "set", "at": wanted.strftime("%Y-%m-%dT%H:%M")})
    assert timedelta(0) <= now() - wanted < timedelta(minutes=1)
    with unchanged():
        for body, status, code in (
            ({"step": "set", "at": "2020-01-01T00:00"}, 422, "R17-6"),
            ({"step": "set", "at": "2026-02-30T00:00"}, 422, "V-3"),
            ({"step": "back"}, 400, "S-17"),
            ({}, 400, "S-17"),
        ):
            answer = client.post("/people/clock/", body)
            assert (answer.status_code, code in answer.content.decode()) == (status, True)
        assert client.get("/people/clock/").status_code == 405


def test_a_real_deployment_has_no_clock_to_move(client, world, settings, unchanged):
    settings.TANHUI_DEMONSTRATION = False
    with unchanged():
        assert client.post("/people/clock/", {"step": "hour"}).status_code == 404


def test_where_each_button_leads(at):
    friday = at("2026-03-06 15:30")
    assert moment_after(friday, "hour", "") == at("2026-03-06 16:30")
    assert moment_after(friday, "session", "") == at("2026-03-09 09:30")
    assert moment_after(at("2026-03-06 12:00"), "session", "") == at("2026-03-06 13:00")
    assert moment_after(friday, "working_day", "") == at("2026-03-09 15:30")
    eight = moment_after(friday, "working_days_8", "")
    assert working_calendar().working_days_between(local_day(friday), local_day(eight)) == 8
    assert eight.astimezone(SHANGHAI).strftime("%H:%M") == "15:30"


def test_the_api_page_lists_every_endpoint(client, world):
    answer = client.get("/api/")
    assert answer.status_code == 200
    assert ["POST", "/api/v1/people/persons"] in [row[:2] for row in answer.context["rows"]]


@pytest.mark.parametrize(
    "path", ["/people/register/", "/people/organisations/register/", "/people/mandates/", "/people/tokens/"]
)
def test_pages_render_for_a_signed_in_person(client, world, path):
    sign_in(client, "citizen")
    answer = client.get(path)
    assert answer.status_code == 200 and "<h1>" in answer.content.decode()


@pytest.mark.parametrize("path", ["/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/"])
def test_account_pages_render(client, world, path):
    sign_in(client, "citizen")
    assert client.get(path).status_code == 200
