"""What the law pages show, as plain rows made from the measures, the scheme and the trace."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from datetime import date

from tanhui.law.codes import RefusalCode, codes
from tanhui.law.instrument import Instrument
from tanhui.law.measure import Article, Clause, Measure, measures
from tanhui.law.reading import Reading
from tanhui.law.scheme import Parameter, scheme
from tanhui.law.trace import Row, rows
from tanhui.law.trace.marks import Place, find_readings
from tanhui.law.trace.source import SourceTree, parse
from tanhui.law.trace.used_codes import used_codes

STATES = {"done": "已实现", "people": "由人办理", "coming": "待建设", "missing": "待补齐"}
TONES = {"done": "ok", "people": "plain", "coming": "wait", "missing": "bad"}
CARRIERS = {"code": "系统", "people": "人工", "both": "系统与人工"}


@dataclass(frozen=True)
class ClauseShown:
    """One clause as the page shows it; `anchors` are the ids above it that no clause of its own carries."""

    row: Row
    anchors: tuple[str, ...]
    state_zh: str
    tone: str
    carrier_zh: str


@dataclass(frozen=True)
class ArticleShown:
    """One article with its clauses; house rules come as one group without an article."""

    id: str
    title: str
    how: str
    clauses: tuple[ClauseShown, ...]


@dataclass(frozen=True)
class MeasureShown:
    """One measure with its articles and how many clauses are in each state."""

    measure: Measure
    articles: tuple[ArticleShown, ...]
    counts: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class ReadingRow:
    """One reading, wherever it was written."""

    clause: str
    zh: str
    en: str
    where: str
    interpretation: str


@dataclass(frozen=True)
class ParameterRow:
    """One parameter with its value on a day."""

    name: str
    title_zh: str
    value: str
    unit: str
    first_day: date | None
    clause: str
    source: str
    decided_by: str


def measures_shown() -> tuple[MeasureShown, ...]:
    """Return every measure, article by article."""
    traced = {row.clause.id: row for row in rows()}
    return tuple(_measure(measure, traced) for measure in measures())


def instruments() -> tuple[Instrument, ...]:
    """Return the instruments of the scheme, the first in force first."""
    return scheme().instruments


def reading_rows() -> list[ReadingRow]:
    """Return all readings: of the measures and the scheme, of the instruments, and those written in the code."""
    declared = [each for measure in measures() for each in measure.readings] + list(scheme().readings)
    found = [_declared(each) for each in declared]
    for each in scheme().instruments:
        found.append(ReadingRow("JX23-30", each.reading_zh, each.reading_en, each.number or each.id, ""))
    for written in find_readings(SourceTree()):
        clause = written.clauses[0] if written.clauses else ""
        found.append(ReadingRow(clause, "", written.text, written.place.label.removeprefix("tanhui."), ""))
    return found


def parameter_rows(day: date) -> list[ParameterRow]:
    """Return the parameters with the values in force on a day."""
    return [_parameter(each, day) for each in scheme().parameters.values()]


def code_rows() -> list[tuple[RefusalCode, bool]]:
    """Return the refusal codes, and whether the source uses each already."""
    used = used_codes(SourceTree())
    return [(each, each.code in used) for each in codes().values()]


def source_of(module: str, name: str) -> tuple[Place, str] | None:
    """Return the text of a place that carries out a clause; None for anything the trace does not name."""
    place = next((each for row in rows() for each in row.code if (each.module, each.name) == (module, name)), None)
    if place is None:
        return None
    tree = SourceTree()
    file = tree.root / place.file
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py" or not name:
        return place, text
    return place, _segment(parse(file), name.split("."), text.splitlines())


def _segment(module: ast.Module, path: list[str], lines: list[str]) -> str:
    """Cut one function or class out of a file, its decorators included."""
    node: ast.AST = module
    for part in path:
        node = next(child for child in ast.walk(node) if getattr(child, "name", None) == part)
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    return "\n".join(lines[first - 1 : node.end_lineno])


def _measure(measure: Measure, traced: dict[str, Row]) -> MeasureShown:
    shown: set[str] = set()
    if measure.articles:
        articles = tuple(_article(measure, article, traced, shown) for article in measure.articles)
    else:
        clauses = tuple(_clause(each, traced, shown, measure.ids) for each in measure.clauses)
        articles = (ArticleShown(measure.code, measure.title_zh, "", clauses),)
    states = [each.row.state for article in articles for each in article.clauses]
    counts = tuple((STATES[state], TONES[state], states.count(state)) for state in STATES if state in states)
    return MeasureShown(measure, articles, counts)


def _article(measure: Measure, article: Article, traced: dict[str, Row], shown: set[str]) -> ArticleShown:
    identity = f"{measure.code}-{article.number}"
    shown.add(identity)
    clauses = tuple(_clause(each, traced, shown, measure.ids) for each in article.clauses)
    return ArticleShown(identity, f"第{article.number}条 {article.heading_zh}", article.how_zh, clauses)


def _clause(clause: Clause, traced: dict[str, Row], shown: set[str], ids: frozenset[str]) -> ClauseShown:
    """Give each id of the measure one anchor: the first clause below an id that has no clause of its own carries it."""
    anchors = tuple(each for each in (clause.id, *clause.ancestors) if each in ids and each not in shown)
    shown.update(anchors)
    row = traced[clause.id]
    return ClauseShown(row, anchors, STATES[row.state], TONES[row.state], CARRIERS[clause.carried_out_by])


def _declared(reading: Reading) -> ReadingRow:
    return ReadingRow(reading.clause, reading.zh, reading.en, reading.id, reading.interpretation)


def _parameter(parameter: Parameter, day: date) -> ParameterRow:
    dated = next((each for each in reversed(parameter.values) if each.first_day <= day), None)
    return ParameterRow(
        name=parameter.name,
        title_zh=parameter.title_zh,
        value=str(dated.value) if dated else "",
        unit=parameter.unit,
        first_day=dated.first_day if dated else None,
        clause=parameter.clause,
        source=parameter.source,
        decided_by=parameter.decided_by,
    )
