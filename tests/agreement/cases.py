"""Which methods apply row by row: each table of each catalogue method that can be written as SQL, and why others cannot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tanhui.law import Refusal
from tanhui.lifecycle.methodology import catalogue, loading
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.engine.sql.rowquery import Layer
from tanhui.lifecycle.methodology.sql import RowQuery, compile_rows

OPERATORS = Path(__file__).with_name("operators.toml")
"""A method that uses every operator, every rounding and values below zero; the catalogue alone does not."""


@dataclass(frozen=True)
class Case:
    """The steps of one table of one method, or (table empty) its single steps with a row for each set of inputs."""

    id: str
    method: Method
    table: str
    query: RowQuery


@lru_cache(maxsize=1)
def cases() -> tuple[dict[str, Case], dict[str, str]]:
    """Return the cases by their ids, and for each part that has none the reason."""
    found: dict[str, Case] = {}
    reasons: dict[str, str] = {}
    methods = [catalogue.method(slug, version) for slug, version in catalogue.folders()]
    for method in [*methods, loading.load(OPERATORS.read_text(encoding="utf-8"))]:
        for table in [each.id for each in method.tables] or [""]:
            name = f"{method.id}/{table}" if table else method.id
            try:
                found[name] = Case(name, method, table, compile_rows(method, table=table))
            except Refusal as refusal:
                reasons[name] = "；".join(f"{breach.place} {breach.zh}" for breach in refusal.breaches)
    for name in [name for name, case in found.items() if not case.query.steps]:
        del found[name]
        reasons[name] = "没有逐行计算的步骤"
    return found, reasons


def looked_up(case: Case) -> list[str]:
    """Return the parameters that the rows look up by region and day."""
    parameters = {each.symbol for each in case.method.parameters}
    return [each.symbol for each in case.query.picked if each.symbol in parameters]


def computed(case: Case) -> list[Layer]:
    """Return the lookups and steps, in the order of the query."""
    taken = looked_up(case)
    return [each for each in (*case.query.picked, *case.query.layers) if each.symbol and each.symbol not in taken]


def given_symbols(case: Case) -> list[str]:
    """Return what a row starts from: its columns, then the factors looked up by them."""
    return [*(column.symbol for column in case.query.columns), *looked_up(case)]
