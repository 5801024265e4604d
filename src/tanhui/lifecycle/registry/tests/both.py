"""One wish sent as page and as API: both refused with the same codes, or both accepted."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from tanhui.foundation import clock
from tanhui.foundation.parties import actions as parties
from tanhui.lifecycle.registry.tests.road import Road

API = "/api/v1/registry"


class Both:
    """`both.page(...)` and `both.call(...)` act as an account at the road's moment; `both.refused(...)` compares them."""

    def __init__(self, road: Road, unchanged: Callable[..., AbstractContextManager[None]], monkeypatch: Any) -> None:
        self.road, self.unchanged, self.patch = road, unchanged, monkeypatch
        self.clients: dict[str, Client] = {}
        self.tokens: dict[str, str] = {}

    def ready(self, username: str) -> None:
        """Sign in, make a token, and stop the clock of pages and endpoints at the road's moment."""
        moment = self.road.later().astimezone(UTC)
        offset = moment - datetime.now(UTC)
        self.patch.setattr(clock, "offset", lambda: offset)
        client = self.clients.setdefault(username, Client())
        if username and username not in self.tokens:
            client.force_login(self.road.world.user(username), backend="django.contrib.auth.backends.ModelBackend")
            actor, token = self.road.actor(username), parties.new_token()
            parties.create_token(by=actor, at=moment, mandate_id=actor.mandate_id, label="test", token=token)
            self.tokens[username] = token

    def page(self, username: str, url: str, form: dict[str, Any] | None = None) -> Any:
        self.ready(username)
        client = self.clients[username]
        return client.get(url) if form is None else client.post(url, {"request_id": uuid.uuid4().hex, **form})

    def call(self, username: str, path: str, body: Any = None, *, method: str = "POST") -> Any:
        self.ready(username)
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        if username:
            headers["Authorization"] = f"Bearer {self.tokens[username]}"
        content = json.dumps(body) if body is not None else ""
        return Client().generic(method, path, content, content_type="application/json", headers=headers)

    def refused(self, username: str, url: str, form: dict[str, Any], path: str, body: dict[str, Any]) -> list[str]:
        """Send one wish both ways; nothing changes, status and codes agree. Returns the codes."""
        self.ready(username)
        with self.unchanged():
            shown = self.page(username, url, form)
            answered = self.call(username, API + path, body)
        assert shown.status_code >= 400, shown.status_code
        told = [each["code"] for each in answered.json()["refusal"]]
        assert (list(shown.context["refusal"].codes), shown.status_code) == (told, answered.status_code)
        for breach in answered.json()["refusal"]:
            assert breach["zh"] and breach["en"] and (breach["clause"] or breach["code"][0] != "R"), breach
        return told
