"""The SQL of one day: the rows of its files as one relation, what is wrong with each, and the amounts of its persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlglot import exp

from tanhui.lifecycle.accounting.bulk import columns, names, texts
from tanhui.lifecycle.accounting.bulk.columns import Kind, wants
from tanhui.lifecycle.accounting.bulk.names import key, name, text
from tanhui.lifecycle.accounting.bulk.plan import Plan
from tanhui.lifecycle.accounting.bulk.sources import PLAIN_PATH
from tanhui.lifecycle.methodology.engine.bounds import between
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.engine.sql.cutting import cut
from tanhui.lifecycle.methodology.engine.sql.digits import Digits, scale_of
from tanhui.lifecycle.methodology.engine.sql.values import Value, cast, constant, extreme, name_of
from tanhui.lifecycle.methodology.sql import RowQuery

SUM = "e"
"""The column of a person's exact sum."""
SHORT, LONG = 16, 36
"""Digits of a person's sum before it is rounded: as many as 64 bits hold with two to spare, or as the engines have."""
WHOLE = 26
"""Digits before the point that any sum may have; results of rows end at 1e30 tCO2e, persons' sums long before."""


@dataclass(frozen=True)
class Source:
    """The rows of one file that belong to one day; `whole` when all of them do. What is staged has the plan's columns."""

    path: str
    number: int
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    column_names: Mapping[str, str] = field(default_factory=dict)
    path_day: date | None = None
    whole: bool = True
    staged: bool = False


@dataclass(frozen=True)
class Reading:
    """How the identifiers of this run are read: which are whole numbers in every file, and whether texts are checked."""

    whole: frozenset[str]
    checked: bool
    dialect: str


class DaySql:
    """Writes the parts of one day's query. `day` is None for the rows of no usable day."""

    def __init__(self, plan: Plan, query: RowQuery, reading: Reading, day: date | None) -> None:
        self.plan = plan
        self.query = query
        self.reading = reading
        self.day = day
        self.dialect = reading.dialect
        self.inputs = {each.symbol: each for each in plan.columns}
        self.order = {symbol: number for number, symbol in enumerate(self.inputs)}

    @property
    def keys(self) -> list[str]:
        """The columns that together say which rows are the same."""
        own = {self.plan.terms.person: names.PERSON, self.plan.terms.moment: names.MOMENT}
        return [own.get(symbol, key(number)) for number, symbol in enumerate(self.plan.terms.key, start=1)]

    @property
    def named(self) -> dict[str, str]:
        """The identifiers by the column that holds them: the person, and the parts of the key."""
        found = {names.PERSON: self.plan.terms.person}
        found |= dict(zip(self.keys, self.plan.terms.key, strict=True))
        found.pop(names.MOMENT, None)
        return found

    @property
    def texts(self) -> list[str]:
        """The columns with identifiers written as text, whose characters must be looked at."""
        return [
            column
            for column, symbol in self.named.items()
            if symbol not in self.reading.whole and self.inputs[symbol].type == "text"
        ]

    def relation(self, sources: Sequence[Source]) -> str:
        """Return the rows of the day as an item of FROM."""
        return "(" + " UNION ALL ".join(self._rows(source) for source in sources) + ") AS tanhui_rows"

    def _rows(self, source: Source) -> str:
        found = ", ".join(self._staged_columns() if source.staged else self._columns(source))
        where = "" if source.whole else f" WHERE {self._belongs(source)}"
        if self.dialect == "spark":
            return f"SELECT {found} FROM parquet.{name(source.path, 'spark')}{where}"
        if source.staged:
            return f"SELECT {found} FROM read_parquet({text(source.path + '/*.parquet')}, {PLAIN_PATH})"
        return f"SELECT {found} FROM read_parquet({text(source.path)}, file_row_number = true, {PLAIN_PATH}){where}"

    def _belongs(self, source: Source) -> str:
        symbol = self.plan.terms.moment
        column, kind = source.column_names[symbol], source.kinds[symbol]
        if self.day is None:
            return columns.of_no_day(column, kind, self.dialect)
        return columns.within_day(column, kind, self.day, self.dialect)

    def _staged_columns(self) -> list[str]:
        found = {column: names.staged(self.order[symbol]) for column, symbol in self.named.items()}
        found[names.MOMENT] = names.staged(self.order[self.plan.terms.moment])
        found |= {each: each for each in (names.PLACE, names.RAW_FAULT, names.RAW_VALUE)}
        for column in self.query.columns:
            own = names.staged(self.order[column.symbol])
            found[column.name] = f"CAST({own} AS DATE)" if column.kind == "day" else own
        return [f"{expression} AS {name(column, self.dialect)}" for column, expression in found.items()]

    def _columns(self, source: Source) -> list[str]:
        found = {column: self._identifier(symbol, source) for column, symbol in self.named.items()}
        found[names.MOMENT] = self._moment(source, columns.moment)
        place = "_metadata.row_index" if self.dialect == "spark" else "file_row_number"
        found[names.PLACE] = f"{place} + {source.number << names.PLACE_BITS}"
        empty = f"CAST(NULL AS {'STRING' if self.dialect == 'spark' else 'VARCHAR'})"
        found |= {names.RAW_FAULT: empty, names.RAW_VALUE: empty}
        found |= {column.name: self._value(column.symbol, source) for column in self.query.columns}
        return [f"{expression} AS {name(column, self.dialect)}" for column, expression in found.items()]

    def _moment(self, source: Source, read: Callable[[str, Kind, str], str]) -> str:
        symbol = self.plan.terms.moment
        own = name(source.column_names[symbol], self.dialect)
        if source.path_day is not None:
            own = f"DATE {text(source.path_day.isoformat())}"
        return read(own, source.kinds[symbol], self.dialect)

    def _identifier(self, symbol: str, source: Source) -> str:
        column, checked = source.column_names[symbol], self.reading.checked
        if self.inputs[symbol].type == "category":
            return columns.category(column, checked=checked, dialect=self.dialect)
        whole = symbol in self.reading.whole
        return columns.identifier(column, source.kinds[symbol], whole=whole, checked=checked, dialect=self.dialect)

    def _value(self, symbol: str, source: Source) -> str:
        column, kind = source.column_names[symbol], source.kinds[symbol]
        if wants(self.inputs[symbol]) in ("category", "text"):
            return self._identifier(symbol, source)
        if wants(self.inputs[symbol]) == "day":
            return columns.day(name(column, self.dialect), kind, self.dialect)
        return columns.number(column, kind, self.dialect)

    def fault(self, day_fault: str = "") -> str:
        """Return what is wrong with a row as `CODE:symbol`, NULL for a good one; `day_fault` is that of the whole day."""
        cases = [(f"{names.RAW_FAULT} IS NOT NULL", names.RAW_FAULT)]
        if self.day is None:
            cases.append((f"{names.MOMENT} IS NULL", text(f"R14-2:{self.plan.terms.moment}", self.dialect)))
            day_fault = f"V-3:{self.plan.terms.moment}"
        for column, symbol in self.named.items():
            cases += [
                (test, text(f"{code}:{symbol}", self.dialect)) for test, code in self._name_faults(column, symbol)
            ]
        own = "CASE " + " ".join(f"WHEN {test} THEN {said}" for test, said in cases) + " END"
        last = f", {text(day_fault, self.dialect)}" if day_fault else ""
        return f"COALESCE({own}, {self.query.fault(self.dialect)}{last})"

    def _name_faults(self, column: str, symbol: str) -> list[tuple[str, str]]:
        one = self.inputs[symbol]
        found = [(f"{column} IS NULL", "R14-2")]
        if one.type == "category":
            known = " ".join(f"WHEN {text(choice.id, self.dialect)} THEN 1" for choice in one.choices)
            return [*found, (f"CASE {column} {known} END IS NULL", "V-8")]
        if symbol in self.reading.whole:
            return [*found, (f"{column} < 0", "V-6")]
        if not self.reading.checked:
            return found
        length = f"length({column})"
        return [
            *found,
            (f"{length} = 0 OR {length} > {texts.LONGEST_ID}", "V-10"),
            (texts.holds(column, texts.HIDDEN, self.dialect), "V-13"),
            (texts.holds(column, texts.FULL_WIDTH, self.dialect), "V-6"),
        ]

    def faulty_value(self, fault: str) -> str:
        """Return the text of the value that a fault names."""
        kind = "STRING" if self.dialect == "spark" else "VARCHAR"
        held = {symbol: column for column, symbol in self.named.items()}
        held |= {self.plan.terms.moment: names.MOMENT}
        held |= {column.symbol: name(column.name, self.dialect) for column in self.query.columns}
        cases = " ".join(
            f"WHEN right({fault}, {len(symbol) + 1}) = {text(f':{symbol}', self.dialect)} THEN CAST({column} AS {kind})"
            for symbol, column in sorted(held.items())
        )
        return f"COALESCE({names.RAW_VALUE}, CASE {cases} END)"

    def good_rows(self) -> str:
        """Return the query of what the good rows bring to the account; `GOOD` stands in it for those rows."""
        keep = list(dict.fromkeys([*self.named, names.MOMENT, names.PLACE]))
        only = [symbol for symbol, _ in self.plan.terms.inputs_most]
        if self.plan.terms.result not in self.query.known:
            only.append(self.plan.terms.result)
        return self.query.select(names.GOOD, self.dialect, keep=keep, only=only)

    @property
    def result(self) -> str:
        """The column of a row's result, or the number that it is for every row."""
        symbol = self.plan.terms.result
        if symbol in self.query.known:
            return constant(self.query.known[symbol]).expression.sql(self.dialect)
        return name(self.query.step(symbol).name, self.dialect)

    @property
    def measured(self) -> list[tuple[str, str]]:
        """The columns whose running sum is capped, and at what."""
        held = {column.symbol: column.name for column in self.query.columns}
        return [(name(held[symbol], self.dialect), plain(most)) for symbol, most in self.plan.terms.inputs_most]


def amount_of(query: RowQuery, plan: Plan, digits: int, precision: int) -> Value | None:
    """Return a person's amount over the sum `e`: cut at the cap, rounded as declared, with `digits` after the point.

    None where a sum of that many digits in all cannot hold it.
    """
    terms = plan.terms
    scale = max(result_digits(query, plan).scale, scale_of(terms.result_most or Decimal(0)))
    whole = min(precision - scale, WHOLE)
    if whole < 1:
        return None
    reach = between(1 - Decimal(10) ** whole, Decimal(10) ** whole - 1)
    value = Value(
        exp.Cast(this=name_of(SUM), to=exp.DataType.build(str(Digits(whole + scale, scale)))),
        Digits(whole + scale, scale),
        reach,
    )
    if terms.result_most is not None:
        value = extreme([value, constant(terms.result_most)], reach, largest=False)
    if terms.rounding is not None:
        value = cut(value, terms.rounding)
    return cast(value, Digits(whole + digits, digits))


def reach_of(query: RowQuery, plan: Plan, precision: int) -> Decimal:
    """Return the first sum that `amount_of` with that precision has no room for."""
    scale = max(result_digits(query, plan).scale, scale_of(plan.terms.result_most or Decimal(0)))
    return Decimal(10) ** max(0, min(precision - scale, WHOLE))


def result_digits(query: RowQuery, plan: Plan) -> Digits:
    """Return the type of a row's result."""
    symbol = plan.terms.result
    return constant(query.known[symbol]).digits if symbol in query.known else query.step(symbol).digits
