"""Write docs/TRACE.md and docs/READINGS.md, and check that nothing is missing from either."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from tanhui.law.codes import codes
from tanhui.law.measure import measures, resolve
from tanhui.law.trace.marks import find_marks
from tanhui.law.trace.pages import readings_page, trace_page
from tanhui.law.trace.rows import Row, known_stages, rows
from tanhui.law.trace.source import SourceTree
from tanhui.law.trace.used_codes import used_codes


def pages(tree: SourceTree) -> dict[str, str]:
    """Return the generated pages by file name."""
    return {"TRACE.md": trace_page(tree), "READINGS.md": readings_page(tree)}


def problems(tree: SourceTree) -> list[str]:
    """Return everything that `--check` refuses, in words that say what to do."""
    found = [
        f"{mark.place.label}: names {mark.clause}, which is no clause of any measure"
        for mark in find_marks(tree)
        if resolve(mark.clause) is None
    ]
    for row in rows(tree):
        if row.state == "missing":
            found.append(f"{row.clause.id}: stage {row.clause.stage} is built, but the clause has {_lacking(row)}")
    known = known_stages(tree)
    for measure in measures():
        unknown = {clause.stage.partition(".")[0] for clause in measure.clauses} | {
            part.partition(".")[0] for part in measure.coming
        }
        found += [f"{measure.code}: {stage} is no stage" for stage in sorted(unknown - known)]
    for code, files in used_codes(tree).items():
        if code not in codes():
            found.append(f"{code} is not registered in law/codes.toml; used in {', '.join(files)}")
    return found


def _lacking(row: Row) -> str:
    if not row.code and not row.tests:
        return "neither code nor an exact test"
    return "no exact test" if row.code else "no code"


def outdated(tree: SourceTree) -> list[str]:
    """Return the generated pages that differ from what the source says now."""
    folder = tree.root / "docs"
    stale = []
    for name, text in pages(tree).items():
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(f"docs/{name} is out of date: run tanhui trace")
    return stale


def run(*, check: bool = False, say: Callable[[str], object] | None = None, tree: SourceTree | None = None) -> int:
    """Write the pages, or with `check` only compare; say what is wrong and return the exit code."""
    tree, say = tree or SourceTree(), say or _line
    if not (tree.root / "pyproject.toml").exists():
        say(f"{tree.root} is not the source of tanhui: the trace is made where docs/ and tests/ are")
        return 2
    if check:
        found = problems(tree) + outdated(tree)
        for line in found:
            say(line)
        say(
            f"{len(found)} problems"
            if found
            else "the trace holds: every clause whose stage is built has code and an exact test"
        )
        return 1 if found else 0
    for name, text in pages(tree).items():
        (tree.root / "docs").mkdir(exist_ok=True)
        (tree.root / "docs" / name).write_text(text, encoding="utf-8")
        say(f"wrote docs/{name}")
    return 0


def main(arguments: Sequence[str]) -> int:
    """Run from the command line."""
    if set(arguments) - {"--check"}:
        sys.stderr.write("usage: python -m tanhui.law.trace [--check]\n")
        return 2
    return run(check="--check" in arguments)


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")
