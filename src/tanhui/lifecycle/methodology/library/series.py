"""What the series of the library are called. A series is what a methodology asks for, with a region and a year."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """How a family of series is called; `{0}` is what its name ends with."""

    pattern: str
    zh: str
    en: str


FAMILIES = (
    Named("grid-average-national", "全国电力平均因子", "National average of the grid"),
    Named(
        "grid-average-national-excluding-traded-nonfossil",
        "全国电力平均因子（不含市场化交易的非化石电量）",
        "National average without traded non-fossil power",
    ),
    Named("grid-average-national-fossil", "全国化石能源电力因子", "National average of fossil power"),
    Named("grid-average-region", "区域电网平均因子", "Average of a regional grid"),
    Named("grid-average-province", "省级电力平均因子", "Provincial average of the grid"),
    Named("grid-average-ets-reporting", "全国碳市场报告用电网因子", "Grid factor for reports under the national ETS"),
    Named("grid-OM", "区域电网电量边际因子（OM）", "Operating margin of a regional grid"),
    Named("grid-BM", "区域电网容量边际因子（BM）", "Build margin of a regional grid"),
    Named("grid-CM-7525", "组合边际因子（0.75/0.25）", "Combined margin, 0.75/0.25"),
    Named("grid-CM-5050", "组合边际因子（0.5/0.5）", "Combined margin, 0.5/0.5"),
    Named("grid-CM-weight-OM-*", "OM 权重（{0}）", "Weight of the operating margin ({0})"),
    Named("grid-CM-weight-BM-*", "BM 权重（{0}）", "Weight of the build margin ({0})"),
    Named("fuel-NCV-*", "低位发热量（{0}）", "Net calorific value ({0})"),
    Named("fuel-CC-*", "单位热值含碳量（{0}）", "Carbon content ({0})"),
    Named("fuel-OF-*", "碳氧化率（{0}）", "Oxidation factor ({0})"),
    Named("fuel-CO2-litre-*", "每升燃料排放（{0}）", "CO2 per litre ({0})"),
    Named("fuel-CO2-*", "单位燃料排放（{0}）", "CO2 per unit of fuel ({0})"),
    Named("GWP100-AR5-*", "全球增温潜势（AR5，{0}）", "GWP-100, AR5 ({0})"),
    Named("GWP100-AR6-*", "全球增温潜势（AR6，{0}）", "GWP-100, AR6 ({0})"),
    Named("heat-average", "热力平均因子", "Average of heat"),
    Named("pv-local", "光伏方法学自定因子", "Factor set by a PV method"),
    Named("trip-credit-*", "出行单次减排（{0}）", "Reduction credited to a trip ({0})"),
    Named("trip-metro-*", "地铁单次减排（{0}）", "Reduction of a metro trip ({0})"),
    Named("trip-*", "出行排放强度（{0}）", "Emission intensity of trips ({0})"),
    Named("vehicle-*", "车辆排放强度（{0}）", "Emission intensity of vehicles ({0})"),
)
"""Every family, the more special before the more general."""

_WORDS = {
    "anthracite": "无烟煤",
    "bituminous-coal": "烟煤",
    "lignite": "褐煤",
    "coke": "焦炭",
    "petroleum-coke": "石油焦",
    "crude-oil": "原油",
    "fuel-oil": "燃料油",
    "petrol": "汽油",
    "diesel": "柴油",
    "kerosene": "煤油",
    "natural-gas": "天然气",
    "natural-gas-earlier": "天然气，旧版",
    "coke-oven-gas": "焦炉煤气",
    "windsolar": "风电与光伏",
    "default": "默认",
    "bike": "骑行",
    "metro": "地铁",
    "bus": "公交",
    "rail": "轨道交通",
    "walk": "步行",
    "baseline": "基准线",
    "substitution": "替代法",
    "average": "平均法",
    "baseline-electric": "电动车基准线",
    "project-electric": "电动车项目",
}
_FORM = re.compile(r"[A-Za-z][A-Za-z0-9.]*(-[A-Za-z0-9.]+)*")


def well_formed(series: str) -> bool:
    """Whether a name can be that of a series: Latin letters, digits and hyphens."""
    return _FORM.fullmatch(series) is not None


def name_zh(series: str) -> str:
    """Return what people call a series; one without a family goes by its own name."""
    found = _family(series)
    return found[0].zh.format(_WORDS.get(found[1], found[1])) if found else series


def name_en(series: str) -> str:
    """Return the English name of a series."""
    found = _family(series)
    return found[0].en.format(found[1]) if found else series


def fuel_of(series: str) -> str:
    """Return the fuel that a series is about, or nothing."""
    found = re.fullmatch(r"fuel-(?:NCV|CC|OF|CO2-litre|CO2)-(.+)", series)
    return found[1] if found else ""


def _family(series: str) -> tuple[Named, str] | None:
    for family in FAMILIES:
        stem, star, _ = family.pattern.partition("*")
        if series == family.pattern or (star and series.startswith(stem)):
            return family, series.removeprefix(stem)
    return None
