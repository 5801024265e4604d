"""One day in DuckDB, as fast as the day allows: only persons beyond a cap are taken row by row, in order.

Identifiers of visible ASCII need no trimming and hide nothing. So they are taken as they are, and looked at in one piece
afterwards; a day that holds any other identifier is done again with each of them checked. Both ways give the same day.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from tanhui.lifecycle.accounting.bulk.finish import NOBODY, write_rejects, write_results
from tanhui.lifecycle.accounting.bulk.job import Finished, Job, Texts
from tanhui.lifecycle.accounting.bulk.names import GOOD, MOMENT, PERSON, PLACE
from tanhui.lifecycle.accounting.bulk.texts import Piece, piece_of, trimmed

MOST_IN_ONE_PIECE = 2_000_000
"""Rows of a day whose identifiers are looked at in one piece; of a longer day each is checked: memory stays flat."""
RUNNING = f"(PARTITION BY {PERSON} ORDER BY {MOMENT}, {PLACE} ROWS UNBOUNDED PRECEDING)"
LARGEST = "greatest(max(e), -min(e))"
NEW = f".{os.getpid()}.new"
"""Ends the name of a file that is being written: a worker left over from a killed run writes files of its own."""


class NotPlain(Exception):
    """The day holds what the plain way cannot tell apart."""


@dataclass(frozen=True)
class Keys:
    """What grouping the good rows by key told: how many rows and keys there are, and keys of more than two rows."""

    good: int
    groups: int
    more: int


@dataclass(frozen=True)
class Looked:
    """The largest sum of a person, how many are cut at the cap on the result, how many have rows beyond another cap.

    `over` counts those rows, once they are known.
    """

    largest: Decimal
    cut: int
    beyond: int
    over: int


def account_day(connection: duckdb.DuckDBPyConnection, job: Job) -> Finished:
    """Account for one day and write its files; the files of an earlier run stay until both new ones are there."""
    texts = job.plain if job.rows <= MOST_IN_ONE_PIECE else None
    if texts is not None:
        try:
            return _Day(connection, job, texts).account()
        except NotPlain:
            pass
    return _Day(connection, job, job.checked).account()


class _Day:
    """One attempt at a day."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, job: Job, texts: Texts) -> None:
        self.run = connection.execute
        self.connection = connection
        self.job = job
        self.texts = texts
        self.plain = texts is job.plain
        self.good = f"(SELECT * FROM {texts.relation} WHERE {texts.fault} IS NULL) AS tanhui_good_rows"
        self.rows = ""

    def account(self) -> Finished:
        """Do the day; raise NotPlain where the plain way is not enough."""
        job = self.job
        keys = Keys(0, 0, 0) if job.refused else self._keys()
        rejects = self._rejects() if keys.good < job.rows else {}
        duplicates = over = cut = 0
        results = NOBODY
        if keys.good:
            duplicates = self._leave_out(keys, rejected=bool(rejects))
            looked = self._sum_up()
            if looked.beyond:
                looked = self._take_in_order(looked)
            over, cut = looked.over, looked.cut
            results = write_results(self.connection, job, self._amounts(looked), job.results_path + NEW)
        if self.plain and job.person_is_text and not results.plain:
            raise NotPlain
        settle(job.results_path, present=results.persons > 0)
        settle(job.rejects_path, present=bool(rejects))
        return Finished(
            day=job.day,
            rows=job.rows,
            rejected=job.rows - keys.good,
            duplicates=duplicates,
            over_caps=over,
            cut=cut,
            persons=results.persons,
            total=results.total,
            digest=results.digest,
            rejects=rejects,
        )

    def _one(self, query: str) -> tuple[Any, ...]:
        found = self.run(query).fetchone()
        assert found is not None
        return found

    def _keys(self) -> Keys:
        """Group the good rows by key; of two rows with the same key the later one is known by the largest place."""
        looked = self.job.key_texts if self.plain else ()
        pieces = "".join(f", {piece_of(each)}" for each in looked)
        columns = ", ".join(self.job.keys)
        self.run(
            "CREATE OR REPLACE TEMP TABLE tanhui_keys AS SELECT coalesce(sum(n), 0)::BIGINT AS good, "
            f"count(*) AS groups, count(*) FILTER (n > 2) AS more{pieces}, list(latest) FILTER (n = 2) AS pairs FROM "
            f"(SELECT {columns}, count(*) AS n, max({PLACE}) AS latest FROM {self.good} GROUP BY {columns})"
        )
        good, groups, more, *seen = self._one("SELECT * EXCLUDE (pairs) FROM tanhui_keys")
        for joined, shortest, longest in zip(seen[::3], seen[1::3], seen[2::3], strict=True):
            if not Piece(joined, groups, shortest, longest).is_plain:
                raise NotPlain
        return Keys(good, groups, more)

    def _rejects(self) -> dict[str, int]:
        rejects = write_rejects(self.connection, self.job, faulty_rows(self.texts), self.job.rejects_path + NEW)
        if self.plain:
            blank = "fault LIKE 'V-8:%' AND value <> " + trimmed("value", "duckdb")
            if self._one(f"SELECT count(*) FROM tanhui_faulty WHERE {blank}")[0]:
                raise NotPlain  # without its outer blanks it may be a category that is known
        return rejects

    def _leave_out(self, keys: Keys, *, rejected: bool) -> int:
        """Note which rows are left out of the sums: rejected ones, and those repeated; return how many are repeated."""
        repeated = keys.good - keys.groups
        self.run("CREATE OR REPLACE TEMP TABLE tanhui_losers (place BIGINT)")
        if repeated:
            self.run(f"INSERT INTO tanhui_losers {self._repeated(keys)}")
            if self.plain and self.job.person_is_text:
                self._look_at_losers(repeated)
        if rejected:
            self.run("INSERT INTO tanhui_losers SELECT place FROM tanhui_faulty")
        left = f"({self.texts.relation} ANTI JOIN tanhui_losers ON {PLACE} = place)"
        self.rows = self.texts.rows.replace(GOOD, left if repeated or rejected else self.texts.relation)
        return repeated

    def _repeated(self, keys: Keys) -> str:
        """Return the query of the rows whose key an earlier row has, or a row with a larger result."""
        if not keys.more and not self.job.largest:
            return "SELECT unnest(pairs) FROM tanhui_keys"
        columns = ", ".join(self.job.keys)
        order = f"{self.job.result} DESC, {PLACE}" if self.job.largest else PLACE
        several = f"SELECT {columns} FROM {self.good} GROUP BY {columns} HAVING count(*) > 1"
        nth = f"row_number() OVER (PARTITION BY {columns} ORDER BY {order})"
        rows = self.texts.rows.replace(GOOD, self.good)
        ordered = f"SELECT {PLACE} AS place, {nth} AS nth FROM ({rows}) SEMI JOIN ({several}) USING ({columns})"
        return f"SELECT place FROM ({ordered}) WHERE nth > 1"

    def _look_at_losers(self, repeated: int) -> None:
        """Look at the persons of dropped rows, who need not be among those that are written."""
        dropped = f"{self.good} SEMI JOIN tanhui_losers ON {PLACE} = place"
        joined, shortest, longest = self._one(f"SELECT {piece_of(PERSON)} FROM {dropped}")
        if not Piece(joined, repeated, shortest, longest).is_plain:
            raise NotPlain

    def _sum_up(self) -> Looked:
        """Sum per person, and look at the sums: the largest, those above the cap on the result, those beyond another."""
        job = self.job
        counted = ", count(*) AS n" if job.rows_most else ""
        measured = "".join(f", sum({column}) AS c{number}" for number, (column, _) in enumerate(job.measured))
        self.run(
            f"CREATE OR REPLACE TEMP TABLE tanhui_persons AS SELECT {PERSON}, sum({job.result}) AS e{counted}{measured} "
            f"FROM ({self.rows}) GROUP BY {PERSON}"
        )
        return Looked(*self._one(f"SELECT {LARGEST}, {self._cut()}, {self._chosen_count()}, 0 FROM tanhui_persons"))

    def _cut(self) -> str:
        """Count the persons above the cap on the result, without those who are summed again."""
        beyond = f" AND NOT ({self._chosen()})" if self._beyond() else ""
        return f"count(*) FILTER (e > {self.job.result_most}{beyond})" if self.job.result_most else "0"

    def _chosen_count(self) -> str:
        return f"count(*) FILTER ({self._chosen()})" if self._beyond() else "0"

    def _beyond(self) -> list[str]:
        """Return the tests whether running totals pass a cap on rows or on an input."""
        found = [f"n > {self.job.rows_most}"] if self.job.rows_most else []
        return found + [f"c{number} > {most}" for number, (_, most) in enumerate(self.job.measured)]

    def _chosen(self) -> str:
        """Return the test whether a person is summed again, row by row in order."""
        return "true" if self.job.may_fall else " OR ".join(self._beyond())

    def _take_in_order(self, looked: Looked) -> Looked:
        """Sum again, row by row in order, the persons of whom a cap leaves rows out, and count those rows."""
        job = self.job
        totals = f", count(*) OVER {RUNNING} AS n" if job.rows_most else ""
        totals += "".join(
            f", sum({column}) OVER {RUNNING} AS c{number}" for number, (column, _) in enumerate(job.measured)
        )
        some = f"(SELECT {PERSON} FROM tanhui_persons WHERE {self._chosen()})"
        running = (
            f"SELECT {PERSON}, {MOMENT}, {PLACE}, {job.result} AS tanhui_result{totals} "
            f"FROM ({self.rows}) SEMI JOIN {some} USING ({PERSON})"
        )
        barred = f"max(CASE WHEN {' OR '.join(self._beyond())} THEN 1 ELSE 0 END) OVER {RUNNING}"
        self.run(
            f"CREATE OR REPLACE TEMP TABLE tanhui_mended AS SELECT {PERSON}, "
            "coalesce(sum(tanhui_result) FILTER (WHERE barred = 0), 0) AS e, sum(barred)::BIGINT AS over "
            f"FROM (SELECT {PERSON}, tanhui_result, {barred} AS barred FROM ({running})) GROUP BY {PERSON}"
        )
        cut = f"count(*) FILTER (e > {job.result_most})" if job.result_most else "0"
        largest, above, over = self._one(f"SELECT {LARGEST}, {cut}, sum(over)::BIGINT FROM tanhui_mended")
        return Looked(max(looked.largest, largest), looked.cut + above, looked.beyond, over)

    def _amounts(self, looked: Looked) -> str:
        """Return the query of the amounts, in the shortest type that has room for every sum of the day."""
        sums = "tanhui_persons"
        if looked.beyond:
            left = f"SELECT {PERSON}, e FROM tanhui_persons WHERE NOT ({self._chosen()})"
            sums = f"({left} UNION ALL SELECT {PERSON}, e FROM tanhui_mended)"
        for each in self.job.sums:
            if looked.largest < Decimal(each.reach):
                return f"SELECT {PERSON} AS person, {each.amount} AS amount FROM {sums}"
        raise OverflowError(f"{self.job.day}: a person's sum of {looked.largest} has more digits than the engine")


def faulty_rows(texts: Texts) -> str:
    """Return the query of the rows that are rejected: where they stand, what is wrong, and the value that it is."""
    said = f"SELECT *, {texts.fault} AS fault FROM {texts.relation}"
    return f"SELECT {PLACE} AS place, fault, {texts.value} AS value FROM ({said}) AS t WHERE fault IS NOT NULL"


def settle(path: str, *, present: bool) -> None:
    """Put a file that was made in its place; without one, take away what an earlier run left there."""
    if present:
        os.replace(path + NEW, path)
    elif os.path.exists(path):
        os.unlink(path)
