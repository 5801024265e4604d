"""Presentation MathML for pages, in the author's order and with the author's names."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tanhui.lifecycle.methodology.engine.notation import WORDS, Notation
from tanhui.lifecycle.methodology.engine.tree import Node

_SIGNS = {"+": "+", "-": "−", "*": "·", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
_BARS = {"abs": ("|", "|"), "floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}
_NAMESPACE = "http://www.w3.org/1998/Math/MathML"


def equation(symbol: str, node: Node) -> str:
    """Return `symbol = formula` as one MathML element."""
    body = f"{_WRITER.name(symbol)}<mo>=</mo>{_WRITER.write(node)}"
    return f'<math xmlns="{_NAMESPACE}" display="block"><mrow>{body}</mrow></math>'


def symbol_alone(symbol: str) -> str:
    """Return a symbol for a table cell or a sentence."""
    return f'<math xmlns="{_NAMESPACE}">{_WRITER.name(symbol)}</math>'


class _MathML(Notation):
    def number(self, text: str, unit: str) -> str:
        written = f'<mspace width="0.2em"/><mtext>{escape(unit)}</mtext>' if unit else ""
        return f"<mrow><mn>{escape(text)}</mn>{written}</mrow>"

    def name(self, symbol: str) -> str:
        base, _, index = symbol.partition("_")
        letter = f"<mi>{escape(base)}</mi>"
        return f"<msub>{letter}<mtext>{escape(index)}</mtext></msub>" if index else letter

    def negated(self, body: str) -> str:
        return f"<mrow><mo>−</mo>{body}</mrow>"

    def fraction(self, above: str, below: str) -> str:
        return f"<mfrac><mrow>{above}</mrow><mrow>{below}</mrow></mfrac>"

    def power(self, base: str, exponent: str) -> str:
        return f"<msup>{base}{exponent}</msup>"

    def pair(self, left: str, sign: str, right: str) -> str:
        return f"<mrow>{left}<mo>{escape(_SIGNS[sign])}</mo>{right}</mrow>"

    def brackets(self, body: str) -> str:
        return f"<mrow><mo>(</mo>{body}<mo>)</mo></mrow>"

    def root(self, body: str) -> str:
        return f"<msqrt>{body}</msqrt>"

    def between_bars(self, kind: str, body: str) -> str:
        left, right = _BARS[kind]
        return f"<mrow><mo>{left}</mo>{body}<mo>{right}</mo></mrow>"

    def total(self, table: str, body: str) -> str:
        return f"<mrow><munder><mo>∑</mo><mtext>{escape(table)}</mtext></munder>{body}</mrow>"

    def call(self, word: str, terms: Sequence[str]) -> str:
        written = f"<mtext>{WORDS[word]}</mtext>" if word in WORDS else f"<mi>{escape(word)}</mi>"
        return f"<mrow>{written}<mo>(</mo>{'<mo>,</mo>'.join(terms)}<mo>)</mo></mrow>"

    def cases(self, cases: Sequence[tuple[str, str]], otherwise: str) -> str:
        rows = [f"<mtr><mtd>{value}</mtd><mtd><mtext>若 </mtext>{condition}</mtd></mtr>" for value, condition in cases]
        rows.append(f"<mtr><mtd>{otherwise}</mtd><mtd><mtext>否则</mtext></mtd></mtr>")
        return f"<mrow><mo>{{</mo><mtable>{''.join(rows)}</mtable></mrow>"


_WRITER = _MathML()
