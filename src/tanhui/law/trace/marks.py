"""Find the marks that tie code, pages and tests to clauses.

In code, every literal clause id marks the function it stands in: `@rule("JX23-…")`, `clauses=("JX23-…",)` of an act,
the clause of a refusal, a row of a table of moves. So does a refusal code, which codes.toml ties to its clause, and so
does `Carries out: JX23-….` in a docstring, for tables and constraints. A page says `{# clause: JX23-… #}`, a document
template `// clause: JX23-…`. A test is marked `@pytest.mark.clause("JX23-…")`: itself, its class, or by `pytestmark`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tanhui.law.codes import CODE, codes
from tanhui.law.measure import measures
from tanhui.law.trace.source import SourceTree, parse

_CLAUSE = re.compile(r"[A-Z][A-Z0-9]*-[0-9]+(?:\.[0-9]+)*")
_IN_PAGE = re.compile(r"\{#\s*clauses?:([^#]*)#\}|^\s*//\s*clauses?:(.*)$", re.MULTILINE)
_IN_DOCSTRING = re.compile(r"Carries out:([^\n]*(?:\n[ \t]*[A-Z][A-Z0-9]*-[0-9][^\n]*)*)")
_READING = re.compile(r"Reading:\s*(.+?)(?=\n\s*\n|\n\s*Reading:|\n\s*Carries out:|\Z)", re.DOTALL)


@dataclass(frozen=True, order=True)
class Place:
    """A place in the source: file and name, never a line number, so that the pages made from it do not churn."""

    file: str
    module: str
    name: str

    @property
    def label(self) -> str:
        """Module and function, as a page shows it."""
        return f"{self.module}:{self.name}" if self.name else self.module


@dataclass(frozen=True, order=True)
class Mark:
    """One mark: the clause it names, and where it stands."""

    clause: str
    place: Place
    kind: str


@dataclass(frozen=True, order=True)
class DocstringReading:
    """A reading written where it arises."""

    place: Place
    clauses: tuple[str, ...]
    text: str


@lru_cache
def find_marks(tree: SourceTree) -> tuple[Mark, ...]:
    """Find every mark of the source."""
    found: set[Mark] = set()
    for file in tree.python():
        walker = _Walker(tree, file)
        walker.visit(parse(file))
        found |= walker.marks
    for file in tree.templates():
        place = Place(tree.name(file), tree.module(file), "")
        for match in _IN_PAGE.finditer(file.read_text(encoding="utf-8")):
            found |= {Mark(clause, place, "page") for clause in _CLAUSE.findall(match[1] or match[2] or "")}
    return tuple(sorted(found))


@lru_cache
def find_readings(tree: SourceTree) -> tuple[DocstringReading, ...]:
    """Find every `Reading:` of a docstring, with the clauses marked at the same place."""
    marked: dict[Place, set[str]] = {}
    for mark in find_marks(tree):
        marked.setdefault(mark.place, set()).add(mark.clause)
    found = []
    for file in tree.python():
        if tree.is_test(file):
            continue
        walker = _Walker(tree, file)
        walker.visit(parse(file))
        for place, text in walker.readings:
            found.append(DocstringReading(place, tuple(sorted(marked.get(place, ()))), text))
    return tuple(sorted(found))


class _Walker(ast.NodeVisitor):
    """Walks one file and remembers in which function or class it is."""

    def __init__(self, tree: SourceTree, file: Path) -> None:
        self.marks: set[Mark] = set()
        self.readings: list[tuple[Place, str]] = []
        self._file, self._module, self._test = tree.name(file), tree.module(file), tree.is_test(file)
        self._names: list[str] = []
        self._measures = frozenset(measure.code for measure in measures())

    def visit_Module(self, node: ast.Module) -> None:
        self._read_docstring(node)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._inside(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._inside(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._inside(node)

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func
        if self._test:
            if (
                isinstance(called, ast.Attribute)
                and called.attr == "clause"
                and isinstance(called.value, ast.Attribute)
            ):
                self._add("test", node.args)
        elif isinstance(called, ast.Name) and called.id == "rule":
            self._add("clause", node.args[:1])  # whatever it names, so that a rule of an unknown measure is seen
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        text = node.value
        if self._test or not isinstance(text, str) or self._file.endswith("law/refusal.py"):
            return
        if CODE.fullmatch(text) and text in codes():
            self.marks.add(Mark(codes()[text].clause, self._place(), "code"))
        elif _CLAUSE.fullmatch(text) and text.partition("-")[0] in self._measures:
            self.marks.add(Mark(text, self._place(), "clause"))

    def _inside(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._names.append(node.name)
        self._read_docstring(node)
        self.generic_visit(node)
        self._names.pop()

    def _place(self) -> Place:
        return Place(self._file, self._module, ".".join(self._names))

    def _read_docstring(self, node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        text = ast.get_docstring(node)
        if not text or self._test:
            return
        for match in _IN_DOCSTRING.finditer(text):
            self.marks |= {Mark(clause, self._place(), "docstring") for clause in _CLAUSE.findall(match[1])}
        self.readings += [(self._place(), " ".join(match[1].split())) for match in _READING.finditer(text)]

    def _add(self, kind: str, nodes: Iterable[ast.AST]) -> None:
        for each in (each for node in nodes for each in ast.walk(node)):
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and _CLAUSE.fullmatch(each.value):
                self.marks.add(Mark(each.value, self._place(), kind))
