"""The seeded world of tests: the demonstration's people, and one actor for each account."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.support.moments import moment

BEGIN = "2026-03-02 09:00"
"""When the world of tests begins: a Monday under the demonstration's extension of the measures."""


class World:
    """The people of the demonstration. `world.actor("bureau")` is who acts, `world.party("owner")` a party's id."""

    def __init__(self, begin: datetime) -> None:
        from tanhui.site.demonstration.people import seed_people  # noqa: PLC0415 - settings are read first

        self.begin = begin
        self.people = seed_people(at=begin)

    def party(self, key: str) -> int:
        """Return the id of an organisation (or of a person's own party) by its key."""
        return self.people.parties[key]

    def user(self, username: str):
        """Return the login of an account."""
        from tanhui.foundation.parties.models import User  # noqa: PLC0415

        return User.objects.get(pk=self.people.users[username])

    def actor(self, username: str):
        """Return the account acting in its role."""
        from tanhui.foundation.parties.queries import first_actor  # noqa: PLC0415
        from tanhui.foundation.periods import local_day  # noqa: PLC0415

        actor = first_actor(self.user(username), local_day(self.begin))
        assert actor is not None, username
        return actor


@pytest.fixture
def world(db) -> World:
    """The demonstration's people, registered through the platform's own acts."""
    return World(moment(BEGIN))
