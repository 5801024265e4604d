"""The reference: the compiled Decimal engine, row by row, with factors looked up as the public evaluation does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Any

from tanhui.lifecycle.methodology.document import Lookup, Parameter
from tanhui.lifecycle.methodology.engine.numbers import within_range
from tanhui.lifecycle.methodology.engine.rounding import Rounding
from tanhui.lifecycle.methodology.evaluation import Operation, compile_method
from tanhui.lifecycle.methodology.factors import factor_for
from tests.agreement.cases import Case

Row = dict[str, Any]
SHEET = Context(prec=14, rounding=ROUND_HALF_EVEN)
LARGEST_SHEET = Decimal(10) ** 14
"""A spreadsheet computes with 15 significant digits; a product or two takes the last one."""


class Reference:
    """Computes every step of a case for one row at a time."""

    def __init__(self, case: Case) -> None:
        self.case = case
        wanted = {layer.symbol for layer in (*case.query.picked, *case.query.layers)}
        self.operations = [
            each
            for each in compile_method(case.method).operations
            if (each.symbol if isinstance(each, Lookup) else each.step.symbol) in wanted
        ]
        self.lookups = [each for each in case.method.parameters if each.symbol in wanted]
        self.values = {each.symbol: dict(each.values) for each in case.method.lookups}
        self.factor_on = lru_cache(maxsize=None)(self._factor)

    def run(self, row: Mapping[str, Any]) -> tuple[Row, list[tuple[Decimal, Rounding]]]:
        """Return the values of a row by symbol, and what was rounded how."""
        values: Row = {**self.case.query.known, **row}
        exact: list[tuple[Decimal, Rounding]] = []
        for parameter in self.lookups:
            values[parameter.symbol] = self._parameter(parameter, values)
        for operation in self.operations:
            if isinstance(operation, Operation):
                step = operation.step
                value = operation.formula(values)
                within_range(value, step.symbol)
                if step.rounding is not None:
                    exact.append((value, step.rounding))
                    value = step.rounding.apply(value)
                values[step.symbol] = value
            elif operation.bands:
                values[operation.symbol] = operation.of_band(values[operation.by])
            else:
                values[operation.symbol] = self.values[operation.symbol][values[operation.by]]
        return values, exact

    def _parameter(self, parameter: Parameter, values: Row) -> Decimal:
        region = values[parameter.region_of] if parameter.region_of else parameter.wanted.region
        return self.factor_on(parameter, region, values[parameter.day_of].year)

    def _factor(self, parameter: Parameter, region: str, year: int) -> Decimal:
        method = self.case.method
        wanted = replace(parameter.wanted, region=region)
        factor = factor_for(method.at_hand(()), wanted, date(year, 6, 30))
        return method.units.convert(factor.value, factor.unit, parameter.unit)


def fits_a_sheet(exact: list[tuple[Decimal, Rounding]]) -> bool:
    """Whether rounding means the same after the exact values are cut to 14 significant digits."""
    for value, rounding in exact:
        kept = rounding.apply(value)
        if kept.scaleb(rounding.digits).copy_abs() >= LARGEST_SHEET or rounding.apply(SHEET.plus(value)) != kept:
            return False
    return True
