"""The visitor that writes live spreadsheet formulas, so that a reviewer can follow the computation cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import literal, plain
from tanhui.lifecycle.methodology.engine.rounding import Rounding
from tanhui.lifecycle.methodology.engine.tree import AGGREGATES, SERIES, Node

_SIGNS = {"**": "^", "==": "=", "!=": "<>"}


_GUARD_DIGITS = 2
"""Binary noise is rounded off so many digits further out, before a cell is cut."""


_OF_ONE = {
    "abs": "ABS({})",
    "floor": "INT(ROUND({},9))",
    "ceil": "-INT(-ROUND({},9))",
    "sqrt": "SQRT({})",
    "exp": "EXP({})",
}
"""Whole numbers are cut only after binary noise is rounded off."""


def _no_rows(node: Node) -> str:
    raise Fault("R14-6", f"{node.operator} 须先有数据行所在的区域", "No cells hold the rows to gather", node.column)


def formula(node: Node, cells: Mapping[str, str], gathered: Callable[[Node], str] = _no_rows) -> str:
    """Return the expression without its leading `=`; `cells` maps each symbol to a cell or a defined name.

    `gathered` writes what gathers rows, for which the layout of the sheet must be known.
    """
    if node.operator == "number":
        return plain(literal(node.value))
    if node.operator == "name":
        return cells[node.value]
    if node.operator in (*AGGREGATES, SERIES):
        return gathered(node)
    parts = [formula(child, cells, gathered) for child in node.children]
    if node.operator in _OF_ONE:
        return _OF_ONE[node.operator].format(parts[0])
    if node.operator in ("if", "max", "min"):
        return f"{node.operator.upper()}({','.join(parts)})"
    if node.operator == "negate":
        return f"(-{parts[0]})"
    return f"({parts[0]}{_SIGNS.get(node.operator, node.operator)}{parts[1]})"


def rounded(expression: str, rounding: Rounding) -> str:
    """Wrap an expression in the declared rounding. `INT` floors below zero too; LibreOffice's ROUNDDOWN is not exact."""
    digits = rounding.digits
    if rounding.mode == "half-up":
        return f"ROUND(ROUND({expression},{digits + _GUARD_DIGITS}),{digits})"
    scaled = f"ROUND(({expression})*10^{digits},{_GUARD_DIGITS})"
    if rounding.mode == "ceiling":
        return f"-INT(-{scaled})/10^{digits}"
    if rounding.mode == "half-even":
        return f"IF(MOD({scaled},2)=0.5,INT({scaled}),INT({scaled}+0.5))/10^{digits}"
    return f"INT({scaled})/10^{digits}"


def cell_formula(
    node: Node, cells: Mapping[str, str], rounding: Rounding | None, gathered: Callable[[Node], str] = _no_rows
) -> str:
    """Return what is written into the cell of a step."""
    expression = formula(node, cells, gathered)
    return f"={rounded(expression, rounding) if rounding is not None else expression}"
