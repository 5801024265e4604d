"""The one place where accounting meets the methodology stage: its documents, factors and evaluation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from tanhui.law import refuse
from tanhui.lifecycle.accounting.exact import plain
from tanhui.lifecycle.accounting.result import FactorUsed, Figure, MethodologyUsed, StepResult, YearResult
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.checking import require_sound
from tanhui.lifecycle.methodology.document import Method, Quantity, Step
from tanhui.lifecycle.methodology.entered import overrides as read_overrides
from tanhui.lifecycle.methodology.evaluation import Computed, Evaluation, evaluate
from tanhui.lifecycle.methodology.factors import Factor
from tanhui.lifecycle.methodology.loading import load, read_file
from tanhui.lifecycle.methodology.resolving import Given

Document = Method

METERED = {"EG_export": "export", "EG_import": "import"}
"""The symbols that meter readings supply, in MWh."""
TONNE = "tCO2e"
TOTAL_STAGE = "total"
_NAME = re.compile(r"[^\W\d]\w*")


def document_at(name: str) -> Document:
    """Return the methodology of a file, once it passes its check, or of the catalogue under its name."""
    path = Path(name)
    if path.suffix != ".toml":
        return catalogue.method(name)
    if not path.is_file():
        refuse("V-10", f"找不到方法学文件 {name}", f"there is no methodology file {name}", place=path.name)
    document = load(read_file(path))
    require_sound(document)
    return document


def used(document: Document) -> MethodologyUsed:
    """Say which document it is."""
    return MethodologyUsed(document.id, document.version, document.title.zh, document.sha256)


def result_symbol(document: Document) -> str:
    """Return the symbol of the reduction."""
    return document.results[0]


def require_tonnes(document: Document) -> None:
    """Refuse a methodology whose reduction is not in tonnes: what is rounded down and issued is tonnes (R14-1)."""
    step = result_step(document)
    if step.unit != TONNE:
        refuse(
            "R14-1",
            f"量纲不一致：减排量 {step.symbol} 须以 {TONNE} 计，方法学写的是 {step.unit}",
            f"the reduction {step.symbol} must be in {TONNE}, not in {step.unit}",
            clause="JX23-14.1.2",
            place=step.id,
        )


def result_step(document: Document) -> Step:
    """Return the step that computes the reduction."""
    step = document.step(result_symbol(document))
    assert step is not None
    return step


def rounds_total(document: Document) -> bool:
    """Whether the document rounds the sum of the years rather than each year."""
    rounding = result_step(document).rounding
    return rounding is not None and rounding.stage == TOTAL_STAGE


def round_total(document: Document, exact: Decimal) -> Decimal:
    """Round the sum of the years where the document asks for it."""
    rounding = result_step(document).rounding
    return rounding.apply(exact) if rounding is not None and rounds_total(document) else exact


def entered_factors(document: Document, texts: Mapping[str, str]) -> dict[str, Quantity]:
    """Read declared parameter values: `0.42`, or `0.42 kgCO2/kWh`. Only parameters can be declared, never readings."""
    parameters = [each.symbol for each in document.parameters]
    for symbol in texts:
        if symbol not in parameters:
            known = "、".join(parameters)
            refuse(
                "R14-2",
                f"方法学没有参数 {symbol[:40]}；可用：{known}",
                f"no such parameter; known: {known}",
                place=symbol[:40],
            )
    return read_overrides(document, [f"{symbol}={text}" for symbol, text in texts.items()])


def run_year(
    document: Document,
    *,
    year: int,
    export_mwh: Decimal,
    import_mwh: Decimal,
    declared: Mapping[str, Quantity],
    on: date,
    factors: Sequence[Factor],
) -> YearResult:
    """Run the steps of a methodology for one calendar year.

    Factors are those of the library that were published by the day of filing; the document's own where it has none.
    """
    metered = {"export": export_mwh, "import": import_mwh}
    entered = dict(declared)
    for each in document.inputs:
        if each.symbol not in METERED:
            refuse("R14-2", f"输入 {each.symbol} 不能由电表读数得到", f"meter readings do not supply {each.symbol}")
        entered[each.symbol] = Quantity(metered[METERED[each.symbol]], "MWh")
    found = evaluate(document, entered, day=date(year, 12, 31), known_on=on, factors=factors)
    return YearResult(
        year=year,
        inputs={each.symbol: Figure(plain(each.value), each.unit) for each in found.givens if each.symbol in METERED},
        factors=tuple(_factor(document, each, year) for each in found.givens if each.symbol not in METERED),
        steps=tuple(_step(document, each) for each in found.steps),
        reduction=_reduction(document, found),
    )


def _reduction(document: Document, found: Evaluation) -> Figure:
    step = next(each for each in found.steps if each.step.symbol == result_symbol(document))
    return Figure(plain(_value(document, step)), step.step.unit)


def _value(document: Document, each: Computed) -> Decimal:
    """Return a step's value; a reduction that is rounded in total stays exact within the year."""
    return each.exact if each.step.symbol == result_symbol(document) and rounds_total(document) else each.value


def _step(document: Document, each: Computed) -> StepResult:
    return StepResult(
        symbol=each.step.symbol,
        label=each.step.label.zh,
        formula=each.step.formula,
        substituted=_substituted(each.step.formula, dict(each.inputs)),
        value=plain(_value(document, each)),
        unit=each.step.unit,
        rounding=each.step.rounding.label if each.step.rounding else "",
    )


def _factor(document: Document, each: Given, year: int) -> FactorUsed:
    parameter = document.given(each.symbol)
    assert parameter is not None
    if each.factor is None:
        return FactorUsed(
            symbol=each.symbol,
            value=plain(each.value),
            unit=each.unit,
            label=parameter.label.zh,
            data_year="",
            source_title="自行申报的数值，未取自方法学所引公布数据",
            source_number="",
            source_url="",
            published_on="",
            rule="自行申报",
            declared=True,
        )
    return _published(each, each.factor, parameter.label.zh, year)


def _published(each: Given, factor: Factor, label: str, year: int) -> FactorUsed:
    own = factor.year == year
    return FactorUsed(
        symbol=each.symbol,
        value=plain(each.value),
        unit=each.unit,
        label=f"{label}（{factor.region}，{factor.year} 年，{plain(factor.value)} {factor.unit}，{factor.evidence_zh}）",
        data_year=str(factor.year),
        source_title=factor.publication.title,
        source_number=factor.publication.number,
        source_url=factor.publication.link,
        published_on=factor.publication.published_on.isoformat(),
        rule=f"取发电当年（{year} 年）数值" if own else f"{year} 年数值尚未公布，取 {factor.year} 年数值",
        declared=False,
        record=factor.digest,
    )


def _substituted(formula: str, values: Mapping[str, Decimal]) -> str:
    """Write a formula with its numbers put in."""
    return _NAME.sub(lambda name: plain(values[name.group()]) if name.group() in values else name.group(), formula)


def takes_meter_readings(document: Document) -> bool:
    """Whether meter readings supply every input of a methodology."""
    return all(each.symbol in METERED for each in document.inputs)
