"""LaTeX for papers and reports; nothing beyond amsmath is needed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tanhui.lifecycle.methodology.engine.notation import WORDS, Notation
from tanhui.lifecycle.methodology.engine.tree import Node

_SIGNS = {"+": "+", "-": "-", "*": r"\cdot", "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}
_BARS = {
    "abs": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor", r"\right\rfloor"),
    "ceil": (r"\left\lceil", r"\right\rceil"),
}
_SPECIAL = re.compile(r"[\\{}$&#%_^~]")
_ESCAPED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def equation(symbol: str, node: Node) -> str:
    """Return `symbol = formula`, without dollar signs."""
    return f"{_WRITER.name(symbol)} = {_WRITER.write(node)}"


def text(words: str) -> str:
    """Return words as upright text in which no character is a command."""
    escaped = _SPECIAL.sub(lambda found: _ESCAPED.get(found[0], "\\" + found[0]), words)
    return rf"\text{{{escaped}}}"


class _Latex(Notation):
    def number(self, text_of: str, unit: str) -> str:
        mantissa, _, exponent = text_of.lower().partition("e")
        written = rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponent else mantissa
        return rf"{written}\,{text(unit)}" if unit else written

    def name(self, symbol: str) -> str:
        base, _, index = symbol.partition("_")
        letter = base if len(base) == 1 and base.isascii() else text(base)
        return f"{letter}_{{{text(index)}}}" if index else letter

    def negated(self, body: str) -> str:
        return f"-{body}"

    def fraction(self, above: str, below: str) -> str:
        return rf"\frac{{{above}}}{{{below}}}"

    def power(self, base: str, exponent: str) -> str:
        return f"{{{base}}}^{{{exponent}}}"

    def pair(self, left: str, sign: str, right: str) -> str:
        return f"{left} {_SIGNS[sign]} {right}"

    def brackets(self, body: str) -> str:
        return rf"\left({body}\right)"

    def root(self, body: str) -> str:
        return rf"\sqrt{{{body}}}"

    def between_bars(self, kind: str, body: str) -> str:
        left, right = _BARS[kind]
        return f"{left} {body} {right}"

    def total(self, table: str, body: str) -> str:
        return rf"\sum_{{{text(table)}}} {body}"

    def call(self, word: str, terms: Sequence[str]) -> str:
        written = rf"\{word}" if word in ("max", "min", "exp") else text(WORDS.get(word, word))
        return rf"{written}\left({', '.join(terms)}\right)"

    def cases(self, cases: Sequence[tuple[str, str]], otherwise: str) -> str:
        rows = [rf"{value} & {text('若')}\ {condition}" for value, condition in cases]
        body = r" \\ ".join([*rows, f"{otherwise} & {text('否则')}"])
        return rf"\begin{{cases}} {body} \end{{cases}}"


_WRITER = _Latex()
