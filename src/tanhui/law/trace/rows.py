"""One row per clause: what carries it out, which tests prove it, and in which state it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tanhui.law.measure import Clause, Measure, measures, resolve
from tanhui.law.reading import Reading
from tanhui.law.scheme import scheme
from tanhui.law.trace.marks import Mark, Place, find_marks
from tanhui.law.trace.source import SourceTree, named_tuple_of_texts

_BELOW_THE_STAGES = ("law", "inputs", "parties", "procedure", "ledger", "trail", "documents", "site")


@dataclass(frozen=True)
class Row:
    """One clause with its trace.

    `state` is done, people (carried out by people alone), coming (its stage is not built yet) or missing (its stage is
    built, but code or test is not there). `whole` says that what is shown stands at the article or another clause.
    """

    clause: Clause
    code: tuple[Place, ...]
    tests: tuple[Place, ...]
    state: str
    whole: bool
    readings: tuple[Reading, ...]


def rows(tree: SourceTree | None = None) -> tuple[Row, ...]:
    """Return the rows of all measures: the city's first, our house rules last."""
    return _rows(tree or SourceTree())


def coming(tree: SourceTree) -> frozenset[str]:
    """Return the stages, and parts of stages, that are not built yet."""
    stages = named_tuple_of_texts(tree, "lifecycle/__init__.py", "COMING")
    return frozenset(stages) | frozenset(part for measure in measures() for part in measure.coming)


def known_stages(tree: SourceTree) -> frozenset[str]:
    """Return every stage a clause may name: what lies below the stages, the stages, and those to come."""
    lifecycle = named_tuple_of_texts(tree, "lifecycle/__init__.py", "STAGES")
    return frozenset(_BELOW_THE_STAGES) | frozenset(lifecycle) | coming(tree)


@lru_cache
def _rows(tree: SourceTree) -> tuple[Row, ...]:
    marks: dict[str, list[Mark]] = {}
    for mark in find_marks(tree):
        found = resolve(mark.clause)
        if found is not None:
            marks.setdefault(found, []).append(mark)
    waiting = coming(tree)
    readings = [reading for measure in measures() for reading in measure.readings] + list(scheme().readings)
    return tuple(
        _row(measure, clause, marks, waiting, readings) for measure in measures() for clause in measure.clauses
    )


def _row(
    measure: Measure, clause: Clause, marks: dict[str, list[Mark]], waiting: frozenset[str], readings: list[Reading]
) -> Row:
    exact = marks.get(clause.id, [])
    others = [mark for source in _also(measure, clause) for mark in marks.get(source, [])]
    code = _places(exact, tests=False) or _places(others, tests=False)
    tests = _places(exact, tests=True) or _places(others, tests=True)
    if is_coming(clause.stage, waiting):
        state = "coming"
    elif clause.carried_out_by == "people":
        state = "people"
    else:
        state = "done" if code and tests else "missing"
    mine = {clause.id, *(clause.ancestors if clause.own or clause.id == measure_first(measure, clause) else ())}
    return Row(
        clause, code, tests, state, not exact and bool(others), tuple(each for each in readings if each.clause in mine)
    )


def is_coming(stage: str, waiting: frozenset[str]) -> bool:
    """Whether a stage, or the stage that a part belongs to, is still to come."""
    return stage in waiting or stage.partition(".")[0] in waiting


def measure_first(measure: Measure, clause: Clause) -> str:
    """Return the first clause of an article: readings of the whole article are shown there."""
    return next(each.id for each in measure.clauses if each.article == clause.article)


def _also(measure: Measure, clause: Clause) -> list[str]:
    """The ids whose marks stand in for a clause's own: its parents where we numbered the item ourselves, and `through`.

    A parent's marks do not stand in for a part of a stage (market.auction): that is marked itself once it is built.
    """
    parents = list(clause.ancestors) if clause.own and "." not in clause.stage else []
    inherited = [each.ancestors for each in measure.clauses if each.id in clause.through and each.own]
    return [*clause.through, *parents, *(ancestor for ancestors in inherited for ancestor in ancestors)]


def _places(marks: list[Mark], *, tests: bool) -> tuple[Place, ...]:
    return tuple(sorted({mark.place for mark in marks if (mark.kind == "test") is tests}))
