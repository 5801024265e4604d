"""Values that are chosen per row: by a category, by the band a number falls into, by the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlglot import exp

from tanhui.lifecycle.methodology.engine.bounds import Interval
from tanhui.lifecycle.methodology.engine.sql import values
from tanhui.lifecycle.methodology.engine.sql.digits import Digits, digits_for, scale_of
from tanhui.lifecycle.methodology.engine.sql.values import Value, name_of


@dataclass(frozen=True)
class Dated:
    """The value that holds from a day on, by the day column `by`; None where none holds, as before the first span."""

    by: str
    spans: tuple[tuple[date, Decimal | None], ...]


@dataclass(frozen=True)
class Chosen:
    """One value for each value of the category or text column `by`."""

    by: str
    values: Mapping[str, Decimal | Dated]


Choice = Chosen | Dated
ColumnNames = Mapping[str, str]


def numbers_in(choice: Choice) -> list[Decimal]:
    """Return every number that can be chosen."""
    if isinstance(choice, Dated):
        return [number for _, number in choice.spans if number is not None]
    found: list[Decimal] = []
    for each in choice.values.values():
        found += numbers_in(each) if isinstance(each, Dated) else [each]
    return found


def columns_of(choice: Choice) -> set[str]:
    """Return the symbols of the columns by which is chosen."""
    inner = [] if isinstance(choice, Dated) else [each for each in choice.values.values() if isinstance(each, Dated)]
    return {choice.by, *(each.by for each in inner)}


def chosen(choice: Choice, names: ColumnNames) -> Value:
    """Return the CASE that picks the number of a row; NULL where there is none."""
    numbers = numbers_in(choice)
    interval, digits = _span(numbers)
    return Value(_case(choice, names, digits), digits, interval)


def in_bands(by: Value, bands: Sequence[tuple[Decimal | None, Decimal]], at: int = 0) -> Value:
    """Return the value of the first band that reaches the number; a band without an end reaches all."""
    interval, digits = _span([value for _, value in bands])
    branches, otherwise = [], None
    for upto, value in bands:
        literal = _literal(value, digits)
        if upto is None:
            otherwise = literal
            break
        own = Value(by.expression.copy(), by.digits, by.interval)
        branches.append(exp.If(this=values.compare(exp.LTE, own, values.constant(upto), at), true=literal))
    if not branches and otherwise is not None:
        return Value(otherwise, digits, interval)
    return Value(exp.Case(ifs=branches, default=otherwise), digits, interval)


def _span(numbers: Sequence[Decimal]) -> tuple[Interval, Digits]:
    interval = Interval(min(numbers), max(numbers), Decimal(0) in numbers)
    return interval, digits_for(interval, max(scale_of(number) for number in numbers))


def _literal(number: Decimal, digits: Digits) -> exp.Expression:
    return values.cast(values.constant(number), digits).expression


def _case(choice: Choice, names: ColumnNames, digits: Digits) -> exp.Expression:
    if isinstance(choice, Chosen):
        return exp.Case(
            ifs=[_of_key(names[choice.by], key, each, (names, digits)) for key, each in choice.values.items()]
        )
    latest_first = sorted(choice.spans, key=lambda span: span[0], reverse=True)
    return exp.Case(ifs=[_since(names[choice.by], first, number, digits) for first, number in latest_first])


def _of_key(by: str, key: str, each: Decimal | Dated, written: tuple[ColumnNames, Digits]) -> exp.If:
    names, digits = written
    part = _case(each, names, digits) if isinstance(each, Dated) else _literal(each, digits)
    return exp.If(this=exp.EQ(this=name_of(by), expression=text(key)), true=part)


def _since(by: str, first: date, number: Decimal | None, digits: Digits) -> exp.If:
    part = exp.Null() if number is None else _literal(number, digits)
    return exp.If(this=exp.GTE(this=name_of(by), expression=day(first)), true=part)


def text(content: str) -> exp.Expression:
    """Return a text literal; the writer of each dialect escapes it."""
    return exp.Literal.string(content)


def day(moment: date) -> exp.Expression:
    """Return a day."""
    return exp.Cast(this=text(moment.isoformat()), to=exp.DataType.build("DATE"))
