"""Typst mathematics: what the methodology's PDF is set from. The same walk as LaTeX, another spelling."""

from __future__ import annotations

from collections.abc import Sequence

from tanhui.lifecycle.methodology.engine.notation import WORDS, Notation
from tanhui.lifecycle.methodology.engine.tree import Node

_SIGNS = {"+": "+", "-": "-", "*": "dot", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "!="}
_BARS = {"abs": "abs", "floor": "floor", "ceil": "ceil"}


def equation(symbol: str, node: Node) -> str:
    """Return `symbol = formula` as the inside of a Typst equation."""
    return f"{_WRITER.name(symbol)} = {_WRITER.write(node)}"


def text(words: str) -> str:
    """Return words as a Typst string."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Typst(Notation):
    def number(self, text_of: str, unit: str) -> str:
        mantissa, _, exponent = text_of.lower().partition("e")
        written = f"{mantissa} times 10^({int(exponent)})" if exponent else mantissa
        return f"{written} thin upright({text(unit)})" if unit else written

    def name(self, symbol: str) -> str:
        base, _, index = symbol.partition("_")
        letter = base if len(base) == 1 and base.isascii() else f"italic({text(base)})"
        return f"{letter}_{text(index)}" if index else letter

    def negated(self, body: str) -> str:
        return f"-{body}"

    def fraction(self, above: str, below: str) -> str:
        return f"frac({above}, {below})"

    def power(self, base: str, exponent: str) -> str:
        return f"attach({base}, t: {exponent})"

    def pair(self, left: str, sign: str, right: str) -> str:
        return f"{left} {_SIGNS[sign]} {right}"

    def brackets(self, body: str) -> str:
        return f"lr(({body}))"

    def root(self, body: str) -> str:
        return f"sqrt({body})"

    def between_bars(self, kind: str, body: str) -> str:
        return f"{_BARS[kind]}({body})"

    def total(self, table: str, body: str) -> str:
        return f"sum_{text(table)} {body}"

    def call(self, word: str, terms: Sequence[str]) -> str:
        written = word if word in ("max", "min", "exp") else text(WORDS.get(word, word))
        return f"{written} lr(({' comma '.join(terms)}))"

    def cases(self, cases: Sequence[tuple[str, str]], otherwise: str) -> str:
        rows = [f"{value} & {text('若 ')} {condition}" for value, condition in cases]
        rows.append(f"{otherwise} & {text('否则')}")
        return f"cases({', '.join(rows)})"


_WRITER = _Typst()
