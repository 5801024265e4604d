"""What a method says about its rows: whose they are, when, which are the same, what is summed, capped and rounded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from tanhui.law import refuse
from tanhui.lifecycle.accounting.bulk import names
from tanhui.lifecycle.methodology.document import Behaviour, Input, Method, Words
from tanhui.lifecycle.methodology.engine.rounding import Rounding

METER, DAY = "meter", "day"
"""The columns that rows of a method without behaviours bring beside its inputs: the meter or site, and the day."""
ROWS = "rows"
LARGEST = "largest"
TERM = "term"


@dataclass(frozen=True)
class Terms:
    """How rows are accounted. Caps are in the declared unit of what they cap; `key` is empty where `whole_row` says so."""

    table: str | None
    person: str
    moment: str
    key: tuple[str, ...]
    largest: bool
    result: str
    rows_most: Decimal | None
    inputs_most: tuple[tuple[str, Decimal], ...]
    result_most: Decimal | None
    rounding: Rounding | None
    """Of one person's day; None leaves it exact."""
    total_rounding: Rounding | None
    """Of a year or of the total, for a method whose result declares such a rounding."""

    @property
    def counts_rows(self) -> bool:
        """Whether rows must be taken in order, because some may count nothing."""
        return self.rows_most is not None or bool(self.inputs_most)


def terms_of(method: Method) -> Terms:
    """Return the terms of a method; one without behaviours is accounted per meter and day, row by row."""
    for symbol in method.shapes.of:
        if symbol.casefold().startswith(names.OWN):
            refuse("R14-2", f"符号不得以 {names.OWN} 开头：{symbol}", f"{symbol} must not begin with {names.OWN}")
    return _of_behaviour(method, method.behaviour) if method.behaviour is not None else _of_meters(method)


def _of_behaviour(method: Method, one: Behaviour) -> Terms:
    result = method.step(one.result)
    assert result is not None  # the check of the document
    most = {cap.of: method.units.convert(cap.most, cap.unit or "1", _unit_of(method, cap.of)) for cap in one.caps}
    return Terms(
        table=one.table,
        person=one.person,
        moment=one.moment,
        key=one.key,
        largest=one.duplicates == LARGEST,
        result=one.result,
        rows_most=most.get(ROWS),
        inputs_most=tuple((of, amount) for of, amount in most.items() if of not in (ROWS, one.result)),
        result_most=most.get(one.result),
        rounding=one.rounding,
        total_rounding=None,
    )


def _unit_of(method: Method, of: str) -> str:
    found = method.step(of) or method.given(of)
    return (found.unit if found is not None else "") or "1"


def _of_meters(method: Method) -> Terms:
    if method.tables:
        refuse(
            "R14-2",
            f"方法学 {method.id} 有数据表而没有 [behaviour]，不能按行批量核算",
            f"{method.id} has tables but no [behaviour]; its rows cannot be accounted one by one",
        )
    result = method.step(method.results[0])
    assert result is not None
    whole = result.rounding is not None and result.rounding.stage != TERM
    return Terms(
        table=None,
        person=METER,
        moment=DAY,
        key=(METER, DAY),
        largest=False,
        result=result.symbol,
        rows_most=None,
        inputs_most=(),
        result_most=None,
        rounding=None,
        total_rounding=result.rounding if whole else None,
    )


def rows_of(method: Method, terms: Terms) -> Method:
    """Return the method as its rows are computed: a rounding of the year or the total is not applied to each row."""
    if terms.total_rounding is None:
        return method
    steps = tuple(replace(each, rounding=None) if each.symbol == terms.result else each for each in method.steps)
    return replace(method, steps=steps)


def column_of(method: Method, symbol: str) -> Input:
    """Return the input behind a column; the meter and the day of a method without behaviours have none of their own."""
    found = method.inputs_by_symbol.get(symbol)
    if found is not None:
        return found
    words, kind = (Words("表号", "Meter"), "text") if symbol == METER else (Words("日期", "Day"), "day")
    return Input(symbol, words, "", Decimal(0), Decimal(1), False, Words("", ""), "", type=kind)
