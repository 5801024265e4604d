"""Every address names the roles that may open it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tanhui.foundation.parties.roles import ROLES, VISITOR
from tests.reading_the_code.source import nothing

SIGN_IN = "allauth."
"""Pages of the sign-in library guard themselves: everyone may sign in, only the signed-in may change their password."""


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, Any]]:
    """Give every address with the view behind it."""
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, address)
        else:
            yield address, pattern.callback


def test_every_route_names_its_roles():
    found = dict(routes(get_resolver().url_patterns))
    assert len(found) > 20, "the walk found almost nothing, so it would prove nothing"
    nameless = [
        address
        for address, view in found.items()
        if not getattr(view, "allowed_roles", None) and not _module(view).startswith(SIGN_IN)
    ]
    nothing(nameless)


def test_every_named_role_exists():
    known = set(ROLES) | {VISITOR}
    unknown = {
        address: sorted(set(allowed) - known)
        for address, view in routes(get_resolver().url_patterns)
        if (allowed := getattr(view, "allowed_roles", None)) and set(allowed) - known
    }
    nothing(unknown)


def _module(view: Any) -> str:
    return str(getattr(getattr(view, "view_class", view), "__module__", ""))
