"""What the tests of verification share: a office, and the two channels under short names."""

from __future__ import annotations

import pytest

from tanhui.lifecycle.verification.tests.office import Office


@pytest.fixture
def office(world) -> Office:
    return Office(world)


@pytest.fixture
def page(page_as):
    return page_as


@pytest.fixture
def call(call_as):
    return call_as
