"""The seeded world in which the methodology of the tests has been published."""

from __future__ import annotations

import pytest

from tanhui.foundation.periods import local_day
from tanhui.lifecycle.methodology import actions as methodology


@pytest.fixture
def world(world):
    methodology.publish(
        by=world.actor("bureau"),
        slug="pv-distributed",
        version="v1",
        in_force_from=local_day(world.begin),
        at=world.begin,
    )
    return world
