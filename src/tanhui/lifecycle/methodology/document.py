"""What a methodology document says, as immutable records. A published document never changes; a new version does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tanhui.lifecycle.methodology.engine.rounding import Rounding
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


@dataclass(frozen=True)
class Condition:
    """One condition of application; with a quantity it is also checked by machine."""

    id: str
    words: Words
    quantity: str
    unit: str
    lowest: Decimal | None
    highest: Decimal | None


@dataclass(frozen=True)
class Input:
    """One monitored value: a quantity within bounds, or a yes/no answer."""

    symbol: str
    label: Words
    unit: str
    lowest: Decimal
    highest: Decimal
    yes_no: bool
    monitoring: Words
    missing: str


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


@dataclass(frozen=True)
class Step:
    """One line of the computation, in order."""

    id: str
    symbol: str
    label: Words
    unit: str
    formula: str
    node: Node
    rounding: Rounding | None


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
    inputs: tuple[tuple[str, Quantity], ...]
    expected: tuple[Expected, ...]


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

    def step(self, symbol: str) -> Step | None:
        """Return the step that computes that symbol."""
        return next((each for each in self.steps if each.symbol == symbol), None)

    def factors_of(self, parameter: Parameter) -> Iterator[Factor]:
        """Yield the factors a parameter may draw from, as the document lists them."""
        wanted = parameter.wanted
        return (each for each in self.factors if (each.series, each.region) == (wanted.series, wanted.region))
