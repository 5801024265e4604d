"""The figures of one part of an account, each with its formula and origin, in the shape of every other result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tanhui.lifecycle.accounting.activity.content import DataSet
from tanhui.lifecycle.accounting.exact import plain
from tanhui.lifecycle.accounting.result import FactorUsed, Figure, StepResult, YearResult
from tanhui.lifecycle.methodology.document import Method, Parameter, Step
from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC
from tanhui.lifecycle.methodology.evaluation import Computed, Evaluation
from tanhui.lifecycle.methodology.factors import Factor
from tanhui.lifecycle.methodology.reporting import TONNE, TOTAL, Part
from tanhui.lifecycle.methodology.resolving import Given

ROWS_UNIT = "行"
LATEST = "latest"
_NAME = re.compile(r"[^\W\d]\w*")


def part_result(method: Method, data: DataSet, part: Part) -> YearResult:
    """Return the figures of one part; tables are told by their rows and the control totals of their columns."""
    found = part.evaluation
    return YearResult(
        year=data.year,
        inputs={**_singles(method, found), **_tables(method, found)},
        factors=tuple(_factors(method, found, data.last_day)),
        steps=tuple(_steps(found)),
        reduction=Figure(plain(part.tonnes), TONNE),
        site=data.site,
        first_day=data.first_day.isoformat(),
        last_day=data.last_day.isoformat(),
        texts={
            each.symbol: str(found.texts[each.symbol]) for each in method.inputs if _is_text(each.symbol, method, found)
        },
    )


def _is_text(symbol: str, method: Method, found: Evaluation) -> bool:
    given = method.inputs_by_symbol[symbol]
    return not given.table and not given.is_number and symbol in found.texts


def _singles(method: Method, found: Evaluation) -> dict[str, Figure]:
    own = {each.symbol for each in method.inputs if not each.table}
    return {each.symbol: Figure(plain(each.value), each.unit) for each in found.givens if each.symbol in own}


def _tables(method: Method, found: Evaluation) -> dict[str, Figure]:
    """Return for each table how many rows it has, and for each of its columns of numbers what they add up to."""
    figures: dict[str, Figure] = {}
    for table in method.tables:
        rows = found.rows[table.id]
        figures[table.id] = Figure(str(len(rows)), ROWS_UNIT)
        for each in method.inputs:
            if each.table == table.id and each.is_number:
                unit = ROWS_UNIT if each.yes_no else each.unit
                figures[f"{table.id}.{each.symbol}"] = Figure(plain(_total(rows, each.symbol)), unit)
    return figures


def _total(rows: list[dict[str, Any]], symbol: str) -> Decimal:
    total = Decimal(0)
    for row in rows:
        total = ARITHMETIC.add(total, row[symbol])
    return total


def _factors(method: Method, found: Evaluation, day: date) -> Iterator[FactorUsed]:
    """Yield the factors that were used; one that is looked up row by row is told once for each value it had."""
    for given in found.givens:
        parameter = method.given(given.symbol)
        if isinstance(parameter, Parameter) and given.factor is not None:
            yield _factor(given, given.factor, parameter, day, by_row=bool(method.shape_of(given.symbol)))


def _factor(given: Given, factor: Factor, parameter: Parameter, day: date, *, by_row: bool) -> FactorUsed:
    told = f"{factor.region}，{factor.year} 年，{plain(factor.value)} {factor.unit}，{factor.evidence_zh}"
    return FactorUsed(
        symbol=f"{given.symbol}[{factor.region} {factor.year}]" if by_row else given.symbol,
        value=plain(given.value),
        unit=given.unit,
        label=f"{parameter.label.zh}（{told}）",
        data_year=str(factor.year),
        source_title=factor.publication.title,
        source_number=factor.publication.number,
        source_url=factor.publication.link,
        published_on=factor.publication.published_on.isoformat(),
        rule=_rule(factor, parameter, day, by_row=by_row),
        declared=False,
        record=factor.digest,
    )


def _rule(factor: Factor, parameter: Parameter, day: date, *, by_row: bool) -> str:
    if parameter.wanted.year_rule == LATEST:
        return f"取最新公布的数值（{factor.year} 年）"
    if by_row:
        return f"逐行按日期和地区取用（{factor.region} {factor.year} 年）"
    own = factor.year == day.year
    return f"取当年（{day.year} 年）数值" if own else f"{day.year} 年数值尚未公布，取 {factor.year} 年数值"


def _steps(found: Evaluation) -> Iterator[StepResult]:
    singles = {each.step.symbol: each for each in found.steps}
    for step in found.method.steps:
        yield _row_step(step, found) if step.table else _single_step(singles[step.symbol], found.method)


def _single_step(each: Computed, method: Method) -> StepResult:
    """Return a step as it was computed; a result that is rounded in total stays exact within its part."""
    step, rounding = each.step, each.step.rounding
    in_total = step.symbol in method.results and rounding is not None and rounding.stage == TOTAL
    value = each.exact if in_total else each.value
    return _step(step, _substituted(step.formula, dict(each.inputs)), value)


def _row_step(step: Step, found: Evaluation) -> StepResult:
    rows = found.rows[step.table]
    return _step(step, f"逐行计算，共 {len(rows)} 行，见计算表；右为控制合计", _total(rows, step.symbol))


def _step(step: Step, substituted: str, value: Decimal) -> StepResult:
    return StepResult(
        symbol=step.symbol,
        label=step.label.zh,
        formula=step.formula,
        substituted=substituted,
        value=plain(value),
        unit=step.unit,
        rounding=step.rounding.label if step.rounding else "",
    )


def _substituted(formula: str, values: Mapping[str, Decimal]) -> str:
    """Write a formula with its numbers put in."""
    return _NAME.sub(lambda name: plain(values[name.group()]) if name.group() in values else name.group(), formula)
