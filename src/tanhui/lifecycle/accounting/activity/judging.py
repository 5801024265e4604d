"""Activity data held against its methodology: every fault by the place that the engine gives it, or the data as kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from tanhui.law import Breach, Refusal
from tanhui.lifecycle.accounting.activity.content import DataSet, Entered
from tanhui.lifecycle.accounting.exact import plain
from tanhui.lifecycle.methodology.document import Entry, Input, Method, Parameter, Quantity
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import amount
from tanhui.lifecycle.methodology.evaluation import Evaluation, evaluate
from tanhui.lifecycle.methodology.resolving import FIRST_YEAR, LAST_YEAR

Faults = dict[str, Breach]
YEAR_UNIT = "yr"


def asks_for_one_year(method: Method) -> bool:
    """Whether a value of the year enters the account: one set of data then lies within one calendar year."""
    of_the_year = (each.wanted.year_rule == "year-of-generation" and not each.day_of for each in method.parameters)
    results = (method.step(symbol) for symbol in method.results)
    yearly = (step is not None and step.rounding is not None and step.rounding.stage == "year" for step in results)
    return any(of_the_year) or any(yearly) or any(_is_calendar_year(each) for each in method.inputs)


def judge(method: Method, entered: Entered, faults: Faults) -> DataSet | None:
    """Return the data as it is kept; None when there are faults, which are added by their places.

    The steps are run once with stand-ins for the factors: what belongs together is checked, no factor needs be known yet.
    """
    for place, fault in (*_declared_factors(method, entered), *_digit_faults(method, entered)):
        faults.setdefault(place, fault.at(place))
    try:
        found = evaluate(method, {**entered.inputs, **_stand_ins(method)}, tables=entered.tables)
    except Refusal as refusal:
        for breach in refusal.breaches:
            faults.setdefault(breach.place or "", breach)
        return None
    for place, fault in _date_faults(method, entered, found):
        faults.setdefault(place, fault.at(place))
    return None if faults else _kept(method, entered, found)


def _declared_factors(method: Method, entered: Entered) -> Iterator[tuple[str, Fault]]:
    """Reading: factors come from the library and the methodology, never from the owner's data."""
    for each in method.parameters:
        if each.symbol in entered.inputs:
            zh = f"{each.symbol} 是参数，由平台按方法学取用，不能填报"
            yield each.symbol, Fault("R14-2", zh, f"{each.symbol} is a parameter and is not entered")


def _stand_ins(method: Method) -> dict[str, Entry]:
    return {each.symbol: Quantity(_inside(each), each.unit or "1") for each in method.parameters}


def _inside(parameter: Parameter) -> Decimal:
    one = Decimal(1)
    if parameter.lowest <= one <= parameter.highest:
        return one
    return parameter.lowest if parameter.lowest > 0 else parameter.highest


def _digit_faults(method: Method, entered: Entered) -> Iterator[tuple[str, Fault]]:
    for place, given, entry in _entries(method, entered):
        if given.is_number:
            try:
                _require_digits(method, given, entry)
            except Fault as fault:
                yield place, fault


def _entries(method: Method, entered: Entered) -> Iterator[tuple[str, Input, Entry]]:
    by_symbol = method.inputs_by_symbol
    for symbol, entry in entered.inputs.items():
        if symbol in by_symbol and not by_symbol[symbol].table:
            yield symbol, by_symbol[symbol], entry
    for table, rows in entered.tables.items():
        own = {symbol: each for symbol, each in by_symbol.items() if each.table == table}
        for number, row in enumerate(rows, start=1):
            for symbol, entry in row.items():
                if symbol in own:
                    yield f"{table}[{number}].{symbol}", own[symbol], entry


def _require_digits(method: Method, given: Input, entry: Entry) -> None:
    """Refuse (V-2) more digits after the point than the methodology admits, in its own unit."""
    quantity = Quantity(amount(entry), given.unit) if isinstance(entry, str) else entry
    value = method.units.convert(quantity.value, quantity.unit or "1", given.unit or "1")
    places = len(plain(value).partition(".")[2])
    most = 0 if given.yes_no else given.digits
    if places > most:
        zh = f"小数位数过多：{plain(value)} 有 {places} 位小数，{given.symbol} 最多 {most} 位"
        raise Fault("V-2", zh, f"{plain(value)} has {places} decimal places; {given.symbol} allows {most}")


def _date_faults(method: Method, entered: Entered, found: Evaluation) -> Iterator[tuple[str, Fault]]:
    """Reading: every day that is told dates something that is counted, so it lies in the span of the data."""
    for place, given, value in _values(method, found):
        if given.type == "day" and not entered.first_day <= value <= entered.last_day:
            zh = f"{value} 不在数据起止日 {entered.first_day} 至 {entered.last_day} 之内"
            yield place, Fault("R14-14", zh, f"{value} lies outside the span of the data")
        elif not given.table and _is_calendar_year(given) and value != entered.last_day.year:
            zh = f"{given.symbol} 填的是 {plain(value)} 年，数据属于 {entered.last_day.year} 年"
            yield place, Fault("R14-14", zh, f"{given.symbol} names {plain(value)}, the data is of another year")


def _is_calendar_year(given: Input) -> bool:
    """Whether a single input names the year that is accounted for."""
    named = given.unit == YEAR_UNIT and not given.table and not given.digits
    return named and given.lowest >= FIRST_YEAR and given.highest <= LAST_YEAR


def _values(method: Method, found: Evaluation) -> Iterator[tuple[str, Input, Any]]:
    singles: dict[str, Any] = {**found.texts, **{each.symbol: each.value for each in found.givens}}
    for given in method.inputs:
        if not given.table:
            yield given.symbol, given, singles[given.symbol]
            continue
        for number, row in enumerate(found.rows[given.table], start=1):
            yield f"{given.table}[{number}].{given.symbol}", given, row[given.symbol]


def _kept(method: Method, entered: Entered, found: Evaluation) -> DataSet:
    singles: dict[str, Any] = {**found.texts, **{each.symbol: each.value for each in found.givens}}
    inputs = {each.symbol: _text(singles[each.symbol]) for each in method.inputs if not each.table}
    tables = {
        table.id: [
            _row(row, [each.symbol for each in method.inputs if each.table == table.id]) for row in found.rows[table.id]
        ]
        for table in method.tables
    }
    return DataSet(entered.site, entered.first_day, entered.last_day, inputs, tables)


def _row(row: Mapping[str, Any], symbols: list[str]) -> dict[str, str]:
    return {symbol: _text(row[symbol]) for symbol in symbols}


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def placed(faults: Faults) -> tuple[Breach, ...]:
    """Return the breaches of data that came as JSON: their places are those of the engine."""
    return tuple(
        replace(breach, zh=f"{place}：{breach.zh}" if place else breach.zh) for place, breach in faults.items()
    )
