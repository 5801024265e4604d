"""Files on disk under the hash of their content: written whole or not at all, synced before the row that names them.

An act that fails takes its new files back; a crash in between may leave a file that no row names, and `sweep` removes
such files once they are a day old.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

_NAME = re.compile(r"[0-9a-f]{64}")


class DamagedDocument(RuntimeError):
    """A kept file is missing, or its bytes no longer have the hash they were kept under."""


def folder() -> Path:
    """Return the folder of the documents."""
    return Path(settings.TANHUI_DOCUMENTS)


def path_of(sha256: str) -> Path:
    """Return where content with this hash is kept."""
    if not _NAME.fullmatch(sha256):
        raise ValueError("not a SHA-256 in hex")
    return folder() / sha256[:2] / sha256[2:4] / sha256


@dataclass(frozen=True)
class Kept:
    """Content on disk: its hash, and whether it was not there before."""

    sha256: str
    is_new: bool


def keep(content: bytes) -> Kept:
    """Write content durably; the same content is kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if path.exists() and path.read_bytes() == content:
        os.utime(path)
        return Kept(sha256, is_new=False)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".incoming-")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    for directory in (path.parent, path.parent.parent, folder()):
        _sync_directory(directory)
    return Kept(sha256, is_new=True)


def take_back(sha256: str) -> None:
    """Remove content whose act has failed."""
    path_of(sha256).unlink(missing_ok=True)


def read(sha256: str) -> bytes:
    """Return kept content; raise when it is missing or was changed."""
    try:
        content = path_of(sha256).read_bytes()
    except FileNotFoundError as error:
        raise DamagedDocument(f"document {sha256} is missing") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DamagedDocument(f"document {sha256} was changed on disk")
    return content


def kept() -> Iterator[Path]:
    """Yield every kept file, unfinished ones included."""
    yield from sorted(path for path in folder().glob("??/??/*") if path.is_file())
    yield from sorted(folder().glob("??/??/.incoming-*"))


def sweep(named: Collection[str], *, before: float) -> list[str]:
    """Remove files that no row names and that were last touched before that moment (seconds); return their names."""
    gone = []
    for path in kept():
        if path.name not in named and path.exists() and path.stat().st_mtime < before:
            path.unlink()
            gone.append(path.name)
    return gone


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
