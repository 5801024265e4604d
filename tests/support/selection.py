"""Which tests a phase runs: `--only-database` keeps those that touch the database; `needs` names missing programs."""

from __future__ import annotations

import shutil

import pytest

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that `make test` uses for its phase on PostgreSQL."""
    parser.addoption("--only-database", action="store_true", help="run only the tests that touch the database")


def touches_database(item: pytest.Item) -> bool:
    """Whether a test uses Django's database, by its mark, its fixtures or its class."""
    from django.test import TransactionTestCase  # noqa: PLC0415 - Django is set up after this module is loaded

    kind = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or item.get_closest_marker("postgres") is not None
        or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
        or (isinstance(kind, type) and issubclass(kind, TransactionTestCase))
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep only what was asked for."""
    if config.getoption("--only-database"):
        kept = [item for item in items if touches_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, by name, a test whose program the operating system lacks; `make test` says so in its last line."""
    for mark in item.iter_markers("needs"):
        for program in mark.args:
            if shutil.which(program) is None:
                pytest.skip(f"{program} is not installed on this machine")
