"""The account of activity data: from the sets of a period to whole tonnes, one pure function for every way to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

from tanhui.foundation.periods import Period
from tanhui.law import refuse, require
from tanhui.lifecycle.accounting import method as documents
from tanhui.lifecycle.accounting.activity.behaviours import count, nameless
from tanhui.lifecycle.accounting.activity.content import DataSet
from tanhui.lifecycle.accounting.activity.figures import part_result
from tanhui.lifecycle.accounting.compute import Terms, result_digest
from tanhui.lifecycle.accounting.exact import floor_tonnes, plain, subtract
from tanhui.lifecycle.accounting.result import DataUsed, Figure, Mark, ReadingsUsed, Result
from tanhui.lifecycle.accounting.rules.activity import COVER, CoverFacts, as_spans
from tanhui.lifecycle.accounting.rules.amounts import AMOUNT, AmountFacts
from tanhui.lifecycle.accounting.rules.scope import PERIOD, PeriodFacts
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.reporting import TONNE, PartEntered, Report, report

ROUNDING_ZH = "各场所、各年度结果相加，合计向下取整到 1 吨；尾数记为本项目结转"
MOST_TERMS = 12
"""So many parts are named one by one in the formula of the total."""


@dataclass(frozen=True)
class ActivityAccount:
    """A result together with the run it was taken from; the calculation table is drawn from that."""

    result: Result
    report: Report


def account_activity(
    method: Method, data: Sequence[DataSet], period: Period | None, *, on: date, terms: Terms
) -> ActivityAccount:
    """Account for a period filed on a day. Without a period, the days that the data covers are taken."""
    sets = sorted(data, key=lambda each: (each.first_day, each.last_day, each.site))
    if not sets:
        refuse("V-10", "核算期内没有活动数据，请先上传数据", "there is no activity data to account for")
    if period is None:
        period = Period.through(sets[0].first_day, max(each.last_day for each in sets))
    else:
        _require_cover(sets, period)
    require(PERIOD, _period_facts(period, on=on, terms=terms))
    done, marks = _run(method, sets, on=on, terms=terms)
    return ActivityAccount(_result(method, period, sets, done, marks, on=on), done)


def _require_cover(sets: Sequence[DataSet], period: Period) -> None:
    spans = as_spans((each.site, each.first_day, each.last_day) for each in sets)
    require(COVER, CoverFacts(period.start, period.last_day, spans))


def _period_facts(period: Period, *, on: date, terms: Terms) -> PeriodFacts:
    return PeriodFacts(
        start=period.start,
        end=period.end,
        last_day=period.last_day,
        filed_on=on,
        first_eligible_day=terms.first_eligible_day,
    )


def _run(method: Method, sets: Sequence[DataSet], *, on: date, terms: Terms) -> tuple[Report, tuple[Mark, ...]]:
    """Run the methodology over every set; behaviours are run once before, to see what each of them counts."""
    parts = nameless(method, [PartEntered(each.site, each.year, each.inputs, each.tables) for each in sets])
    done = report(method, parts, known_on=on, factors=terms.factors)
    if method.behaviour is None:
        return done, ()
    counting = count(method, parts, [part.evaluation for part in done.parts])
    return report(counting.method, counting.parts, known_on=on, factors=terms.factors), counting.marks


def _result(
    method: Method, period: Period, sets: Sequence[DataSet], done: Report, marks: tuple[Mark, ...], *, on: date
) -> Result:
    exact = done.total
    whole = floor_tonnes(exact)
    require(AMOUNT, AmountFacts(exact, whole, exact, exact))
    used = tuple(_used(each) for each in sets)
    result = Result(
        methodology=documents.used(method),
        period_start=period.start.isoformat(),
        period_end=period.end.isoformat(),
        filed_on=on.isoformat(),
        readings=_rows(used),
        meters=(),
        years=tuple(part_result(method, each, part) for each, part in zip(sets, done.parts, strict=True)),
        marks=marks,
        result_symbol=documents.result_symbol(method),
        exact_reduction=Figure(plain(exact), TONNE),
        issuable_tonnes=whole,
        remainder=Figure(plain(subtract(exact, Decimal(whole))), TONNE),
        total_formula=_total_formula(method, sets),
        rounding=ROUNDING_ZH,
        digest="",
        data=used,
        streams={symbol: Figure(plain(value), TONNE) for symbol, value in done.by_stream().items()},
    )
    return replace(result, digest=result_digest(result))


def _used(each: DataSet) -> DataUsed:
    return DataUsed(each.site, each.first_day.isoformat(), each.last_day.isoformat(), each.rows, each.sha256)


def _rows(used: Sequence[DataUsed]) -> ReadingsUsed:
    """Return what stands in the place of readings: all rows, and the digest that ties the result to every set."""
    rows = sum(each.rows for each in used)
    text = "".join(f"{each.site},{each.first_day},{each.last_day},{each.rows},{each.sha256}\n" for each in used)
    return ReadingsUsed(given=rows, counted=rows, meters=(), sha256=sha256(text.encode()).hexdigest())


def _total_formula(method: Method, sets: Sequence[DataSet]) -> str:
    if len(sets) * len(method.results) > MOST_TERMS:
        return f"Σ {'、'.join(method.results)}（{len(sets)} 份数据）"
    named = [f"{each.site} {each.year}".strip() for each in sets]
    return " + ".join(f"{symbol}({name})" for symbol in method.results for name in named)
