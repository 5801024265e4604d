"""Fixtures for all tests, those beside the code included. What each gives is told where it is written."""

pytest_plugins = (
    "tests.support.selection",
    "tests.support.database",
    "tests.support.state",
    "tests.support.moments",
    "tests.support.browser",
    "tests.support.world",
    "tests.support.channels",
)
