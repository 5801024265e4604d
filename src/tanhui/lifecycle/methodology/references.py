"""Do the names of a document fit together: everything used is defined before, everything required is used (R14-2)?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.tree import FUNCTIONS, names_in

_SYMBOL = re.compile(r"[A-Za-z\u3400-\u4dbf\u4e00-\u9fff][A-Za-z0-9_\u3400-\u4dbf\u4e00-\u9fff]{0,39}")
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
    for each in (*method.givens, *method.constants, *method.lookups, *method.steps):
        if not _SYMBOL.fullmatch(each.symbol) or each.symbol in FUNCTIONS:
            yield each.symbol, Fault("S-1", f"符号不合规：{each.symbol}", f"Not a symbol: {each.symbol}")
        if each.symbol in seen:
            yield each.symbol, _fault(f"变量重复定义：{each.symbol}", f"Defined twice: {each.symbol}")
        seen.add(each.symbol)
    for name in method.results or ("results",):
        step = method.step(name)
        if step is None:
            yield "results", _fault(f"变量未定义：结果 {name} 没有计算步骤", f"No step computes the result {name}")
        elif step.table:
            yield "results", _fault(f"结果 {name} 须是汇总后的单一数值", f"The result {name} must be a single value")


def _undefined(method: Method) -> Iterator[Placed]:
    known = {each.symbol for each in (*method.givens, *method.constants)}
    no_number = {each.symbol: each.type for each in method.inputs if not each.is_number}
    steps = {step.symbol for step in method.steps}
    known |= {each.symbol for each in method.lookups if each.by not in steps}
    names = _names_of(method)
    for step in method.steps:
        for name in names_in(step.node):
            if name.value in no_number:
                zh = f"{name.value} 不是数量，不能进入公式"
                yield step.id, _fault(zh, f"{name.value} is a {no_number[name.value]}, no number", name.column)
            elif name.value not in known:
                yield step.id, _not_known(step.symbol, name.value, names, name.column)
        known.add(step.symbol)
        known |= {each.symbol for each in method.lookups if each.by == step.symbol}


def _names_of(method: Method) -> dict[str, list[str]]:
    """Return what each step and lookup is computed from."""
    found = {step.symbol: [name.value for name in names_in(step.node)] for step in method.steps}
    return found | {each.symbol: [each.by] for each in method.lookups if each.by in found}


def _not_known(symbol: str, name: str, names: dict[str, list[str]], column: int) -> Fault:
    circle = _circle(names, symbol, name)
    if circle:
        return _fault(f"变量循环：{circle}", f"Circular: {circle}", column)
    if name in names:
        zh = f"变量未定义：{name} 在后面的步骤才计算，请调整次序"
        return _fault(zh, f"{name} is computed by a later step; change the order", column)
    return _fault(f"变量未定义：{name}", f"Not defined: {name}", column)


def _circle(names: dict[str, list[str]], start: str, name: str) -> str:
    """Return the way from `name` back to `start`, as text; empty when there is none."""
    paths = [[start, name]]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        if path[-1] == start:
            return " → ".join(path)
        if path[-1] in names and path[-1] not in seen:
            seen.add(path[-1])
            paths.extend([*path, each] for each in names[path[-1]])
    return ""


def _unused(method: Method) -> Iterator[Placed]:
    used = {name.value for step in method.steps for name in names_in(step.node)} | set(method.results)
    used |= {each.by for each in method.lookups}
    used |= {name for each in method.parameters for name in (each.day_of, each.region_of)}
    for table in method.tables:
        used |= {table.key, table.link, table.order, *table.series}
    if method.behaviour is not None:
        one = method.behaviour
        used |= {one.person, one.moment, one.result, *one.key, *(cap.of for cap in one.caps)}
    for each in (*method.givens, *method.constants, *method.lookups, *method.steps):
        if each.symbol not in used:
            yield each.symbol, _fault(f"变量未使用：{each.symbol}", f"Never used: {each.symbol}")
