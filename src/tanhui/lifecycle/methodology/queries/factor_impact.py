"""Which published methodologies a change of the library moves: every version, parameter, region and year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from tanhui.lifecycle.methodology.document import Method, Parameter
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.factors import Factor, factor_for
from tanhui.lifecycle.methodology.library.impact import METHODOLOGY, Change, Impact, ImpactRow, Untouched
from tanhui.lifecycle.methodology.queries.published import STATES, VersionRow, document, versions

STAGE = "methodology"


def factor_impact(change: Change) -> Impact:
    """Return each published version whose parameter would take another value, for every year in which it would."""
    every = versions()
    rows = [row for version in every for row in _moved(version, document(version.slug, version.version), change)]
    same = len(every) - len({row.reference for row in rows})
    return Impact(tuple(rows), (Untouched(STAGE, "方法学版本", same, "所引的因子不变"),))


def affected_versions(change: Change) -> frozenset[tuple[str, str]]:
    """Return the (methodology, version) whose parameters the change moves."""
    return frozenset(
        (each.slug, each.version)
        for each in versions()
        if next(iter(_moved(each, document(each.slug, each.version), change)), None) is not None
    )


def versions_using(series: str, region: str) -> list[tuple[VersionRow, Parameter]]:
    """Return the published versions that draw a parameter from a series and region."""
    return [
        (version, parameter)
        for version in versions()
        for parameter in document(version.slug, version.version).parameters
        if parameter.wanted.series == series and (parameter.region_of or parameter.wanted.region == region)
    ]


def _moved(version: VersionRow, method: Method, change: Change) -> Iterator[ImpactRow]:
    keys = change.keys
    for parameter in method.parameters:
        wanted = parameter.wanted
        regions = sorted(region for series, region in keys if series == wanted.series)
        for region in regions if parameter.region_of else [each for each in regions if each == wanted.region]:
            yield from _moved_years(version, method, parameter, region, change)


def _moved_years(
    version: VersionRow, method: Method, parameter: Parameter, region: str, change: Change
) -> Iterator[ImpactRow]:
    """Yield one row for each run of years in which the parameter moves from one value to another."""
    before, after = method.at_hand(change.before), method.at_hand(change.after)
    years = _years((*before, *after), parameter.wanted.series, region, change.on)
    latest = parameter.wanted.year_rule == "latest"
    moves = [
        (year, *(_value(method, parameter, region, year, factors, change.on) for factors in (before, after)))
        for year in (years[-1:] if latest else years)
    ]
    for (old, new), run in groupby(moves, key=lambda move: move[1:]):
        span = [year for year, *_ in run]
        if old == new:
            continue
        when = "最新值" if latest else f"{span[0]} 年" if len(span) == 1 else f"{span[0]} 至 {span[-1]} 年"
        yield ImpactRow(
            stage=STAGE,
            kind=METHODOLOGY,
            subject=f"{version.title_zh}（{version.code} {version.version}）",
            detail=f"参数 {parameter.symbol}，{region}，{when}",
            before="" if old is None else plain(old),
            after="" if new is None else plain(new),
            unit=parameter.unit,
            state=STATES[version.state_on(change.on)],
            reference=f"{version.slug}/{version.version}",
            note=""
            if old is not None and new is not None
            else "此前没有适用的数值"
            if old is None
            else "不再有适用的数值",
        )


def _years(factors: Iterable[Factor], series: str, region: str, on: date) -> range:
    """Return the years for which the parameter has a value by any rule: from the first of the series to the present."""
    known = [each.year for each in factors if (each.series, each.region) == (series, region)]
    return range(min(known), max(*known, on.year) + 1) if known else range(0)


def _value(
    method: Method, parameter: Parameter, region: str, year: int, factors: Iterable[Factor], on: date
) -> Decimal | None:
    try:
        found = factor_for(factors, replace(parameter.wanted, region=region), date(year, 12, 31), known_on=on)
        return method.units.convert(found.value, found.unit or "1", parameter.unit or "1")
    except Fault:
        return None
