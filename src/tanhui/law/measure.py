"""The measures as data: articles, clauses in our own words, who carries each out, and at which stage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from tanhui.law.reading import Reading, load_readings
from tanhui.law.tables import LAW, LawDataError, Row, no_twins, read

CARRIERS = ("code", "people", "both")


@dataclass(frozen=True)
class Clause:
    """One duty: its id, its gist, who carries it out, and the stage (or part of one, `market.auction`) where.

    `own` marks an item the measure does not number itself: a mark on its parent covers it. `through` names other
    clauses by which this one is carried out, as a definition is by the rules that use it.
    """

    id: str
    article: int
    gist_zh: str
    gist_en: str
    carried_out_by: str
    stage: str
    own: bool
    through: tuple[str, ...]

    @property
    def ancestors(self) -> tuple[str, ...]:
        """The ids of the paragraph and article above this clause, nearest first."""
        measure, _, numbers = self.id.partition("-")
        parts = numbers.split(".")
        return tuple(f"{measure}-{'.'.join(parts[:length])}" for length in range(len(parts) - 1, 0, -1))


@dataclass(frozen=True)
class Article:
    """One article: its heading and how the platform carries it out, with its clauses in order."""

    number: int
    chapter: int
    heading_zh: str
    heading_en: str
    how_zh: str
    how_en: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Measure:
    """A measure, or our own house rules (which have clauses but no articles to group them)."""

    code: str
    title_zh: str
    title_en: str
    number: str
    issuer_zh: str
    issuer_en: str
    issued_on: date
    official_text_zh: str
    official_text_en: str
    coming: tuple[str, ...]
    readings: tuple[Reading, ...]
    articles: tuple[Article, ...]
    clauses: tuple[Clause, ...]

    @property
    def ids(self) -> frozenset[str]:
        """Every id a mark may name: the clauses, and the articles and paragraphs above them."""
        return frozenset(each for clause in self.clauses for each in (clause.id, *clause.ancestors))

    def resolve(self, named: str) -> str | None:
        """Return the id a mark means, or None; paragraph 1 of an article with one paragraph is the article itself."""
        if named in self.ids:
            return named
        article, dot, paragraph = named.rpartition(".")
        return article if dot and paragraph == "1" and article in self.ids and article.count(".") == 0 else None


@lru_cache
def measures(folder: Path = LAW / "measures") -> tuple[Measure, ...]:
    """Load every measure: the city's first, our house rules last."""
    files = sorted(folder.glob("*.toml"), key=lambda file: (file.stem == "house", file.stem))
    found = tuple(load_measure(file) for file in files)
    no_twins([measure.code for measure in found], folder.name)
    return found


def all_clauses() -> dict[str, Clause]:
    """Return every clause of every measure by its id, in order."""
    return {clause.id: clause for measure in measures() for clause in measure.clauses}


def resolve(named: str) -> str | None:
    """Return the clause id a mark means, or None when no measure has it."""
    return next((found for measure in measures() if (found := measure.resolve(named))), None)


def load_measure(path: Path) -> Measure:
    """Load one measure; a wrong row is named, and nothing is loaded."""
    file = read(path)
    code = file.text("code")
    articles = tuple(_article(row, code) for row in file.rows("article", name="number", needed=False))
    if [each.number for each in articles] != list(range(1, len(articles) + 1)):
        raise LawDataError(f"{path.name}: articles must be numbered 1, 2, 3 without a hole")
    ungrouped = tuple(_clause(row, code) for row in file.rows("clauses", name="id", needed=False))
    measure = Measure(
        code=code,
        title_zh=file.text("title_zh"),
        title_en=file.text("title_en"),
        number=file.text("number", ""),
        issuer_zh=file.text("issuer_zh"),
        issuer_en=file.text("issuer_en"),
        issued_on=file.day("issued_on"),
        official_text_zh=file.text("official_text_zh"),
        official_text_en=file.text("official_text_en"),
        coming=file.texts("coming"),
        readings=load_readings(file),
        articles=articles,
        clauses=tuple(clause for article in articles for clause in article.clauses) + ungrouped,
    )
    file.done()
    _check(measure, path.name)
    return measure


def _article(row: Row, code: str) -> Article:
    number = row.whole("number")
    article = Article(
        number=number,
        chapter=row.whole("chapter"),
        heading_zh=row.text("heading_zh"),
        heading_en=row.text("heading_en"),
        how_zh=row.text("how_zh"),
        how_en=row.text("how_en"),
        clauses=tuple(_clause(each, code) for each in row.rows("clauses", name="id")),
    )
    row.done()
    if not article.clauses or any(clause.article != number for clause in article.clauses):
        row.fail(f"needs clauses, all of article {number}")
    return article


def _clause(row: Row, code: str) -> Clause:
    found = row.text("id")
    match = re.fullmatch(rf"{code}-([1-9][0-9]*)(\.[1-9][0-9]*){{0,2}}", found)
    if match is None:
        row.fail(f"an id is written {code}-13.1.2")
    clause = Clause(
        id=found,
        article=int(match[1]),
        gist_zh=row.text("gist_zh"),
        gist_en=row.text("gist_en"),
        carried_out_by=row.text("carried_out_by"),
        stage=row.text("stage"),
        own=row.flag("own"),
        through=row.texts("through"),
    )
    row.done()
    if clause.carried_out_by not in CARRIERS:
        row.fail(f"carried_out_by must be one of {', '.join(CARRIERS)}")
    return clause


def _check(measure: Measure, where: str) -> None:
    """Refuse twins, and references to clauses that do not exist."""
    no_twins([clause.id for clause in measure.clauses], where)
    no_twins([reading.id for reading in measure.readings], where)
    for clause in measure.clauses:
        for other in clause.through:
            if other == clause.id or other not in measure.ids:
                raise LawDataError(f"{where}: {clause.id} is carried out through {other}, which does not exist")
    for reading in measure.readings:
        if reading.clause not in measure.ids:
            raise LawDataError(f"{where}: {reading.id} reads {reading.clause}, which does not exist")
