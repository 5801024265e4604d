"""Secrets of the demonstration: made once on first start and kept beside the data, never a default in the code."""

import os
import secrets
from pathlib import Path


def demonstration_secret(folder: Path, name: str) -> str:
    """Return the secret `name` kept under `folder/secrets`, making it on first use (readable by the owner only)."""
    kept = folder / "secrets" / name.lower()
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text()
    with os.fdopen(descriptor, "w") as handle:
        handle.write(secrets.token_urlsafe(48))
    return kept.read_text()
