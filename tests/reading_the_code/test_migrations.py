"""Tables and migrations agree, and every app has one newest migration."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from tests.reading_the_code.source import nothing

LOADER = MigrationLoader(None)


def test_every_app_has_one_newest_migration():
    assert LOADER.detect_conflicts() == {}


def test_no_migration_is_missing():
    with translation.override(None):  # labels are compared untranslated, as makemigrations does
        changes = MigrationAutodetector(LOADER.project_state(), ProjectState.from_apps(apps)).changes(
            graph=LOADER.graph
        )
    missing = {
        label: [operation.describe() for migration in migrations for operation in migration.operations]
        for label, migrations in changes.items()
        if _is_ours(label)
    }
    nothing(missing)


def test_migrations_say_what_they_are_for():
    """Django's own `_auto_<date>` names say nothing."""
    nothing([f"{label}.{name}" for label, name in LOADER.disk_migrations if _is_ours(label) and "_auto_" in name])


def _is_ours(label: str) -> bool:
    return apps.get_app_config(label).name.startswith("tanhui.")
