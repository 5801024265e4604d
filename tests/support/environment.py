"""The environment tests run in, set before Django reads its settings: nothing of the person's own installation is used.

Loaded by `-p` in pyproject.toml, because pytest-django reads the settings before any conftest.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # writes are synced on SQLite; a folder in memory makes that free
ENOUGH_BYTES = 500_000_000


def _folder() -> Path:
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
    folder = Path(tempfile.mkdtemp(prefix="tanhui-tests-", dir=MEMORY if roomy else None))
    atexit.register(_remove, folder, os.getpid())
    return folder


def _remove(folder: Path, made_by: int) -> None:
    if os.getpid() == made_by:  # not in forked children
        shutil.rmtree(folder, ignore_errors=True)


for name in [name for name in os.environ if name.startswith("TANHUI_")]:
    del os.environ[name]
VAR = _folder()
os.environ["TANHUI_VAR"] = str(VAR)
os.environ["TANHUI_DEMO"] = "1"
(VAR / "static").mkdir()  # where collected files would be; without it every run warns
