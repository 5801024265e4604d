"""The visitor that asks which rows a formula speaks of: single values, or one value per row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.tree import AGGREGATES, SERIES, Node, names_in

SINGLE = ""


@dataclass(frozen=True)
class Shapes:
    """The table of every symbol (empty: a single value), each table's way out to the single values, and the series."""

    of: Mapping[str, str]
    chains: Mapping[str, tuple[str, ...]]
    series: frozenset[str]

    def seen_from(self, table: str) -> tuple[str, ...]:
        """Return the tables whose values a row of `table` may name: its own and those around it."""
        return self.chains.get(table, ())


def require_shape(node: Node, table: str, shapes: Shapes) -> None:
    """Refuse a formula of a step of `table` that names values it has not one of (R14-2)."""
    if node.operator == "name":
        _require_seen(node, table, shapes)
        return
    if node.operator in AGGREGATES:
        _require_gathered(node, table, shapes)
        return
    if node.operator == SERIES and table not in shapes.series:
        zh = f"{SERIES} 只能用于声明了 series 与 order 的表的步骤"
        raise Fault("R14-2", zh, f"{SERIES} needs a table with series and order", node.column)
    for child in node.children:
        require_shape(child, table, shapes)


def gathering(node: Node, shapes: Shapes) -> Node:
    """Return the same formula in which every aggregate knows the table whose rows it gathers."""
    children = tuple(gathering(child, shapes) for child in node.children)
    value = _gathered_table(node, shapes) if node.operator in AGGREGATES else node.value
    return replace(node, children=children, value=value) if node.children else node


def _gathered_table(node: Node, shapes: Shapes) -> str:
    """Return the innermost table that an aggregate's formula names."""
    tables = [table for each in names_in(node) if (table := shapes.of.get(each.value, SINGLE)) != SINGLE]
    return max(tables, key=lambda each: len(shapes.seen_from(each)), default=SINGLE)


def _require_seen(node: Node, table: str, shapes: Shapes) -> None:
    own = shapes.of.get(node.value, SINGLE)
    if own == SINGLE or own in shapes.seen_from(table):
        return
    zh = f"{node.value} 是表 {own} 每行各有一个的值，这里须先汇总，如 sum({node.value})"
    raise Fault("R14-2", zh, f"{node.value} has a value per row of {own}; gather it, as in sum(…)", node.column)


def _require_gathered(node: Node, table: str, shapes: Shapes) -> None:
    inner = _gathered_table(node, shapes)
    if inner == SINGLE or table not in (SINGLE, *shapes.seen_from(inner)[1:]):
        zh = f"{node.operator} 须汇总下一层表的值"
        raise Fault("R14-2", zh, f"{node.operator} gathers rows of a table within this one", node.column)
    argument = node.children[0]
    for each in _inside(argument):
        if each.operator in (*AGGREGATES, SERIES):
            zh = f"{each.operator} 不能写在 {node.operator} 里面，请另立一步"
            raise Fault("R14-2", zh, f"{each.operator} cannot stand inside {node.operator}", each.column)
    for name in names_in(argument):
        _require_seen(name, inner, shapes)


def _inside(node: Node) -> list[Node]:
    return [node, *(each for child in node.children for each in _inside(child))]
