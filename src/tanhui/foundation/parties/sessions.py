"""Which of a user's mandates a session acts under."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from tanhui.foundation.clock import now
from tanhui.foundation.parties import queries
from tanhui.foundation.parties.actor import VISITOR_ACTOR, Actor
from tanhui.foundation.parties.models import User
from tanhui.foundation.periods import local_day

SESSION_KEY = "acting_mandate_id"
_CACHED = "_tanhui_actor"


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks: the mandate chosen in the session, else the user's first one in force, else a visitor."""
    known: Actor | None = getattr(request, _CACHED, None)
    if known is None:
        known = _find(request, local_day(now()))
        setattr(request, _CACHED, known)
    return known


def choose(request: HttpRequest, mandate_id: int) -> Actor | None:
    """Let the session act under another mandate of the same user; None when it is not theirs or not in force."""
    user = request.user
    actor = queries.actor_under(user, mandate_id, local_day(now())) if isinstance(user, User) else None
    if actor is not None:
        request.session[SESSION_KEY] = mandate_id
        setattr(request, _CACHED, actor)
    return actor


def assign(request: HttpRequest, actor: Actor) -> None:
    """Set who asks where no session says so: the API's bearer tokens."""
    setattr(request, _CACHED, actor)


def _find(request: HttpRequest, on: date) -> Actor:
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_active:
        return VISITOR_ACTOR
    chosen = request.session.get(SESSION_KEY)
    if isinstance(chosen, int):
        actor = queries.actor_under(user, chosen, on)
        if actor is not None:
            return actor
    return queries.first_actor(user, on) or VISITOR_ACTOR
