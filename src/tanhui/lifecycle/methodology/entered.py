"""Entered quantities from JSON or from `SYMBOL=VALUE`, the same on the command line and over the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tanhui.foundation.inputs import load_json
from tanhui.law import Breach, Refusal, refuse
from tanhui.lifecycle.methodology.document import Method, Quantity
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import amount

MOST_INPUTS = 200
MOST_BYTES = 200_000


def read_inputs(content: bytes) -> dict[str, Quantity]:
    """Read `{symbol: {"value": "…", "unit": "…"}}` strictly; a bare number keeps its digits."""
    return quantities(load_json(content, most_bytes=MOST_BYTES))


def quantities(content: Any) -> dict[str, Quantity]:
    """Turn decoded JSON into quantities; refuse with every entry that is wrong."""
    if not isinstance(content, Mapping) or len(content) > MOST_INPUTS:
        refuse("V-8", '输入应为 {符号: {"value": "…", "unit": "…"}}', "Inputs are {symbol: {value, unit}}")
    breaches: list[Breach] = []
    found: dict[str, Quantity] = {}
    for symbol, entry in content.items():
        try:
            found[symbol] = _quantity(entry)
        except Fault as fault:
            breaches.append(fault.at(str(symbol)))
    if breaches:
        raise Refusal(tuple(breaches))
    return found


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
