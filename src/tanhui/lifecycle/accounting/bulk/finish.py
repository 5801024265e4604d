"""The files of one day: each person's amount in one order, its digest, and the rejected rows with their reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from hashlib import sha256

import duckdb

from tanhui.lifecycle.accounting.bulk.job import Job
from tanhui.lifecycle.accounting.bulk.names import PLACE_BITS, text
from tanhui.lifecycle.accounting.bulk.texts import Piece, joined, piece_of

SLICE = 500_000
"""Rows that the digest takes at a time."""
SHOWN = 80
"""Characters of a rejected value that are shown."""
LINE_FEED = b"\n"
EXACT = Context(prec=60)


@dataclass(frozen=True)
class Results:
    """How many persons a day has, what they add up to, and the digest of who has how much."""

    persons: int
    total: str
    digest: str
    plain: bool
    """Whether every person's identifier is visible ASCII."""


def write_results(connection: duckdb.DuckDBPyConnection, job: Job, amounts: str, path: str) -> Results:
    """Write the persons' amounts in the order of their identifiers, shorter ones first.

    `amounts` is a query of `person` and `amount`. The digest is of the text of both columns in that order, thus the same
    for whole numbers and for texts, and for every engine.
    """
    order = "strlen(person), person" if job.person_is_text else "person"
    made = connection.execute(
        f"CREATE OR REPLACE TEMP TABLE tanhui_amounts AS SELECT * FROM ({amounts}) ORDER BY {order}"
    ).fetchone()
    assert made is not None
    persons = made[0]
    if not persons:
        return NOBODY
    connection.execute(f"COPY tanhui_amounts TO {text(path)} (FORMAT parquet)")
    plain, total = True, Decimal(0)
    whole, part = sha256(), sha256()
    for piece, sums, added in _slices(connection, persons, looked=job.person_is_text):
        plain = plain and piece.is_plain
        total = EXACT.add(total, added)
        whole.update((piece.joined or b"") + LINE_FEED)
        part.update(sums + LINE_FEED)
    return Results(persons, f"{total:f}", _both(whole.hexdigest(), part.hexdigest()), plain)


def _both(people: str, sums: str) -> str:
    return sha256(f"{people} {sums}".encode()).hexdigest()


def digest_of(amounts: Iterator[tuple[str, str]]) -> str:
    """Return the digest of persons and their amounts as they are given: what `write_results` computes, said plainly."""
    people, sums = sha256(), sha256()
    for person, amount in amounts:
        people.update(person.encode() + LINE_FEED)
        sums.update(amount.encode() + LINE_FEED)
    return _both(people.hexdigest(), sums.hexdigest())


NOBODY = Results(0, "0", digest_of(iter(())), plain=True)


def _slices(
    connection: duckdb.DuckDBPyConnection, persons: int, *, looked: bool
) -> Iterator[tuple[Piece, bytes, Decimal]]:
    """Read the amounts some rows at a time: the persons as one piece, their amounts as text, and the sum."""
    piece = piece_of("person") if looked else f"{joined('person::VARCHAR')}, 1, 1"
    for first in range(0, persons, SLICE):
        found = connection.execute(
            f"SELECT {joined('amount::VARCHAR')}, sum(amount), count(*), {piece} FROM tanhui_amounts "
            f"WHERE rowid >= {first} AND rowid < {first + SLICE}"
        ).fetchone()
        assert found is not None
        sums, added, count, people, shortest, longest = found
        yield Piece(people, count, shortest, longest), sums, added


def write_rejects(connection: duckdb.DuckDBPyConnection, job: Job, faulty: str, path: str) -> dict[str, int]:
    """Write the rejected rows with file, row, code, column, value and reason; return how many there are of each fault.

    `faulty` is a query of `place`, `fault` and `value`.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE tanhui_faulty AS {faulty}")
    files = _choice(f"place >> {PLACE_BITS}", {number: (path,) for number, path in job.files.items()}, 0)
    reasons = {text(fault): words for fault, words in job.reasons.items()}
    connection.execute(
        f"COPY (SELECT {files} AS file, (place & {(1 << PLACE_BITS) - 1}) + 1 AS row, "
        "split_part(fault, ':', 1) AS code, substr(fault, strpos(fault, ':') + 1) AS \"column\", "
        f"left(value, {SHOWN}) AS value, {_choice('fault', reasons, 0)} AS zh, {_choice('fault', reasons, 1)} AS en "
        f"FROM tanhui_faulty ORDER BY place) TO {text(path)} (FORMAT parquet)"
    )
    counted = "SELECT fault, count(*) FROM tanhui_faulty GROUP BY fault ORDER BY fault"
    return dict(connection.execute(counted).fetchall())


def _choice(of: str, choices: Mapping[str, tuple[str, ...]], which: int) -> str:
    cases = " ".join(f"WHEN {key} THEN {text(words[which])}" for key, words in choices.items())
    return f"CASE {of} {cases} END" if cases else "NULL::VARCHAR"
