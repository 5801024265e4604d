"""What a methodology document says, as immutable records. A published document never changes; a new version does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from tanhui.lifecycle.methodology.engine.rounding import Rounding
from tanhui.lifecycle.methodology.engine.shapes import Shapes
from tanhui.lifecycle.methodology.engine.tree import Node
from tanhui.lifecycle.methodology.engine.units import Units, units_for
from tanhui.lifecycle.methodology.factors import Factor, Publication, Wanted

CATEGORIES = {
    "renewable": "可再生能源",
    "efficiency": "节能增效",
    "transport": "绿色交通",
    "building": "绿色建筑",
    "sink": "农林碳汇",
    "product": "低碳产品",
    "waste": "废弃物处置",
    "co-control": "减污降碳协同",
    "other": "其他",
}


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh


@dataclass(frozen=True)
class Quantity:
    """A value with its unit, as entered or printed."""

    value: Decimal
    unit: str


Entry = Quantity | str
"""What is entered for an input: a quantity, or the text of a category, name or day."""


@dataclass(frozen=True)
class Condition:
    """One condition of application; with a quantity it is also checked by machine."""

    id: str
    words: Words
    quantity: str
    unit: str
    lowest: Decimal | None
    highest: Decimal | None


INPUT_TYPES = {"quantity": "数量", "category": "类别", "text": "文字", "day": "日期"}
EVIDENCE = {"published": "已公布", "derived": "由已公布数值推算", "proposal": "本平台建议", "unconfirmed": "待核"}
"""How a value of the document itself is known; what is unconfirmed must be checked before it decides an issuance."""
UNCONFIRMED = "unconfirmed"
DIGITS = 6
"""Digits after the point that an input may have where the document does not say."""


@dataclass(frozen=True)
class Choice:
    """One value of a category input."""

    id: str
    words: Words


@dataclass(frozen=True)
class TableOf:
    """Rows of data: trips, plots, deliveries. `least` and `most` count rows, per row of the outer table if there is one.

    `key` is the input that names its rows to a table within it, and `link` the input of that table with those names.
    """

    id: str
    label: Words
    least: int
    most: int
    key: str
    within: str
    link: str
    series: tuple[str, ...]
    order: str


@dataclass(frozen=True)
class Input:
    """One monitored value, single or per row of a table: a quantity within bounds, yes/no, a category, a text or a day."""

    symbol: str
    label: Words
    unit: str
    lowest: Decimal
    highest: Decimal
    yes_no: bool
    monitoring: Words
    missing: str
    table: str = ""
    type: str = "quantity"
    choices: tuple[Choice, ...] = ()
    digits: int = DIGITS

    @property
    def is_number(self) -> bool:
        """Whether formulas may name it."""
        return self.type == "quantity"


@dataclass(frozen=True)
class Constant:
    """One value that belongs to the methodology itself."""

    symbol: str
    label: Words
    value: Decimal
    unit: str
    source: Words
    evidence: str


@dataclass(frozen=True)
class Band:
    """The values up to and including `upto` (None: all above), and what holds for them."""

    upto: Decimal | None
    value: Decimal


@dataclass(frozen=True)
class Lookup:
    """A value chosen by a category, or by the band that a number falls into; it has the shape of what it is chosen by."""

    symbol: str
    label: Words
    by: str
    unit: str
    source: Words
    evidence: str
    values: tuple[tuple[str, Decimal], ...]
    bands: tuple[Band, ...]

    @property
    def all_values(self) -> tuple[Decimal, ...]:
        """Every value it can give."""
        return tuple(value for _, value in self.values) + tuple(band.value for band in self.bands)

    def of_band(self, number: Decimal) -> Decimal:
        """Return the value of the first band that reaches the number."""
        return next(band.value for band in self.bands if band.upto is None or number <= band.upto)


@dataclass(frozen=True)
class Parameter:
    """One value that is looked up and not monitored: a factor reference with the rule that picks its year."""

    symbol: str
    label: Words
    unit: str
    lowest: Decimal
    highest: Decimal
    kind: str
    wanted: Wanted
    source: Words
    day_of: str = ""
    region_of: str = ""


@dataclass(frozen=True)
class Step:
    """One line of the computation, in order; with a table it is computed once per row."""

    id: str
    symbol: str
    label: Words
    unit: str
    formula: str
    node: Node
    rounding: Rounding | None
    table: str = ""


@dataclass(frozen=True)
class Cap:
    """What one person may count on one day: of an input, of `rows`, or of the result."""

    of: str
    most: Decimal
    unit: str


@dataclass(frozen=True)
class Behaviour:
    """How rows that are citizens' behaviours are accounted: per person and day, each behaviour once."""

    table: str
    person: str
    moment: str
    key: tuple[str, ...]
    duplicates: str
    result: str
    caps: tuple[Cap, ...]
    rounding: Rounding


@dataclass(frozen=True)
class Handling:
    """How missing or faulty measurements are treated."""

    id: str
    words: Words


@dataclass(frozen=True)
class Expected:
    """A printed result: the value with so many digits, rounded in this way."""

    symbol: str
    quantity: Quantity
    rounding: Rounding


@dataclass(frozen=True)
class Example:
    """A worked example that the method must reproduce to the last printed digit."""

    id: str
    title: Words
    source: str
    remark: Words
    day: date | None
    inputs: tuple[tuple[str, Entry], ...]
    expected: tuple[Expected, ...]
    tables: tuple[tuple[str, tuple[tuple[tuple[str, Entry], ...], ...]], ...] = ()

    @property
    def rows(self) -> dict[str, list[dict[str, Entry]]]:
        """The rows of each table."""
        return {table: [dict(row) for row in rows] for table, rows in self.tables}


@dataclass(frozen=True)
class Method:
    """One version of one methodology."""

    id: str
    code: str
    version: str
    title: Words
    summary: Words
    category: str
    gases: tuple[str, ...]
    clauses: tuple[str, ...]
    results: tuple[str, ...]
    demonstration: bool
    co2_is_co2e: Words | None
    unit_definitions: tuple[tuple[str, str], ...]
    applicability: tuple[Condition, ...]
    inputs: tuple[Input, ...]
    parameters: tuple[Parameter, ...]
    steps: tuple[Step, ...]
    missing_data: tuple[Handling, ...]
    exclusions: tuple[Words, ...]
    publications: tuple[Publication, ...]
    factors: tuple[Factor, ...]
    examples: tuple[Example, ...]
    tables: tuple[TableOf, ...]
    constants: tuple[Constant, ...]
    lookups: tuple[Lookup, ...]
    behaviour: Behaviour | None
    unverified: tuple[Handling, ...]
    sha256: str

    @property
    def units(self) -> Units:
        """The units this document may use."""
        return units_for(self.unit_definitions, co2_is_co2e=self.co2_is_co2e is not None)

    @property
    def category_zh(self) -> str:
        """The field of the methodology, in Chinese."""
        return CATEGORIES[self.category]

    @property
    def givens(self) -> tuple[Input | Parameter, ...]:
        """What must be known before the first step."""
        return (*self.inputs, *self.parameters)

    def given(self, symbol: str) -> Input | Parameter | None:
        """Return the input or parameter of that symbol."""
        return next((each for each in self.givens if each.symbol == symbol), None)

    @property
    def inputs_by_symbol(self) -> dict[str, Input]:
        """The inputs by their symbols."""
        return {each.symbol: each for each in self.inputs}

    def table(self, name: str) -> TableOf | None:
        """Return the table of that name."""
        return next((each for each in self.tables if each.id == name), None)

    def chain(self, name: str) -> tuple[str, ...]:
        """Return a table and the tables it lies within, from the inside out; nothing for the single values."""
        found: list[str] = []
        table = self.table(name)
        while table is not None and table.id not in found:
            found.append(table.id)
            table = self.table(table.within)
        return tuple(found)

    @cached_property
    def shapes(self) -> Shapes:
        """Which symbols have a value per row, and of which table; lookups and parameters follow what they look up by."""
        of = {each.symbol: each.table for each in self.inputs} | {each.symbol: each.table for each in self.steps}
        for parameter in self.parameters:
            asked = (of.get(name, "") for name in (parameter.day_of, parameter.region_of))
            of[parameter.symbol] = next((table for table in asked if table), "")
        of |= {lookup.symbol: of.get(lookup.by, "") for lookup in self.lookups}
        chains = {each.id: self.chain(each.id) for each in self.tables}
        return Shapes(of, chains, frozenset(each.id for each in self.tables if each.series and each.order))

    def shape_of(self, symbol: str) -> str:
        """Return the table a symbol has a value per row of; empty for a single value or an unknown symbol."""
        return self.shapes.of.get(symbol, "")

    @property
    def own_values(self) -> tuple[Constant | Lookup, ...]:
        """The values that belong to the methodology itself."""
        return (*self.constants, *self.lookups)

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """What nobody has confirmed yet: symbols of constants and lookups, and the document's own remarks."""
        values = [each.symbol for each in self.own_values if each.evidence == UNCONFIRMED]
        return (*values, *(each.id for each in self.unverified))

    def step(self, symbol: str) -> Step | None:
        """Return the step that computes that symbol."""
        return next((each for each in self.steps if each.symbol == symbol), None)

    def factors_of(self, parameter: Parameter, library: Iterable[Factor] = ()) -> Iterator[Factor]:
        """Yield the factors a parameter may draw from: the library's, and the document's own where it has none.

        A parameter whose region is told by an input may draw from every region.
        """
        wanted = parameter.wanted
        return (
            each
            for each in self.at_hand(library)
            if each.series == wanted.series and (parameter.region_of or each.region == wanted.region)
        )

    def at_hand(self, library: Iterable[Factor]) -> tuple[Factor, ...]:
        """Return the library's factors, and the document's own where it has none of that series, region and year."""
        found = tuple(library)
        held = {(each.series, each.region, each.year) for each in found}
        return (*found, *(each for each in self.factors if (each.series, each.region, each.year) not in held))
