"""The small market of these tests."""

from __future__ import annotations

import html
import json
import uuid

import pytest

from tanhui.foundation.ledger import reconcile
from tanhui.foundation.parties import actions as parties
from tanhui.lifecycle.market import queries
from tanhui.lifecycle.market.tests.stall import OPEN, TONNES, Stall, issue
from tests.support.moments import moment


@pytest.fixture
def stall(world) -> Stall:
    made = Stall(world, issue(world.party("owner"), TONNES, "P0001"))
    for username in ("participant", "participant2"):
        made.admit(username)
        made.fund(username)
    return made


@pytest.fixture
def books():
    """`books()` proves that the ledger and the market's own tables add up."""

    def check():
        assert [str(each) for each in reconcile.run()] == []
        assert [str(each) for each in queries.reconcile()] == []

    return check


@pytest.fixture
def clock(monkeypatch):
    """`clock("2026-03-02 10:00")` is what pages and endpoints then take for now; the market is open to begin with."""
    shown = {"at": moment(OPEN)}
    for module in (
        "tanhui.foundation.web.pages",
        "tanhui.foundation.web.api",
        "tanhui.foundation.parties.sessions",
        "tanhui.lifecycle.market.views.public",
        "tanhui.lifecycle.market.views.trader",
        "tanhui.lifecycle.market.views.operations",
        "tanhui.lifecycle.market.api",
    ):
        monkeypatch.setattr(f"{module}.now", lambda: shown["at"], raising=False)

    def to(text: str):
        shown["at"] = moment(text)

    return to


@pytest.fixture
def visit(client, world, clock):
    """`visit("owner", "/market/mine/sell/", {...})` posts a form as an account; without a form it opens the page."""

    signed_in = {"as": ""}

    def send(username, address, form=None, *, key=""):
        if username and signed_in["as"] != username:
            client.force_login(world.user(username), backend="django.contrib.auth.backends.ModelBackend")
            signed_in["as"] = username
        if form is None:
            return client.get(address)
        return client.post(address, {**form, "request_id": key or uuid.uuid4().hex})

    return send


@pytest.fixture
def call(client, world, clock):
    """`call("owner", "POST", "/market/listings", {...})` calls an endpoint as an account."""
    tokens = {}

    def send(username, method, path, body=None, *, key=""):
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        if username:
            if username not in tokens:
                actor = world.actor(username)
                token = parties.new_token()
                parties.create_token(by=actor, at=world.begin, mandate_id=actor.mandate_id, label="test", token=token)
                tokens[username] = token
            headers["Authorization"] = f"Bearer {tokens[username]}"
        content = json.dumps(body) if body is not None else ""
        return client.generic(method, f"/api/v1{path}", content, content_type="application/json", headers=headers)

    return send


@pytest.fixture
def refusals(visit, call, unchanged):
    """`refusals(username, address, form, path, body)` sends one wish as page and as API, both refused, nothing changed.

    Returns the codes of each, once they are seen to be the same.
    """

    def codes(username, address, form, path, body):
        visit(username, "/market/")
        call(username, "GET", "/market/book")
        with unchanged():
            shown = visit(username, address, form)
        assert shown.status_code >= 400, shown.content.decode()[:2000]
        with unchanged():
            answered = call(username, "POST", path, body)
        told = [each["code"] for each in answered.json()["refusal"]]
        assert (shown.context["refusal"].codes, shown.status_code) == (told, answered.status_code)
        for breach in shown.context["refusal"].breaches:
            assert breach.zh in html.unescape(shown.content.decode())
        return told

    return codes
