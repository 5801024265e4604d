"""Rows for a case: on its boundaries, at random, and at the ends of its bounds."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.sql.rowquery import Column
from tests.agreement.cases import Case, computed, given_symbols
from tests.agreement.edges import edges_of
from tests.agreement.reference import Reference, Row, fits_a_sheet

BOUNDARY, RANDOM, EXTREME = 20_000, 100_000, 2_000
WIDE = 10**6
"""From so many steps between its bounds on, a number is drawn by its size as often as evenly."""
NICE = [Decimal(text) for text in ("1000", "100", "10", "1", "0.5", "0.1", "0.01", "0.001")]


class Draw:
    """Draws values of one number column."""

    def __init__(self, column: Column, rng: random.Random) -> None:
        assert column.digits is not None and column.lowest is not None and column.highest is not None
        self.scale, self.rng = column.digits.scale, rng
        self.unit = Decimal(1).scaleb(-self.scale)
        self.low = math.ceil(column.lowest.scaleb(self.scale))
        self.high = math.floor(column.highest.scaleb(self.scale))

    def _of(self, steps: int) -> Decimal:
        return Decimal(min(max(steps, self.low), self.high)).scaleb(-self.scale)

    def any(self) -> Decimal:
        """Draw evenly, or by size where the bounds are wide."""
        if self.high - self.low > WIDE and self.rng.random() < 0.7:
            size = int(math.exp(self.rng.uniform(0, math.log(max(abs(self.low), abs(self.high))))))
            return self._of(-size if self.low < 0 and self.rng.random() < 0.5 else size)
        return self._of(self.rng.randint(self.low, self.high))

    def nice(self) -> Decimal:
        """Draw a whole multiple of 1000, 100, 1, 0.5, …: results land on the last digit that is kept."""
        steps = [int(each.scaleb(self.scale)) for each in NICE if each >= self.unit]
        fine = self.rng.choice([each for each in steps if each <= self.high - self.low] or [1])
        most = min(self.high // fine, -(-self.low // fine) + self.rng.choice((9, 99, 999, 9999)))
        return self._of(fine * self.rng.randint(-(-self.low // fine), max(most, -(-self.low // fine))))

    def end(self) -> Decimal:
        """Draw an end of the bounds, its neighbour, zero or one."""
        return self._of(self.rng.choice((self.low, self.high, self.low + 1, self.high - 1, 0, 10**self.scale)))

    def near(self, value: Decimal) -> Decimal:
        """Return a value on the grid beside another one: the last below, the first above, or one further."""
        steps = int(value.scaleb(self.scale).to_integral_value(rounding=ROUND_FLOOR))
        return self._of(steps + self.rng.choice((-1, 0, 0, 1, 1, 2)))


@dataclass
class Rows:
    """The rows of a case with their values. The first ones are meant for all five outputs, the last `extreme` for four."""

    rows: list[Row] = field(default_factory=list)
    values: list[Row] = field(default_factory=list)
    on_edge: int = 0
    redrawn: int = 0

    def add(self, row: Row, values: Row) -> None:
        """Keep a row."""
        self.rows.append(row)
        self.values.append(values)


def rows_for(case: Case, counts: tuple[int, int, int] = (BOUNDARY, RANDOM, EXTREME)) -> Rows:
    """Draw the rows of a case; the same case always has the same."""
    return _Rows(case).draw(*counts)


class _Rows:
    def __init__(self, case: Case) -> None:
        self.rng = random.Random(f"tanhui {case.id}")
        self.reference = Reference(case)
        self.edges = edges_of(self.reference)
        self.draws = {each.symbol: Draw(each, self.rng) for each in case.query.columns if each.digits}
        self.choices = {each.symbol: self._choices(case, each) for each in case.query.columns if not each.digits}
        self.solvable = [symbol for symbol, draw in self.draws.items() if draw.high - draw.low > 1]
        self.found = Rows()

    def _choices(self, case: Case, column: Column) -> list[Any]:
        if column.kind == "category":
            return list(column.choices)
        if column.kind == "text":
            return sorted({each.region for each in case.method.factors})
        years = sorted({each.year for each in case.method.factors}) or [2024]
        turns = [date(year, 1, 1) + timedelta(days) for year in range(years[0], years[-1] + 3) for days in (-1, 0, 1)]
        return turns + [date(self.rng.randint(years[0], years[-1] + 2), month, 15) for month in range(1, 13)]

    def draw(self, boundary: int, rest: int, extreme: int) -> Rows:
        self._fill(boundary, self._boundary_row, sheet=True)
        self._fill(rest, lambda: self._row(Draw.any), sheet=True)
        self._fill(extreme, lambda: self._row(Draw.end), sheet=False)
        return self.found

    def _fill(self, count: int, draw: Callable[[], Row], *, sheet: bool) -> None:
        """Draw rows that can be computed; for a spreadsheet only those that its 15 digits can tell apart."""
        wanted = len(self.found.rows) + count
        while len(self.found.rows) < wanted:
            row = draw()
            try:
                values, exact = self.reference.run(row)
            except Fault:
                continue
            if sheet and not fits_a_sheet(exact):
                self.found.redrawn += 1
                continue
            self.found.on_edge += any(value == rounding.apply(value) for value, rounding in exact)
            self.found.add(row, values)

    def _row(self, draw: Callable[[Draw], Decimal]) -> Row:
        row: Row = {symbol: draw(each) for symbol, each in self.draws.items()}
        return row | {symbol: self.rng.choice(choices) for symbol, choices in self.choices.items()}

    def _boundary_row(self) -> Row:
        kind = self.rng.random()
        if kind < 0.1:
            return self._row(lambda draw: draw.end() if self.rng.random() < 0.5 else draw.nice())
        row = self._row(Draw.nice)
        return self._solved(row) if kind < 0.6 and self.edges and self.solvable else row

    def _solved(self, row: Row) -> Row:
        """Move one input so that the row lies at an edge, or one unit of that input beside it."""
        symbol, edge = self.rng.choice(self.solvable), self.rng.choice(self.edges)
        draw = self.draws[symbol]
        other = {**row, symbol: draw.any()}
        run = other[symbol] - row[symbol]
        try:
            here, there = (edge.value(self.reference.run(each)[0]) for each in (row, other))
        except Fault:
            return row
        if not run or here == there:
            return row
        target = edge.nearest(here, self.rng.randint(-3, 3))
        return {**row, symbol: draw.near(row[symbol] + (target - here) * run / (there - here))}


def text_rows(found: Rows, case: Case) -> Iterator[list[str]]:
    """Write each row as text: its number, what it starts from, and what is computed."""
    symbols = [*given_symbols(case), *(layer.symbol for layer in computed(case))]
    for number, values in enumerate(found.values):
        yield [str(number), *(_text(values[symbol]) for symbol in symbols)]


def _text(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)
