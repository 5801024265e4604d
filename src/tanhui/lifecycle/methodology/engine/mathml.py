"""The visitor that writes presentation MathML, in the author's order and with the author's names."""

from __future__ import annotations

from html import escape

from tanhui.lifecycle.methodology.engine.precedence import needs_brackets
from tanhui.lifecycle.methodology.engine.tree import Node

_SIGNS = {"+": "+", "-": "−", "*": "·", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
_NAMESPACE = "http://www.w3.org/1998/Math/MathML"


def equation(symbol: str, node: Node) -> str:
    """Return `symbol = formula` as one MathML element."""
    body = f"{_name(symbol)}<mo>=</mo>{_write(node)}"
    return f'<math xmlns="{_NAMESPACE}" display="block"><mrow>{body}</mrow></math>'


def symbol_alone(symbol: str) -> str:
    """Return a symbol for a table cell or a sentence."""
    return f'<math xmlns="{_NAMESPACE}">{_name(symbol)}</math>'


def _name(text: str) -> str:
    base, _, index = text.partition("_")
    letter = f"<mi>{escape(base)}</mi>"
    return f"<msub>{letter}<mtext>{escape(index)}</mtext></msub>" if index else letter


def _number(node: Node) -> str:
    unit = f'<mspace width="0.2em"/><mtext>{escape(node.unit)}</mtext>' if node.unit else ""
    return f"<mrow><mn>{escape(node.value)}</mn>{unit}</mrow>"


def _write(node: Node) -> str:
    match node.operator:
        case "number":
            return _number(node)
        case "name":
            return _name(node.value)
        case "negate":
            return f"<mrow><mo>−</mo>{_child(node, 0)}</mrow>"
        case "/":
            return f"<mfrac>{_row(node.children[0])}{_row(node.children[1])}</mfrac>"
        case "**":
            return f"<msup>{_child(node, 0)}{_write(node.children[1])}</msup>"
        case "if":
            return _cases(node)
        case "max" | "min":
            return _function(node)
    return f"<mrow>{_child(node, 0)}<mo>{escape(_SIGNS[node.operator])}</mo>{_child(node, 1)}</mrow>"


def _row(node: Node) -> str:
    return f"<mrow>{_write(node)}</mrow>"


def _child(parent: Node, position: int) -> str:
    written = _write(parent.children[position])
    bracketed = needs_brackets(parent, position) and parent.children[position].operator != "/"
    if parent.operator == "**":
        bracketed = needs_brackets(parent, position)
    return f"<mrow><mo>(</mo>{written}<mo>)</mo></mrow>" if bracketed else written


def _function(node: Node) -> str:
    terms = "<mo>,</mo>".join(_write(child) for child in node.children)
    return f"<mrow><mi>{node.operator}</mi><mo>(</mo>{terms}<mo>)</mo></mrow>"


def _cases(node: Node) -> str:
    condition, yes, no = (_write(child) for child in node.children)
    first = f"<mtr><mtd>{yes}</mtd><mtd><mtext>若 </mtext>{condition}</mtd></mtr>"
    second = f"<mtr><mtd>{no}</mtd><mtd><mtext>否则</mtext></mtd></mtr>"
    return f"<mrow><mo>{{</mo><mtable>{first}{second}</mtable></mrow>"
