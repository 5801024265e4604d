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
from tanhui.lifecycle.accounting.facts import legality, place_facts, prohibitions
from tanhui.lifecycle.accounting.models import Project
from tanhui.lifecycle.accounting.queries.claims import assets_of, overlaps
from tanhui.lifecycle.accounting.rules.amounts import LEGALITY
from tanhui.lifecycle.accounting.rules.claims import CLAIM, ClaimFacts
from tanhui.lifecycle.accounting.rules.prohibited import PROHIBITED
from tanhui.lifecycle.accounting.rules.scope import PERIOD, PLACE, PeriodFacts
from tanhui.lifecycle.accounting.rules.wording import STATEMENTS_ZH


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
    found = [*_applied(PLACE, place), *_applied(PROHIBITED, prohibitions(project))]
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


def _applied(rules: Iterable[Rule[Any]], facts: object) -> list[CheckRow]:
    return [_row(each, each(facts)) for each in rules]


def _row(rule: Rule[Any], reason: Reason | None) -> CheckRow:
    code = (reason.code if reason else None) or rule.code
    return CheckRow(rule.clause, code, STATEMENTS_ZH[rule.name], reason is None, reason.zh if reason else "")
