"""When a value is believed: range by kind, agreement with its neighbours, and no trace of a copied table. Pure.

The ranges are those of `ranges.toml`. What a table shows (one value everywhere, another year's column, one invented
ratio) are the faults really found in public tables of factors.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tanhui.law import Reason, rule
from tanhui.lifecycle.methodology.library.entries import Entry
from tanhui.lifecycle.methodology.library.ranges import fitting, has_ranges, in_unit

MOST_EQUAL = Fraction(80, 100)
"""The share of rows that may be equal; above it a table is taken for a copy."""
LEAST_ROWS = 5
"""From so many rows on a set of values is judged as a table."""
LEAST_REGIONS = 3
"""From so many regions on one constant ratio between two series is no coincidence."""
COPIED_DIGITS = 4
NEAR = Fraction(2, 100)
"""How far a fuel's emission factor may be from what its own properties give."""
CARBON_TO_CO2 = Fraction(44, 12)


@dataclass(frozen=True)
class FactorFacts:
    """One proposed value and what the library (with the other rows of the proposal) says beside it.

    `operating` and `build` are the margins of the same region and year, in tCO2/MWh; `heat` and `expected` are what the
    fuel's own properties say; `same_in` are other years of the series and region with exactly this value.
    """

    entry: Entry
    place: str
    operating: Decimal | None
    build: Decimal | None
    heat: Decimal | None
    expected: Fraction | None
    same_in: tuple[int, ...]
    repeats: bool


@rule("JX23-11.1.1", code="R11-4")
def value_is_within_its_range(facts: FactorFacts) -> Reason | None:
    """Reading: a value outside the range of its kind is a slip of unit, digit or column until someone shows otherwise."""
    entry = facts.entry
    if not has_ranges(entry.kind):
        return None
    allowed = fitting(entry.kind, entry.unit)
    if not allowed:
        return Reason(
            zh=f"量纲不一致：{entry.series} 的单位 {entry.unit} 与这一类因子不符",
            en=f"Units disagree: {entry.unit} does not fit a factor of the kind {entry.kind}",
            code="R14-1",
            place=facts.place,
        )
    if any(each.lowest <= (in_unit(entry.amount, entry.unit, each.unit) or 0) <= each.highest for each in allowed):
        return None
    told = "，或 ".join(f"{each.lowest} 至 {each.highest} {each.unit}" for each in allowed)
    return Reason(
        zh=f"数值 {entry.value} {entry.unit} 不合常理：这一类因子应在 {told} 之间，请核对单位、小数点和栏目",
        en=f"{entry.value} {entry.unit} is implausible; expected is {told}",
        place=facts.place,
    )


@rule("JX23-11.1.1", code="R11-4")
def build_margin_is_not_above_operating_margin(facts: FactorFacts) -> Reason | None:
    """Reading: new plants are cleaner than the margin that runs; the other way round the columns were swapped."""
    if facts.operating is None or facts.build is None or facts.build <= facts.operating:
        return None
    return Reason(
        zh=f"容量边际（BM）{facts.build} 高于同地区同年的电量边际（OM）{facts.operating}，请核对两栏是否互换",
        en=f"The build margin {facts.build} is above the operating margin {facts.operating} of that region and year",
        place=facts.place,
    )


@rule("JX23-11.1.1", code="R11-4")
def carbon_content_is_not_copied_from_the_heat_value(facts: FactorFacts) -> Reason | None:
    """Reading: 0.02308 beside 23.076 repeats the digits of the heat value and is no carbon content."""
    if facts.entry.kind != "CC" or facts.heat is None:
        return None
    if _digits(facts.entry.amount) != _digits(facts.heat):
        return None
    return Reason(
        zh=f"含碳量 {facts.entry.value} 的数字与热值 {facts.heat} 相同，疑为误抄",
        en=f"The carbon content {facts.entry.value} repeats the digits of the heat value {facts.heat}",
        place=facts.place,
    )


@rule("JX23-11.1.1", code="R11-4")
def fuel_factor_agrees_with_its_fuel(facts: FactorFacts) -> Reason | None:
    """Reading: heat value, carbon content and oxidation of the same fuel give its factor; another fuel's does not fit."""
    if facts.expected is None or abs(Fraction(facts.entry.amount) - facts.expected) <= NEAR * facts.expected:
        return None
    expected = f"{Decimal(facts.expected.numerator) / Decimal(facts.expected.denominator):.4f}"
    return Reason(
        zh=f"{facts.entry.value} {facts.entry.unit} 与该燃料的热值、含碳量、氧化率不符（应约为 {expected}），疑为其他燃料的数值",
        en=f"{facts.entry.value} {facts.entry.unit} does not follow from the fuel's own properties (about {expected})",
        place=facts.place,
    )


@rule("JX23-11.1.1", code="R11-5")
def value_is_not_another_years(facts: FactorFacts) -> Reason | None:
    """Reading: a value equal to the last digit to that of another year is mislabelled, unless declared as repeated."""
    if not facts.same_in or facts.repeats:
        return None
    years = "、".join(map(str, facts.same_in))
    return Reason(
        zh=f"{facts.entry.region} {facts.entry.year} 年的数值 {facts.entry.value} 与 {years} 年完全相同，疑为年份标错；"
        "确属重复的，请核对公告后勾选“与其他年份相同”",
        en=f"The value {facts.entry.value} is exactly that of {years}; if it really repeats, say so",
        place=facts.place,
    )


FACTOR = (
    value_is_within_its_range,
    build_margin_is_not_above_operating_margin,
    carbon_content_is_not_copied_from_the_heat_value,
    fuel_factor_agrees_with_its_fuel,
    value_is_not_another_years,
)


@dataclass(frozen=True)
class TableFacts:
    """All values proposed together, and the library's values of the same series and regions by year."""

    entries: tuple[Entry, ...]
    known: Mapping[tuple[str, str], Mapping[int, Decimal]]


@rule("JX23-11.1.1", code="R11-5")
def table_names_each_key_once(facts: TableFacts) -> Reason | None:
    """Reading: a series has one value for a region and a year."""
    twice = [key for key, count in Counter(each.key for each in facts.entries).items() if count > 1]
    if not twice:
        return None
    series, region, year = twice[0]
    return Reason(
        zh=f"{series}（{region}）{year} 年列了不止一次",
        en=f"{series} ({region}) {year} is given more than once",
    )


@rule("JX23-11.1.1", code="R11-5")
def table_is_not_one_value_everywhere(facts: TableFacts) -> Reason | None:
    """Reading: more than 80 % of the rows equal within a series is one value filled down the column."""
    for series, entries in _by_series(facts).items():
        value, count = Counter(each.amount for each in entries).most_common(1)[0]
        if len(entries) >= LEAST_ROWS and Fraction(count, len(entries)) > MOST_EQUAL:
            return Reason(
                zh=f"{series}：{len(entries)} 行中有 {count} 行都是 {value}，疑为同一数值填满整列",
                en=f"{series}: {count} of {len(entries)} rows are all {value}",
            )
    return None


@rule("JX23-11.1.1", code="R11-5")
def table_is_not_another_years_column(facts: TableFacts) -> Reason | None:
    """Reading: more than 80 % of the rows equal to another year of the library is an old column or a swapped one."""
    for series, entries in _by_series(facts).items():
        for year in sorted({each.year for each in entries}):
            for other, equal, compared in _alike(facts, [each for each in entries if each.year == year], year):
                return Reason(
                    zh=f"{series}：{year} 年的 {compared} 行中有 {equal} 行与 {other} 年相同，疑为照搬旧表或两年的列互换",
                    en=f"{series}: {equal} of {compared} rows of {year} are those of {other}",
                )
    return None


@rule("JX23-11.1.1", code="R11-5")
def ratio_between_series_is_not_constant(facts: TableFacts) -> Reason | None:
    """Reading: two series that stand in one exact ratio in three or more regions were computed, not measured."""
    columns: dict[str, dict[tuple[str, int], Decimal]] = defaultdict(dict)
    for each in facts.entries:
        columns[each.series][each.region, each.year] = each.amount
    named = sorted(columns)
    for position, first in enumerate(named):
        for second in named[position + 1 :]:
            shared = sorted(columns[first].keys() & columns[second].keys())
            ratios = {Fraction(columns[first][key]) / Fraction(columns[second][key]) for key in shared}
            varied = len({columns[first][key] for key in shared}) > 1
            if len({region for region, _ in shared}) >= LEAST_REGIONS and len(ratios) == 1 and varied:
                return Reason(
                    zh=f"{first} 与 {second} 在 {len(shared)} 行中比值完全相同，疑为按固定比例推算，不是公布的数值",
                    en=f"{first} and {second} stand in one constant ratio in {len(shared)} rows: computed, not published",
                )
    return None


TABLE = (
    table_names_each_key_once,
    table_is_not_one_value_everywhere,
    table_is_not_another_years_column,
    ratio_between_series_is_not_constant,
)


def expected_co2(*, heat: Decimal, carbon: Decimal, oxidation: Decimal) -> Fraction:
    """Return what a fuel's properties give per unit of fuel: heat value, carbon content, oxidation, 44/12."""
    return Fraction(heat) * Fraction(carbon) * Fraction(oxidation) * CARBON_TO_CO2


def _digits(value: Decimal) -> str:
    """Return the first four significant digits, rounded."""
    return f"{value:.{COPIED_DIGITS - 1}e}".split("e")[0]


def _by_series(facts: TableFacts) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for each in facts.entries:
        found[each.series].append(each)
    return found


def _alike(facts: TableFacts, entries: list[Entry], year: int) -> Iterator[tuple[int, int, int]]:
    """Yield each other year of which more than 80 % of the rows carry the values, with how many of how many."""
    years = sorted({other for each in entries for other in facts.known.get(each.key[:2], {}) if other != year})
    for other in years:
        compared = [each for each in entries if other in facts.known.get(each.key[:2], {})]
        equal = sum(1 for each in compared if facts.known[each.key[:2]][other] == each.amount)
        if len(compared) >= LEAST_ROWS and Fraction(equal, len(compared)) > MOST_EQUAL:
            yield other, equal, len(compared)
