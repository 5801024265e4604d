"""The visitor that writes live spreadsheet formulas, so that a reviewer can follow the computation cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import literal, plain
from tanhui.lifecycle.methodology.engine.rounding import Rounding
from tanhui.lifecycle.methodology.engine.sheet_digits import SHEET_DIGITS, Exact, Known, digits_of
from tanhui.lifecycle.methodology.engine.tree import AGGREGATES, SERIES, Node

_SIGNS = {"**": "^", "==": "=", "!=": "<>"}


_GUARD_DIGITS = 2
"""Binary noise is rounded off so many digits further out, before a cell is cut, where its digits are not known."""


_OF_ONE = {
    "abs": "ABS({})",
    "floor": "INT(ROUND({},9))",
    "ceil": "-INT(-ROUND({},9))",
    "sqrt": "SQRT({})",
    "exp": "EXP({})",
}
"""Whole numbers are cut only after binary noise is rounded off."""


_TINY = "1E-15"
"""A logarithm needs a number above zero."""
_LONG = 500
"""A sum of more characters is not written out twice: a cell holds 8,192."""


def _no_rows(node: Node) -> str:
    raise Fault("R14-6", f"{node.operator} 须先有数据行所在的区域", "No cells hold the rows to gather", node.column)


def formula(
    node: Node,
    cells: Mapping[str, str],
    gathered: Callable[[Node], str] = _no_rows,
    known: Known | None = None,
) -> str:
    """Return the expression without its leading `=`; `cells` maps each symbol to a cell or a defined name.

    `gathered` writes what gathers rows, for which the layout of the sheet must be known. With `known`, the digits of the
    names, every sum is rounded behind its last digit, so that a difference of large numbers carries no noise of theirs.
    """
    if node.operator == "number":
        return plain(literal(node.value))
    if node.operator == "name":
        return cells[node.value]
    if node.operator in (*AGGREGATES, SERIES):
        return gathered(node)
    if known is not None and node.operator in ("+", "-"):
        return _sum(node, cells, gathered, known)
    parts = [formula(child, cells, gathered, known) for child in node.children]
    if node.operator in _OF_ONE:
        return _OF_ONE[node.operator].format(parts[0])
    if node.operator in ("if", "max", "min"):
        return f"{node.operator.upper()}({','.join(parts)})"
    if node.operator == "negate":
        return f"(-{parts[0]})"
    return f"({parts[0]}{_SIGNS.get(node.operator, node.operator)}{parts[1]})"


def _sum(node: Node, cells: Mapping[str, str], gathered: Callable[[Node], str], known: Known) -> str:
    """Write a sum with all its terms; where its digits are too many or not known, the largest term sets the place."""
    signs, terms = zip(*_terms(node), strict=True)
    parts = [formula(term, cells, gathered, known) for term in terms]
    written = "".join(map("{}{}".format, signs, parts)).removeprefix("+")
    exact = digits_of(node, known)
    if exact is not None and exact.fits:
        return f"ROUND({written},{exact.places})"
    if len(written) > _LONG:
        return f"({written})"
    largest = ",".join(f"ABS({part})" for part in parts)
    return f"ROUND({written},{SHEET_DIGITS - 1}-INT(LOG10(MAX({_TINY},{largest}))))"


def _terms(node: Node) -> list[tuple[str, Node]]:
    if node.operator not in ("+", "-"):
        return [("+", node)]
    left, right = node.children
    return [*_terms(left), (node.operator, right)]


def rounded(expression: str, rounding: Rounding, exact: Exact | None = None, *, settled: bool = False) -> str:
    """Wrap an expression in the declared rounding. `INT` floors below zero too; LibreOffice's ROUNDDOWN is not exact.

    An expression whose sums are `settled` is only rounded off behind the last digit of its `exact` value, or of those
    that a spreadsheet holds.
    """
    digits = rounding.digits
    if rounding.mode == "half-up" and not settled:
        return f"ROUND(ROUND({expression},{digits + _GUARD_DIGITS}),{digits})"
    scaled = _settled(expression, digits, exact) if settled else f"ROUND(({expression})*10^{digits},{_GUARD_DIGITS})"
    if rounding.mode == "half-up":
        return f"ROUND({scaled},0)/10^{digits}"
    if rounding.mode == "ceiling":
        return f"-INT(-{scaled})/10^{digits}"
    if rounding.mode == "half-even":
        return f"IF(MOD({scaled},2)=0.5,INT({scaled}),INT({scaled}+0.5))/10^{digits}"
    return f"INT({scaled})/10^{digits}"


def _settled(expression: str, digits: int, exact: Exact | None) -> str:
    """Return the value in units of the last digit to keep, without the noise of binary numbers."""
    scaled = f"({expression})*10^{digits}"
    if exact is not None and exact.fits:
        return f"ROUND({scaled},{max(0, exact.places - digits)})"
    return f"ROUND({scaled},MAX(0,{SHEET_DIGITS - 1}-INT(LOG10(MAX(1,ABS({scaled}))))))"


def cell_formula(
    node: Node,
    cells: Mapping[str, str],
    rounding: Rounding | None,
    gathered: Callable[[Node], str] = _no_rows,
    known: Known | None = None,
) -> str:
    """Return what is written into the cell of a step; with the digits of its names, it agrees with the exact value."""
    expression = formula(node, cells, gathered, known)
    exact = digits_of(node, known) if known is not None else None
    if rounding is not None:
        return f"={rounded(expression, rounding, exact, settled=known is not None)}"
    if exact is not None and exact.fits and node.operator not in ("name", "number", "+", "-"):
        return f"=ROUND({expression},{exact.places})"
    return f"={expression}"
