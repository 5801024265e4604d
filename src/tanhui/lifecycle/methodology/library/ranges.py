"""What a value of each kind can plausibly be, and whether its unit measures the right thing at all."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.units import Units

FILE = Path(__file__).with_name("ranges.toml")


@dataclass(frozen=True)
class Range:
    """From lowest to highest, both allowed, in a unit."""

    kind: str
    unit: str
    lowest: Decimal
    highest: Decimal


@cache
def ranges() -> tuple[Range, ...]:
    """Return every range of the table."""
    content = tomllib.loads(FILE.read_text("utf-8"))
    return tuple(
        Range(each["kind"], each["unit"], Decimal(each["lowest"]), Decimal(each["highest"]))
        for each in content["ranges"]
    )


@cache
def units() -> Units:
    """Return the units that factors may be written in: the engine's and those of the table."""
    content = tomllib.loads(FILE.read_text("utf-8"))
    return Units(tuple((each["name"], each["is"]) for each in content["units"]))


def in_unit(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """Return the value in another unit, exactly; None when the two measure different things. Refuses unknown units."""
    ratio = units().ratio(units().parse(unit), units().parse(wanted))
    return None if ratio is None else value * ratio


def fitting(kind: str, unit: str) -> tuple[Range, ...]:
    """Return the ranges of a kind whose unit measures the same as this one."""
    return tuple(each for each in ranges() if each.kind == kind and in_unit(Decimal(1), unit, each.unit) is not None)


def has_ranges(kind: str) -> bool:
    """Whether values of this kind have a range at all."""
    return any(each.kind == kind for each in ranges())


def known_unit(unit: str) -> bool:
    """Whether a unit can be read."""
    try:
        units().parse(unit)
    except Fault:
        return False
    return True
