"""One report over several years, sites and streams: each part is one run of the method; the totals add them up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from tanhui.law import Breach, Refusal, refuse
from tanhui.lifecycle.methodology.document import Entry, Method
from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC, plain
from tanhui.lifecycle.methodology.engine.rounding import whole_tonnes
from tanhui.lifecycle.methodology.engine.units import Units
from tanhui.lifecycle.methodology.evaluation import Evaluation, evaluate
from tanhui.lifecycle.methodology.factors import Factor

TONNE = "tCO2e"
TOTAL = "total"
MOST_PARTS = 200


@dataclass(frozen=True)
class PartEntered:
    """What was entered for one site and year; without a year, factors are looked up for the day, or not at all."""

    site: str
    year: int
    inputs: Mapping[str, Entry]
    tables: Mapping[str, Sequence[Mapping[str, Entry]]]
    day: date | None = None

    @property
    def on(self) -> date | None:
        """The day that factors are looked up for: the one given, or the last of the year."""
        return self.day or (date(self.year, 12, 31) if self.year else None)


@dataclass(frozen=True)
class Part:
    """One run, and what each stream came to in it, in tonnes; what is rounded in total stays exact here."""

    site: str
    year: int
    evaluation: Evaluation
    streams: Mapping[str, Decimal]

    @property
    def tonnes(self) -> Decimal:
        """All streams of this part together."""
        return _added(self.streams.values())


@dataclass(frozen=True)
class Report:
    """All parts, and the totals by stream, year and site."""

    method: Method
    parts: tuple[Part, ...]

    def by_stream(self) -> dict[str, Decimal]:
        """Return each stream's total after the rounding that the document declares for totals."""
        found = {}
        for symbol in self.method.results:
            exact = _added(part.streams[symbol] for part in self.parts)
            found[symbol] = _rounded_total(self.method, symbol, exact)
        return found

    def by_year(self) -> dict[int, Decimal]:
        """Return what the parts of each year add up to."""
        years = sorted({part.year for part in self.parts})
        return {year: _added(part.tonnes for part in self.parts if part.year == year) for year in years}

    def by_site(self) -> dict[str, Decimal]:
        """Return what the parts of each site add up to."""
        sites = sorted({part.site for part in self.parts})
        return {site: _added(part.tonnes for part in self.parts if part.site == site) for site in sites}

    @property
    def total(self) -> Decimal:
        """All streams together."""
        return _added(self.by_stream().values())

    @property
    def whole_tonnes(self) -> int:
        """The tonnes that can be issued: rounded down, never below zero."""
        return whole_tonnes(self.total)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "parts": [
                {
                    "site": part.site,
                    "year": part.year,
                    "streams": {symbol: plain(value) for symbol, value in part.streams.items()},
                    **part.evaluation.as_dict(),
                }
                for part in self.parts
            ],
            "streams": {symbol: plain(value) for symbol, value in self.by_stream().items()},
            "years": {str(year): plain(value) for year, value in self.by_year().items()},
            "sites": {site: plain(value) for site, value in self.by_site().items()},
            "total": {"value": plain(self.total), "unit": TONNE},
            "whole_tonnes": self.whole_tonnes,
        }


def report(
    method: Method,
    entered: Sequence[PartEntered],
    *,
    known_on: date | None = None,
    factors: Iterable[Factor] = (),
) -> Report:
    """Run a method for every part; refuse with the faults of all parts, each placed at its site and year."""
    if not 1 <= len(entered) <= MOST_PARTS:
        refuse("V-9", f"应有 1 至 {MOST_PARTS} 个部分，现有 {len(entered)} 个", "A report has 1 to 200 parts")
    library, breaches, parts = tuple(factors), [], []
    seen: set[tuple[str, int]] = set()
    for each in entered:
        place = f"{each.year} {each.site}".strip()
        if (each.site, each.year) in seen:
            breaches.append(Breach("", "V-8", "", f"{place} 给了两次", f"{place} is given twice", place))
        seen.add((each.site, each.year))
        try:
            parts.append(_part(method, each, known_on, library))
        except Refusal as refusal:
            breaches += [_placed(breach, place) for breach in refusal.breaches]
    if breaches:
        raise Refusal(tuple(breaches))
    return Report(method, tuple(parts))


def _placed(breach: Breach, place: str) -> Breach:
    return replace(breach, place=f"{place} {breach.place or ''}".strip())


def _part(method: Method, each: PartEntered, known_on: date | None, library: tuple[Factor, ...]) -> Part:
    found = evaluate(method, each.inputs, tables=each.tables, day=each.on, known_on=known_on, factors=library)
    streams = {}
    for computed in found.steps:
        if computed.step.symbol in method.results:
            rounding = computed.step.rounding
            value = computed.exact if rounding is not None and rounding.stage == TOTAL else computed.value
            streams[computed.step.symbol] = _tonnes(method.units, value, computed.step.unit)
    return Part(each.site, each.year, found, streams)


def _tonnes(units: Units, value: Decimal, unit: str) -> Decimal:
    return units.convert(value, unit, TONNE)


def _rounded_total(method: Method, symbol: str, exact: Decimal) -> Decimal:
    step = method.step(symbol)
    if step is None or step.rounding is None or step.rounding.stage != TOTAL:
        return exact
    own = method.units.convert(exact, TONNE, step.unit)
    return _tonnes(method.units, step.rounding.apply(own), step.unit)


def _added(values: Iterable[Decimal]) -> Decimal:
    found = Decimal(0)
    for value in values:
        found = ARITHMETIC.add(found, value)
    return found
