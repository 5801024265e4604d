"""What a worker is told about one day: every text of SQL is made before, so that a worker needs DuckDB and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Texts:
    """One way to read the rows of a day: the relation, its fault, the value a fault names, and what good rows bring."""

    relation: str
    fault: str
    value: str
    rows: str


@dataclass(frozen=True)
class Summed:
    """The amount of a person over the exact sum, and the first sum that it has no room for."""

    amount: str
    reach: str


@dataclass(frozen=True)
class Job:
    """One day, or the rows of no usable day. `plain` is None where identifiers must be checked one by one."""

    day: str
    rows: int
    refused: bool
    """Whether no row of the day can count, for its day."""
    plain: Texts | None
    checked: Texts
    keys: tuple[str, ...]
    key_texts: tuple[str, ...]
    person_is_text: bool
    largest: bool
    result: str
    rows_most: str
    measured: tuple[tuple[str, str], ...]
    may_fall: bool
    """Whether a running total may go down again, because a capped input may be negative."""
    result_most: str
    sums: tuple[Summed, ...]
    results_path: str
    rejects_path: str
    files: Mapping[str, str]
    reasons: Mapping[str, tuple[str, str]]

    def as_dict(self) -> dict[str, Any]:
        """Return the form that is sent to a worker."""
        return asdict(self)

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Job:
        """Read what `as_dict` wrote, from JSON."""
        plain = content["plain"]
        return cls(
            **{
                **content,
                "plain": Texts(**plain) if plain is not None else None,
                "checked": Texts(**content["checked"]),
                "keys": tuple(content["keys"]),
                "key_texts": tuple(content["key_texts"]),
                "measured": tuple((column, most) for column, most in content["measured"]),
                "sums": tuple(Summed(**each) for each in content["sums"]),
                "reasons": {fault: (zh, en) for fault, (zh, en) in content["reasons"].items()},
            }
        )


@dataclass(frozen=True)
class Finished:
    """What became of one day: its counts, the exact total and the digest of its persons' amounts."""

    day: str
    rows: int
    rejected: int
    duplicates: int
    over_caps: int
    cut: int
    persons: int
    total: str
    digest: str
    rejects: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return asdict(self)
