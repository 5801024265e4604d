"""The parameters of a report, and the lines of a statement on them. The reported side always comes from the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from tanhui.law import refuse

TOTAL = "减排量"
"""The line on the report's result, beside those on its inputs and factors."""


@dataclass(frozen=True)
class Parameter:
    """One value of the report that the verifier concludes on."""

    parameter: str
    label: str
    unit: str
    reported: str


@dataclass(frozen=True)
class Line:
    """One line of a statement: a parameter as reported and as verified (decimal text), the evidence, the conclusion."""

    parameter: str
    unit: str
    reported: str
    verified: str
    evidence: str
    difference: str
    conclusion: str


def parameters(result: Mapping[str, Any]) -> list[Parameter]:
    """Return every parameter of a report's result: year by year the metered inputs and the factors, then the result."""
    found: list[Parameter] = []
    for year in result["years"]:
        for symbol, figure in year["inputs"].items():
            found.append(Parameter(f"{year['year']} {symbol}", "计量读数合计", figure["unit"], figure["value"]))
        for factor in year["factors"]:
            name = f"{year['year']} {factor['symbol']}"
            found.append(Parameter(name, factor["label"], factor["unit"], factor["value"]))
    exact = result["exact_reduction"]
    return [*found, Parameter(TOTAL, "核算减排量合计", exact["unit"], exact["value"])]


def completed(result: Mapping[str, Any], lines: Iterable[Line]) -> list[dict[str, str]]:
    """Return the lines in the report's order, their reported side taken from the report.

    Refuses (V-8) a parameter that the report does not have and one that comes twice.
    """
    known = {each.parameter: each for each in parameters(result)}
    given: dict[str, Line] = {}
    for line in lines:
        if line.parameter not in known or line.parameter in given:
            refuse(
                "V-8",
                f"参数“{line.parameter[:40]}”不在核算报告中，或重复出现；请按报告的参数逐个填写",
                f"{line.parameter[:40]} is not a parameter of the report, or comes twice",
                place="lines",
            )
        given[line.parameter] = line
    return [asdict(_beside(each, given[name])) for name, each in known.items() if name in given]


def without_conclusion(result: Mapping[str, Any], lines: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """Return the parameters that no line concludes on."""
    concluded = {line["parameter"] for line in lines if line["conclusion"].strip()}
    return tuple(each.parameter for each in parameters(result) if each.parameter not in concluded)


def _beside(each: Parameter, line: Line) -> Line:
    difference = f"{Decimal(line.verified) - Decimal(each.reported):f}"
    return replace(line, unit=each.unit, reported=each.reported, difference=difference)
