"""Articles 12 to 14 as a checklist: every rule, kept or broken, with what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tanhui.foundation.periods import Period
from tanhui.law import Reason, Rule
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting.compute import terms_of
from tanhui.lifecycle.accounting.facts import legality, place_facts, prohibitions, quantities
from tanhui.lifecycle.accounting.models import Project
from tanhui.lifecycle.accounting.queries.claims import assets_of, overlaps
from tanhui.lifecycle.accounting.rules.activity import CONDITIONS
from tanhui.lifecycle.accounting.rules.amounts import LEGALITY
from tanhui.lifecycle.accounting.rules.claims import CLAIM, ClaimFacts
from tanhui.lifecycle.accounting.rules.prohibited import PROHIBITED
from tanhui.lifecycle.accounting.rules.scope import PERIOD, PLACE, PeriodFacts
from tanhui.lifecycle.accounting.rules.wording import STATEMENTS_ZH
from tanhui.lifecycle.methodology import queries as methodologies
from tanhui.lifecycle.methodology.document import Condition, Method


@dataclass(frozen=True)
class CheckRow:
    """One rule applied to one project."""

    clause: str
    code: str
    statement: str
    kept: bool
    found: str

    @property
    def verdict_zh(self) -> str:
        """The verdict in words."""
        return "符合" if self.kept else "不符合"


def checklist(project_id: int, *, on: date, period: Period | None = None) -> list[CheckRow]:
    """Return the verdict of every rule on a project; those about a period only when one is given."""
    return checks(Project.objects.get(pk=project_id), on=on, period=period)


def checks(project: Project, *, on: date, period: Period | None) -> list[CheckRow]:
    """Return the verdicts on a project at hand."""
    place = place_facts(project.district, project.latitude, project.longitude)
    given = quantities(
        methodologies.document(project.methodology_slug, project.methodology_version), project.capacity_kw
    )
    found = [
        *_applied(PLACE, place),
        *_applied(PROHIBITED, prohibitions(project)),
        *(_applied(CONDITIONS, given) if given.quantities else ()),
    ]
    if period is None:
        return found
    facts = PeriodFacts(
        start=period.start,
        end=period.end,
        last_day=period.last_day,
        filed_on=on,
        first_eligible_day=terms_of(scheme(), on).first_eligible_day,
    )
    claims = tuple(each for each in overlaps(assets_of(project), period) if each.project != project.code)
    return [
        *_applied(PERIOD, facts),
        *found,
        *_applied(LEGALITY, legality(project, period)),
        *_applied(CLAIM, ClaimFacts(claims)),
    ]


def declared(project_id: int) -> list[str]:
    """Return the conditions of application that people judge: declared by the owner, looked at in verification."""
    project = Project.objects.get(pk=project_id)
    document = methodologies.document(project.methodology_slug, project.methodology_version)
    return [each.words.zh for each in declared_conditions(document, project)]


def declared_conditions(document: Method, project: Project) -> tuple[Condition, ...]:
    """Return the conditions of application that no rule checks: those on a quantity that the project gives are rules."""
    checked = {each.condition for each in quantities(document, project.capacity_kw).quantities}
    return tuple(each for each in document.applicability if each.words.zh not in checked)


def _applied(rules: Iterable[Rule[Any]], facts: object) -> list[CheckRow]:
    return [_row(each, each(facts)) for each in rules]


def _row(rule: Rule[Any], reason: Reason | None) -> CheckRow:
    code = (reason.code if reason else None) or rule.code
    return CheckRow(rule.clause, code, STATEMENTS_ZH[rule.name], reason is None, reason.zh if reason else "")
