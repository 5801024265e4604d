"""Emission factors with their provenance, and which value holds for a day. Pure: values come from a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tanhui.lifecycle.methodology.engine.faults import Fault

EVIDENCE = {
    "official": "公告原文",
    "cross-checked": "多处公开表格一致",
    "single": "一份公开表格",
    "secondary": "转述",
    "derived": "由其他因子计算",
}
"""How strong the source is; values that are unconfirmed, contradicted or missing are not admitted at all."""
KINDS = ("average", "OM", "BM", "CM", "fuel", "GWP", "default")


@dataclass(frozen=True)
class Publication:
    """Where a factor was published."""

    id: str
    title: str
    number: str
    published_on: date
    issuer: str
    link: str
    remark: str


@dataclass(frozen=True)
class Factor:
    """One value of a series for one region and year, never without unit, year and publication."""

    id: str
    series: str
    kind: str
    gas: str
    region: str
    year: int
    year_of: str
    value: Decimal
    unit: str
    publication: Publication
    evidence: str

    @property
    def evidence_zh(self) -> str:
        """The strength of the source, in Chinese."""
        return EVIDENCE[self.evidence]


@dataclass(frozen=True)
class Wanted:
    """What a parameter asks for: the series, the region, and how the year is found."""

    series: str
    region: str
    year_rule: str
    fallback: str


def _year_of_generation(candidates: list[Factor], year: int) -> list[Factor]:
    return [factor for factor in candidates if factor.year == year]


def _latest(candidates: list[Factor], year: int) -> list[Factor]:
    return candidates[-1:]


YEAR_RULES: Mapping[str, Callable[[list[Factor], int], list[Factor]]] = {
    "year-of-generation": _year_of_generation,
    "latest": _latest,
}
"""The year rules a parameter may name; candidates come oldest first, published by the day the reader knows."""

FALLBACKS: Mapping[str, Callable[[list[Factor], int], list[Factor]]] = {
    "none": lambda candidates, year: [],
    "latest-before": lambda candidates, year: [factor for factor in candidates if factor.year < year],
}


def factor_for(factors: Iterable[Factor], wanted: Wanted, day: date, *, known_on: date | None = None) -> Factor:
    """Return the value that holds for `day`; with `known_on`, only of what was published by then.

    Reading: the year of generation decides; while its value is not published, the latest year before it is used.
    """
    candidates = sorted(
        (
            factor
            for factor in factors
            if factor.series == wanted.series
            and factor.region == wanted.region
            and (known_on is None or factor.publication.published_on <= known_on)
        ),
        key=lambda factor: factor.year,
    )
    found = YEAR_RULES[wanted.year_rule](candidates, day.year) or FALLBACKS[wanted.fallback](candidates, day.year)
    if found:
        return found[-1]
    years = "、".join(str(factor.year) for factor in candidates) or "无"
    raise Fault(
        "R14-2",
        f"没有适用的排放因子：{wanted.series}（{wanted.region}）{day.year} 年；已有年份：{years}",
        f"No factor of {wanted.series} ({wanted.region}) holds for {day.year}",
    )
