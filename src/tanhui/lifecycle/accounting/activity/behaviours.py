"""Citizens' behaviours in a report: each counts once, within its person's limits of a day, as at city scale.

What a row counts is written beside it, in two columns that the methodology's result then names, so that evaluation, trace
and calculation table stay the ones of the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tanhui.lifecycle.accounting.bulk.terms import Terms, terms_of
from tanhui.lifecycle.accounting.exact import plain
from tanhui.lifecycle.accounting.result import Mark
from tanhui.lifecycle.methodology.document import Input, Method, Step, Words
from tanhui.lifecycle.methodology.engine.grammar import parse
from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC
from tanhui.lifecycle.methodology.evaluation import Evaluation
from tanhui.lifecycle.methodology.reporting import PartEntered

DUPLICATE, BEYOND, CUT = "duplicate", "beyond", "cut"
KINDS_ZH = {
    DUPLICATE: "重复的行为，只计一条",
    BEYOND: "超出每人每日上限的行为，不计入",
    CUT: "每人每日结果超出上限的部分，已扣减",
}
MARK_LINES = 50
_NOTHING = Words("", "")


@dataclass
class Counted:
    """What one row counts: whether at all, what is taken off it, and why."""

    counts: bool = True
    deducted: Decimal = Decimal(0)
    kind: str = ""


@dataclass(frozen=True)
class _Row:
    """One row among those of all parts."""

    part: int
    number: int
    values: Mapping[str, Any]
    counted: Counted


@dataclass(frozen=True)
class Counting:
    """The methodology with the columns that say what counts, and each part with them filled in."""

    method: Method
    parts: tuple[PartEntered, ...]
    marks: tuple[Mark, ...]


def nameless(method: Method, parts: Sequence[PartEntered]) -> tuple[PartEntered, ...]:
    """Return the parts with numbers in place of persons and households, for a report is published with its rows."""
    behaviour = method.behaviour
    if behaviour is None:
        return tuple(parts)
    table = method.table(behaviour.table)
    personal = {behaviour.person, *(table.series if table else ())}
    known: dict[str, dict[Any, str]] = {symbol: {} for symbol in personal}

    def name(symbol: str, text: Any) -> Any:
        names = known.get(symbol)
        return text if names is None else names.setdefault(text, f"{symbol}-{len(names) + 1:06d}")

    found = []
    for part in parts:
        rows = [{symbol: name(symbol, text) for symbol, text in row.items()} for row in part.tables[behaviour.table]]
        found.append(replace(part, tables={**part.tables, behaviour.table: rows}))
    return tuple(found)


def count(method: Method, parts: Sequence[PartEntered], found: Sequence[Evaluation]) -> Counting:
    """Return what every row counts, from a first run of the methodology over the parts in their order."""
    terms = terms_of(method)
    table = terms.table
    assert table is not None  # a behaviour has a table
    rows = [
        _Row(part, number, values, Counted())
        for part, evaluation in enumerate(found)
        for number, values in enumerate(evaluation.rows[table], start=1)
    ]
    _drop_duplicates(rows, terms)
    for day in _days(rows, terms):
        _admit(day, terms)
        _cut(day, terms)
    columns = _Columns(method)
    filled = tuple(_filled(part, number, table, rows, columns) for number, part in enumerate(parts))
    return Counting(_counting(method, terms, columns, rows), filled, tuple(_marks(method, parts, rows, terms)))


def _drop_duplicates(rows: Sequence[_Row], terms: Terms) -> None:
    kept: dict[tuple[Any, ...], _Row] = {}
    for row in rows:
        key = tuple(row.values[symbol] for symbol in terms.key)
        before = kept.get(key)
        if before is None:
            kept[key] = row
            continue
        larger = terms.largest and row.values[terms.result] > before.values[terms.result]
        dropped = before if larger else row
        dropped.counted.counts, dropped.counted.kind = False, DUPLICATE
        kept[key] = row if larger else before


def _days(rows: Sequence[_Row], terms: Terms) -> Iterator[list[_Row]]:
    """Yield the rows of each person and day that are no duplicates."""
    found: dict[tuple[Any, Any], list[_Row]] = {}
    for row in rows:
        if row.counted.counts:
            found.setdefault((row.values[terms.person], row.values[terms.moment]), []).append(row)
    yield from found.values()


def _admit(day: Sequence[_Row], terms: Terms) -> None:
    """Admit rows while every running total stays within its limit; from the first that does not, none counts."""
    totals = {symbol: Decimal(0) for symbol, _ in terms.inputs_most}
    full = False
    for number, row in enumerate(day, start=1):
        totals = {symbol: ARITHMETIC.add(total, row.values[symbol]) for symbol, total in totals.items()}
        full = full or (terms.rows_most is not None and number > terms.rows_most)
        full = full or any(totals[symbol] > most for symbol, most in terms.inputs_most)
        if full:
            row.counted.counts, row.counted.kind = False, BEYOND


def _cut(day: Sequence[_Row], terms: Terms) -> None:
    """Take off the last row that counts what its person's day has too much, and what its rounding leaves out."""
    counting = [row for row in day if row.counted.counts]
    total = Decimal(0)
    for row in counting:
        total = ARITHMETIC.add(total, row.values[terms.result])
    most = total if terms.result_most is None else min(total, terms.result_most)
    kept = terms.rounding.apply(most) if terms.rounding is not None else most
    if counting and kept != total:
        last = counting[-1].counted
        last.deducted, last.kind = ARITHMETIC.subtract(total, kept), CUT if most != total else ""


class _Columns:
    """Names for the added columns that the document does not use itself."""

    def __init__(self, method: Method) -> None:
        taken = {*method.shapes.of, *(each.symbol for each in method.own_values)}
        self.counts = _free("counted", taken)
        self.deducted = _free("deducted", taken)
        self.whole = _free("before_limits", taken)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _filled(part: PartEntered, number: int, table: str, rows: Sequence[_Row], columns: _Columns) -> PartEntered:
    own = [row.counted for row in rows if row.part == number]
    told = [
        {**values, columns.counts: "1" if each.counts else "0", columns.deducted: plain(each.deducted)}
        for values, each in zip(part.tables[table], own, strict=True)
    ]
    return replace(part, tables={**part.tables, table: told})


def _counting(method: Method, terms: Terms, columns: _Columns, rows: Sequence[_Row]) -> Method:
    """Return the methodology whose result counts as its rows say: `if(counted, result before limits - deducted, 0)`."""
    result = method.step(terms.result)
    assert result is not None  # the check of the document
    deducted = [row.counted.deducted for row in rows]
    inputs = (
        _input(columns.counts, Words("计入（1 计入，0 不计）", "Counted"), result, yes_no=True),
        replace(
            _input(columns.deducted, Words("超出上限与取整的扣减", "Deducted"), result, yes_no=False),
            lowest=min(deducted, default=Decimal(0)),
            highest=max(deducted, default=Decimal(0)),
        ),
    )
    words = Words(f"{result.label.zh}（去重和限额之前）", f"{result.label.en} before limits")
    whole = replace(result, id=f"{result.id}-whole", symbol=columns.whole, label=words)
    formula = f"if({columns.counts}, {columns.whole} - {columns.deducted}, 0 [{result.unit}])"
    counted = replace(result, formula=formula, node=parse(formula), rounding=None)
    steps: list[Step] = []
    for each in method.steps:
        steps += [whole, counted] if each.symbol == result.symbol else [each]
    return replace(method, inputs=(*method.inputs, *inputs), steps=tuple(steps))


def _input(symbol: str, words: Words, result: Step, *, yes_no: bool) -> Input:
    unit = "" if yes_no else result.unit
    return Input(symbol, words, unit, Decimal(0), Decimal(1), yes_no, _NOTHING, "", table=result.table)


def _marks(method: Method, parts: Sequence[PartEntered], rows: Sequence[_Row], terms: Terms) -> Iterator[Mark]:
    """Yield for each part and kind which rows do not count as they stand."""
    table = method.table(terms.table or "")
    for number, part in enumerate(parts):
        for kind, zh in KINDS_ZH.items():
            own = [row for row in rows if row.part == number and row.counted.kind == kind]
            if own:
                days = sorted(str(row.values[terms.moment]) for row in own)
                named = f"{part.site} {table.label.zh if table else ''}".strip()
                lines = tuple(row.number for row in own[:MARK_LINES])
                yield Mark(kind, zh, named, days[0], days[-1], len(own), lines, "")
