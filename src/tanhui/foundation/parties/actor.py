"""Who acts: the one value that every action takes as `by=`."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.foundation.parties.roles import SYSTEM, VISITOR


@dataclass(frozen=True)
class Actor:
    """A user in one role, for one party. `name` is for screens only and never enters the journal."""

    user_id: int | None
    person_id: int | None
    party_id: int | None
    role: str
    district: str | None
    name: str
    mandate_id: int | None = None

    @property
    def is_visitor(self) -> bool:
        """Whether nobody has signed in."""
        return self.role == VISITOR


VISITOR_ACTOR = Actor(user_id=None, person_id=None, party_id=None, role=VISITOR, district=None, name="公众")
"""Anyone who has not signed in, and any user without a mandate in force."""

SYSTEM_ACTOR = Actor(user_id=None, person_id=None, party_id=None, role=SYSTEM, district=None, name="系统")
"""The platform's own commands: seeding, daily close, reconciliation."""
