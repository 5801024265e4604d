"""How allauth signs people in here: registration has its own pages, because it is under real names."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in by user name and password; accounts are opened by `people.views.register_person` only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Allauth's own sign-up stays closed."""
        return False
