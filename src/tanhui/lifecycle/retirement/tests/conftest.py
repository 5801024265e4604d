"""What the tests of retirement share: a stock, and the two channels under short names."""

from __future__ import annotations

import pytest

from tanhui.lifecycle.retirement.tests.stock import Stock


@pytest.fixture
def stock(world) -> Stock:
    return Stock(world)


@pytest.fixture
def page(page_as):
    return page_as


@pytest.fixture
def call(call_as):
    return call_as
