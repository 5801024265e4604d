"""Factors that are looked up per row, as what SQL can choose by: the region of the row and its day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tanhui.lifecycle.methodology.document import Method, Parameter
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.sql.choices import Chosen, Dated
from tanhui.lifecycle.methodology.factors import Factor, factor_for

PARAMETER_DIGITS = 6
"""Digits after the point of a parameter whose values come as a column."""
FIRST_DAY = date(1, 1, 1)


def factors_by_row(
    method: Method,
    parameter: Parameter,
    *,
    library: Iterable[Factor] = (),
    day: date | None = None,
    known_on: date | None = None,
) -> Chosen | Dated | None:
    """Return how the value of a parameter is chosen per row; None where it is not, or cannot be.

    A parameter with a region but no day of its own takes the factor of `day`.
    """
    factors = [each for each in method.at_hand(library) if each.series == parameter.wanted.series]

    def value_on(region: str, moment: date) -> Decimal | None:
        wanted = replace(parameter.wanted, region=region)
        try:
            factor = factor_for(factors, wanted, moment, known_on=known_on)
        except Fault:
            return None
        return method.units.convert(factor.value, factor.unit, parameter.unit)

    def dated(region: str) -> Dated:
        years = {each.year for each in factors if each.region == region}
        return Dated(parameter.day_of, _spans(years, lambda moment: value_on(region, moment)))

    if not parameter.region_of:
        return dated(parameter.wanted.region) if parameter.day_of else None
    regions = sorted({each.region for each in factors})
    if parameter.day_of:
        return Chosen(parameter.region_of, {region: dated(region) for region in regions})
    if day is None:
        return None
    values = {region: value_on(region, day) for region in regions}
    return Chosen(parameter.region_of, {region: value for region, value in values.items() if value is not None})


def _spans(years: set[int], value_on: Callable[[date], Decimal | None]) -> tuple[tuple[date, Decimal | None], ...]:
    """Every year rule asks for the year of the day only, so each year is one span; the last one goes on."""
    starts = [date(year, 1, 1) for year in range(min(years), max(years) + 2)] if years else []
    found: list[tuple[date, Decimal | None]] = []
    for start in (FIRST_DAY, *starts):
        value = value_on(start)
        if not found or value != found[-1][1]:
            found.append((start, value))
    return tuple(found)
