"""What a request is, so that a repeat can be told from another request under the same key."""

from __future__ import annotations

import re
import uuid
from hashlib import sha256
from typing import TYPE_CHECKING

from django.http import HttpRequest

from tanhui.foundation.parties.actor import Actor
from tanhui.law import refuse

if TYPE_CHECKING:
    from hashlib import _Hash

_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "request_id"})


def new_request_id() -> str:
    """Return a fresh id for a form's hidden `request_id`."""
    return uuid.uuid4().hex


def asker_of(actor: Actor) -> str:
    """Return whose keys are compared: one user's, or those of all visitors (their ids are random)."""
    return "visitor" if actor.user_id is None else f"user:{actor.user_id}"


def checked_key(key: str | None, name: str) -> str:
    """Return an idempotency key in its allowed form, else refuse (V-8)."""
    if key is None or not _KEY.fullmatch(key):
        refuse(
            "V-8",
            f"缺少或无效的 {name}：每次办理须带一个 1 至 64 位的唯一键（字母、数字、-_.:），重试时不变",
            f"{name} is missing or malformed: a unique key of 1 to 64 characters [A-Za-z0-9-_.:], the same on retries",
            clause="HOUSE-2",
            place=name,
        )
    return key


def page_key(request: HttpRequest, request_id: str) -> str:
    """Return the key of a form's act: several forms of one page may carry the same id."""
    return f"{sha256(request.path.encode()).hexdigest()[:12]}:{request_id}"


def fingerprint(request: HttpRequest, actor: Actor) -> str:
    """Return the digest of method, address, acting mandate and content. Uploaded files count with their bytes."""
    whole = sha256()
    for part in (request.method or "", request.get_full_path(), actor.role, str(actor.party_id)):
        _add(whole, part.encode("utf-8", "surrogatepass"))
    if (request.content_type or "").startswith(("multipart/", "application/x-www-form-urlencoded")):
        _add_fields(whole, request)
    else:
        _add(whole, request.body)
    return whole.hexdigest()


def _add_fields(whole: _Hash, request: HttpRequest) -> None:
    for name in sorted(set(request.POST) - _NOT_CONTENT):
        for value in (name, *request.POST.getlist(name)):
            _add(whole, str(value).encode("utf-8", "surrogatepass"))
    for name in sorted(request.FILES):
        for sent in request.FILES.getlist(name):
            digest = sha256()
            for chunk in sent.chunks():
                digest.update(chunk)
            sent.seek(0)
            _add(whole, f"{name}:{sent.name}:{digest.hexdigest()}".encode("utf-8", "surrogatepass"))


def _add(whole: _Hash, part: bytes) -> None:
    whole.update(len(part).to_bytes(8, "big"))
    whole.update(part)
