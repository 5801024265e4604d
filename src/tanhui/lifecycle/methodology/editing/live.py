"""What an applicant sees while writing: each step's equation, unit and value, each example computed, every problem in
its place. As much as can be said of an unfinished draft; whether it is sound is what `checking` says of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tanhui.law import Breach
from tanhui.lifecycle.methodology.checking import check, example_breaches
from tanhui.lifecycle.methodology.document import Example, Input, Method, Step, Words
from tanhui.lifecycle.methodology.editing.problems import Problems, located
from tanhui.lifecycle.methodology.editing.reading import read
from tanhui.lifecycle.methodology.editing.toml import Content
from tanhui.lifecycle.methodology.editing.trials import Trial, too_much, trials
from tanhui.lifecycle.methodology.engine.dimensions import TRUTH, require_unit, unit_of
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.mathml import equation
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.engine.tree import names_in
from tanhui.lifecycle.methodology.engine.units import Unit, units_for
from tanhui.lifecycle.methodology.evaluation import Evaluation
from tanhui.lifecycle.methodology.factors import Factor
from tanhui.lifecycle.methodology.references import reference_faults
from tanhui.lifecycle.methodology.structure import shape_faults, structure_faults

FIRST_ROWS = 3
MOST_OWN_UNITS = 40
_PROBE = Example("", Words("", ""), "", Words("", ""), None, (), ())
"""An example of nothing, so that the check says what it has to say of everything else."""


@dataclass(frozen=True)
class LiveStep:
    """One step: its equation, the unit its formula comes out in, and its values for the chosen example."""

    path: str
    symbol: str
    label: str
    equation: str
    declared: str
    inferred: str
    agrees: bool
    values: tuple[str, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    rows: int = 0


@dataclass(frozen=True)
class Symbol:
    """One symbol that formulas may name."""

    name: str
    label: str
    unit: str
    table: str = ""


@dataclass
class Live:
    """Everything shown beside the form."""

    problems: Problems
    method: Method
    sound: bool = False
    steps: list[LiveStep] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
    symbols: list[Symbol] = field(default_factory=list)
    chosen: Trial | None = None


@dataclass
class _Look:
    """One look at a draft: what was sent, what could be read of it, and what is wrong so far."""

    content: Content
    method: Method
    problems: Problems

    def note(self, place: str, fault: Fault) -> None:
        breach = fault.at(place)
        self.note_breach(breach)

    def note_breach(self, breach: Breach) -> None:
        self.problems.add(located(self.content, breach), breach)


def look(content: Content, *, library: Iterable[Factor] = (), example: str = "") -> Live:
    """Look at a draft's content; `example` names the worked example whose values are shown."""
    problems, factors = Problems(), tuple(library)
    found = read(content, problems)
    one = _Look(content, _with_known_units(found.method, problems), problems)
    _note_names(one, found.set_aside)
    inferred = _inferred_units(one)
    if found.whole and not problems.found:
        for breach in of_the_whole(one.method, factors):
            one.note_breach(breach)
    computable = _computable(one)
    ran = []
    if too_much(one.method):
        zh, en = "算例的数据行过多，请减少后再算", "The worked examples hold too many rows to compute here"
        problems.add("examples", Fault("S-2", zh, en).at("examples"))
    else:
        ran = trials(content, computable, factors, problems)
    chosen = next(
        (each for each in ran if each.id == example and each.ran), next((each for each in ran if each.ran), None)
    )
    return Live(
        problems,
        one.method,
        sound=found.whole and not problems.found,
        steps=list(_steps(one, inferred, chosen.ran if chosen else None)),
        trials=ran,
        symbols=list(_symbols(one.method)),
        chosen=chosen,
    )


def _with_known_units(method: Method, problems: Problems) -> Method:
    """Return the method with those of its own units that can be understood."""
    try:
        units_for(method.unit_definitions, co2_is_co2e=method.co2_is_co2e is not None)
        return method
    except Fault:
        good: tuple[tuple[str, str], ...] = ()
        for index, each in enumerate(method.unit_definitions[:MOST_OWN_UNITS]):
            try:
                units_for((*good, each), co2_is_co2e=method.co2_is_co2e is not None)
                good += (each,)
            except Fault as fault:
                problems.add(f"units.{index}.is", fault.at(each[0]))
        return replace(method, unit_definitions=good)


def _note_names(one: _Look, set_aside: frozenset[str]) -> None:
    """Note names and tables that do not fit; what only misses a row set aside is not held against the others."""
    for part in (reference_faults, structure_faults, shape_faults):
        try:
            for place, fault in part(one.method):
                missed = any(name and name in fault.zh for name in set_aside)
                if not (missed or (set_aside and fault.zh.startswith("变量未使用"))):
                    one.note(place, fault)
        except Fault as fault:
            one.note("behaviour", fault)


def _symbols(method: Method) -> Iterator[Symbol]:
    for each in (*method.givens, *method.own_values, *method.steps):
        unit = "是/否" if isinstance(each, Input) and each.yes_no else each.unit
        if isinstance(each, Input) and not each.is_number:
            unit = "不进入公式"
        yield Symbol(each.symbol, each.label.zh, unit, method.shape_of(each.symbol))


def _inferred_units(one: _Look) -> dict[str, str]:
    """Return the unit each step's formula comes out in; a formula that names what is not known is left out."""
    known: dict[str, Unit] = {}
    for each in (*one.method.givens, *one.method.own_values):
        if isinstance(each, Input) and (each.yes_no or not each.is_number):
            known |= {each.symbol: TRUTH} if each.yes_no else {}
        else:
            _declare(one, known, each.symbol, each.unit, each.symbol)
    found: dict[str, str] = {}
    for step in one.method.steps:
        _declare(one, known, step.symbol, step.unit, step.id)
        if any(name.value not in known for name in names_in(step.node)):
            continue
        try:
            inferred = unit_of(step.node, known, one.method.units)
            found[step.symbol] = str(inferred)
            if step.symbol in known:
                require_unit(step.node, known[step.symbol], inferred, one.method.units)
        except Fault as fault:
            one.note(step.id, fault)
    return found


def _declare(one: _Look, known: dict[str, Unit], symbol: str, unit: str, place: str) -> None:
    try:
        known[symbol] = one.method.units.parse(unit)
    except Fault as fault:
        one.note(place, fault)


def _computable(one: _Look) -> Method:
    """Return the method with the steps that can be computed: sound themselves, from symbols that are."""
    known = {each.symbol for each in (*one.method.givens, *one.method.own_values)}
    sound: list[Step] = []
    for step in one.method.steps:
        if not _has_problem(one, step) and {name.value for name in names_in(step.node)} <= known:
            sound.append(step)
            known.add(step.symbol)
    return replace(one.method, steps=tuple(sound))


def _has_problem(one: _Look, step: Step) -> bool:
    return any((each.breach.place or "").partition(":")[0] == step.id for each in one.problems.found)


def of_the_whole(method: Method, factors: tuple[Factor, ...]) -> tuple[Breach, ...]:
    """Return what the check says of everything but the worked examples, which are computed one by one afterwards."""
    found = check(replace(method, examples=(_PROBE,)), factors)
    return () if found == tuple(example_breaches(method, _PROBE, factors)) else found


def _steps(one: _Look, inferred: dict[str, str], ran: Evaluation | None) -> Iterator[LiveStep]:
    computed = {each.step.symbol: each for each in ran.steps} if ran else {}
    for step in one.method.steps:
        single = computed.get(step.symbol)
        rows = [row[step.symbol] for row in ran.rows.get(step.table, ()) if step.symbol in row] if ran else []
        values = [single.value] if single else rows[:FIRST_ROWS]
        yield LiveStep(
            path=_path_of(one.content, step),
            symbol=step.symbol,
            label=step.label.zh,
            equation=equation(step.symbol, step.node),
            declared=step.unit,
            inferred=inferred.get(step.symbol, ""),
            agrees=step.symbol in inferred and not _has_problem(one, step),
            values=tuple(plain(value) for value in values if isinstance(value, Decimal)),
            inputs=tuple((name, plain(value)) for name, value in single.inputs) if single else (),
            rows=len(rows),
        )


def _path_of(content: Content, step: Step) -> str:
    rows = content.get("steps")
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, dict) and row.get("id") == step.id and row.get("symbol") == step.symbol:
            return f"steps.{index}"
    return "steps"
