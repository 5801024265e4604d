"""Units with exact conversions. Canonical units are chosen so that every conversion is a short decimal.

Electricity (MWh) and heat (GJ) are dimensions of their own: going from one to the other is written out in a formula
(`3.6 [GJ/MWh]`), as are mass of carbon and of carbon dioxide (`44/12`). CO2 alone (`tCO2`) is not CO2 equivalent
(`tCO2e`) unless the document says so; a year (`yr`) is a period of account and not a number of hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pint
from pint.util import UnitsContainer

from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC, literal

COMMON: tuple[tuple[str, str], ...] = (
    ("tCO2e", "base"),
    ("kgCO2e", "0.001 tCO2e"),
    ("gCO2e", "0.000001 tCO2e"),
    ("tCO2", "base"),
    ("kgCO2", "0.001 tCO2"),
    ("gCO2", "0.000001 tCO2"),
    ("tC", "base"),
    ("CNY", "base"),
    ("万元", "10000 CNY"),
    ("MWh", "base"),
    ("kWh", "0.001 MWh"),
    ("GWh", "1000 MWh"),
    ("万kWh", "10 MWh"),
    ("h", "base"),
    ("yr", "base"),
    ("MW", "1 MWh/h"),
    ("kW", "0.001 MWh/h"),
    ("GJ", "base"),
    ("MJ", "0.001 GJ"),
    ("TJ", "1000 GJ"),
    ("t", "base"),
    ("kg", "0.001 t"),
    ("g", "0.000001 t"),
    ("km", "base"),
    ("m", "0.001 km"),
    ("m2", "base"),
    ("hm2", "10000 m2"),
    ("m3", "base"),
    ("L", "0.001 m3"),
    ("%", "0.01 1"),
)
HIGHEST_POWER = 10
LONGEST = 60

_NAME = r"%|[A-Za-z\u3400-\u4dbf\u4e00-\u9fff][A-Za-z0-9\u3400-\u4dbf\u4e00-\u9fff]*"
_TERM = re.compile(rf"({_NAME}|1)(?:\^(-?[0-9]{{1,2}}))?")


@dataclass(frozen=True)
class Unit:
    """A product of named units with whole powers, in the order of their names; empty means a plain number."""

    powers: tuple[tuple[str, int], ...] = ()

    def times(self, other: Unit, sign: int = 1) -> Unit:
        """Return the product (or with sign -1 the quotient); names that cancel are gone."""
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + sign * power
        return Unit(tuple(sorted((name, power) for name, power in powers.items() if power)))

    def raised(self, exponent: int) -> Unit:
        """Return the power."""
        return Unit(tuple((name, power * exponent) for name, power in self.powers if exponent))

    def __str__(self) -> str:
        above = "·".join(_term(name, power) for name, power in self.powers if power > 0)
        below = "/".join(_term(name, -power) for name, power in self.powers if power < 0)
        return (above or "1") + (f"/{below}" if below else "")


PLAIN = Unit()


def _term(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"


class Units:
    """The units one document may use, held in a pint registry that counts in Decimal."""

    def __init__(self, definitions: tuple[tuple[str, str], ...] = (), *, co2_is_co2e: bool = False) -> None:
        self._registry: Any = pint.UnitRegistry(None, non_int_type=Decimal, cache_folder=None)
        self._names: dict[str, str] = {}
        for name, meaning in (*COMMON, *definitions):
            self._define(name, "1 tCO2e" if co2_is_co2e and name == "tCO2" else meaning)

    def _define(self, name: str, meaning: str) -> None:
        if name in self._names:
            raise Fault("V-8", f"单位重复定义：{name}", f"The unit is defined twice: {name}")
        if not re.fullmatch(_NAME, name):
            raise Fault("R14-1", f"单位名称不合规：{name}", f"Not a unit name: {name}")
        inner = f"unit{len(self._names)}"
        if meaning == "base":
            self._registry.define(f"{inner} = [{inner}]")
        else:
            size, _, unit = meaning.partition(" ")
            terms = " * ".join(f"{self._names[each]} ** {power}" for each, power in self.parse(unit).powers)
            self._registry.define(f"{inner} = {_positive(size)}" + (f" * {terms}" if terms else ""))
        self._names[name] = inner

    def parse(self, text: str, column: int = 0) -> Unit:
        """Read a unit such as `tCO2e/MWh`; `1` (or nothing) is a plain number."""
        unit, sign = PLAIN, 1
        if len(text) > LONGEST:
            raise Fault("S-2", f"单位过长：{len(text)} 个字符", f"The unit is {len(text)} characters long", column)
        for piece in re.split(r"([·*/])", text.strip() or "1"):
            if piece in ("·", "*", "/"):
                sign = -1 if piece == "/" else 1
                continue
            found = _TERM.fullmatch(piece.strip())
            if not found or (found[1] != "1" and found[1] not in self._names):
                raise Fault("R14-1", f"未知单位：{piece or text}", f"Unknown unit: {piece or text}", column)
            power = int(found[2] or 1)
            if abs(power) > HIGHEST_POWER:
                raise Fault("S-2", f"单位的指数超限：{text}", f"The unit's power is too high: {text}", column)
            unit = unit if found[1] == "1" else unit.times(Unit(((found[1], power),)), sign)
        return unit

    def ratio(self, unit: Unit, wanted: Unit) -> Decimal | None:
        """Return how many `wanted` make one `unit`, exactly; None when they measure different things."""
        difference = unit.times(wanted, -1)
        inner = UnitsContainer({self._names[name]: power for name, power in difference.powers})
        size, rest = self._registry.get_root_units(self._registry.Unit(inner))
        return Decimal(size) if rest.dimensionless else None

    def convert(self, value: Decimal, unit: str, wanted: str) -> Decimal:
        """Convert an entered amount exactly; refuse another kind of quantity (R14-1)."""
        ratio = self.ratio(self.parse(unit), self.parse(wanted))
        if ratio is None:
            raise mismatch(wanted, unit)
        return ARITHMETIC.multiply(value, ratio)


def mismatch(wanted: object, found: object, column: int = 0, *, hint: str = "") -> Fault:
    """Return the fault that names both units."""
    return Fault(
        "R14-1",
        f"量纲不一致：需要 {wanted}，得到 {found}{hint}",
        f"Units disagree: {wanted} is needed, {found} was found",
        column,
    )


def _positive(text: str) -> Decimal:
    size = literal(text)
    if size <= 0:
        raise Fault("V-1", f"单位的换算值须大于 0：{text}", f"A unit's size must be positive: {text}")
    return size


@lru_cache(maxsize=64)
def units_for(definitions: tuple[tuple[str, str], ...] = (), *, co2_is_co2e: bool = False) -> Units:
    """Return the units of a document; documents with the same declarations share one registry."""
    return Units(definitions, co2_is_co2e=co2_is_co2e)
