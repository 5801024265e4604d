"""What every page's frame shows: the scheme, the instrument in force, the demonstration's clock, who acts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tanhui import __version__
from tanhui.foundation.clock import now, offset
from tanhui.foundation.parties.queries import mandates_of
from tanhui.foundation.parties.sessions import actor_of
from tanhui.foundation.periods import local_day
from tanhui.law.scheme import scheme


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values; see base.html for what each is."""
    at = now()
    today = local_day(at)
    actor = actor_of(request)
    user = getattr(request, "user", None)  # absent when a request is refused before sign-in is looked at
    mandates = mandates_of(user.pk, today) if user is not None and user.is_authenticated else []
    return {
        "scheme": scheme(),
        "instrument": scheme().standing_on(today),
        "demonstration": {"now": at, "moved": bool(offset())} if settings.TANHUI_DEMONSTRATION else None,
        "actor": actor,
        "roles": [
            {
                "code": row.role,
                "zh": row.role_zh,
                "party": row.party,
                "current": row.id == actor.mandate_id,
                "id": row.id,
            }
            for row in mandates
        ],
        "version": __version__,
    }
