"""What is entered, from JSON or from `SYMBOL=VALUE`, the same on the command line and over the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tanhui.foundation.inputs import load_json, parse_date
from tanhui.foundation.inputs.characters import first_hidden
from tanhui.law import Breach, Refusal, refuse
from tanhui.lifecycle.methodology.document import Entry, Method, Quantity
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import amount
from tanhui.lifecycle.methodology.reporting import MOST_PARTS, PartEntered
from tanhui.lifecycle.methodology.resolving import FIRST_YEAR, LAST_YEAR, MOST_BREACHES

MOST_INPUTS = 200
MOST_BYTES = 20_000_000


_WHOLE = frozenset({"inputs", "tables", "day"})
_PART = frozenset({"site", "year", *_WHOLE})
SITE_CHARS = 60


def read_parts(content: bytes) -> tuple[list[PartEntered], bool]:
    """Read what is entered, and say whether it is a report of several parts.

    Three forms: `{symbol: {"value": "…", "unit": "…"}}`; `{"inputs": {…}, "tables": {…: [rows]}, "day": "…"}`; or
    `{"parts": [{"site": "…", "year": 2024, "inputs": {…}, "tables": {…}}]}`.
    """
    found = load_json(content, most_bytes=MOST_BYTES)
    if isinstance(found, Mapping) and set(found) == {"parts"}:
        if not isinstance(found["parts"], list) or len(found["parts"]) > MOST_PARTS:
            refuse("V-8", f"parts 应为列表，最多 {MOST_PARTS} 项", "parts must be a list", place="parts")
        return [_part(each, index) for index, each in enumerate(found["parts"], start=1)], True
    if isinstance(found, Mapping) and found and set(found) <= _WHOLE:
        return [_part(found, 0)], False
    return [PartEntered("", 0, quantities(found), {})], False


def _part(content: Any, index: int) -> PartEntered:
    place = f"parts[{index}]" if index else "inputs"
    if not isinstance(content, Mapping) or not set(content) <= _PART:
        known = "、".join(sorted(_PART))
        refuse("V-8", f"{place} 只能含 {known}", f"{place} may hold {known}", place=place)
    site, told, day = content.get("site", ""), content.get("year", 0), content.get("day")
    if not isinstance(site, str) or len(site) > SITE_CHARS or first_hidden(site) is not None:
        refuse("V-8", f"site 应为不超过 {SITE_CHARS} 字的文本", "site must be a short text", place=place)
    if type(told) is not int or not (FIRST_YEAR <= told <= LAST_YEAR or (told == 0 and not index)):
        refuse("V-3", f"year 应为 {FIRST_YEAR} 至 {LAST_YEAR} 的整数", "year must be a whole number", place=place)
    on = parse_date(day, channel="machine", place=place) if isinstance(day, str) else None
    return PartEntered(site, told, quantities(content.get("inputs", {})), rows_of(content.get("tables", {})), on)


def rows_of(content: Any) -> dict[str, list[dict[str, Entry]]]:
    """Turn decoded JSON into the rows of each table; refuse with every cell that is wrong."""
    if not isinstance(content, Mapping):
        refuse("V-8", "tables 应为 {表: [行, …]}", "tables must be {table: [row, …]}", place="tables")
    breaches: list[Breach] = []
    found: dict[str, list[dict[str, Entry]]] = {}
    for table, rows in content.items():
        if not isinstance(rows, list):
            refuse("V-8", f"{table} 应为行的列表", f"{table} must be a list of rows", place=str(table))
        found[table] = []
        for number, row in enumerate(rows, start=1):
            try:
                found[table].append(_row(row))
            except Fault as fault:
                breaches.append(fault.at(f"{table}[{number}]"))
    if breaches:
        raise Refusal(tuple(breaches[:MOST_BREACHES]))
    return found


def _row(content: Any) -> dict[str, Entry]:
    if not isinstance(content, Mapping) or len(content) > MOST_INPUTS:
        raise Fault("V-8", "每行应为 {符号: 值}", "A row is {symbol: value}")
    return {symbol: _entry(each) for symbol, each in content.items()}


def quantities(content: Any) -> dict[str, Entry]:
    """Turn decoded JSON into what is entered by symbol; refuse with every entry that is wrong."""
    if not isinstance(content, Mapping) or len(content) > MOST_INPUTS:
        refuse("V-8", '输入应为 {符号: {"value": "…", "unit": "…"}}', "Inputs are {symbol: {value, unit}}")
    breaches: list[Breach] = []
    found: dict[str, Entry] = {}
    for symbol, entry in content.items():
        try:
            found[symbol] = _entry(entry)
        except Fault as fault:
            breaches.append(fault.at(str(symbol)))
    if breaches:
        raise Refusal(tuple(breaches))
    return found


def _entry(entry: Any) -> Entry:
    """A text is a category, a name, a day, or a number in the declared unit."""
    return entry if isinstance(entry, str) else _quantity(entry)


def _quantity(entry: Any) -> Quantity:
    if not isinstance(entry, Mapping) or not set(entry) <= {"value", "unit"} or "value" not in entry:
        raise Fault("V-8", '应为 {"value": "…", "unit": "…"}', "An entry is {value, unit}")
    value, unit = entry["value"], entry.get("unit", "1")
    if type(value) in (int, Decimal):
        value = format(value, "f")
    if not isinstance(value, str) or not isinstance(unit, str):
        raise Fault("V-8", "value 与 unit 应为文本", "value and unit must be text")
    return Quantity(amount(value.strip()), unit)


def overrides(method: Method, pairs: Iterable[str]) -> dict[str, Quantity]:
    """Read `EF=0.42` or `EF=0.42 kgCO2/kWh`: without a unit, the one the method declares for the symbol."""
    breaches: list[Breach] = []
    found: dict[str, Quantity] = {}
    for pair in pairs:
        symbol, _, text = pair.partition("=")
        value, _, unit = text.strip().partition(" ")
        given = method.given(symbol.strip())
        if given is None:
            breaches.append(Fault("R14-2", f"变量未定义：{symbol}", f"Not defined: {symbol}").at(symbol))
            continue
        if given.symbol in found:
            breaches.append(Fault("V-8", f"{given.symbol} 给了两次，请只留一个", f"{symbol} is given twice").at(symbol))
            continue
        try:
            found[given.symbol] = Quantity(amount(value), unit.strip() or given.unit)
        except Fault as fault:
            breaches.append(fault.at(symbol))
    if breaches:
        raise Refusal(tuple(breaches))
    return found
