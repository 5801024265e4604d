"""The `@rule` mark: one condition of the measures, one function, one clause, one stable code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tanhui.law.refusal import Breach, Reason, Refusal

Facts = TypeVar("Facts")
Test = Callable[[Facts], Reason | None]

_CLAUSE = re.compile(r"[A-Z0-9]+-[0-9]+(\.[0-9]+)*")


@dataclass(frozen=True)
class Rule(Generic[Facts]):
    """A named condition. Called with the facts of one case it answers None when kept, else the reason."""

    clause: str
    code: str
    name: str
    module: str
    line: int
    doc: str
    test: Test[Facts]

    def __call__(self, facts: Facts) -> Reason | None:
        return self.test(facts)


MARKED: list[Rule[Any]] = []
"""Every rule marked so far, in order of import; the trace and the audit checklist read it."""


def rule(clause: str, *, code: str) -> Callable[[Test[Facts]], Rule[Facts]]:
    """Mark a function as the rule that carries out `clause` and refuses with `code`."""
    if not _CLAUSE.fullmatch(clause):
        raise ValueError(f"not a clause id: {clause!r}")

    def mark(test: Test[Facts]) -> Rule[Facts]:
        made = Rule(
            clause=clause,
            code=code,
            name=test.__name__,
            module=test.__module__,
            line=test.__code__.co_firstlineno,
            doc=test.__doc__ or "",
            test=test,
        )
        MARKED.append(made)
        return made

    return mark


def find_breaches(rules: Iterable[Rule[Facts]], facts: Facts) -> tuple[Breach, ...]:
    """Return every broken rule, in the tuple's order; an empty tuple means the case is lawful."""
    breaches = []
    for each in rules:
        reason = each(facts)
        if reason is not None:
            code = reason.code or each.code
            breaches.append(Breach(each.clause, code, each.name, reason.zh, reason.en, reason.place))
    return tuple(breaches)


def require(rules: Iterable[Rule[Facts]], facts: Facts) -> None:
    """Refuse with all breaches at once when any rule is broken."""
    breaches = find_breaches(rules, facts)
    if breaches:
        raise Refusal(breaches)
