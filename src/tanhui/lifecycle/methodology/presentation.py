"""What the page of a methodology shows, as plain rows: equations, values with their sources, a worked example."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from tanhui.lifecycle.methodology.document import INPUT_TYPES, Example, Input, Method, Parameter, Step
from tanhui.lifecycle.methodology.engine.mathml import equation, symbol_alone
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.evaluation import Computed, Evaluation, evaluate
from tanhui.lifecycle.methodology.factors import Factor
from tanhui.lifecycle.methodology.resolving import Given

SYMBOLS = ("符号", "含义", "单位", "允许范围", "来源")
FACTORS = ("地区", "年份", "数值", "公告", "文号", "公布日", "证据")
EXAMPLE_STEPS = ("步骤", "代入", "结果")


@dataclass(frozen=True)
class Worked:
    """An example computed now: its givens, steps and results."""

    example: Example
    givens: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    result: Computed


def mathml(text: str) -> SafeString:
    """Mark what the MathML writer made; it escapes every name and unit itself."""
    return mark_safe(text)


def equations(method: Method) -> list[dict[str, Any]]:
    """Return the steps with their equations."""
    return [
        {
            "label": step.label.zh,
            "label_en": step.label.en,
            "equation": mathml(equation(step.symbol, step.node)),
            "formula": f"{step.symbol} = {step.formula}",
            "unit": step.unit,
            "rounding": step.rounding.label if step.rounding else "不取整",
        }
        for step in method.steps
    ]


def symbols(method: Method) -> list[dict[str, Any]]:
    """Return inputs, parameters and computed quantities for the table of parameters."""
    everything: tuple[Input | Parameter | Step, ...] = (*method.inputs, *method.parameters, *method.steps)
    return [
        {
            "symbol": mathml(symbol_alone(each.symbol)),
            "label": each.label.zh + _place_of(method, each),
            "unit": unit_of(each),
            **told(each),
        }
        for each in everything
    ]


def _place_of(method: Method, each: Input | Parameter | Step) -> str:
    table = method.table(method.shape_of(each.symbol))
    return f"（{table.label.zh}每行）" if table else ""


def unit_of(each: Input | Parameter | Step) -> str:
    """Return a unit as it is shown; what is no quantity shows its kind."""
    if isinstance(each, Input) and not each.is_number:
        return INPUT_TYPES[each.type]
    return each.unit or "是/否"


def told(each: Input | Parameter | Step) -> dict[str, str]:
    """Return the allowed range and the source of a symbol."""
    if isinstance(each, Step):
        return {"range": "", "source": "按公式计算"}
    bounds = f"{each.lowest:,f} 至 {each.highest:,f}"
    if isinstance(each, Input) and not each.is_number:
        bounds = "、".join(choice.words.zh for choice in each.choices)
    return {"range": bounds, "source": each.monitoring.zh if isinstance(each, Input) else each.source.zh}


def factor_values(method: Method) -> list[dict[str, Any]]:
    """Return each parameter with the values its series holds, newest first."""
    return [
        {
            "symbol": parameter.symbol,
            "label": parameter.label.zh,
            "source": parameter.source.zh,
            "columns": [{"label": label, "wide": label == "公告"} for label in FACTORS],
            "rows": [
                [
                    factor.region,
                    str(factor.year),
                    {"value": plain(factor.value), "unit": factor.unit, "kind": "mono"},
                    {
                        "value": factor.publication.title,
                        "url": factor.publication.link,
                        "sub": factor.publication.remark,
                    },
                    factor.publication.number,
                    {"value": factor.publication.published_on, "kind": "day"},
                    factor.evidence_zh,
                ]
                for factor in sorted(method.factors_of(parameter), key=lambda each: each.year, reverse=True)
            ],
        }
        for parameter in method.parameters
    ]


def worked(method: Method, example_id: str, factors: Iterable[Factor] = ()) -> Worked:
    """Compute the example of that name, or the last one that comes to something, which is the scheme's own."""
    library = tuple(factors)
    named = [each for each in method.examples if each.id == example_id]
    for example in named or reversed(method.examples):
        found = evaluate(method, dict(example.inputs), tables=example.rows, day=example.day, factors=library)
        result = next(each for each in found.steps if each.step.symbol == method.results[0])
        if result.value:
            break
    return Worked(
        example=example,
        givens=[_given(method, each) for each in found.givens],
        steps=[_step(found, each) for each in found.steps],
        result=result,
    )


def _given(method: Method, each: Given) -> dict[str, Any]:
    given = method.given(each.symbol)
    publication = each.factor.publication if each.factor else None
    return {
        "symbol": each.symbol,
        "label": given.label.zh if given else "",
        "value": plain(each.value),
        "unit": each.unit,
        "source": f"{publication.title}（{publication.number or publication.issuer}）" if publication else "算例给出",
        "url": publication.link if publication else "",
    }


def _step(found: Evaluation, each: Computed) -> dict[str, Any]:
    return {
        "label": each.step.label.zh,
        "expression": f"{each.step.symbol} = {each.step.formula}",
        "with_values": "，".join(f"{symbol} = {plain(value)}" for symbol, value in each.inputs),
        "value": plain(each.value),
        "unit": each.step.unit,
    }
