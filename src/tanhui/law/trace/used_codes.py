"""Find the refusal codes that the source uses, so that the register in codes.toml stays complete."""

from __future__ import annotations

import ast
from functools import lru_cache

from tanhui.law.codes import CODE
from tanhui.law.trace.source import SourceTree, parse


@lru_cache
def used_codes(tree: SourceTree) -> dict[str, tuple[str, ...]]:
    """Return every code written as a literal outside tests, with the files that write it."""
    found: dict[str, set[str]] = {}
    for file in tree.python():
        if tree.is_test(file):
            continue
        for node in ast.walk(parse(file)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.setdefault(node.value, set()).add(tree.name(file))
    return {code: tuple(sorted(found[code])) for code in sorted(found)}
