"""The methodologies that come with the platform: one folder per version, never changed once published."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tanhui.law import refuse
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.loading import load, read_folder

HERE = Path(__file__).parent


def folders() -> dict[tuple[str, str], Path]:
    """Return the folder of each (methodology, version), in order of their names."""
    found = {(path.parent.parent.name, path.parent.name): path.parent for path in HERE.glob("*/*/method.toml")}
    return dict(sorted(found.items()))


def latest(slug: str) -> str:
    """Return the name of a methodology's latest version in the catalogue."""
    versions = [version for each, version in folders() if each == slug]
    if not versions:
        known = "、".join(sorted({each for each, _ in folders()}))
        refuse("R10-1", f"没有方法学 {slug}；现有：{known}", f"No methodology {slug}; known are: {known}")
    return max(versions, key=lambda version: (len(version), version))


def document_text(slug: str, version: str | None = None) -> str:
    """Return the whole document of a version as one TOML text."""
    wanted = version or latest(slug)
    folder = folders().get((slug, wanted))
    if folder is None:
        refuse("R10-1", f"没有方法学 {slug} 的版本 {wanted}", f"No version {wanted} of methodology {slug}")
    return read_folder(folder)


@lru_cache(maxsize=64)
def method(slug: str, version: str | None = None) -> Method:
    """Return a methodology of the catalogue; without a version, the latest."""
    return load(document_text(slug, version))
