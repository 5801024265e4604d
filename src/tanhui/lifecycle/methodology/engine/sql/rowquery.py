"""A compiled method as a query over rows: the columns it needs, its steps, and the text for each engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlglot import exp

from tanhui.lifecycle.methodology.engine.sql import values
from tanhui.lifecycle.methodology.engine.sql.choices import text
from tanhui.lifecycle.methodology.engine.sql.digits import Digits
from tanhui.lifecycle.methodology.engine.sql.values import Value, name_of

DIALECTS = ("duckdb", "postgres", "spark")
KINDS = {"category": "TEXT", "text": "TEXT", "day": "DATE"}
_FENCE = {"postgres": " OFFSET 0"}
"""PostgreSQL would put the text of a step into every later step that names it, and compute it as often."""


@dataclass(frozen=True)
class Column:
    """A column the relation must have: a number with its digits and bounds, a category, a text or a day."""

    symbol: str
    name: str
    kind: str
    digits: Digits | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layer:
    """One more column over the previous relation; `symbol` is empty for one that only helps the next.

    A step has its `id`, and `exact`: the digits of its value before it is rounded.
    """

    symbol: str
    name: str
    value: Value
    id: str = ""
    exact: Digits | None = None

    @property
    def expression(self) -> exp.Expression:
        """The expression; it names earlier columns."""
        return self.value.expression

    @property
    def digits(self) -> Digits:
        """The type of the column."""
        return self.value.digits


SqlStep = Layer


@dataclass(frozen=True)
class RowQuery:
    """What a method computes per row. `picked` are the values chosen by columns alone; `layers` come one over another.

    `known` are the values that are the same for all rows: what was given, constants, and steps that follow from them.
    """

    columns: tuple[Column, ...]
    picked: tuple[Layer, ...]
    layers: tuple[Layer, ...]
    known: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def steps(self) -> tuple[SqlStep, ...]:
        """The steps of the document, in order."""
        return tuple(layer for layer in self.layers if layer.id)

    def step(self, symbol: str) -> SqlStep:
        """Return the step that computes a symbol."""
        return next(layer for layer in self.steps if layer.symbol == symbol)

    def select(
        self, relation: str, dialect: str, *, keep: Sequence[str] = (), only: Sequence[str] | None = None
    ) -> str:
        """Return the query over a relation, an item of FROM in that dialect: `keep`, then the columns and steps.

        The rows must be those of which `fault` has nothing to say.
        """
        kept = [_quoted(name, dialect) for name in self._kept(keep)]
        carried = [*kept, *(_quoted(column.name, dialect) for column in self.columns)]
        first = [*kept, *(f"{_taken(column, dialect)} AS {_quoted(column.name, dialect)}" for column in self.columns)]
        first += [f"{each.expression.sql(dialect)} AS {_quoted(each.name, dialect)}" for each in self.picked]
        query = f"SELECT {', '.join(first)} FROM {relation}"
        carried += [_quoted(each.name, dialect) for each in self.picked]
        for number, layer in enumerate(self.layers):
            added = f"{layer.expression.sql(dialect)} AS {_quoted(layer.name, dialect)}"
            query = f"SELECT {', '.join([*carried, added])} FROM ({query}{_FENCE.get(dialect, '')}) AS t{number}"
            carried.append(_quoted(layer.name, dialect))
        shown = [*kept, *(_quoted(name, dialect) for name in self._shown(only))]
        return f"SELECT {', '.join(shown)} FROM ({query}) AS t{len(self.layers)}"

    def _kept(self, keep: Sequence[str]) -> list[str]:
        """Return what is carried beside the columns; a name that a step takes would be ambiguous."""
        taken = {each.name.casefold() for each in (*self.picked, *self.layers)}
        for name in keep:
            if name.casefold() in taken:
                raise ValueError(f"the relation's column {name} has the name of a step")
        own = {column.name.casefold() for column in self.columns}
        return [name for name in keep if name.casefold() not in own]

    def _shown(self, only: Sequence[str] | None) -> list[str]:
        names = {column.symbol: column.name for column in self.columns}
        names |= {layer.symbol: layer.name for layer in (*self.picked, *self.layers) if layer.symbol}
        return [names[symbol] for symbol in (names if only is None else only)]

    def fault(self, dialect: str) -> str:
        """Return an expression over the relation: NULL for a row that can be computed, else `CODE:symbol`."""
        ifs = [exp.If(this=test, true=text(says)) for test, says in self._tests()]
        return exp.Case(ifs=ifs).sql(dialect) if ifs else "NULL"

    def _tests(self) -> list[tuple[exp.Expression, str]]:
        missing = [
            (exp.Is(this=name_of(each.name), expression=exp.Null()), f"R14-2:{each.symbol}") for each in self.columns
        ]
        odd = [test for column in self.columns for test in _odd(column)]
        nothing = [
            (exp.Is(this=exp.Paren(this=each.expression.copy()), expression=exp.Null()), f"R14-2:{each.symbol}")
            for each in self.picked
        ]
        return [*missing, *odd, *nothing]


def _quoted(name: str, dialect: str) -> str:
    return name_of(name).sql(dialect)


def _taken(column: Column, dialect: str) -> str:
    """Return a column of the relation in its declared type."""
    kind = str(column.digits) if column.digits else KINDS[column.kind]
    return exp.Cast(this=name_of(column.name), to=exp.DataType.build(kind)).sql(dialect)


def _odd(column: Column) -> list[tuple[exp.Expression, str]]:
    """Return the tests that find a value out of bounds, with too many digits, or of no known category."""
    own = name_of(column.name)
    if column.kind == "category":
        known = exp.In(this=own, expressions=[text(choice) for choice in column.choices])
        return [(exp.Not(this=known), f"V-8:{column.symbol}")]
    if column.digits is None or column.lowest is None or column.highest is None:
        return []
    below = exp.LT(this=own, expression=values.constant(column.lowest).expression)
    above = exp.GT(this=own.copy(), expression=values.constant(column.highest).expression)
    rounded = exp.Round(this=own.copy(), decimals=exp.Literal.number(column.digits.scale))
    finer = exp.NEQ(this=rounded, expression=own.copy())
    return [(exp.Or(this=below, expression=above), f"V-1:{column.symbol}"), (finer, f"V-2:{column.symbol}")]
