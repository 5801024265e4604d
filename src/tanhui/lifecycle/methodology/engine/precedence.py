"""Which operator binds tighter: the writers put brackets back only where the author needed them."""

from __future__ import annotations

from tanhui.lifecycle.methodology.engine.tree import COMPARISONS, Node

_STRENGTH = {**dict.fromkeys(COMPARISONS, 1), "+": 2, "-": 2, "*": 3, "/": 3, "negate": 4, "**": 5}
_WHOLE = 6


def strength(node: Node) -> int:
    """Return how tightly a node holds together; names, numbers and function calls are whole."""
    return _STRENGTH.get(node.operator, _WHOLE)


def needs_brackets(parent: Node, position: int) -> bool:
    """Say whether the child at `position` must be bracketed to be read as the same tree."""
    child = parent.children[position]
    if strength(child) < strength(parent):
        return True
    if parent.operator == "**":
        return strength(child) <= strength(parent)
    return position == 1 and strength(child) == strength(parent)
