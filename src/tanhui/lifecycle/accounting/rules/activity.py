"""Article 14 for data that no meter brings: whose days it covers, where it counts, and what a methodology asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tanhui.law import Reason, rule
from tanhui.lifecycle.accounting.exact import plain

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Span:
    """The days that one set of data of a site covers, the last one included."""

    first_day: date
    last_day: date
    site: str

    def __str__(self) -> str:
        return f"{self.site} {self.first_day} 至 {self.last_day}".strip()

    def meets(self, other: Span) -> bool:
        """Whether both share a day."""
        return self.first_day <= other.last_day and other.first_day <= self.last_day


@dataclass(frozen=True)
class DataFacts:
    """A set of data to be loaded, whether it must lie in one year, and what its site has in use already."""

    span: Span
    one_year: bool
    in_use: tuple[Span, ...]


@dataclass(frozen=True)
class CoverFacts:
    """The days of a report, and the sets of data that share days with it."""

    first_day: date
    last_day: date
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class UseFacts:
    """Where the same data, and where behaviours of this data, are counted already."""

    same_data_in: tuple[str, ...]
    same_behaviours: tuple[str, ...]


@dataclass(frozen=True)
class NeedFacts:
    """What a methodology needs of a project's particulars, and what the project gives."""

    metered: bool
    meters: int
    asks_for_capacity: bool
    gives_capacity: bool


@dataclass(frozen=True)
class Quantity:
    """A quantity that a condition of application bounds, as the project gives it, in the condition's unit."""

    condition: str
    value: Decimal
    unit: str
    lowest: Decimal | None
    highest: Decimal | None


@dataclass(frozen=True)
class QuantityFacts:
    """The bounded quantities that a project gives."""

    quantities: tuple[Quantity, ...]


@rule("JX23-14.2.1", code="R14-14")
def data_lies_in_one_year(data: DataFacts) -> Reason | None:
    """Reading: where a value of the year enters the account, one set of data lies within one calendar year."""
    span = data.span
    if not data.one_year or span.first_day.year == span.last_day.year:
        return None
    return Reason(
        f"本方法学按年取用参数，一份数据须在同一年内：{span.first_day} 至 {span.last_day} 跨年，请分年填报",
        "the methodology uses values of a year; give each year's data by itself",
        place="last_day",
    )


@rule("JX23-14.2.1", code="R14-14")
def a_site_has_one_set_of_data_for_a_day(data: DataFacts) -> Reason | None:
    """A day of a site is told once, and so is a year: a correction takes the earlier set back first."""
    last_year = data.span.last_day.year
    clash = next((each for each in data.in_use if each.meets(data.span) or each.last_day.year == last_year), None)
    if clash is None:
        return None
    return Reason(
        f"该场所 {clash.last_day.year} 年已有数据（{clash.first_day} 至 {clash.last_day}）；如要更正，请先撤回原数据",
        "the site has data for these days or this year already; withdraw it first",
        place="first_day",
    )


@rule("JX23-14.2.1", code="R14-14")
def data_lies_in_the_period(cover: CoverFacts) -> Reason | None:
    """Data is never cut: what shares a day with the period lies wholly inside it."""
    outside = [each for each in cover.spans if each.first_day < cover.first_day or each.last_day > cover.last_day]
    if not outside:
        return None
    named = "；".join(str(each) for each in outside[:3])
    first = min(each.first_day for each in cover.spans)
    last = max(each.last_day for each in cover.spans)
    return Reason(
        f"活动数据不能拆分计入，以下数据超出核算期 {cover.first_day} 至 {cover.last_day}：{named}；可把核算期改为 {first} 至 {last}",
        f"data is counted whole; these sets reach beyond the period: take {first} to {last}",
        place="first_day",
    )


@rule("JX23-14.2.1", code="R14-14")
def data_covers_the_period(cover: CoverFacts) -> Reason | None:
    """Reading: every day of the period is covered by the data of at least one site; days without data are not claimed."""
    day = cover.first_day
    for each in sorted(cover.spans):
        if each.first_day > day:
            break
        day = max(day, each.last_day + ONE_DAY)
    if day > cover.last_day:
        return None
    until = min((each.first_day - ONE_DAY for each in cover.spans if each.first_day > day), default=cover.last_day)
    return Reason(
        f"核算期内 {day} 至 {min(until, cover.last_day)} 没有活动数据；请补充数据，或把核算期改到有数据的日子",
        f"there is no data for {day} to {min(until, cover.last_day)}; add it, or take the days that have data",
        place="first_day",
    )


@rule("JX23-14.1.3", code="R14-11")
def data_serves_one_project(use: UseFacts) -> Reason | None:
    """Reading: data that equals another project's or site's to the last digit is the same evidence used twice."""
    if not use.same_data_in:
        return None
    named = "、".join(use.same_data_in)
    return Reason(
        f"这份数据与 {named} 在用的数据完全相同，不能重复计入", f"the same data is in use for {named}", place="file"
    )


@rule("JX23-13.1.3", code="R13-7")
def behaviours_are_counted_in_one_project(use: UseFacts) -> Reason | None:
    """A citizen's behaviour counts in one project; each is known by the key that the methodology names."""
    if not use.same_behaviours:
        return None
    named = "；".join(use.same_behaviours[:5])
    more = f"；另有 {len(use.same_behaviours) - 5} 条" if len(use.same_behaviours) > 5 else ""
    return Reason(
        f"行为已计入：{named}{more}；请剔除后重新上传", "behaviours are counted elsewhere already", place="file"
    )


@rule("JX23-14.2.1", code="R14-16")
def metered_project_has_meters(need: NeedFacts) -> Reason | None:
    """A project whose reductions are metered names at least one meter."""
    if not need.metered or need.meters:
        return None
    return Reason(
        "所选方法学以电表读数核算，请填写计量表号和准确度等级",
        "the methodology is fed by meters; give the meter's number and its accuracy class",
        place="meter_number",
    )


@rule("JX23-14.2.1", code="R14-16")
def capacity_is_given_where_it_is_asked_for(need: NeedFacts) -> Reason | None:
    """A methodology that bounds the capacity, or whose energy is metered, needs it."""
    if not need.asks_for_capacity or need.gives_capacity:
        return None
    return Reason("所选方法学须填写装机容量（kW）", "the methodology asks for the capacity", place="capacity_kw")


@rule("JX23-10.1.4", code="R14-15")
def quantities_meet_the_conditions(found: QuantityFacts) -> Reason | None:
    """Both bounds of a condition of application belong to what is allowed."""
    broken = [each for each in found.quantities if not _within(each)]
    if not broken:
        return None
    told = "；".join(f"{each.condition}本项目为 {plain(each.value)} {each.unit}" for each in broken)
    return Reason(
        f"不符合方法学的适用条件：{told}",
        "; ".join(f"{plain(each.value)} {each.unit} is outside the conditions of application" for each in broken),
        place="capacity_kw",
    )


def _within(each: Quantity) -> bool:
    above = each.lowest is None or each.value >= each.lowest
    return above and (each.highest is None or each.value <= each.highest)


def as_spans(told: Iterable[tuple[str, date, date]]) -> tuple[Span, ...]:
    """Return spans from (site, first day, last day)."""
    return tuple(Span(first, last, site) for site, first, last in told)


DATA = (data_lies_in_one_year, a_site_has_one_set_of_data_for_a_day)
COVER = (data_lies_in_the_period, data_covers_the_period)
USE = (data_serves_one_project, behaviours_are_counted_in_one_project)
NEED = (metered_project_has_meters, capacity_is_given_where_it_is_asked_for)
CONDITIONS = (quantities_meet_the_conditions,)
