"""Programs that come from the operating system: found, installed where Debian's apt-get may be used, or named."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """A program the project calls: what for, the Debian package that brings it, and how it is found."""

    name: str
    purpose: str
    package: str
    find: Callable[[], str | None]


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def find_postgres(program: str = "initdb") -> str | None:
    """Return the path of a PostgreSQL server program; Debian keeps them out of PATH."""
    debian = glob.glob(f"/usr/lib/postgresql/*/bin/{program}")
    newest = max(debian, key=lambda path: int(path.split("/")[4].split(".")[0]), default=None)
    return newest or shutil.which(program)


CHROMIUM = Need("chromium", "browser journeys", "chromium", find_chromium)
POSTGRESQL = Need("postgresql", "the tests on PostgreSQL", "postgresql", find_postgres)
LIBREOFFICE = Need("soffice", "recomputing the calculation table", "libreoffice-calc", lambda: shutil.which("soffice"))
POPPLER = Need("pdftotext", "reading the documents made", "poppler-utils", lambda: shutil.which("pdftotext"))
JAVA = Need("java", "the engine's output on Spark", "default-jre-headless", lambda: shutil.which("java"))

FOR_TESTS = (CHROMIUM, POSTGRESQL, LIBREOFFICE, POPPLER, JAVA)


def missing(needs: Sequence[Need]) -> list[Need]:
    """Return the needs that this machine does not meet."""
    return [need for need in needs if need.find() is None]


def ensure(needs: Sequence[Need]) -> list[Need]:
    """Install what is missing where that is possible, and return what is missing still, after naming it."""
    wanted = missing(needs)
    if wanted:
        install([need.package for need in wanted])
    left = missing(wanted)
    for need in left:
        print(f"tanhui: {need.name} not found, needed for {need.purpose} (Debian package: {need.package})", flush=True)
    return left


def install(packages: Sequence[str]) -> bool:
    """Install Debian packages when apt-get is here and we may use it; say so in one line either way."""
    names = " ".join(packages)
    prefix = _as_root()
    if shutil.which("apt-get") is None or prefix is None:
        print(f"tanhui: cannot install by itself here; as root: apt-get install {names}", flush=True)
        return False
    print(f"tanhui: installing Debian packages: {names}", flush=True)
    options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]
    update = [*prefix, "apt-get", *options, "update"]
    added = [*prefix, "apt-get", *options, "install", "--no-install-recommends", *packages]
    return _quietly(update) and _quietly(added)


def _as_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive"]
    return None


def _quietly(command: list[str]) -> bool:
    """Run a command without a terminal; its output is shown only when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        print(f"tanhui: {' '.join(command)} failed:\n{done.stdout[-2000:]}", flush=True)
    return done.returncode == 0
