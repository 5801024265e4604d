"""The manifest of an account: every day, the total, and one digest that says the same for every engine and order of work."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

from tanhui.lifecycle.accounting.bulk.days import NO_DAY
from tanhui.lifecycle.accounting.bulk.folder import Record
from tanhui.lifecycle.accounting.bulk.job import Finished
from tanhui.lifecycle.accounting.bulk.plan import FORMAT, Plan
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC, plain
from tanhui.lifecycle.methodology.engine.rounding import whole_tonnes

TONNE = "tCO2e"
YEAR = "year"
COUNTS = ("rows", "rejected", "duplicates", "over_caps", "cut", "persons")


def manifest_of(
    method: Method, plan: Plan, records: Sequence[Record], inputs: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the manifest; everything but `inputs` and how it was done enters the digest."""
    step = method.step(plan.terms.result)
    assert step is not None
    total = total_of(plan, [record.finished for record in records])
    tonnes = method.units.convert(total, step.unit, TONNE)
    content: dict[str, Any] = {
        "format": FORMAT,
        "methodology": {"id": method.id, "version": method.version, "sha256": method.sha256},
        "result": {"symbol": step.symbol, "unit": step.unit},
        "given": {symbol: str(value) for symbol, value in sorted(plan.given.items())},
        "counts": {name: sum(getattr(record.finished, name) for record in records) for name in COUNTS},
        "rejects": _added(record.finished.rejects for record in records),
        "days": [_day(record) for record in records],
        "total": {"value": plain(total), "unit": step.unit},
        "tonnes": {"exact": plain(tonnes), "whole": whole_tonnes(tonnes)},
        "unconfirmed": list(method.unconfirmed),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return content | {"digest": sha256(text.encode()).hexdigest(), "inputs": list(inputs)}


def total_of(plan: Plan, finished: Iterable[Finished]) -> Decimal:
    """Return the sum of all days, rounded per year or in total where the method says so."""
    years: dict[str, Decimal] = defaultdict(Decimal)
    for each in finished:
        if each.day != NO_DAY:
            years[each.day[:4]] = ARITHMETIC.add(years[each.day[:4]], Decimal(each.total))
    rounding = plan.terms.total_rounding
    total = Decimal(0)
    for amount in years.values():
        total = ARITHMETIC.add(total, rounding.apply(amount) if rounding and rounding.stage == YEAR else amount)
    return rounding.apply(total) if rounding and rounding.stage != YEAR else total


def normal(finished: Finished) -> Finished:
    """Return the same day with its total written without trailing zeros."""
    return replace(finished, total=plain(Decimal(finished.total)))


def _day(record: Record) -> dict[str, Any]:
    one = record.finished
    counts = {name: getattr(one, name) for name in COUNTS}
    return {"day": one.day, **counts, "total": one.total, "digest": one.digest, "factors": dict(record.factors)}


def _added(rejects: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for each in rejects:
        found.update(each)
    return dict(sorted(found.items()))
