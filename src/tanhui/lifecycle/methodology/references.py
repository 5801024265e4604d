"""Do the names of a document fit together: everything used is defined before, everything required is used (R14-2)?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tanhui.lifecycle.methodology.document import Method, Step
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.tree import names_in

_SYMBOL = re.compile(r"[A-Za-z\u3400-\u4dbf\u4e00-\u9fff][A-Za-z0-9_\u3400-\u4dbf\u4e00-\u9fff]{0,39}")
_TAKEN = ("if", "max", "min")

Placed = tuple[str, Fault]


def reference_faults(method: Method) -> Iterator[Placed]:
    """Yield every fault of the names, each with the place it belongs to."""
    yield from _badly_named(method)
    yield from _undefined(method)
    yield from _unused(method)


def _fault(zh: str, en: str, column: int = 0) -> Fault:
    return Fault("R14-2", zh, en, column)


def _badly_named(method: Method) -> Iterator[Placed]:
    seen: set[str] = set()
    for each in (*method.givens, *method.steps):
        if not _SYMBOL.fullmatch(each.symbol) or each.symbol in _TAKEN:
            yield each.symbol, Fault("S-1", f"符号不合规：{each.symbol}", f"Not a symbol: {each.symbol}")
        if each.symbol in seen:
            yield each.symbol, _fault(f"变量重复定义：{each.symbol}", f"Defined twice: {each.symbol}")
        seen.add(each.symbol)
    for name in method.results or ("results",):
        if method.step(name) is None:
            yield "results", _fault(f"变量未定义：结果 {name} 没有计算步骤", f"No step computes the result {name}")


def _undefined(method: Method) -> Iterator[Placed]:
    known = {each.symbol for each in method.givens}
    later = {step.symbol: step for step in method.steps}
    for step in method.steps:
        for name in names_in(step.node):
            if name.value in known:
                continue
            circle = _circle(later, step.symbol, name.value)
            if circle:
                yield step.id, _fault(f"变量循环：{circle}", f"Circular: {circle}", name.column)
            elif name.value in later:
                yield (
                    step.id,
                    _fault(
                        f"变量未定义：{name.value} 在后面的步骤才计算，请调整次序",
                        f"{name.value} is computed by a later step; change the order",
                        name.column,
                    ),
                )
            else:
                yield step.id, _fault(f"变量未定义：{name.value}", f"Not defined: {name.value}", name.column)
        known.add(step.symbol)


def _circle(steps: dict[str, Step], start: str, name: str) -> str:
    """Return the way from `name` back to `start`, as text; empty when there is none."""
    paths = [[start, name]]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        if path[-1] == start:
            return " → ".join(path)
        if path[-1] in steps and path[-1] not in seen:
            seen.add(path[-1])
            paths.extend([*path, each.value] for each in names_in(steps[path[-1]].node))
    return ""


def _unused(method: Method) -> Iterator[Placed]:
    used = {name.value for step in method.steps for name in names_in(step.node)} | set(method.results)
    for each in (*method.givens, *method.steps):
        if each.symbol not in used:
            yield each.symbol, _fault(f"变量未使用：{each.symbol}", f"Never used: {each.symbol}")
