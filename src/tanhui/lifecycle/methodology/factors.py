"""Emission factors with their provenance, and which value holds for a day.

Pure: values come from the library (see `library/`) or from a methodology document.
"""

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
"""How strong the source of a value is that may be computed with."""
STRENGTHS = EVIDENCE | {"unconfirmed": "未经核对", "missing": "数值未取得"}
"""Every strength the library knows; the last two are kept and shown as 待核, and never computed with."""
KINDS = {
    "average": "电网平均",
    "OM": "电量边际（OM）",
    "BM": "容量边际（BM）",
    "CM": "组合边际（CM）",
    "cm-weight": "组合边际权重",
    "NCV": "低位发热量",
    "CC": "单位热值含碳量",
    "OF": "碳氧化率",
    "fuel": "燃料排放因子",
    "heat": "热力排放因子",
    "GWP": "全球增温潜势",
    "default": "缺省值与地方值",
}
YEARS_OF = {"data": "数据年份", "publication": "公布年份", "recorded": "入库年份（来源未写年份）"}
"""What the year of a value is the year of."""


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
    """One value of a series for one region and year, never without unit, year and publication.

    A value of the library also names its record and the record's digest; a document's own value has neither.
    """

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
    record_id: int | None = None
    digest: str = ""

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
