"""The law, every `rules` and every `states` load on a machine without Django, and know no clock and no float."""

from __future__ import annotations

import ast
import subprocess
import sys

from tests.reading_the_code.source import Source, imports_of, nothing, product

BLOCK = """
import importlib, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "ninja", "allauth", "psycopg"}:
            raise ModuleNotFoundError(f"{name} is not installed here")

sys.meta_path.insert(0, Absent())
for module in sys.argv[1:]:
    importlib.import_module(module)
"""
FLOATS_ARE_NO_AMOUNTS = {
    "tanhui.foundation.documents.storage": "when a file was last touched, in seconds",
    "tanhui.foundation.inputs.spreadsheet": "a spreadsheet stores numbers as doubles; their shortest text is taken",
    "tanhui.lifecycle.accounting.readings.xlsx_cells": "the same for a million cells, and days stored as doubles",
}
CHANNELS = frozenset(
    {"views", "forms", "api", "commands", "middleware", "sessions", "pages", "requests", "adapter", "context", "clock"}
)
CLOCK_AND_CHANCE = frozenset({"now", "today", "utcnow", "time.time", "random"})


def is_pure(source: Source) -> bool:
    """Whether a file belongs to the parts that never import Django."""
    return source.module.startswith("tanhui.law") or bool({"rules", "states"} & set(source.module.split(".")[2:]))


def test_pure_parts_load_with_django_blocked():
    modules = [source.module for source in product() if is_pure(source) and source.path.stem != "__main__"]
    assert "tanhui.law.rules" in modules
    done = subprocess.run([sys.executable, "-c", BLOCK, *modules], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_rules_and_states_read_no_clock_and_no_chance():
    wrong = []
    for source in product():
        if not {"rules", "states"} & set(source.module.split(".")[2:]):
            continue
        wrong += [f"{source.at(node)} imports {name}" for name, node in imports_of(source) if name.startswith("random")]
        wrong += [
            f"{source.at(node)} calls {ast.unparse(node.func)}"
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in CLOCK_AND_CHANCE
        ]
    nothing(wrong)


def test_only_channels_ask_the_time():
    """Views, endpoints and commands ask the time and pass it down as `at=`; everything below takes it."""
    wrong = [
        f"{source.at(node)} imports {name}"
        for source in product()
        for name, node in imports_of(source)
        if name in ("tanhui.foundation.clock.now", "django.utils.timezone.now", "datetime.datetime.now")
        and source.module.startswith(("tanhui.law", "tanhui.foundation", "tanhui.lifecycle"))
        and not CHANNELS & set(source.module.split("."))
    ]
    nothing(wrong)


def test_no_floating_point():
    """To ask whether something read from outside is a float is allowed: that is how one is refused or rounded."""
    wrong = []
    for source in product():
        if source.module in FLOATS_ARE_NO_AMOUNTS:
            continue
        asked = {id(name) for node in ast.walk(source.tree) if _is_question(node) for name in ast.walk(node)}
        wrong += [
            source.at(node)
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Name) and node.id == "float" and id(node) not in asked
        ]
    nothing(wrong)


def _is_question(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance"
