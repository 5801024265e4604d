"""The two channels a person and a machine use: pages with a session, and the API with a bearer token."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client


@pytest.fixture
def page_as(world):
    """`page_as("owner").post(url, fields)`: a signed-in client whose forms carry a fresh request id."""

    class Page:
        def __init__(self, username: str) -> None:
            self.client = Client()
            self.client.force_login(world.user(username), backend="django.contrib.auth.backends.ModelBackend")

        def get(self, url: str):
            return self.client.get(url)

        def post(self, url: str, fields: dict | None = None):
            return self.client.post(url, {"request_id": uuid.uuid4().hex, **(fields or {})})

    return Page


@pytest.fixture
def call_as(world):
    """`call_as("owner", "/retirement/orders", body)` posts as the role, `call_as("owner", path)` reads."""
    from tanhui.foundation.clock import now  # noqa: PLC0415 - settings are read first
    from tanhui.foundation.parties.actions import demonstration_token  # noqa: PLC0415

    client, tokens = Client(), {}

    def token(role: str) -> str:
        if role not in tokens:
            tokens[role] = demonstration_token(role=role, at=now())
        return tokens[role]

    def send(role: str, path: str, body: object = None):
        headers = {"Authorization": f"Bearer {token(role)}"} if role else {}
        if body is None:
            return client.get(f"/api/v1{path}", headers=headers)
        headers["Idempotency-Key"] = uuid.uuid4().hex
        return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)

    send.token = token
    return send
