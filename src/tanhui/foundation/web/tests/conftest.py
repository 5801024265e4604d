"""What the tests of the helpers share."""

import json
import uuid

import pytest

from tanhui.foundation.clock import now
from tanhui.foundation.parties import actions
from tanhui.foundation.web.tests import addresses


@pytest.fixture(autouse=True)
def _nothing_done_yet():
    addresses.DONE.clear()


@pytest.fixture
def as_user(client, world):
    """Sign an account in and return its client."""

    def sign_in(username):
        client.force_login(world.user(username), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def call(client, world):
    """Call an endpoint as a role, with a fresh key unless one is given."""

    tokens = {}

    def token(role):
        if role not in tokens:
            tokens[role] = actions.demonstration_token(role=role, at=now())
        return tokens[role]

    def send(method, path, body=None, *, role=None, key="", raw=None, **headers):
        if role:
            headers["Authorization"] = f"Bearer {token(role)}"
        if key is not None:
            headers["Idempotency-Key"] = key or uuid.uuid4().hex
        content = raw if raw is not None else json.dumps(body) if body is not None else ""
        return client.generic(method, f"/api/v1{path}", content, content_type="application/json", headers=headers)

    send.token = token
    return send
