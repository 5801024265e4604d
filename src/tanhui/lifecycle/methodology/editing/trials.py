"""The worked examples of a draft, computed as far as the draft goes, each line beside what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tanhui.law import Refusal
from tanhui.lifecycle.methodology.checking import example_breaches
from tanhui.lifecycle.methodology.document import Example, Method, Step
from tanhui.lifecycle.methodology.editing.problems import Problems, of_example
from tanhui.lifecycle.methodology.editing.toml import Content
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.engine.tree import Node
from tanhui.lifecycle.methodology.evaluation import Evaluation, evaluate
from tanhui.lifecycle.methodology.factors import Factor

PASSED, FAILED, WAITING = "passed", "failed", "waiting"
STATES = {PASSED: "一致", FAILED: "不一致", WAITING: "尚不能计算"}
MOST_WORK = 2_000_000
"""Operations that computing all examples of a draft may take: who writes must not keep others waiting."""


@dataclass(frozen=True)
class Line:
    """One printed result of an example beside what was computed."""

    symbol: str
    printed: str
    computed: str
    unit: str
    rounding: str
    passed: bool


@dataclass(frozen=True)
class Trial:
    """One worked example as it stands: passed, failed, or not yet to be computed."""

    path: str
    id: str
    title: str
    state: str
    lines: tuple[Line, ...] = ()
    ran: Evaluation | None = field(default=None, repr=False)

    @property
    def passed(self) -> bool:
        """Whether every printed result is what was computed."""
        return self.state == PASSED

    @property
    def state_zh(self) -> str:
        """The state in words."""
        return STATES[self.state]


def too_much(method: Method) -> bool:
    """Whether computing the examples would take too long while others wait."""
    sizes = [(step, size_of(step.node)) for step in method.steps]
    return sum(size * _times(example, step) for example in method.examples for step, size in sizes) > MOST_WORK


def _times(example: Example, step: Step) -> int:
    rows = [len(each) for each in example.rows.values()]
    return max(rows, default=1) if rows else 1


def work_of(method: Method, rows: int) -> int:
    """Return how many operations a run over so many rows takes at most."""
    return max(1, rows) * sum(size_of(step.node) for step in method.steps)


def size_of(node: Node) -> int:
    """Return how many operations a formula holds."""
    return 1 + sum(size_of(child) for child in node.children)


def trials(content: Content, method: Method, factors: tuple[Factor, ...], problems: Problems) -> list[Trial]:
    """Compute every example; where it differs from what is printed goes to `problems`."""
    found = []
    for index, example in _placed(content, method):
        path = f"examples.{index}"
        if not example.expected or any(method.step(each.symbol) is None for each in example.expected):
            found.append(Trial(path, example.id, example.title.zh, WAITING))
            continue
        breaches = list(example_breaches(method, example, factors))
        for breach in breaches:
            problems.add(of_example(content, index, breach), breach)
        found.append(_trial(method, example, path, factors, FAILED if breaches else PASSED))
    return found


def trials_of(method: Method, factors: tuple[Factor, ...] = ()) -> list[tuple[Trial, list[str]]]:
    """Compute every example of a document, with the reasons in words where one fails."""
    found = []
    for example in method.examples:
        reasons = [breach.zh for breach in example_breaches(method, example, factors)]
        if not example.expected:
            reasons.append("没有写明应得的结果")
        state = FAILED if reasons else PASSED
        found.append((_trial(method, example, "", factors, state), reasons))
    return found


def _placed(content: Content, method: Method) -> Iterator[tuple[int, Example]]:
    """Yield each readable example with its place in the draft."""
    rows = content.get("examples")
    named = [str(row.get("id")) if isinstance(row, dict) else "" for row in rows] if isinstance(rows, list) else []
    for example in method.examples:
        index = named.index(example.id) if example.id in named else 0
        if index < len(named):
            named[index] = ""
        yield index, example


def _trial(method: Method, example: Example, path: str, factors: tuple[Factor, ...], state: str) -> Trial:
    try:
        ran = evaluate(method, dict(example.inputs), tables=example.rows, day=example.day, factors=factors)
    except Refusal:
        return Trial(path, example.id, example.title.zh, state)
    return Trial(path, example.id, example.title.zh, state, tuple(lines_of(method, example, ran)), ran)


def lines_of(method: Method, example: Example, ran: Evaluation) -> Iterator[Line]:
    """Yield each printed result of an example beside what was computed for it."""
    for expected in example.expected:
        step = method.step(expected.symbol)
        if step is None or expected.symbol not in ran.values:
            continue
        try:
            value = method.units.convert(ran.values[expected.symbol], step.unit, expected.quantity.unit)
        except Fault:
            continue
        yield Line(
            symbol=expected.symbol,
            printed=plain(expected.quantity.value),
            computed=plain(value),
            unit=expected.quantity.unit,
            rounding=expected.rounding.label,
            passed=expected.rounding.apply(value) == expected.quantity.value,
        )
