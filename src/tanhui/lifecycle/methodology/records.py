"""Reads each kind of record of a methodology document from its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from tanhui.lifecycle.methodology.document import (
    DIGITS,
    INPUT_TYPES,
    Choice,
    Condition,
    Entry,
    Example,
    Expected,
    Handling,
    Input,
    Parameter,
    Quantity,
    Step,
    Words,
)
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.grammar import parse
from tanhui.lifecycle.methodology.engine.numbers import LARGEST, SMALLEST, amount
from tanhui.lifecycle.methodology.engine.rounding import MODES, MOST_DIGITS, STAGES, Rounding
from tanhui.lifecycle.methodology.entries import Table
from tanhui.lifecycle.methodology.factors import EVIDENCE, FALLBACKS, KINDS, YEAR_RULES, Factor, Publication, Wanted

NOTHING = Words("", "")
MOST_CHOICES = 200
MOST_EXAMPLE_ROWS = 500
Record = TypeVar("Record")


def unit_definition(table: Table) -> tuple[str, str]:
    """Take a unit of the document's own: its name, and what it is."""
    return table.text("name"), table.text("is")


def condition(table: Table) -> Condition:
    """Take a condition of application."""
    return Condition(
        id=table.text("id"),
        words=Words(table.text("zh"), table.text("en")),
        quantity=table.text("quantity", ""),
        unit=table.text("unit", ""),
        lowest=table.number("lowest") if "lowest" in table else None,
        highest=table.number("highest") if "highest" in table else None,
    )


def _bounds(table: Table, least: Decimal | None = None) -> tuple[Decimal, Decimal]:
    """Take lowest and highest; without them a factor may be any positive number."""
    if least is not None and "lowest" not in table and "highest" not in table:
        return least, LARGEST
    lowest, highest = table.number("lowest"), table.number("highest")
    if lowest > highest:
        zh, en = f"最低值 {lowest} 大于最高值 {highest}", f"The lowest {lowest} is above the highest {highest}"
        raise Fault("V-1", zh, en)
    return lowest, highest


def monitored_input(table: Table) -> Input:
    """Take a monitored value."""
    yes_no = table.flag("yes_no")
    kind = table.choice("type", INPUT_TYPES, "quantity")
    measured = kind == "quantity" and not yes_no
    lowest, highest = _bounds(table) if measured else (Decimal(0), Decimal(1))
    return Input(
        symbol=table.text("symbol"),
        label=table.words("label"),
        unit=table.text("unit") if measured else "",
        lowest=lowest,
        highest=highest,
        yes_no=yes_no,
        monitoring=table.words("monitoring", NOTHING),
        missing=table.text("missing", ""),
        table=table.text("table", ""),
        type=kind,
        choices=tuple(_closed(each, _choice(each)) for each in table.rows("choices", MOST_CHOICES)),
        digits=table.whole("digits", 0, MOST_DIGITS) if "digits" in table else DIGITS,
    )


def _choice(table: Table) -> Choice:
    return Choice(table.identifier("id"), Words(table.text("zh"), table.text("en")))


def parameter(table: Table) -> Parameter:
    """Take a reference to a factor."""
    lowest, highest = _bounds(table, SMALLEST)
    return Parameter(
        symbol=table.text("symbol"),
        label=table.words("label"),
        unit=table.text("unit"),
        lowest=lowest,
        highest=highest,
        kind=table.choice("kind", KINDS),
        wanted=Wanted(
            series=table.text("series"),
            region=table.text("region", "" if "region_of" in table else None),
            year_rule=table.choice("year_rule", YEAR_RULES),
            fallback=table.choice("fallback", FALLBACKS, "none"),
        ),
        source=table.words("source"),
        day_of=table.text("day_of", ""),
        region_of=table.text("region_of", ""),
    )


def rounding(table: Table) -> Rounding:
    """Take mode, digits and stage."""
    return Rounding(
        mode=table.choice("mode", MODES),
        digits=table.whole("digits", 0, MOST_DIGITS),
        stage=table.choice("stage", STAGES, "total"),
    )


def _step_rounding(table: Table) -> Rounding:
    inner = table.table("rounding")
    return _closed(inner, rounding(inner))


def step(table: Table) -> Step:
    """Take one step and parse its formula."""
    formula = table.formula("formula")
    return Step(
        id=table.text("id"),
        symbol=table.text("symbol"),
        label=table.words("label"),
        unit=table.text("unit"),
        formula=formula,
        node=parse(formula),
        rounding=_step_rounding(table) if "rounding" in table else None,
        table=table.text("table", ""),
    )


def handling(table: Table) -> Handling:
    """Take a rule for missing or faulty measurements."""
    return Handling(table.text("id"), Words(table.text("zh"), table.text("en")))


def exclusion(table: Table) -> Words:
    """Take what is never counted."""
    return Words(table.text("zh"), table.text("en"))


def publication(table: Table) -> Publication:
    """Take a publication; a number or a link is compulsory."""
    found = Publication(
        id=table.text("id"),
        title=table.text("title"),
        number=table.text("number", ""),
        published_on=table.day("published_on"),
        issuer=table.text("issuer"),
        link=table.text("link", ""),
        remark=table.text("remark", ""),
    )
    if not found.number and not found.link:
        raise _incomplete(("文号或链接",), ("number or link",))
    return found


_COMPULSORY = {"publication": ("公开出处", "publication"), "unit": ("单位", "unit"), "year": ("年份", "year")}


def _incomplete(zh: Sequence[str], en: Sequence[str]) -> Fault:
    return Fault("R11-3", f"排放因子缺少{'、'.join(zh)}", f"The factor lacks: {', '.join(en)}")


def factor(table: Table, publications: Mapping[str, Publication]) -> Factor:
    """Take a factor; source, unit and year are compulsory, the value is a positive finite number."""
    lacking = [names for key, names in _COMPULSORY.items() if not table.content.get(key)]
    if table.content.get("publication") not in publications and not lacking:
        lacking = [_COMPULSORY["publication"]]
    if lacking:
        raise _incomplete([zh for zh, _ in lacking], [en for _, en in lacking])
    value = table.number("value")
    if value <= 0:
        raise Fault("V-1", f"数值不是有限正数：{value}", f"Not a finite positive number: {value}")
    return Factor(
        id=table.text("id"),
        series=table.text("series"),
        kind=table.choice("kind", KINDS),
        gas=table.text("gas"),
        region=table.text("region"),
        year=table.whole("year", 1990, 2100),
        year_of=table.choice("year_of", ("data", "publication"), "data"),
        value=value,
        unit=table.text("unit"),
        publication=publications[table.text("publication")],
        evidence=table.choice("evidence", EVIDENCE),
    )


def _quantity(table: Table) -> Quantity:
    return Quantity(amount(table.text("value")), table.text("unit"))


def _expected(symbol: str, table: Table) -> Expected:
    return Expected(symbol, _quantity(table), rounding(table))


def example(table: Table) -> Example:
    """Take a worked example."""
    return Example(
        id=table.text("id"),
        title=table.words("title"),
        source=table.text("source"),
        remark=table.words("remark", NOTHING),
        day=table.day("day") if "day" in table else None,
        inputs=tuple((symbol, entry(content, symbol)) for symbol, content in table.entries("inputs")),
        tables=tuple((name, _example_rows(inner, name)) for name, inner in _tables_of(table)),
        expected=tuple(_closed(inner, _expected(symbol, inner)) for symbol, inner in table.pairs("expected")),
    )


def entry(content: object, place: str) -> Entry:
    """Take what is entered for one input: `{ value = "3.2", unit = "km" }`, or the text of a category, name or day."""
    if isinstance(content, str):
        return content
    inner = Table(content, place)
    return _closed(inner, _quantity(inner))


def _tables_of(table: Table) -> list[tuple[str, Table]]:
    """Wrap each list of rows, so that it is read with the same limits as any other list."""
    return [(name, Table({name: rows}, name)) for name, rows in table.entries("tables")]


def _example_rows(table: Table, name: str) -> tuple[tuple[tuple[str, Entry], ...], ...]:
    rows = table.rows(name, MOST_EXAMPLE_ROWS)
    return tuple(tuple((symbol, entry(each, symbol)) for symbol, each in row.content.items()) for row in rows)


def _closed(table: Table, record: Record) -> Record:
    table.done()
    return record
