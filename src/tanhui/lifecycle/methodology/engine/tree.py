"""The one immutable node that every visitor reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
OF_ONE = ("abs", "floor", "ceil", "sqrt", "exp")
AGGREGATES = ("sum", "mean", "count", "variance", "largest", "smallest")
SERIES = "average_before"
FUNCTIONS = ("if", "max", "min", *OF_ONE, *AGGREGATES, SERIES)
"""The words that are followed by brackets; none of them can be a symbol."""
OPERATORS = ("number", "name", "negate", "+", "-", "*", "/", "**", *COMPARISONS, *FUNCTIONS)


@dataclass(frozen=True)
class Node:
    """An operator over children; `value` is a literal's text, a name or the table an aggregate gathers, `unit` a
    literal's unit as written.
    """

    operator: str
    children: tuple[Node, ...] = ()
    value: str = ""
    unit: str = ""
    column: int = 1

    @property
    def exponent(self) -> int:
        """The whole-number exponent of a power; the grammar admits nothing else."""
        return int(self.children[1].value)


def aggregates_in(node: Node) -> Iterator[Node]:
    """Yield the nodes that gather rows; none of them lies within another."""
    if node.operator in AGGREGATES:
        yield node
        return
    for child in node.children:
        yield from aggregates_in(child)


def names_in(node: Node) -> Iterator[Node]:
    """Yield the name nodes, in the order they are written."""
    if node.operator == "name":
        yield node
    for child in node.children:
        yield from names_in(child)


def depth_of(node: Node) -> int:
    """Return how many nodes lie on the longest way down. Layer by layer: the tree is not known to be shallow yet."""
    depth, layer = 0, [node]
    while layer:
        depth += 1
        layer = [child for each in layer for child in each.children]
    return depth
