"""Every command, setting and endpoint is in the documentation, and the README's two commands exist."""

from __future__ import annotations

import re

import click
import pytest

from scripts.write_api_docs import API_PAGE, described
from tanhui.cli import main
from tanhui.lifecycle import STAGES
from tests.reading_the_code.source import PACKAGE, ROOT

SETTING = re.compile(r"""(?:environ(?:\.get\(|\[)|_secret\()\s*["']([A-Z_]+)["']""")


def mentioned(words: str) -> bool:
    """Whether the README or a page of `docs` holds these words."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    return any(re.search(rf"\b{words}\b", page.read_text(encoding="utf-8")) for page in pages)


@pytest.mark.parametrize("command", main.list_commands(click.Context(main)))
def test_command_is_documented(command):
    assert mentioned(f"tanhui {command}"), f"docs say nothing of `tanhui {command}`"


@pytest.mark.parametrize("setting", sorted(set(SETTING.findall((PACKAGE / "site" / "settings.py").read_text()))))
def test_setting_is_documented(setting):
    assert mentioned(setting), f"docs say nothing of the setting {setting}"


def test_the_page_of_endpoints_is_up_to_date():
    up_to_date = API_PAGE.is_file() and API_PAGE.read_text(encoding="utf-8") == described()
    assert up_to_date, "docs/API.md differs from the endpoints; run: .venv/bin/python -m scripts.write_api_docs"


@pytest.mark.parametrize("stage", STAGES)
def test_stage_has_a_short_readme(stage):
    lines = (PACKAGE / "lifecycle" / stage / "README.md").read_text(encoding="utf-8").splitlines()
    assert 0 < len(lines) <= 40


@pytest.mark.parametrize("goal", ["run", "test"])
def test_the_two_commands_of_the_readme_exist(goal):
    assert f"make {goal}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^{goal}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_continuous_integration_runs_what_people_run():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111 == 0o111
    assert "exec make test" in script.read_text()
