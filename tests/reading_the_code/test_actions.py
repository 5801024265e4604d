"""Actions take named arguments, and a state changes in one place only."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.reading_the_code.source import Source, nothing, product

FIRST = frozenset({"entry", "self", "cls"})
MOVES = frozenset({"move", "_move"})
"""The functions that look a move up in the table of moves; nothing else writes the state of a case."""
HAVE_CASES = ("tanhui.foundation.procedure", "tanhui.lifecycle.")


def action_functions() -> Iterator[tuple[Source, ast.FunctionDef]]:
    """Give every public function of every `actions` file or folder."""
    for source in product():
        if "actions" not in source.module.split("."):
            continue
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield source, node


def test_actions_take_named_arguments_only():
    """Two unnamed arguments could be swapped. The entry of the act in progress comes first and unnamed."""
    wrong = []
    for source, function in action_functions():
        unnamed = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        if len(set(unnamed) - FIRST) > 1:
            wrong.append(f"{source.at(function)} {function.name}({', '.join(unnamed)}) wants a * before its arguments")
    nothing(wrong)


def test_a_state_is_written_by_move_only():
    wrong = []
    for source in product():
        if not source.module.startswith(HAVE_CASES):
            continue
        for function in ast.walk(source.tree):
            if isinstance(function, ast.FunctionDef) and function.name not in MOVES:
                wrong += [f"{source.at(node)} in {function.name}()" for node in _writes_of_state(function)]
    nothing(wrong)


def _writes_of_state(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Give `….update(state=…)` and `something.state = …`; a new row's first state is given to `create`."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            if any(keyword.arg == "state" for keyword in node.keywords):
                yield node
        elif isinstance(node, ast.Assign):
            yield from (node for target in node.targets if isinstance(target, ast.Attribute) and target.attr == "state")
