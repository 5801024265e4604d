"""Make `.venv` and `node_modules` what the lock files say, doing nothing when they are so already.

A stamp beside what was installed keeps the digest of its lock, so a second start installs nothing. Runs on
the machine's own Python 3.11, with its standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from system_packages import install as install_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"

LOCK_FOR = {"run": "requirements.lock", "test": "requirements-test.lock"}
"""Both locks hold the same versions; the one for tests holds the tools as well (a test compares them)."""


def main(goal: str) -> None:
    """Prepare everything for `run` or for `test`."""
    os.chdir(ROOT)
    lock = ROOT / LOCK_FOR[goal]
    make_environment()
    if not _kept(_stamp(lock.name), lock):
        with _said(f"installing {lock.name}"):
            _pip("--require-hashes", "--no-deps", "-r", lock.name)
        _keep(_stamp(lock.name), lock)
    project = ROOT / "pyproject.toml"
    if not _kept(_stamp("project"), project):
        with _said("installing tanhui itself"):
            _pip("--no-deps", "--no-build-isolation", "--editable", ".")
        _keep(_stamp("project"), project)
    install_front_end()


def make_environment() -> None:
    """Make `.venv` when it is missing, broken, or was made for a folder that has moved."""
    place = _stamp("place")
    if place.is_file() and place.read_text() == str(ROOT) and _works([str(PYTHON), "-c", "import pip"]):
        return
    with _said("creating .venv"):
        make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
        if not _works(make):
            install_packages(["python3.11-venv"])
            _run(make)
    place.parent.mkdir()
    place.write_text(str(ROOT))


def install_front_end() -> None:
    """Install the front-end packages from `package-lock.json`; a machine without node gets it inside `.venv`."""
    locks = (ROOT / "package-lock.json", ROOT / "package.json")
    stamp = NODE_MODULES / ".tanhui-stamp"
    if _kept(stamp, *locks):
        return
    path = os.environ.get("PATH", os.defpath)
    if not (_works(["node", "--version"]) and _works(["npm", "--version"])):
        with _said("installing node into .venv"):
            _pip("--require-hashes", "--no-deps", "-r", "requirements-node.lock")
        path = f"{VENV / 'bin'}{os.pathsep}{path}"
    npm = shutil.which("npm", path=path) or "npm"
    with _said("installing the front-end packages"):
        _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], PATH=path)
    _keep(stamp, *locks)


def _stamp(name: str) -> Path:
    return VENV / "stamps" / name


def _digest(locks: tuple[Path, ...]) -> str:
    return hashlib.sha256(b"\0".join(lock.read_bytes() for lock in locks)).hexdigest()


def _kept(stamp: Path, *locks: Path) -> bool:
    return stamp.is_file() and stamp.read_text() == _digest(locks)


def _keep(stamp: Path, *locks: Path) -> None:
    stamp.write_text(_digest(locks))


def _pip(*arguments: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input", "--progress-bar", "off")
    _run([str(PYTHON), "-m", "pip", "install", *quiet, *arguments], PIP_ROOT_USER_ACTION="ignore")


def _run(command: list[str], **environment: str) -> None:
    """Run a command without a terminal; its output is shown only when it fails."""
    done = subprocess.run(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        raise SystemExit(f"{done.stdout}\ntanhui: this command failed (status {done.returncode}): {' '.join(command)}")


def _works(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


@contextmanager
def _said(what: str) -> Iterator[None]:
    started = time.monotonic()
    print(f"tanhui: {what} …", flush=True)
    yield
    print(f"tanhui: {what}: {time.monotonic() - started:.1f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
