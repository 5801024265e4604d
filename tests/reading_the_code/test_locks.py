"""What is installed is exactly what was tested: pinned, hashed, and from whichever index the installer uses."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.reading_the_code.source import ROOT

LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-node.lock")
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==([^ ;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def pins(lock: str) -> dict[str, str]:
    """Return the version of each package in a lock."""
    return dict(PIN.findall((ROOT / lock).read_text()))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_hashed(lock):
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text())
    packages = [block for block in blocks if block.strip() and not block.lstrip().startswith("#")]
    assert len(packages) == len(pins(lock)) > 0
    assert [block.splitlines()[0] for block in packages if not HASH.search(block)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_a_host(lock):
    assert re.findall(r"https?://|--index-url|--extra-index-url|--find-links|@ file", (ROOT / lock).read_text()) == []


def test_the_lock_for_tests_holds_the_versions_we_run():
    tested = pins("requirements-test.lock")
    assert {name: version for name, version in pins("requirements.lock").items() if tested.get(name) != version} == {}


def test_every_dependency_is_in_the_lock():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.split(r"[\[~=<>! ;]", each)[0].lower() for each in project["dependencies"]}
    assert wanted - {name.lower() for name in pins("requirements.lock")} == set()


def test_the_front_end_lock_is_complete_and_names_no_host():
    wanted = json.loads((ROOT / "package.json").read_text())
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert packages[""]["dependencies"] == wanted["dependencies"]
    installed = {name: package for name, package in packages.items() if name}
    assert [name for name, package in installed.items() if not package.get("integrity")] == []
    assert [name for name, package in installed.items() if "resolved" in package] == []
