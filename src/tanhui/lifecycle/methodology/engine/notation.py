"""Walks a formula in the author's order and puts back only the brackets that are needed; each notation writes the pieces."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from tanhui.lifecycle.methodology.engine.precedence import needs_brackets
from tanhui.lifecycle.methodology.engine.tree import AGGREGATES, SERIES, Node

WORDS = {
    "mean": "平均",
    "count": "行数",
    "variance": "样本方差",
    "largest": "最大",
    "smallest": "最小",
    "average_before": "此前平均",
}
_ENCLOSED = ("/", "sqrt", "abs", "floor", "ceil", "exp")
"""What shows its own extent and needs no brackets around it."""


class Notation(ABC):
    """The pieces a notation must be able to write."""

    def write(self, node: Node) -> str:
        """Return a formula in this notation."""
        match node.operator:
            case "number":
                return self.number(node.value, node.unit)
            case "name":
                return self.name(node.value)
            case "negate":
                return self.negated(self._child(node, 0))
            case "/":
                return self.fraction(self.write(node.children[0]), self.write(node.children[1]))
            case "**":
                return self.power(self._child(node, 0), self.write(node.children[1]))
            case "if":
                return self._cases(node)
            case "sqrt":
                return self.root(self.write(node.children[0]))
            case "abs" | "floor" | "ceil":
                return self.between_bars(node.operator, self.write(node.children[0]))
            case "sum":
                return self.total(node.value, self._term(node.children[0]))
        if node.operator in ("max", "min", "exp", *AGGREGATES, SERIES):
            return self.call(node.operator, [self.write(child) for child in node.children])
        return self.pair(self._child(node, 0), node.operator, self._child(node, 1))

    def _child(self, parent: Node, position: int) -> str:
        child = parent.children[position]
        written = self.write(child)
        enclosed = child.operator in _ENCLOSED and (parent.operator != "**" or child.operator != "/")
        return self.brackets(written) if needs_brackets(parent, position) and not enclosed else written

    def _term(self, node: Node) -> str:
        return self.brackets(self.write(node)) if node.operator in ("+", "-") else self.write(node)

    def _cases(self, node: Node) -> str:
        cases: list[tuple[str, str]] = []
        rest = node
        while rest.operator == "if":
            cases.append((self.write(rest.children[1]), self.write(rest.children[0])))
            rest = rest.children[2]
        return self.cases(cases, self.write(rest))

    @abstractmethod
    def number(self, text: str, unit: str) -> str:
        """Write a number with its unit."""

    @abstractmethod
    def name(self, symbol: str) -> str:
        """Write a symbol; what follows the first underscore is its index."""

    @abstractmethod
    def negated(self, body: str) -> str:
        """Write a minus sign before a body."""

    @abstractmethod
    def fraction(self, above: str, below: str) -> str:
        """Write a quotient."""

    @abstractmethod
    def power(self, base: str, exponent: str) -> str:
        """Write a power."""

    @abstractmethod
    def pair(self, left: str, sign: str, right: str) -> str:
        """Write two bodies with a sign between them."""

    @abstractmethod
    def brackets(self, body: str) -> str:
        """Write brackets around a body."""

    @abstractmethod
    def root(self, body: str) -> str:
        """Write a square root."""

    @abstractmethod
    def between_bars(self, kind: str, body: str) -> str:
        """Write a magnitude (`abs`), or what is rounded down (`floor`) or up (`ceil`) to a whole number."""

    @abstractmethod
    def total(self, table: str, body: str) -> str:
        """Write the sum of a body over the rows of a table."""

    @abstractmethod
    def call(self, word: str, terms: Sequence[str]) -> str:
        """Write a function of terms."""

    @abstractmethod
    def cases(self, cases: Sequence[tuple[str, str]], otherwise: str) -> str:
        """Write values with their conditions, and the value otherwise."""
