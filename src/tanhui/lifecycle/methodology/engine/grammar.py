"""The grammar of formulas, and the one way from text to tree. What it does not know cannot be written."""

from __future__ import annotations

from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import literal
from tanhui.lifecycle.methodology.engine.tree import AGGREGATES, FUNCTIONS, OF_ONE, SERIES, Node, depth_of

LONGEST = 2000
DEEPEST = 40
HIGHEST_POWER = 10
LONGEST_WINDOW = 366

_WORDS = {word.upper(): word for word in FUNCTIONS}
_GRAMMAR = r"""
    ?start: comparison
    ?comparison: sum | sum COMPARE sum -> binary
    ?sum: product | sum (PLUS | MINUS) product -> binary
    ?product: signed | product (TIMES | OVER) signed -> binary
    ?signed: power | MINUS signed -> negate
    ?power: atom | atom POWER signed -> binary
    ?atom: NUMBER -> number
         | NUMBER NAME -> number
         | NUMBER UNIT -> number
         | NAME -> name
         | (WORDS) "(" comparison ("," comparison)* ")" -> call
         | "(" comparison ")"

    COMPARE: "<=" | ">=" | "==" | "!=" | "<" | ">"
    PLUS: "+"
    MINUS: "-"
    TIMES: "*"
    OVER: "/"
    POWER: "**"
    TERMINALS
    NUMBER: /[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/
    UNIT: /\[[^\[\]]*\]/
    NAME: /[A-Za-z\u3400-\u4dbf\u4e00-\u9fff][A-Za-z0-9_\u3400-\u4dbf\u4e00-\u9fff]*/
    %ignore /[ \t\n]+/
"""
GRAMMAR = _GRAMMAR.replace("WORDS", " | ".join(_WORDS)).replace(
    "TERMINALS", "\n    ".join(f'{name}: "{word}"' for name, word in _WORDS.items())
)


@v_args(inline=True)
class _Builder(Transformer[Token, Node]):
    """Builds nodes while the parser reduces; the parser keeps its own stack, so depth costs no recursion."""

    def number(self, text: Token, unit: Token | None = None) -> Node:
        literal(str(text), text.column or 0)
        return Node("number", value=str(text), unit=str(unit or "").strip("[]").strip(), column=text.column or 1)

    def name(self, text: Token) -> Node:
        return Node("name", value=str(text), column=text.column or 1)

    def negate(self, minus: Token, child: Node) -> Node:
        return Node("negate", (child,), column=minus.column or 1)

    def binary(self, left: Node, sign: Token, right: Node) -> Node:
        node = Node(str(sign), (left, right), column=sign.column or 1)
        return _bounded_power(node) if node.operator == "**" else node

    def call(self, function: Token, *children: Node) -> Node:
        column = function.column or 1
        _require_terms(str(function), children, column)
        if function.type != "IF":
            return Node(str(function), children, column=column)
        *cases, otherwise = children
        for condition, value in reversed([cases[i : i + 2] for i in range(0, len(cases), 2)]):
            otherwise = Node("if", (condition, value, otherwise), column=column)
        return otherwise


def _require_terms(word: str, terms: tuple[Node, ...], column: int) -> None:
    if word == "if" and (len(terms) < 3 or len(terms) % 2 == 0):
        zh = "if 须有奇数项：条件、值（可重复），最后是其余情形的值"
        raise Fault("S-1", zh, "if takes condition and value, once or more, and then the value otherwise", column)
    if word in (*OF_ONE, *AGGREGATES) and len(terms) != 1:
        raise Fault("S-1", f"{word} 只能有一项", f"{word} takes one term", column)
    if word == SERIES and not (len(terms) == 2 and _is_window(terms[1])):
        zh = f"{SERIES} 须有两项：公式和 1 到 {LONGEST_WINDOW} 的整数"
        raise Fault("S-1", zh, f"{SERIES} takes a formula and a whole number up to {LONGEST_WINDOW}", column)


def _is_window(node: Node) -> bool:
    return node.operator == "number" and node.value.isdigit() and 1 <= int(node.value) <= LONGEST_WINDOW


def _bounded_power(node: Node) -> Node:
    exponent = node.children[1]
    digits = exponent.value
    if exponent.operator == "number" and not exponent.unit and digits.isdigit() and int(digits) <= HIGHEST_POWER:
        return node
    raise Fault(
        "S-2",
        f"公式运算量超限：指数须为 0 到 {HIGHEST_POWER} 的整数常数",
        f"Too costly: an exponent is a whole number from 0 to {HIGHEST_POWER}",
        node.column,
    )


_PARSER: Any = Lark(GRAMMAR, parser="lalr", transformer=_Builder(), propagate_positions=False)


def parse(text: str) -> Node:
    """Turn a formula into its tree; refuse anything that is not in the grammar (S-1) or too large (S-2)."""
    _limit_length(text)
    _limit_nesting(text)
    try:
        node: Node = _PARSER.parse(text)
    except UnexpectedInput as found:
        raise _not_in_grammar(text, found) from None
    if depth_of(node) > DEEPEST:
        raise Fault(
            "S-2",
            f"公式过长或嵌套过深：超过 {DEEPEST} 层，请拆成多个步骤",
            f"Nested deeper than {DEEPEST}; split it into steps",
            1,
        )
    return node


def _limit_length(text: str) -> None:
    if len(text) > LONGEST:
        raise Fault(
            "S-2",
            f"公式过长或嵌套过深：{len(text)} 个字符，最多 {LONGEST} 个",
            f"The formula is {len(text)} characters long, at most {LONGEST} are allowed",
        )


def _limit_nesting(text: str) -> None:
    depth = signs = 0
    for column, character in enumerate(text, start=1):
        depth += (character == "(") - (character == ")")
        signs = signs + 1 if character == "-" else signs * (character in " \t\n")
        if max(depth, signs) > DEEPEST:
            raise Fault(
                "S-2",
                f"公式过长或嵌套过深：超过 {DEEPEST} 层",
                f"Nested deeper than {DEEPEST} levels",
                column,
            )


def _not_in_grammar(text: str, found: UnexpectedInput) -> Fault:
    column = found.column if isinstance(found.column, int) and found.column > 0 else len(text) + 1
    near = text[column - 1 : column + 11] or "结尾"
    return Fault(
        "S-1",
        f"公式含不允许的语法：第 {column} 列「{near}」",
        f"Not in the grammar of formulas: column {column}, {near!r}",
        column,
    )
