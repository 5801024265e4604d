"""The visitor that writes live spreadsheet formulas, so that a reviewer can follow the computation cell by cell."""

from __future__ import annotations

from collections.abc import Mapping

from tanhui.lifecycle.methodology.engine.numbers import literal, plain
from tanhui.lifecycle.methodology.engine.rounding import Rounding
from tanhui.lifecycle.methodology.engine.tree import Node

_SIGNS = {"**": "^", "==": "=", "!=": "<>"}
_GUARD_DIGITS = 4
_MOST_DIGITS = 12


def formula(node: Node, cells: Mapping[str, str]) -> str:
    """Return the expression without its leading `=`; `cells` maps each symbol to a cell or a defined name."""
    if node.operator == "number":
        return plain(literal(node.value))
    if node.operator == "name":
        return cells[node.value]
    parts = [formula(child, cells) for child in node.children]
    if node.operator in ("if", "max", "min"):
        return f"{node.operator.upper()}({','.join(parts)})"
    if node.operator == "negate":
        return f"(-{parts[0]})"
    return f"({parts[0]}{_SIGNS.get(node.operator, node.operator)}{parts[1]})"


def rounded(expression: str, rounding: Rounding, *, may_be_negative: bool) -> str:
    """Wrap an expression in the declared rounding; binary noise is rounded off first, a few digits further out."""
    digits = rounding.digits
    clean = f"ROUND({expression},{max(digits, min(_MOST_DIGITS, digits + _GUARD_DIGITS))})"
    towards_zero, away = f"ROUNDDOWN({clean},{digits})", f"ROUNDUP({clean},{digits})"
    if rounding.mode == "half-up":
        return f"ROUND({clean},{digits})"
    if rounding.mode == "half-even":
        return f"IF(MOD(ABS({clean})*10^{digits},2)=0.5,{towards_zero},ROUND({clean},{digits}))"
    down, up = (towards_zero, away) if rounding.mode == "floor" else (away, towards_zero)
    return f"IF({expression}<0,{up},{down})" if may_be_negative else down


def cell_formula(node: Node, cells: Mapping[str, str], rounding: Rounding | None, *, may_be_negative: bool) -> str:
    """Return what is written into the cell of a step."""
    expression = formula(node, cells)
    if rounding is not None:
        expression = rounded(expression, rounding, may_be_negative=may_be_negative)
    return f"={expression}"
