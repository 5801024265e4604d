"""STAGES, the installed apps and the import contracts say the same; and what the contracts cannot say is read here."""

from __future__ import annotations

import ast
import tomllib

import pytest
from django.conf import settings

from tanhui.lifecycle import STAGES
from tests.reading_the_code.source import PACKAGE, ROOT, imports_of, nothing, product, sources

STAGE = "tanhui.lifecycle."
PRIVATE = frozenset({"models", "views", "forms", "urls", "api", "commands", "apps", "migrations"})
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}


def test_stages_are_folders_apps_and_layers_in_one_order():
    folders = {path.parent.name for path in (PACKAGE / "lifecycle").glob("*/__init__.py")}
    installed = [app.removeprefix(STAGE) for app in settings.INSTALLED_APPS if app.startswith(STAGE)]
    layers = [layer.removeprefix(STAGE) for layer in reversed(CONTRACTS["stages"]["layers"])]
    containers = [container.removeprefix(STAGE) for container in CONTRACTS["inside"]["containers"]]
    assert folders == set(STAGES)
    assert installed == layers == containers == list(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_the_init_of_a_stage_is_empty(stage):
    body = ast.parse((PACKAGE / "lifecycle" / stage / "__init__.py").read_text()).body
    nothing([ast.unparse(node) for node in body if not _is_docstring(node)])


def test_no_stage_imports_the_private_parts_of_another():
    wrong = []
    for source in sources():
        if not source.module.startswith(STAGE) or source.is_test:
            continue
        own = source.module.split(".")[2]
        for name, node in imports_of(source):
            parts = name.split(".")
            other = parts[2] if name.startswith(STAGE) and len(parts) > 3 else own
            if other != own and parts[3] in PRIVATE:
                wrong.append(f"{source.at(node)} imports {name}")
    nothing(wrong)


def test_nothing_is_imported_relatively():
    wrong = [
        source.at(node)
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    nothing(wrong)


def test_there_are_no_signals():
    wrong = [
        f"{source.at(node)} imports {name}"
        for source in product()
        for name, node in imports_of(source)
        if name.startswith(("django.dispatch", "django.db.models.signals"))
    ]
    nothing(wrong)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
