"""From what was entered to values in the declared units: everything missing, unknown or out of bounds at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tanhui.foundation.inputs.characters import first_hidden
from tanhui.law import Breach, Refusal
from tanhui.lifecycle.methodology.document import Entry, Input, Method, Parameter, Quantity
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import amount, plain, within_range
from tanhui.lifecycle.methodology.factors import Factor, Wanted, factor_for

Rows = dict[str, list[dict[str, Any]]]
MOST_BREACHES = 200
LONGEST_TEXT = 100
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Given:
    """One value the steps start from, in the declared unit; `factor` says where a parameter's value comes from.

    A parameter that is looked up row by row has one `Given` per factor that was used.
    """

    symbol: str
    value: Decimal
    unit: str
    factor: Factor | None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        found: dict[str, Any] = {"symbol": self.symbol, "value": plain(self.value), "unit": self.unit}
        if self.factor is not None:
            published = self.factor.publication
            found["factor"] = {
                "id": self.factor.id,
                "value": plain(self.factor.value),
                "unit": self.factor.unit,
                "region": self.factor.region,
                "year": self.factor.year,
                "evidence": self.factor.evidence,
                "publication": published.title,
                "number": published.number,
                "published_on": published.published_on.isoformat(),
                "link": published.link,
            }
        return found


@dataclass(frozen=True)
class Resolved:
    """What a run starts from: the numbers to show, the single values, and the rows."""

    givens: tuple[Given, ...]
    values: dict[str, Any]
    rows: Rows


@dataclass(frozen=True)
class Known:
    """What factors are looked up with: the day of the account, the day of knowledge, and the factors at hand."""

    method: Method
    factors: tuple[Factor, ...]
    day: date | None
    known_on: date | None


def resolve(
    method: Method,
    entered: Mapping[str, Entry],
    tables: Mapping[str, Sequence[Mapping[str, Entry]]],
    *,
    day: date | None,
    known_on: date | None,
    factors: Iterable[Factor] = (),
) -> Resolved:
    """Return every given value in its declared unit; refuse with all that is missing, unknown or out of bounds."""
    known = Known(method, method.at_hand(factors), day, known_on)
    breaches: list[Breach] = []
    values: dict[str, Any] = {each.symbol: each.value for each in method.constants}
    givens = _single_values(known, entered, values, breaches)
    rows = {table.id: _rows_of(known, table.id, tables.get(table.id, ()), breaches) for table in method.tables}
    breaches += [_unknown_table(name) for name in tables if method.table(name) is None]
    if not breaches:
        givens += _row_parameters(known, entered, rows, breaches)
    if breaches:
        raise Refusal(tuple(breaches[:MOST_BREACHES]))
    return Resolved(tuple(givens), values, rows)


def _unknown_table(name: str) -> Breach:
    return Fault("R14-2", f"方法学没有表 {name[:40]}", f"No table {name[:40]}").at(name[:40])


def _single_values(
    known: Known, entered: Mapping[str, Entry], values: dict[str, Any], breaches: list[Breach]
) -> list[Given]:
    method, found = known.method, []
    for each in method.inputs:
        if each.table:
            continue
        try:
            value = _entered(method, each, entered.get(each.symbol))
        except Fault as fault:
            breaches.append(fault.at(each.symbol))
            continue
        values[each.symbol] = value
        if each.is_number:
            found.append(Given(each.symbol, value, each.unit, None))
    for parameter in method.parameters:
        if method.shape_of(parameter.symbol):
            continue
        try:
            given = _parameter(known, parameter, entered.get(parameter.symbol), values)
        except Fault as fault:
            breaches.append(fault.at(parameter.symbol))
            continue
        values[parameter.symbol] = given.value
        found.append(given)
    for symbol in entered:
        given_symbol = method.given(symbol)
        if given_symbol is None or (isinstance(given_symbol, Input) and given_symbol.table):
            breaches.append(Fault("R14-2", f"变量未定义：{symbol}", f"Not defined: {symbol}").at(symbol))
    return found


def _rows_of(
    known: Known, table: str, entered: Sequence[Mapping[str, Entry]], breaches: list[Breach]
) -> list[dict[str, Any]]:
    inputs = [each for each in known.method.inputs if each.table == table]
    declared, rows = known.method.table(table), []
    if declared is not None and not declared.within and not declared.least <= len(entered) <= declared.most:
        zh = f"表 {table} 有 {len(entered)} 行，应为 {declared.least} 至 {declared.most} 行"
        breaches.append(Fault("V-9", zh, f"Table {table} has {len(entered)} rows").at(table))
        return []
    for number, row in enumerate(entered, start=1):
        found: dict[str, Any] = {}
        for each in inputs:
            try:
                found[each.symbol] = _entered(known.method, each, row.get(each.symbol))
            except Fault as fault:
                breaches.append(fault.at(f"{table}[{number}].{each.symbol}"))
        strange = [symbol for symbol in row if symbol not in {each.symbol for each in inputs}]
        for symbol in strange:
            breaches.append(Fault("R14-2", f"变量未定义：{symbol}", "Not defined").at(f"{table}[{number}].{symbol}"))
        rows.append(found)
        if len(breaches) >= MOST_BREACHES:
            break
    return rows


def _row_parameters(known: Known, entered: Mapping[str, Entry], rows: Rows, breaches: list[Breach]) -> list[Given]:
    """Look parameters up row by row; each factor that was used is told once."""
    found: dict[tuple[str, str], Given] = {}
    for parameter in known.method.parameters:
        table = known.method.shape_of(parameter.symbol)
        for number, row in enumerate(rows[table] if table else (), start=1):
            try:
                given = _parameter(known, parameter, entered.get(parameter.symbol), row)
            except Fault as fault:
                breaches.append(fault.at(f"{table}[{number}].{parameter.symbol}"))
                break
            row[parameter.symbol] = given.value
            found[parameter.symbol, given.factor.id if given.factor else ""] = given
    return list(found.values())


def _parameter(known: Known, parameter: Parameter, entered: Entry | None, values: Mapping[str, Any]) -> Given:
    factor = None
    if isinstance(entered, str):
        raise Fault("V-8", f"{parameter.symbol} 应为数量", f"{parameter.symbol} must be a quantity")
    if entered is None:
        factor = _looked_up(known, parameter, values)
        entered = Quantity(factor.value, factor.unit)
    value = known.method.units.convert(entered.value, entered.unit or "1", parameter.unit or "1")
    if value <= 0:
        raise Fault("V-1", f"数值不是有限正数：{plain(value)}", f"Not a finite positive number: {plain(value)}")
    return Given(parameter.symbol, _within_bounds(parameter, value), parameter.unit, factor)


def _looked_up(known: Known, parameter: Parameter, values: Mapping[str, Any]) -> Factor:
    day = values[parameter.day_of] if parameter.day_of else known.day
    wanted = parameter.wanted
    if parameter.region_of:
        wanted = Wanted(wanted.series, str(values[parameter.region_of]), wanted.year_rule, wanted.fallback)
    if day is None:
        raise Fault(
            "R14-2",
            f"变量未定义：{parameter.symbol} 未给出，也未给出查因子所用的日期",
            f"{parameter.symbol} is not given, nor is the day for which to look it up",
        )
    return factor_for(known.factors, wanted, day, known_on=known.known_on)


def _entered(method: Method, given: Input, entered: Entry | None) -> Any:
    """Return the value of an input: a Decimal in the declared unit, the id of a choice, a text or a day."""
    if entered is None:
        raise Fault("R14-2", f"缺少输入：{given.symbol}（{given.label}）", f"Missing input: {given.symbol}")
    if given.is_number:
        quantity = Quantity(amount(entered), given.unit) if isinstance(entered, str) else entered
        value = method.units.convert(quantity.value, quantity.unit or "1", given.unit or "1")
        return _within_bounds(given, value)
    if not isinstance(entered, str):
        raise Fault("V-8", f"{given.symbol} 应为文本", f"{given.symbol} must be text")
    return _READ[given.type](given, entered.strip())


def _text(given: Input, text: str) -> str:
    if not text or len(text) > LONGEST_TEXT:
        zh = f"{given.symbol} 应为 1 至 {LONGEST_TEXT} 个字符"
        raise Fault("V-10", zh, f"{given.symbol} must have 1 to {LONGEST_TEXT} characters")
    if first_hidden(text) is not None:
        raise Fault("V-13", f"{given.symbol} 含不可见或控制字符", f"{given.symbol} holds an invisible character")
    return text


def _category(given: Input, text: str) -> str:
    if text not in {each.id for each in given.choices}:
        known = "、".join(each.id for each in given.choices)
        zh, en = f"类别 {text[:40]} 不在可选范围：{known}", f"{text[:40]} is not one of {known}"
        raise Fault("V-8", zh, en)
    return text


def _day(given: Input, text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            found = date.fromisoformat(text)
            if FIRST_YEAR <= found.year <= LAST_YEAR:
                return found
    except ValueError:
        pass
    zh, en = f"日期无效：“{text[:20]}”，请按 YYYY-MM-DD 填写", "Not a valid day YYYY-MM-DD"
    raise Fault("V-3", zh, en)


_READ = {"text": _text, "category": _category, "day": _day}


def _within_bounds(given: Input | Parameter, value: Decimal) -> Decimal:
    if isinstance(given, Input) and given.yes_no and value not in (0, 1):
        raise Fault("V-1", "是否类输入只能是 1（是）或 0（否）", "A yes/no input is 1 or 0")
    if not given.lowest <= value <= given.highest:
        low, high = plain(given.lowest), plain(given.highest)
        raise Fault(
            "V-1",
            f"数值超出允许范围：{plain(value)}，应在 {low} 至 {high} {given.unit} 之间",
            f"Out of range: {plain(value)}; allowed are {low} to {high} {given.unit}",
        )
    return within_range(value, plain(value))
