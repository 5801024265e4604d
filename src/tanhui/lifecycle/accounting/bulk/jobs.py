"""Makes the job of each day from the plan and the files; what days have in common is written once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tanhui.law import Refusal, find_breaches, refuse
from tanhui.lifecycle.accounting.bulk import names
from tanhui.lifecycle.accounting.bulk.columns import ONE_DAY
from tanhui.lifecycle.accounting.bulk.days import NO_DAY
from tanhui.lifecycle.accounting.bulk.daysql import (
    LONG,
    SHORT,
    DaySql,
    Reading,
    Source,
    amount_of,
    reach_of,
)
from tanhui.lifecycle.accounting.bulk.job import Job, Summed, Texts
from tanhui.lifecycle.accounting.bulk.plan import DayFactors, Plan
from tanhui.lifecycle.accounting.bulk.reasons import Words
from tanhui.lifecycle.accounting.rules.scope import PERIOD, PeriodFacts
from tanhui.lifecycle.methodology.sql import RowQuery

NO_QUERY = RowQuery((), (), (), {})
"""For rows of which none can count: nothing is computed."""
NO_FACTORS = DayFactors({}, {})


@dataclass(frozen=True)
class Day:
    """One day, or the rows without one: where its rows are, its factors, and why no row of it counts, if so."""

    day: str
    rows: int
    sources: tuple[Source, ...]
    factors: DayFactors
    fault: str = ""
    words: Words = ("", "")


@dataclass(frozen=True)
class Places:
    """Where the files of a day are written, and the files it is read from by their number."""

    results: str
    rejects: str
    files: Mapping[str, str]


@dataclass(frozen=True)
class Scope:
    """Which days may count: from the scheme's first eligible day to the day of filing."""

    first_eligible_day: date
    filed_on: date


def day_of(plan: Plan, scope: Scope, day: str, rows: int, sources: Sequence[Source]) -> Day:
    """Look a day up: its factors, or why it cannot count (R12-1, R12-2, R14-2)."""
    if day == NO_DAY:
        return Day(day, rows, tuple(sources), NO_FACTORS, f"V-3:{plan.terms.moment}")
    on = date.fromisoformat(day)
    facts = PeriodFacts(
        start=on,
        end=on + ONE_DAY,
        last_day=on,
        filed_on=scope.filed_on,
        first_eligible_day=scope.first_eligible_day,
    )
    breaches = find_breaches(PERIOD, facts)
    symbol = plan.terms.moment
    if not breaches:
        try:
            return Day(day, rows, tuple(sources), plan.factors_on(on))
        except Refusal as refusal:
            breaches = refusal.breaches
            symbol = str(breaches[0].place)
    first = breaches[0]
    return Day(day, rows, tuple(sources), NO_FACTORS, f"{first.code}:{symbol}", (first.zh, first.en))


@dataclass
class Jobs:
    """Writes jobs. `whole` are the identifiers that are whole numbers in every file."""

    plan: Plan
    whole: frozenset[str]
    dialect: str
    _written: dict[tuple[str, bool], tuple[DaySql, Texts]] = field(default_factory=dict)
    _sums: dict[str, tuple[Summed, ...]] = field(default_factory=dict)

    def job(self, one: Day, places: Places, reasons: Mapping[str, Words]) -> Job:
        """Return the job of a day."""
        sql, checked = self._texts(one, checked=True)
        plain = self._texts(one, checked=False)[1] if self.dialect == "duckdb" else None
        terms, refused = self.plan.terms, bool(one.fault)
        inputs = self.plan.method.inputs_by_symbol
        return Job(
            day=one.day,
            rows=one.rows,
            refused=refused,
            plain=plain,
            checked=checked,
            keys=tuple(sql.keys),
            key_texts=tuple(each for each in sql.texts if each in sql.keys),
            person_is_text=names.PERSON in sql.texts,
            largest=terms.largest,
            result="" if refused else sql.result,
            rows_most="" if terms.rows_most is None else str(terms.rows_most),
            measured=() if refused else tuple(sql.measured),
            may_fall=any(inputs[symbol].lowest < 0 for symbol, _ in terms.inputs_most),
            result_most="" if terms.result_most is None else f"{terms.result_most:f}",
            sums=() if refused else self._summed(one),
            results_path=places.results,
            rejects_path=places.rejects,
            files=places.files,
            reasons={**reasons, one.fault: one.words} if one.words[0] else reasons,
        )

    def _texts(self, one: Day, *, checked: bool) -> tuple[DaySql, Texts]:
        on = date.fromisoformat(one.day) if one.day != NO_DAY else None
        query = NO_QUERY if one.fault else self.plan.query(one.factors)
        sql = DaySql(self.plan, query, Reading(self.whole, checked, self.dialect), on)
        relation = sql.relation(one.sources)
        if one.fault:
            return sql, Texts(relation, sql.fault(one.fault), sql.faulty_value("fault"), "")
        common = (one.factors.digest, checked)
        if common not in self._written:
            self._written[common] = sql, Texts("", sql.fault(), sql.faulty_value("fault"), sql.good_rows())
        kept, texts = self._written[common]
        return kept, Texts(relation, texts.fault, texts.value, texts.rows)

    def _summed(self, one: Day) -> tuple[Summed, ...]:
        if one.factors.digest not in self._sums:
            query, digits = self.plan.query(one.factors), self.plan.amount_digits(one.factors)
            amounts = [(amount_of(query, self.plan, digits, size), size) for size in (SHORT, LONG)]
            found = tuple(
                Summed(amount.expression.sql(self.dialect), f"{reach_of(query, self.plan, size):f}")
                for amount, size in amounts
                if amount is not None
            )
            if not found:
                refuse("S-2", "合计的位数超过 SQL 的定点数", "the sum has more digits than SQL decimals")
            self._sums[one.factors.digest] = found
        return self._sums[one.factors.digest]
