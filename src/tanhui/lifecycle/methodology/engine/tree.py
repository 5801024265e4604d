"""The one immutable node that every visitor reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
OPERATORS = ("number", "name", "negate", "+", "-", "*", "/", "**", "if", "max", "min", *COMPARISONS)


@dataclass(frozen=True)
class Node:
    """An operator over children; `value` is a literal's text or a name, `unit` a literal's unit as written."""

    operator: str
    children: tuple[Node, ...] = ()
    value: str = ""
    unit: str = ""
    column: int = 1

    @property
    def exponent(self) -> int:
        """The whole-number exponent of a power; the grammar admits nothing else."""
        return int(self.children[1].value)


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
