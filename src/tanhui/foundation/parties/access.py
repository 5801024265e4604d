"""Who may open what: every view is marked `@public`, `@signed_in` or `@roles(…)`; a test walks all routes.

The mark works on function views, on class-based views and on the result of `.as_view()`. A visitor is sent to sign in;
somebody in another role is refused with S-18.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from tanhui.foundation.parties import rules
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.roles import ROLES, VISITOR, name_of, names_of
from tanhui.foundation.parties.sessions import actor_of
from tanhui.law import refuse, require

EVERYONE = frozenset({VISITOR})
SIGNED_IN = frozenset(ROLES)

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view that anyone may open, signed in or not."""
    return _marked(view, EVERYONE)


def signed_in(view: View) -> View:
    """Mark a view for every role, but not for visitors."""
    return _marked(view, SIGNED_IN)


def roles(*codes: str) -> Callable[[View], View]:
    """Mark a view for these roles only."""
    allowed = known_roles(codes)

    def mark(view: View) -> View:
        return _marked(view, allowed)

    return mark


def known_roles(codes: Iterable[str]) -> frozenset[str]:
    """Return the codes as a set; a misspelt role stops the start of the programme."""
    wanted = frozenset(codes)
    unknown = wanted - SIGNED_IN - EVERYONE
    if unknown or not wanted:
        raise ValueError(f"unknown or missing roles: {sorted(unknown)}")
    return wanted


def require_role(actor: Actor, allowed: frozenset[str]) -> None:
    """Refuse an actor whose role is not among those allowed (S-18)."""
    if VISITOR in allowed or actor.role in allowed:
        return
    refuse(
        "S-18",
        f"您现以“{name_of(actor.role)}”身份操作，此项限{names_of(allowed)}办理；如您另有相应授权，请先切换身份",
        f"You act as {name_of(actor.role, 'en')}; this is for {names_of(allowed, 'en')}. "
        "If you hold such a mandate, switch to it first",
        clause="HOUSE-19",
    )


def require_district(actor: Actor, district: str) -> None:
    """Refuse a branch officer who acts outside their own district (R5-1)."""
    require(rules.DISTRICT, rules.DistrictFacts(role=actor.role, own_district=actor.district, district=district))


def _marked(view: View, allowed: frozenset[str]) -> View:
    if isinstance(view, type):
        view.dispatch = _guarded(view.dispatch, allowed, method=True)  # type: ignore[attr-defined]
        view.allowed_roles = allowed  # type: ignore[attr-defined]
        return view
    return _guarded(view, allowed, method=False)


def _guarded(view: View, allowed: frozenset[str], *, method: bool) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> HttpResponseBase:
        request: HttpRequest = args[1] if method else args[0]
        actor = actor_of(request)
        if VISITOR not in allowed:
            if actor.is_visitor and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require_role(actor, allowed)
        answer: HttpResponseBase = view(*args, **kwargs)
        return answer

    guarded.allowed_roles = allowed  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]
