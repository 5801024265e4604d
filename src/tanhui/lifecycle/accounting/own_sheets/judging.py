"""From the cells of an owner's table to the facts that rules take. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from tanhui.foundation.documents.worksheets import ERROR
from tanhui.lifecycle.accounting.exact import plain
from tanhui.lifecycle.accounting.own_sheets.book import Book, Cell, Place, functions_of, reaches_out
from tanhui.lifecycle.accounting.rules.own_sheets import Difference, TotalFacts, WrittenFacts

_NAMES = """
ABS AND AVERAGE AVERAGEIF AVERAGEIFS CEILING CEILING.MATH CHOOSE COLUMN COLUMNS CONCAT CONCATENATE COUNT COUNTA COUNTIF
COUNTIFS DATE DATEVALUE DAY DAYS EDATE EOMONTH EXACT EXP FALSE FIND FLOOR FLOOR.MATH HLOOKUP HOUR IF IFERROR IFNA IFS
INDEX INT ISBLANK ISERROR ISNUMBER ISTEXT LARGE LEFT LEN LN LOG LOG10 LOOKUP LOWER MATCH MAX MAXIFS MEDIAN MID MIN
MINIFS MINUTE MOD MONTH N NA NOT NUMBERVALUE OR PI POWER PRODUCT QUOTIENT RIGHT ROUND ROUNDDOWN ROUNDUP ROW ROWS SECOND
SIGN SMALL SQRT STDEV STDEV.S SUBSTITUTE SUBTOTAL SUM SUMIF SUMIFS SUMPRODUCT SUMSQ SWITCH TEXT TIME TIMEVALUE TRIM TRUE
TRUNC UPPER VALUE VAR VAR.S VLOOKUP WEEKDAY XLOOKUP YEAR
"""
FUNCTIONS = frozenset(_NAMES.split())
"""What a reviewer can follow and every computing gives again; no date of today, no chance, nothing from outside."""

SHEET_SHARE = Decimal("1e-12")
SHEET_LEAST = Decimal("1e-9")
"""How far two numbers of a sheet may differ: it computes with fifteen digits."""
TONNE_LEAST = Decimal("1e-6")
"""How far the total may lie from the report's: one gram."""
KWH_PER_MWH = 1000


def written_facts(book: Book) -> WrittenFacts:
    """Return which formulas nobody could review, and how many formulas there are."""
    found: list[tuple[str, str]] = []
    formulas = 0
    for place, cell in book.cells():
        if cell.formula is None:
            continue
        formulas += 1
        unknown = next((each for each in functions_of(cell.formula) if each not in FUNCTIONS), None)
        if reaches_out(cell.formula):
            found.append((str(place), "外部引用或表格名引用"))
        elif unknown is not None:
            found.append((str(place), unknown))
    return WrittenFacts(formulas=formulas, unreviewable=tuple(found))


def differences(stored: Book, computed: Book) -> Iterator[Difference]:
    """Yield every cell with a formula whose stored value is not what computing gives."""
    for place, cell in stored.cells():
        if cell.formula is None:
            continue
        again = computed.at(place)
        if again is None or not _same(cell, again):
            yield Difference(str(place), _shown(cell), "空" if again is None else _shown(again))


def _same(one: Cell, other: Cell) -> bool:
    if one.number is not None and other.number is not None:
        return close(one.number, other.number)
    if ERROR in (one.kind, other.kind):
        return False
    return one.value == other.value and (not one.value or one.kind == other.kind)


def close(one: Decimal, other: Decimal, least: Decimal = SHEET_LEAST) -> bool:
    """Whether two numbers are one, as far as a sheet computes."""
    return abs(one - other) <= max(least, SHEET_SHARE * abs(other))


def _shown(cell: Cell) -> str:
    if cell.number is not None:
        return plain(cell.number)
    return cell.value[:40] if cell.value else "空"


def total_facts(book: Book, total: Place | None, *, written: str, result: Mapping[str, Any]) -> TotalFacts:
    """Return what the total is computed from, beside the inputs and the result of a report."""
    cell = None if total is None else book.at(total)
    behind = {} if total is None else book.behind(total)
    numbers = sorted(number for each in behind.values() if (number := each.number) is not None)
    missing = [label for label, value in _inputs(result) if not any(_found(numbers, each) for each in value)]
    return TotalFacts(
        place=written,
        has_formula=cell is not None and cell.formula is not None,
        missing=tuple(missing),
        total=cell.number if cell is not None else None,
        reported=Decimal(result["exact_reduction"]["value"]),
        least=TONNE_LEAST,
    )


def _inputs(result: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Decimal, ...]]]:
    """Yield what the report's result starts from: each year's inputs and factors, but for zeros; energy in either unit."""
    for year in result["years"]:
        figures: Iterable[tuple[str, Mapping[str, Any]]] = (
            *year["inputs"].items(),
            *((each["symbol"], each) for each in year["factors"]),
        )
        for symbol, figure in figures:
            value = Decimal(figure["value"])
            if value:
                also = (value * KWH_PER_MWH,) if figure["unit"] == "MWh" else ()
                yield f"{year['year']} 年 {symbol} = {figure['value']} {figure['unit']}", (value, *also)


def _found(numbers: list[Decimal], value: Decimal) -> bool:
    around = bisect_left(numbers, value)
    return any(close(each, value) for each in numbers[max(around - 1, 0) : around + 1])
