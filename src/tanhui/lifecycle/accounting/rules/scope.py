"""Article 12: where and when a reduction may have arisen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tanhui.law import Reason, rule

FIRST_SENSIBLE_DAY = date(2000, 1, 1)
LAST_SENSIBLE_DAY = date(2100, 1, 1)


@dataclass(frozen=True)
class PeriodFacts:
    """A monitoring period [start, end), the day it is filed, and the scheme's first eligible day."""

    start: date
    end: date
    last_day: date
    filed_on: date
    first_eligible_day: date


@dataclass(frozen=True)
class Box:
    """The rectangle around a division, in degrees."""

    south: Decimal
    west: Decimal
    north: Decimal
    east: Decimal

    def holds(self, latitude: Decimal, longitude: Decimal) -> bool:
        """Whether a point lies in it, its edge included."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@dataclass(frozen=True)
class PlaceFacts:
    """A site: its district code and point, the scheme's divisions, and the declared box around its own division."""

    district: str
    latitude: Decimal
    longitude: Decimal
    divisions: frozenset[str]
    city_zh: str
    box: Box | None


@dataclass(frozen=True)
class CrossingFacts:
    """An activity that may cross the city's border: the whole, the part inside, and what is claimed."""

    whole: Decimal
    inside: Decimal
    claimed: Decimal


@rule("HOUSE-13", code="V-3")
def period_dates_are_in_order(period: PeriodFacts) -> Reason | None:
    """A period is [start, end): the end is later than the start, and both lie in a sensible range."""
    if period.start >= period.end:
        return Reason("核算期的结束日期须晚于开始日期", "the period must end after it starts")
    if period.start < FIRST_SENSIBLE_DAY or period.end > LAST_SENSIBLE_DAY:
        return Reason("日期无效或超出范围（2000 年至 2099 年）", "a date lies out of range (2000 to 2099)")
    return None


@rule("JX23-12.1.2", code="R12-1")
def period_starts_after_the_goal_was_announced(period: PeriodFacts) -> Reason | None:
    """Reading: “after 22 September 2020” leaves that day out; the first eligible day is 23 September 2020."""
    if period.start >= period.first_eligible_day:
        return None
    return Reason(
        f"减排量产生时间须在 2020-09-22 之后（最早 {period.first_eligible_day}），"
        f"本期自 {period.start} 起；请把开始日期改为 {period.first_eligible_day}",
        f"the period starts on {period.start}; the first eligible day is {period.first_eligible_day}",
    )


@rule("JX23-12.1.3", code="R12-2")
def period_ends_by_the_filing_day(period: PeriodFacts) -> Reason | None:
    """Reading: the last day of the period may be the day of filing."""
    if period.last_day <= period.filed_on:
        return None
    return Reason(
        f"监测期不得晚于申报日：本期最后一天是 {period.last_day}，申报日是 {period.filed_on}",
        f"the period's last day {period.last_day} lies after the filing day {period.filed_on}",
    )


@rule("JX23-12.1.1", code="R12-3")
def site_district_is_in_the_city(place: PlaceFacts) -> Reason | None:
    """The district code is one of the scheme's divisions."""
    if place.district in place.divisions:
        return None
    return Reason(
        f"项目不在{place.city_zh}行政区域内：区划代码 {place.district} 不属于本市",
        f"division {place.district} is not part of the city",
        place="district",
    )


@rule("JX23-12.1.1", code="R12-3")
def site_point_agrees_with_its_division(place: PlaceFacts) -> Reason | None:
    """Reading: until boundaries are loaded, a point outside the declared box of its division is certainly elsewhere."""
    if place.box is None or place.box.holds(place.latitude, place.longitude):
        return None
    return Reason(
        f"位置与区划不一致：坐标（{place.latitude}，{place.longitude}）在区划 {place.district} 的范围之外",
        f"the point ({place.latitude}, {place.longitude}) lies outside division {place.district}",
        place="latitude",
    )


@rule("JX23-12.1.1", code="R12-4")
def only_the_part_inside_is_claimed(crossing: CrossingFacts) -> Reason | None:
    """An activity that crosses the border counts with its part inside only, never rounded up."""
    if crossing.claimed <= crossing.inside:
        return None
    return Reason(
        f"仅可计入境内部分 {crossing.inside}（全程 {crossing.whole}），申报 {crossing.claimed}",
        f"only the part inside, {crossing.inside} of {crossing.whole}, may be claimed; found {crossing.claimed}",
    )


PERIOD = (
    period_dates_are_in_order,
    period_starts_after_the_goal_was_announced,
    period_ends_by_the_filing_day,
)
PLACE = (site_district_is_in_the_city, site_point_agrees_with_its_division)
CROSSING = (only_the_part_inside_is_claimed,)
