"""The first visitor: do the units of a formula agree? Sizes count too: kWh and MWh do not mix without a conversion."""

from __future__ import annotations

from collections.abc import Mapping

from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.engine.tree import AGGREGATES, COMPARISONS, OF_ONE, SERIES, Node
from tanhui.lifecycle.methodology.engine.units import PLAIN, Unit, Units, mismatch

TRUTH = Unit((("是/否", 1),))
"""The kind of a comparison and of a yes/no input: a condition, no quantity."""


def unit_of(node: Node, symbols: Mapping[str, Unit], units: Units) -> Unit:
    """Return the unit of a formula's value; refuse where its parts disagree (R14-1) or a name is unknown (R14-2)."""
    if node.operator == "number":
        return units.parse(node.unit, node.column)
    if node.operator == "name":
        return _unit_of_name(node, symbols)
    kinds = [unit_of(child, symbols, units) for child in node.children]
    if node.operator == "if":
        _same(TRUTH, kinds[0], node.children[0].column, units)
        _same(kinds[1], kinds[2], node.children[2].column, units)
        return kinds[1]
    for kind, child in zip(kinds, node.children, strict=True):
        if kind == TRUTH:
            raise mismatch("数量", "条件（是/否）", child.column)
    return _combined(node, kinds, units)


def _combined(node: Node, kinds: list[Unit], units: Units) -> Unit:
    if node.operator == "*":
        return kinds[0].times(kinds[1])
    if node.operator == "/":
        return kinds[0].times(kinds[1], -1)
    if node.operator == "**":
        return kinds[0].raised(node.exponent)
    if node.operator in (*OF_ONE, *AGGREGATES, SERIES):
        return _of_one(node, kinds[0], units)
    for kind, child in zip(kinds[1:], node.children[1:], strict=True):
        _same(kinds[0], kind, child.column, units)
    return TRUTH if node.operator in COMPARISONS else kinds[0]


def _of_one(node: Node, kind: Unit, units: Units) -> Unit:
    """Most functions keep the unit; a root halves its powers, a variance doubles them, a count has none."""
    match node.operator:
        case "sqrt":
            if any(power % 2 for _, power in kind.powers):
                raise mismatch("偶次幂的单位", kind, node.children[0].column)
            return Unit(tuple((name, power // 2) for name, power in kind.powers))
        case "exp":
            _same(PLAIN, kind, node.children[0].column, units)
            return PLAIN
        case "variance":
            return kind.raised(2)
        case "count":
            return PLAIN
    return kind


def _unit_of_name(node: Node, symbols: Mapping[str, Unit]) -> Unit:
    if node.value in symbols:
        return symbols[node.value]
    raise Fault("R14-2", f"变量未定义：{node.value}", f"Not defined: {node.value}", node.column)


def _same(wanted: Unit, found: Unit, column: int, units: Units) -> None:
    if wanted == found:
        return
    if TRUTH in (wanted, found):
        raise mismatch(wanted, found, column)
    ratio = units.ratio(found, wanted)
    if ratio is None:
        raise mismatch(wanted, found, column)
    if ratio != 1:
        raise _other_size(wanted, found, column, units)


def require_unit(node: Node, wanted: Unit, found: Unit, units: Units) -> None:
    """Refuse a formula whose value does not come out in the step's declared unit (R14-1)."""
    _same(wanted, found, node.column, units)


def _other_size(wanted: Unit, found: Unit, column: int, units: Units) -> Fault:
    """Same kind of quantity, other size: name the two units that were mixed, and the conversion to write."""
    left_over = found.times(wanted, -1).powers
    for name, power in left_over:
        for other, opposite in left_over:
            ratio = units.ratio(Unit(((name, 1),)), Unit(((other, 1),))) if power > 0 > opposite else None
            if ratio is not None:
                hint = f"；请写明换算，例如乘以 {plain(ratio)} [{other}/{name}]"
                return mismatch(other, name, column, hint=hint)
    return mismatch(wanted, found, column, hint="；请写明换算")


__all__ = ["PLAIN", "TRUTH", "require_unit", "unit_of"]
