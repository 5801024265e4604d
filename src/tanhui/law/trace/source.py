"""Where the source lies, and its files read once."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
ROOT = PACKAGE.parents[1]
"""The repository, where `tests/` and `docs/` lie beside `src/`."""


@dataclass(frozen=True)
class SourceTree:
    """The folders the trace reads: the package, and the journeys beside it."""

    package: Path = PACKAGE
    root: Path = ROOT

    def python(self) -> list[Path]:
        """Every Python file, in order; the samples of the /design page carry nothing out."""
        package = (file for file in self.package.rglob("*.py") if "design" not in file.parts)
        return sorted([*package, *(self.root / "tests").rglob("*.py")])

    def templates(self) -> list[Path]:
        """Every page and document template, in order."""
        pages = [*self.package.rglob("*.html"), *self.package.rglob("*.typ")]
        return sorted(file for file in pages if "design" not in file.parts)

    def is_test(self, file: Path) -> bool:
        """Whether a file holds tests: under a folder `tests`."""
        return "tests" in file.relative_to(self.root).parts

    def name(self, file: Path) -> str:
        """The file as the repository names it, for links."""
        return file.relative_to(self.root).as_posix()

    def module(self, file: Path) -> str:
        """The dotted module of a file, as an import writes it; a template keeps its path."""
        if file.suffix != ".py":
            return self.name(file)
        base = self.package.parent if file.is_relative_to(self.package) else self.root
        dotted = ".".join(file.relative_to(base).with_suffix("").parts)
        return dotted.removesuffix(".__init__")


@lru_cache(maxsize=2000)
def parse(file: Path) -> ast.Module:
    """Parse one Python file."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def named_tuple_of_texts(tree: SourceTree, file: str, name: str) -> tuple[str, ...]:
    """Read a module-level tuple of texts, such as lifecycle's STAGES, without importing it."""
    for node in parse(tree.package / file).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            value = ast.literal_eval(node.value)  # type: ignore[attr-defined]
            return tuple(str(each) for each in value)
    raise LookupError(f"{file} has no {name}")
