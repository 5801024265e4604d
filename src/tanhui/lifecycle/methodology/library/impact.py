"""A change of the library as every stage sees it, and the rows in which each says what of its own moves."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC, plain
from tanhui.lifecycle.methodology.factors import Factor

METHODOLOGY, REPORT, PROJECT = "methodology", "report", "project"
KINDS = {METHODOLOGY: "方法学", REPORT: "未结的核算报告", PROJECT: "有监测数据的项目"}
"""What can move: versions of methodologies, reports that nothing was issued for, projects with readings."""
_PERCENT = Decimal("0.01")


@dataclass(frozen=True)
class Change:
    """The library on the day the change would hold, without it and with it; `settled` are reports already issued for."""

    on: date
    before: tuple[Factor, ...]
    after: tuple[Factor, ...]
    settled: frozenset[int]

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        """The series and regions in which the two libraries differ."""
        one, other = ({_same(each) for each in factors} for factors in (self.before, self.after))
        return frozenset((series, region) for series, region, *_ in one ^ other)


@dataclass(frozen=True)
class ImpactRow:
    """One thing that moves: what it is, the figure before and after as plain decimal text, and where to look.

    A figure that cannot be had (no value of that year yet, an account that is refused) is empty, `note` says why.
    """

    stage: str
    kind: str
    subject: str
    detail: str
    before: str
    after: str
    unit: str
    state: str
    reference: str
    note: str = ""

    @property
    def difference(self) -> str:
        """By how much, with its sign; nothing where one of the two is not known."""
        if not self.before or not self.after:
            return ""
        return signed(ARITHMETIC.subtract(Decimal(self.after), Decimal(self.before)))

    @property
    def percent(self) -> str:
        """By how much in hundredths, with its sign; nothing where the figure before is zero or not known."""
        if not self.difference or not Decimal(self.before):
            return ""
        before = Decimal(self.before)
        share = ARITHMETIC.divide((Decimal(self.after) - before) * 100, before)
        return signed(share.quantize(_PERCENT, rounding=ROUND_HALF_UP)) + " %"

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form, with the difference and the percentage worked out."""
        return asdict(self) | {"difference": self.difference, "percent": self.percent}


@dataclass(frozen=True)
class Untouched:
    """How much of a kind stays as it is, and why."""

    stage: str
    kind_zh: str
    count: int
    reason_zh: str


@dataclass(frozen=True)
class Impact:
    """What one stage says: the rows that move, and how much stays."""

    rows: tuple[ImpactRow, ...]
    untouched: tuple[Untouched, ...]


def signed(value: Decimal) -> str:
    """Write a difference with its sign."""
    return f"+{plain(value)}" if value > 0 else plain(value)


def _same(factor: Factor) -> tuple[Any, ...]:
    return factor.series, factor.region, factor.year, factor.value, factor.unit
