"""Moments for tests, as people here say them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> datetime:
    """Return a moment of Shanghai's clock, such as `2026-03-02 10:00`, with its zone."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture(name="at")
def at_fixture():
    """`at("2026-03-02 10:00")` is that moment in Shanghai."""
    return moment
