"""No room too large to live in: the stops of CONTRIBUTING.md for files, functions, tuples of rules and arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.reading_the_code.source import ROOT, Source, nothing, product, sources

FILE_LINES = 400
FUNCTION_LINES = 60
RULES_IN_A_TUPLE = 12
INDENTATION_LEVELS = 4
PARAMETERS = 7
NOT_COUNTED = frozenset({"self", "cls", "at", "by", "entry"})
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[Source, Function]]:
    """Give every function of the package, tests left out."""
    for source in product():
        for node in ast.walk(source.tree):
            if isinstance(node, Function):
                yield source, node


def test_files():
    folders = [source.path for source in sources()]
    folders += [path for name in ("tests", "scripts", "bench") for path in (ROOT / name).rglob("*.py")]
    lines = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in folders}
    nothing({str(path): count for path, count in lines.items() if count > FILE_LINES})


def test_functions():
    lengths = {source.at(node): (node.end_lineno or node.lineno) - node.lineno + 1 for source, node in functions()}
    nothing({place: lines for place, lines in lengths.items() if lines > FUNCTION_LINES})


def test_indentation():
    depths = {source.at(node): depth(node) for source, node in functions()}
    nothing({place: levels for place, levels in depths.items() if levels > INDENTATION_LEVELS})


def test_parameters():
    wrong = {}
    for source, node in functions():
        given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        if _is_command(node):  # one parameter for each of its options
            continue
        counted = [argument.arg for argument in given if argument.arg not in NOT_COUNTED]
        if len(counted) > PARAMETERS:
            wrong[f"{source.at(node)} {node.name}"] = len(counted)
    nothing(wrong)


def test_tuples_of_rules():
    wrong = {}
    for source in product():
        if "rules" not in source.module.split("."):
            continue
        for node in source.tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Tuple):
                named = [each for each in node.value.elts if isinstance(each, ast.Name | ast.Attribute)]
                if len(named) > RULES_IN_A_TUPLE:
                    wrong[source.at(node)] = len(named)
    nothing(wrong)


def depth(node: ast.AST, level: int = 0) -> int:
    """Count the blocks around the deepest statement; `elif` stands beside its `if`, not inside."""
    deepest = level
    for child in ast.iter_child_nodes(node):
        inside = isinstance(child, BLOCKS) and not _is_elif(node, child)
        if not isinstance(child, Function | ast.ClassDef | ast.Lambda):
            deepest = max(deepest, depth(child, level + inside))
    return deepest


def _is_elif(parent: ast.AST, child: ast.AST) -> bool:
    if not (isinstance(parent, ast.If) and isinstance(child, ast.If)):
        return False
    return parent.orelse == [child] and child.col_offset == parent.col_offset


def _is_command(function: Function) -> bool:
    return any("click." in ast.unparse(decorator) for decorator in function.decorator_list)
