"""How a column of a file is read: its type there, and the expression that brings it into the type of the plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tanhui.lifecycle.accounting.bulk import texts
from tanhui.lifecycle.accounting.bulk.names import name, text
from tanhui.lifecycle.methodology.document import Input

ONE_DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
"""The days any date may have; as `tanhui.lifecycle.methodology.resolving` takes one."""
SHANGHAI_MICROSECONDS = 8 * 3600 * 1_000_000
"""What Shanghai's clock is ahead of UTC; without summer time since 1991, thus on every day that may be accounted."""

NANOSECONDS = 9
"""The scale of a timestamp that Spark does not read; a moment counts to the microsecond."""

_DECIMAL = re.compile(r"DECIMAL\(([0-9]+),\s*([0-9]+)\)")
_WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
_NAMED = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP_MS": "timestamp",
    "TIMESTAMP_S": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "instant",
    "FLOAT": "float",
    "DOUBLE": "float",
}
_TAKEN = {
    "quantity": {"whole", "decimal", "text"},
    "yes_no": {"whole", "decimal", "text", "boolean"},
    "category": {"text"},
    "text": {"text", "whole"},
    "day": {"date", "timestamp", "instant", "text"},
}
_WRITTEN = {"quantity", "yes_no", "day"}
"""What must be read from text before the plan: a number or a day that was written as text."""


@dataclass(frozen=True)
class Kind:
    """The type of a column in a file, as far as the plan cares; `scale` of a decimal, or of a fine timestamp."""

    name: str
    scale: int = 0


def kind_of(engine_type: str) -> Kind:
    """Return the kind of a type as DuckDB names it."""
    decimal = _DECIMAL.fullmatch(engine_type)
    if decimal:
        return Kind("decimal", int(decimal[2]))
    if engine_type == "TIMESTAMP_NS":
        return Kind("timestamp", NANOSECONDS)
    return Kind("whole" if engine_type in _WHOLE else _NAMED.get(engine_type, "other"))


def wants(one: Input) -> str:
    """Return what an input takes: a quantity, yes or no, a category, a text or a day."""
    return "yes_no" if one.yes_no else one.type


def is_taken(one: Input, kind: Kind) -> bool:
    """Whether a column of that kind can hold the values of an input exactly."""
    return kind.name in _TAKEN[wants(one)]


def must_be_staged(one: Input, kind: Kind) -> bool:
    """Whether a column is text that has to be read as a number or a day first."""
    return kind.name == "text" and wants(one) in _WRITTEN


def identifier(column: str, kind: Kind, *, whole: bool, checked: bool, dialect: str) -> str:
    """Return an identifier: a whole number where all files have one, else text; trimmed where it is checked."""
    own = name(column, dialect)
    if whole:
        return f"CAST({own} AS BIGINT)"
    if kind.name == "whole":
        return f"CAST({own} AS {_text_type(dialect)})"
    return texts.trimmed(own, dialect) if checked else own


def category(column: str, *, checked: bool, dialect: str) -> str:
    """Return a category."""
    own = name(column, dialect)
    return texts.trimmed(own, dialect) if checked else own


def number(column: str, kind: Kind, dialect: str) -> str:
    """Return a quantity, or yes and no as one and zero."""
    own = name(column, dialect)
    return f"CASE WHEN {own} THEN 1 WHEN NOT {own} THEN 0 END" if kind.name == "boolean" else own


def moment(own: str, kind: Kind, dialect: str) -> str:
    """Return when, on Shanghai's clock; a plain timestamp is taken to stand on it already."""
    if dialect == "spark":
        return f"CAST({own} AS TIMESTAMP_NTZ)"  # an instant is told on the clock of the session, which is Shanghai's
    if kind.name == "instant":
        return f"make_timestamp(epoch_us({own}) + {SHANGHAI_MICROSECONDS})"
    return f"CAST({own} AS TIMESTAMP)"


def day(own: str, kind: Kind, dialect: str) -> str:
    """Return the day of a moment."""
    return f"CAST({moment(own, kind, dialect)} AS DATE)"


def within_day(column: str, kind: Kind, on: date, dialect: str) -> str:
    """Return the test whether a row belongs to a day, on the column itself so that whole groups of rows are skipped."""
    return _between(name(column, dialect), kind, (on, on + ONE_DAY), dialect)


def of_no_day(column: str, kind: Kind, dialect: str) -> str:
    """Return the test whether a row belongs to no day that any date may have."""
    own = name(column, dialect)
    return f"({own} IS NULL OR NOT ({_between(own, kind, (FIRST_DAY, LAST_DAY + ONE_DAY), dialect)}))"


def _between(own: str, kind: Kind, days: tuple[date, date], dialect: str) -> str:
    first, end = (_start(each, kind, dialect) for each in days)
    return f"{own} >= {first} AND {own} < {end}"


def _start(on: date, kind: Kind, dialect: str) -> str:
    if kind.name == "date":
        return f"DATE {text(on.isoformat())}"
    if kind.name == "instant":
        zoned = "TIMESTAMP" if dialect == "spark" else "TIMESTAMPTZ"
        return f"{zoned} {text(f'{on.isoformat()} 00:00:00+08:00')}"
    plain = "TIMESTAMP_NTZ" if dialect == "spark" else "TIMESTAMP"
    return f"{plain} {text(f'{on.isoformat()} 00:00:00')}"


def _text_type(dialect: str) -> str:
    return "STRING" if dialect == "spark" else "VARCHAR"
