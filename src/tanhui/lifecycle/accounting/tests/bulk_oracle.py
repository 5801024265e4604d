"""The account of rows said plainly: Decimal, one row after the other, by the words of the decision on behaviours."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

import duckdb

from tanhui.foundation.inputs.characters import first_hidden
from tanhui.lifecycle.accounting.bulk.finish import digest_of

BASE = {2024: Decimal("104.5"), 2025: Decimal("101.3")}
MODE = {"metro": Decimal("35.25"), "bike": Decimal("8.7")}
FIRST, LAST = date(2020, 9, 23), date(2025, 6, 30)
SHARE = Decimal("0.9")
TYPES = "operator VARCHAR, trip_id VARCHAR, person VARCHAR, moment TIMESTAMP, mode VARCHAR, distance DECIMAL(12, 5), inside BOOLEAN"


READER = duckdb.connect()


@dataclass(frozen=True)
class Row:
    """One row of a file, as it is written there."""

    operator: str | None
    trip_id: str | None
    person: str | None
    moment: datetime | None
    mode: str | None
    distance: Decimal | None
    inside: bool | None

    @property
    def cells(self):
        return (self.operator, self.trip_id, self.person, self.moment, self.mode, self.distance, self.inside)


@dataclass
class Expected:
    """What the account must come to."""

    amounts: dict = field(default_factory=dict)
    rejected: dict = field(default_factory=dict)
    duplicates: int = 0
    over: int = 0
    cut: int = 0

    def digest(self, day):
        """Return the digest of a day's persons: shorter identifiers first, then by their bytes."""
        own = [(person, amount) for (each, person), amount in self.amounts.items() if each == day]
        own.sort(key=lambda pair: (len(pair[0].encode()), pair[0].encode()))
        return digest_of((person, str(amount)) for person, amount in own)


def expected(files, *, capped):
    """Account for the rows of some files, in their order; `capped` by the first methodology, else by the second."""
    found = Expected()
    good = defaultdict(list)
    for number, rows in enumerate(files):
        for index, row in enumerate(rows):
            codes = faults(row)
            if codes:
                found.rejected[number, index + 1] = codes
                continue
            good[row.moment.date()].append((row, number, index))
    for day, rows in good.items():
        kept = unique(rows, capped=capped)
        found.duplicates += len(rows) - len(kept)
        persons = defaultdict(list)
        for each in kept:
            persons[each[0].person.strip(" \u3000")].append(each)
        for person, own in persons.items():
            found.amounts[day.isoformat(), person] = amount(own, found) if capped else plain_amount(own)
    return found


def faults(row):
    """Return the codes that a row may be rejected with; none for a good one."""
    codes = set()
    for text in (row.person, row.trip_id):
        codes |= name_faults(text)
    for text, choices in ((row.operator, ("A", "B")), (row.mode, tuple(MODE))):
        if text is None:
            codes.add("R14-2")
        elif text.strip(" \u3000") not in choices:
            codes.add("V-8")
    if row.distance is None or row.inside is None:
        codes.add("R14-2")
    if row.distance is not None:
        codes |= {"V-1"} if not 0 <= row.distance <= 300 else set()
        codes |= {"V-2"} if row.distance != round(row.distance, 3) else set()
    return codes | day_faults(row.moment)


def name_faults(text):
    if text is None:
        return {"R14-2"}
    text = text.strip(" \u3000")
    if not 1 <= len(text) <= 100:
        return {"V-10"}
    if first_hidden(text) is not None:
        return {"V-13"}
    wide = any(unicodedata.normalize("NFKC", each) != each and each > "\uff00" for each in text)
    return {"V-6"} if wide else set()


def day_faults(moment):
    if moment is None:
        return {"R14-2"}
    if not 2000 <= moment.year <= 2100:
        return {"V-3"}
    if moment.date() < FIRST:
        return {"R12-1"}
    if moment.date() > LAST:
        return {"R12-2"}
    return {"R14-2"} if moment.year < 2024 else set()  # no factor holds before 2024


def unique(rows, *, capped):
    """Keep one row of each key: the first, or the one with the largest result."""
    kept = {}
    for each in rows:
        row = each[0]
        key = row.operator.strip(" \u3000"), row.trip_id.strip(" \u3000")
        if key not in kept or (not capped and second_result(row) > second_result(kept[key][0])):
            kept[key] = each
    return list(kept.values())


def first_result(row):
    if not row.inside:
        return Decimal(0)
    return max(Decimal(0), row.distance * (SHARE * BASE[row.moment.year] - MODE[row.mode.strip(" \u3000")]))


def second_result(row):
    if row.inside:
        exact = row.distance * (SHARE * BASE[row.moment.year] - 60) - Decimal("0.5") * row.distance
    else:
        exact = -MODE[row.mode.strip(" \u3000")] * row.distance
    return exact.quantize(Decimal("0.0001"), ROUND_HALF_EVEN)


def amount(own, found):
    """Return a person's day: rows in order while the totals stay within the caps, the sum cut and rounded down."""
    total, rows, distance, stopped = Decimal(0), 0, Decimal(0), False
    for row, _, _ in sorted(own, key=lambda each: (each[0].moment, each[1], each[2])):
        rows, distance = rows + 1, distance + row.distance
        stopped = stopped or rows > 4 or distance > 60
        found.over += stopped
        total += Decimal(0) if stopped else first_result(row)
    found.cut += total > 2500
    return min(total, Decimal(2500)).quantize(Decimal("0.01"), ROUND_FLOOR)


def plain_amount(own):
    return sum((second_result(row) for row, _, _ in own), Decimal(0)).quantize(Decimal("0.1"), ROUND_FLOOR)


def write_parquet(files, folder, types=TYPES):
    """Write each list of rows as a file; return the pattern that finds them in order."""
    connection = READER
    for number, rows in enumerate(files):
        connection.execute(f"CREATE OR REPLACE TABLE t ({types})")
        if rows:
            connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)", [list(row.cells) for row in rows])
        connection.execute(f"COPY t TO '{folder}/{number:03d}.parquet' (FORMAT parquet)")
    return [f"{folder}/*.parquet"]


def results_in(folder):
    """Read the amounts of a folder: by day and person, each as Decimal."""
    found = {}
    for path in sorted(folder.joinpath("results").glob("*.parquet")):
        rows = READER.execute(f"SELECT person, amount FROM read_parquet('{path}')").fetchall()
        found |= {(path.stem, str(person)): amount for person, amount in rows}
    return found


def rejects_in(folder):
    """Read the rejected rows of a folder: code by file and row."""
    found = {}
    for path in sorted(folder.joinpath("rejects").glob("*.parquet")):
        rows = READER.execute(f"SELECT file, row, code, zh, en FROM read_parquet('{path}')").fetchall()
        for file, row, code, zh, en in rows:
            assert (file, row) not in found and zh and en
            found[file, row] = code
    return found


def compare(outcome, out, wanted, paths):
    """Compare a folder with what it must be, to the last digit."""
    manifest = outcome.manifest
    assert results_in(out) == wanted.amounts
    assert {
        (paths.index(file), row): code for (file, row), code in rejects_in(out).items()
    }.keys() == wanted.rejected.keys()
    for (file, row), code in rejects_in(out).items():
        assert code in wanted.rejected[paths.index(file), row]
    counts = manifest["counts"]
    assert counts["duplicates"] == wanted.duplicates
    assert counts["over_caps"] == wanted.over
    assert counts["cut"] == wanted.cut
    assert counts["rejected"] == len(wanted.rejected)
    assert counts["persons"] == len(wanted.amounts)
    assert Decimal(manifest["total"]["value"]) == sum(wanted.amounts.values(), Decimal(0))
    for day in manifest["days"]:
        assert day["digest"] == wanted.digest(day["day"])
