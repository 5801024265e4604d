"""The road of a filing, over the seeded people of the world."""

from __future__ import annotations

import pytest

from tanhui.lifecycle.registry.tests.both import Both
from tanhui.lifecycle.registry.tests.road import Road


@pytest.fixture
def road(world) -> Road:
    return Road(world)


@pytest.fixture
def both(road, unchanged, monkeypatch) -> Both:
    return Both(road, unchanged, monkeypatch)
