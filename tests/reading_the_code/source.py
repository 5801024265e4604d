"""The project's own files, read as text and as syntax trees."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "tanhui"
NOT_OURS = frozenset({"node_modules", "var", "__pycache__", "dist", "build", "uv.lock"})
HIDDEN_BUT_OURS = frozenset({".ci", ".gitignore", ".npmrc"})


@dataclass(frozen=True)
class Source:
    """One Python file: where it lies, how it is imported, what it says."""

    path: Path
    tree: ast.Module

    @property
    def module(self) -> str:
        """Its dotted name below `src`, such as `tanhui.lifecycle.market.actions`."""
        parts = self.path.relative_to(ROOT / "src").with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def is_test(self) -> bool:
        """Whether it lies in a folder of tests."""
        return "tests" in self.path.parts

    def at(self, node: ast.AST) -> str:
        """Name a place as `path:line`."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


@cache
def sources() -> tuple[Source, ...]:
    """Return the Python files of the package, tests included, migrations left out."""
    files = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
    return tuple(Source(path, ast.parse(path.read_text(encoding="utf-8"))) for path in files)


def product() -> tuple[Source, ...]:
    """Return the package without its tests."""
    return tuple(source for source in sources() if not source.is_test)


def imports_of(source: Source) -> Iterator[tuple[str, ast.stmt]]:
    """Give each name a file imports, dotted and absolute, with its statement."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def text_files() -> Iterator[tuple[Path, str]]:
    """Give every text file of the project with its content."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(filter(_is_ours, folders))
        for name in sorted(filter(_is_ours, names)):
            path = Path(folder) / name
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:  # pictures, fonts and sheets
                continue


def _is_ours(name: str) -> bool:
    return name in HIDDEN_BUT_OURS or not (name in NOT_OURS or name.startswith("."))


def nothing(wrong: Iterable[str] | Mapping[str, object]) -> None:
    """Fail with one line for each place found."""
    pairs = wrong.items() if isinstance(wrong, Mapping) else ((each, "") for each in wrong)
    lines = [f"{place} {found}".rstrip() for place, found in pairs]
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)
