"""The start is refused on a database that could lose what was acknowledged, and without secrets outside the demonstration."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from tanhui.site.durability import check_durability, weaknesses


@pytest.mark.django_db
def test_the_database_at_hand_is_durable():
    assert weaknesses(connection) == []
    assert check_durability(databases=["default"]) == []


@pytest.mark.django_db(transaction=True)
def test_a_weaker_database_is_named():
    weaker = {
        "sqlite": ("pragma synchronous = normal", "pragma synchronous = full", "synchronous below FULL"),
        "postgresql": ("set synchronous_commit = off", "set synchronous_commit = on", "synchronous_commit is off"),
    }
    weaken, restore, named = weaker[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(weaken)
        try:
            found = weaknesses(connection)
            errors = check_durability(databases=["default"])
        finally:
            cursor.execute(restore)
    assert [named in each for each in found] == [True]
    assert [each.id for each in errors] == ["tanhui.E001"]


def _start(tmp_path, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TANHUI_")}
    given = {**clean, "DJANGO_SETTINGS_MODULE": "tanhui.site.settings", "TANHUI_VAR": str(tmp_path), **environment}
    command = [sys.executable, "-c", "import django; django.setup(); print('started')"]
    return subprocess.run(command, env=given, capture_output=True, text=True, timeout=60)


SECRETS = {"TANHUI_SECRET_KEY": "s" * 50, "TANHUI_IDENTITY_KEY": "i" * 50}


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "TANHUI_SECRET_KEY must be set"),
        ({"TANHUI_SECRET_KEY": "s" * 50}, "TANHUI_IDENTITY_KEY must be set"),
        (SECRETS, "KeysUnusable"),
    ],
)
def test_no_secret_has_a_default_outside_the_demonstration(tmp_path, environment, named):
    ended = _start(tmp_path, **environment)
    assert ended.returncode != 0 and named in ended.stderr


def test_the_demonstration_makes_its_own_secrets_and_keeps_them(tmp_path):
    assert _start(tmp_path, TANHUI_DEMO="1").stdout == "started\n"
    kept = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert sorted(kept) == ["tanhui_identity_key", "tanhui_secret_key"]
    assert _start(tmp_path, TANHUI_DEMO="1").stdout == "started\n"
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == kept
