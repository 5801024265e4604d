"""Puts proposed values beside the library and judges them: each by itself, and all of them as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from tanhui.law import Breach, Refusal, find_breaches
from tanhui.lifecycle.methodology.library.entries import Entry
from tanhui.lifecycle.methodology.library.ranges import in_unit
from tanhui.lifecycle.methodology.library.reading import Row
from tanhui.lifecycle.methodology.library.rules.values import FACTOR, TABLE, FactorFacts, TableFacts, expected_co2
from tanhui.lifecycle.methodology.library.series import fuel_of

MARGIN_UNIT = "tCO2/MWh"
SOLID, GAS = ("GJ/t", "kgCO2/kg"), ("GJ/Nm3", "kgCO2/Nm3")
"""In which units of heat and of CO2 a fuel's properties multiply to its factor; gases go by volume."""
KG_PER_TONNE = 1000


class Beside:
    """The library as a proposed value meets it: the other rows of the proposal stand before the library's own."""

    def __init__(self, library: Iterable[Entry], rows: Sequence[Row]) -> None:
        self.library = [each for each in library if each.value]
        self.all = [*(row.entry for row in rows), *self.library]

    def margin(self, kind: str, entry: Entry) -> Decimal | None:
        """Return the operating or build margin of a value's region and year, in tCO2/MWh."""
        same = (each for each in self.all if (each.kind, each.region, each.year) == (kind, entry.region, entry.year))
        found = next(same, None)
        return in_unit(found.amount, found.unit, MARGIN_UNIT) if found else None

    def of_fuel(self, kind: str, entry: Entry) -> Entry | None:
        """Return the latest value of another property of the same fuel and region."""
        fuel = fuel_of(entry.series)
        same = [
            each
            for each in self.all
            if each.kind == kind and each.region == entry.region and fuel and fuel_of(each.series) == fuel
        ]
        return max(same, key=lambda each: each.year, default=None)

    def expected(self, entry: Entry) -> Fraction | None:
        """Return what the fuel's own properties give for its factor, in the factor's unit."""
        heat, carbon, oxidation = (self.of_fuel(kind, entry) for kind in ("NCV", "CC", "OF"))
        if heat is None or carbon is None or oxidation is None:
            return None
        for (heat_unit, co2_unit), scale in ((SOLID, 1), (GAS, KG_PER_TONNE)):
            value, ratio = in_unit(heat.amount, heat.unit, heat_unit), in_unit(Decimal(1), entry.unit, co2_unit)
            if value is not None and ratio is not None:
                found = expected_co2(heat=value, carbon=carbon.amount, oxidation=oxidation.amount)
                return found * scale / Fraction(ratio)
        return None

    def same_in(self, entry: Entry) -> tuple[int, ...]:
        """Return the other years of which the library has exactly this value."""
        return tuple(
            sorted(
                each.year
                for each in self.library
                if each.key[:2] == entry.key[:2] and each.year != entry.year and each.amount == entry.amount
            )
        )


def judge(rows: Sequence[Row], library: Iterable[Entry]) -> None:
    """Refuse proposed values with everything that speaks against any of them, and against them as a table."""
    beside = Beside(library, rows)
    breaches: list[Breach] = []
    for row in rows:
        breaches += find_breaches(FACTOR, _facts(row, beside))
    breaches += find_breaches(TABLE, _table(rows, beside))
    if breaches:
        raise Refusal(tuple(breaches))


def _facts(row: Row, beside: Beside) -> FactorFacts:
    entry = row.entry
    margins = entry.kind in ("OM", "BM")
    heat = beside.of_fuel("NCV", entry) if entry.kind == "CC" else None
    return FactorFacts(
        entry=entry,
        place=row.place,
        operating=beside.margin("OM", entry) if margins else None,
        build=beside.margin("BM", entry) if margins else None,
        heat=heat.amount if heat else None,
        expected=beside.expected(entry) if entry.kind == "fuel" else None,
        same_in=beside.same_in(entry),
        repeats=row.repeats,
    )


def _table(rows: Sequence[Row], beside: Beside) -> TableFacts:
    """Rows declared to repeat another year's value have been looked at; the others are compared with the library."""
    known: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(dict)
    for each in beside.library:
        known[each.key[:2]][each.year] = each.amount
    return TableFacts(entries=tuple(row.entry for row in rows if not row.repeats), known=known)
