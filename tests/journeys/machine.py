"""Machines that act over the interface: one bearer token for each account, and every act held to its promise.

Each act is sent once, then again under the same key (the same answer, nothing changed), then under that key with
another body, or about another thing where the act takes no body (409 S-12, nothing changed).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tanhui.foundation.clock import now
from tanhui.foundation.parties.actions import create_token, new_token

ROOT = "/api/v1"
VARIED = (
    "name",
    "contract_no",
    "text",
    "conclusion",
    "opinion",
    "reason",
    "statement",
    "decision",
    "beneficiary",
    "number",
)
"""Fields of which another wording is as lawful, in the order they are looked for."""

NUMBER = re.compile(r"/\d+/")

Json = dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file to send in a form, with the form's other fields."""

    field: str
    name: str
    content: bytes
    beside: Json = field(default_factory=dict)

    def parts(self) -> Json:
        """Return the form anew: sending it once reads it to its end."""
        return {**self.beside, self.field: SimpleUploadedFile(self.name, self.content)}


@dataclass
class Machines:
    """`machines.act("owner", "/accounting/projects", {...})` sends an act as an account; "" is somebody without one."""

    world: Any
    unchanged: Callable[..., AbstractContextManager[None]]
    tokens: dict[str, str] = field(default_factory=dict)
    acts: int = 0

    def act(
        self, username: str, path: str, body: Json | File | None = None, *, other: Json | File | None = None
    ) -> Json:
        """Do an act, and prove that its key is used up; `other` is another body when none can be derived."""
        self.acts += 1
        key = f"act-{self.acts:03d}"
        status, first = self._send(username, path, body, key)
        assert status == 201, (path, first)
        assert first["receipt"]["seq"] > 0
        with self.unchanged():
            assert self._send(username, path, body, key) == (201, first), path
            changed = other if other is not None else _otherwise(body)
            elsewhere = path if changed is not None else NUMBER.sub("/999999/", path)
            status, conflict = self._send(username, elsewhere, changed if changed is not None else body, key)
            assert (status, codes(conflict)) == (409, ["S-12"]), (path, conflict)
        return first

    def refused(self, username: str, path: str, body: Json | File | None, *expected: str) -> list[Json]:
        """Try an act that is refused with exactly these codes and changes nothing."""
        self.acts += 1
        with self.unchanged():
            status, answer = self._send(username, path, body, f"act-{self.acts:03d}")
            assert status in (409, 422), answer
            assert codes(answer) == list(expected)
        return answer["refusal"]

    def read(self, username: str, path: str) -> Any:
        """Return what an address tells an account."""
        answer = Client().get(f"{ROOT}{path}", headers=self._headers(username))
        assert answer.status_code == 200, answer.content
        return answer.json()

    def _send(self, username: str, path: str, body: Json | File | None, key: str) -> tuple[int, Any]:
        headers = {**self._headers(username), "Idempotency-Key": key}
        if isinstance(body, File):
            answer = Client().post(f"{ROOT}{path}", body.parts(), headers=headers)
        else:
            text = "" if body is None else json.dumps(body)
            answer = Client().post(f"{ROOT}{path}", text, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    def _headers(self, username: str) -> dict[str, str]:
        if not username:
            return {}
        if username not in self.tokens:
            actor, token = self.world.actor(username), new_token()
            create_token(by=actor, at=now(), mandate_id=actor.mandate_id, label="接口", token=token)
            self.tokens[username] = token
        return {"Authorization": f"Bearer {self.tokens[username]}"}


def codes(answer: Json) -> list[str]:
    """Return the codes of a refusal."""
    return [breach["code"] for breach in answer["refusal"]]


def _otherwise(body: Json | File | None) -> Json | File | None:
    """Return another lawful body for the same act; None when the act takes no other."""
    if isinstance(body, File):
        return File(body.field, body.name, body.content + b"\n", body.beside)
    for name in VARIED:
        if body and name in body:
            return {**body, name: f"{body[name]}-2"}
    whole = next((name for name, value in (body or {}).items() if type(value) is int), None)
    return {**body, whole: body[whole] + 1} if body and whole else None
