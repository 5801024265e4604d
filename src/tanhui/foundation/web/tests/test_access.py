"""Who may open what."""

import pytest

from tanhui.foundation.parties import actions
from tanhui.foundation.parties.access import roles
from tanhui.foundation.web.tests import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tanhui.foundation.web.tests.addresses")]


@pytest.mark.clause("HOUSE-19")
@pytest.mark.parametrize("path", ["/page/", "/office/", "/district/330411/"])
def test_a_visitor_is_sent_to_sign_in(client, world, path):
    answer = client.get(path)
    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={path}")


@pytest.mark.clause("HOUSE-19")
def test_another_role_is_refused_and_told_why(as_user):
    answer = as_user("citizen").get("/office/")
    assert answer.status_code == 403
    assert "S-18" in answer.content.decode() and "市生态环境局" in answer.content.decode()
    assert as_user("bureau").get("/office/").content == b"office"


@pytest.mark.clause("JX23-5.2")
def test_a_branch_officer_keeps_to_the_district(as_user):
    assert as_user("branch").get("/district/330411/").status_code == 200
    answer = as_user("branch").get("/district/330481/")
    assert answer.status_code == 403 and "R5-1" in answer.content.decode()


@pytest.mark.clause("JX23-6.1")
def test_a_session_acts_no_more_when_its_mandate_ends(as_user, world):
    client = as_user("owner")
    assert client.get("/whoami/").content.decode() == f"owner:{world.party('owner')}"
    mandate = world.actor("owner").mandate_id
    actions.end_mandate(by=world.actor("bureau"), at=world.begin, mandate_id=mandate)
    assert client.get("/whoami/").content.decode() == "visitor:None"
    assert client.get("/page/").status_code == 403


def test_a_disabled_login_acts_no_more(as_user, world):
    client = as_user("owner")
    user = world.user("owner")
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert client.get("/whoami/").content.decode() == "visitor:None"


def test_private_answers_are_not_cached_and_all_carry_an_id(as_user, client):
    assert "Cache-Control" not in client.get("/whoami/").headers
    answer = as_user("owner").get("/whoami/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert len(answer.headers["X-Request-Id"]) == 32


def test_every_kind_of_view_carries_its_roles():
    marked = {str(each.pattern): getattr(each, "callback", None) for each in addresses.urlpatterns}
    assert marked["office/"].allowed_roles == {"bureau"}
    assert marked["office2/"].allowed_roles == {"bureau"}
    assert marked["page/"].allowed_roles == {"owner"}
    assert marked["parties/"].allowed_roles == {"visitor"}
    routes = {str(each.pattern): each.callback.allowed_roles for each in addresses.urlpatterns[-1].url_patterns}
    assert routes["samples/acts"] == {"owner"} and routes["openapi.json"] == {"visitor"}


def test_a_misspelt_role_stops_the_programme():
    with pytest.raises(ValueError, match="boureau"):
        roles("boureau")


def test_a_reference_to_nothing_is_not_found(client, world):
    answer = client.get("/nothing/")
    assert answer.status_code == 404 and "S-17" in answer.content.decode()
