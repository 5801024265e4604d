"""The parameters of a report, and the lines of a statement on them. The reported side always comes from the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from tanhui.law import refuse

TOTAL = "减排量"
"""The line on the report's result, beside those on its inputs and factors."""
ROWS_UNIT = "行"
"""The unit in which a report of activity data counts the rows of a table."""


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
    """Return every parameter of a report's result: year by year the inputs and the factors, then the result.

    A report of activity data has one part for each year and site; its tables are concluded on by their control totals.
    """
    found: list[Parameter] = []
    for year in result["years"]:
        part = f"{year['year']} {year.get('site', '')}".strip()
        for symbol, figure in year["inputs"].items():
            label = "计量读数合计" if result["meters"] else _label(symbol, figure)
            found.append(Parameter(f"{part} {symbol}", label, figure["unit"], figure["value"]))
        for factor in year["factors"]:
            name = f"{part} {factor['symbol']}"
            found.append(Parameter(name, factor["label"], factor["unit"], factor["value"]))
    exact = result["exact_reduction"]
    return [*found, Parameter(TOTAL, "核算减排量合计", exact["unit"], exact["value"])]


def _label(symbol: str, figure: Mapping[str, Any]) -> str:
    """Say what an input of activity data is: a single value, the rows of a table, or what a column adds up to."""
    if "." in symbol:
        return "数据表一列的控制合计"
    return "数据表行数" if figure["unit"] == ROWS_UNIT else "填报的活动数据"


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
