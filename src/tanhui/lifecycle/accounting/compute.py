"""The account of a period: from readings to whole tonnes, one pure function for page, API, command line and audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from tanhui.foundation.periods import Period
from tanhui.law import Refusal, find_breaches, refuse, require
from tanhui.law.scheme import Scheme
from tanhui.lifecycle.accounting import method
from tanhui.lifecycle.accounting.exact import add, floor_tonnes, plain, subtract
from tanhui.lifecycle.accounting.readings.continuity import clashes
from tanhui.lifecycle.accounting.readings.counted import (
    CORRECTED,
    MARKS_ZH,
    REASONS_ZH,
    Correction,
    CountedRow,
    count_rows,
)
from tanhui.lifecycle.accounting.readings.rows import Reading, day_start, kwh_text
from tanhui.lifecycle.accounting.readings.totals import MeterYear, mwh, sum_rows
from tanhui.lifecycle.accounting.result import (
    Figure,
    Mark,
    MeterSum,
    ReadingsUsed,
    Result,
    YearResult,
    digest_of,
)
from tanhui.lifecycle.accounting.rules.amounts import AMOUNT, AmountFacts
from tanhui.lifecycle.accounting.rules.scope import PERIOD, PeriodFacts
from tanhui.lifecycle.methodology.document import Quantity
from tanhui.lifecycle.methodology.factors import Factor

ONE_DAY = timedelta(days=1)
TONNE = "tCO2e"
OUTSIDE = "outside"
OUTSIDE_ZH = "核算期以外的读数不计入"
ROUNDING_ZH = "逐年结果相加，合计向下取整到 1 吨；尾数记为本项目结转"
MARK_LINES = 50


@dataclass(frozen=True)
class Terms:
    """What the scheme sets on the day of filing, and the factors of its library; none where there is no platform."""

    first_eligible_day: date
    gap_fill_days: int
    factors: tuple[Factor, ...] = ()


@dataclass(frozen=True)
class Account:
    """A result together with the rows that it was summed from; the calculation table is drawn from both."""

    result: Result
    rows: tuple[CountedRow, ...]


def terms_of(scheme: Scheme, on: date, factors: Iterable[Factor] = ()) -> Terms:
    """Return the terms in force on a day, with the factors at hand; refuse a day before any were (R30-1)."""
    try:
        return Terms(
            first_eligible_day=date.fromisoformat(scheme.text("first_eligible_day", on)),
            gap_fill_days=scheme.whole("gap_fill_days", on),
            factors=tuple(factors),
        )
    except LookupError:
        refuse("R30-1", f"{on} 时尚无施行的办法，不能申报", f"no measures were in force on {on}", clause="JX23-30")


def account(
    document: method.Document,
    readings: Sequence[Reading],
    period: Period | None = None,
    corrections: Sequence[Correction] = (),
    factor_overrides: Mapping[str, str] | None = None,
    *,
    on: date,
    terms: Terms,
) -> Account:
    """Account for a period filed on a day. Without a period, the eligible part of what the readings span is taken."""
    method.require_tonnes(document)
    declared = period is not None
    if period is not None:
        require(PERIOD, _period_facts(period, on=on, terms=terms))
    if not readings:
        refuse("V-10", "核算期内没有可计入的读数，请先导入读数", "there are no readings to account for")
    _refuse_clashes(readings)
    period = period or _spanned(readings, on=on, terms=terms)
    _check_corrections(corrections, readings)
    rows = count_rows(
        readings, period=period, corrections=corrections, gap_fill_days=terms.gap_fill_days, to_the_edges=declared
    )
    if not rows:
        refuse("V-10", "核算期内没有读数", "there are no readings inside the period")
    sums = sum_rows(rows)
    declared_factors = method.entered_factors(document, factor_overrides or {})
    years = tuple(_year_result(document, year, sums, declared_factors, on, terms) for year in _years(sums))
    marks = _marks(rows, readings, period, corrections)
    return Account(_result(document, period, _used(readings, rows), sums, years, marks, on=on), rows)


def _refuse_clashes(readings: Sequence[Reading]) -> None:
    found = clashes(readings)
    if found:
        raise Refusal(tuple(fault.as_breach() for fault in found))


def _period_facts(period: Period, *, on: date, terms: Terms) -> PeriodFacts:
    return PeriodFacts(
        start=period.start,
        end=period.end,
        last_day=period.last_day,
        filed_on=on,
        first_eligible_day=terms.first_eligible_day,
    )


def _spanned(readings: Sequence[Reading], *, on: date, terms: Terms) -> Period:
    """Return the span of the readings, cut to what may count; refuse when nothing is left."""
    start = min(row.start_at for row in readings).date()
    latest = max(row.end_at for row in readings)
    end = latest.date() if latest == day_start(latest.date()) else latest.date() + ONE_DAY
    first, last = max(start, terms.first_eligible_day), min(end, on + ONE_DAY)
    if first >= last:
        whole = _period_facts(Period(start, end), on=on, terms=terms)
        raise Refusal(find_breaches(PERIOD, whole))
    return Period(first, last)


def _check_corrections(corrections: Sequence[Correction], readings: Sequence[Reading]) -> None:
    known = {row.meter_id for row in readings}
    for each in corrections:
        if each.meter_id not in known:
            refuse("V-8", f"计量误差所指的表 {each.meter_id} 没有读数", f"no readings of meter {each.meter_id}")
        if not 0 <= each.error < 1:
            refuse("V-1", f"计量误差须在 0 与 1 之间，如 0.002，读到 {each.error}", "an error must lie between 0 and 1")


def _years(sums: Iterable[MeterYear]) -> list[int]:
    return sorted({each.year for each in sums})


def _year_result(
    document: method.Document,
    year: int,
    sums: Sequence[MeterYear],
    declared: Mapping[str, Quantity],
    on: date,
    terms: Terms,
) -> YearResult:
    own = [each for each in sums if each.year == year]
    export = mwh(sum(each.export_microkwh for each in own))
    taken = mwh(sum(each.import_microkwh for each in own))
    return method.run_year(
        document,
        year=year,
        export_mwh=export,
        import_mwh=taken,
        declared=declared,
        on=on,
        factors=terms.factors,
    )


def _used(readings: Sequence[Reading], rows: Sequence[CountedRow]) -> ReadingsUsed:
    return ReadingsUsed(
        given=len(readings),
        counted=sum(1 for row in rows if row.line is not None),
        meters=tuple(sorted({row.meter_id for row in rows})),
        sha256=rows_digest(rows),
    )


def _result(
    document: method.Document,
    period: Period,
    readings: ReadingsUsed,
    sums: Sequence[MeterYear],
    years: tuple[YearResult, ...],
    marks: tuple[Mark, ...],
    *,
    on: date,
) -> Result:
    exact = Decimal(0)
    for year in years:
        exact = add(exact, Decimal(year.reduction.value))
    exact = method.round_total(document, exact)
    whole = floor_tonnes(exact)
    require(AMOUNT, AmountFacts(exact, whole, exact, exact))
    symbol = method.result_symbol(document)
    result = Result(
        methodology=method.used(document),
        period_start=period.start.isoformat(),
        period_end=period.end.isoformat(),
        filed_on=on.isoformat(),
        readings=readings,
        meters=tuple(_meter_sum(each) for each in sums),
        years=years,
        marks=marks,
        result_symbol=symbol,
        exact_reduction=Figure(plain(exact), TONNE),
        issuable_tonnes=whole,
        remainder=Figure(plain(subtract(exact, Decimal(whole))), TONNE),
        total_formula=" + ".join(f"{symbol}({year.year})" for year in years),
        rounding=ROUNDING_ZH,
        digest="",
    )
    return replace(result, digest=result_digest(result))


def result_digest(result: Result) -> str:
    """Return the digest of everything in a result but the digest itself."""
    content: dict[str, Any] = result.as_dict()
    del content["digest"]
    return digest_of(content)


def _meter_sum(each: MeterYear) -> MeterSum:
    export, taken = kwh_text(each.export_microkwh), kwh_text(each.import_microkwh)
    return MeterSum(each.meter_id, each.year, each.rows, export, taken)


def rows_digest(rows: Iterable[CountedRow]) -> str:
    """Return the digest that ties a result to its rows."""
    found = sha256()
    for row in rows:
        text = f"{row.meter_id},{row.start_at.isoformat()},{row.end_at.isoformat()}"
        amounts = f"{row.export_microkwh},{row.import_microkwh},{plain(row.error)},{'+'.join(row.marks)}"
        found.update(f"{text},{amounts}\n".encode())
    return found.hexdigest()


def _marks(
    rows: Sequence[CountedRow], readings: Sequence[Reading], period: Period, corrections: Sequence[Correction]
) -> tuple[Mark, ...]:
    """Group what did not enter as it was read: corrected spans as a whole, everything else row by row."""
    found: list[Mark] = []
    for row in (row for row in rows if row.marks):
        told = f"上网 {kwh_text(row.export_microkwh)} kWh，下网 {kwh_text(row.import_microkwh)} kWh"
        found += [_mark(kind, MARKS_ZH[kind], [row], told) for kind in row.marks if kind != CORRECTED]
    for each in corrections:
        inside = [row for row in rows if row.meter_id == each.meter_id and row.error == each.error and row.error]
        if inside:
            found.append(
                _mark(CORRECTED, MARKS_ZH[CORRECTED], inside, f"{REASONS_ZH[each.reason]}：{plain(each.error)}")
            )
    start_at, end_at = day_start(period.start), day_start(period.end)
    outside = [row for row in readings if row.end_at <= start_at or row.start_at >= end_at]
    if outside:
        found.append(_mark(OUTSIDE, OUTSIDE_ZH, outside, ""))
    return tuple(found)


def _mark(kind: str, zh: str, rows: Sequence[CountedRow | Reading], detail: str) -> Mark:
    lines = tuple(row.line for row in rows[:MARK_LINES] if row.line is not None)
    meters = sorted({row.meter_id for row in rows})
    return Mark(
        kind=kind,
        zh=zh,
        meter_id="、".join(meters),
        start=f"{min(row.start_at for row in rows):%Y-%m-%d %H:%M}",
        end=f"{max(row.end_at for row in rows):%Y-%m-%d %H:%M}",
        rows=len(rows),
        lines=lines,
        detail=detail,
    )
