"""Files that cannot be read day by day as they are: CSV, numbers or days written as text, days all mixed up.

They are sorted out once into one folder per day, with their columns in the types of the plan, each row with its place and
with what is wrong in its text. Only days that are to be done are sorted out.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tanhui.foundation.inputs.channels import shown
from tanhui.law import refuse
from tanhui.lifecycle.accounting.bulk import columns, names, texts
from tanhui.lifecycle.accounting.bulk.columns import FIRST_DAY, LAST_DAY, Kind, must_be_staged, wants
from tanhui.lifecycle.accounting.bulk.days import NO_DAY
from tanhui.lifecycle.accounting.bulk.names import name, text
from tanhui.lifecycle.accounting.bulk.sources import CSV, LONGEST_LINE, PLAIN_PATH, DataFile
from tanhui.lifecycle.methodology.document import Input

WHOLE_DIGITS = 20
"""Digits before the point of a number that is read from text; the bounds of every input lie far below."""
DAY_FOLDER = "tanhui_day"
FOLDER_OF_NO_DAY = "none"
DUCKDB = "duckdb"
MOST_BROKEN = 10_000
BROKEN = "V-9:"
"""What is wrong with a line that is no row: its columns, its quotes, its encoding or its length."""
BROKEN_LINES = "tanhui_broken_lines"

_NUMBER = "^-?[0-9]+([.][0-9]+)?$"
_NOT_FINITE = "^[+-]?(s?nan[0-9]*|inf|infinity)$"
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_MOMENT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})$"


@dataclass(frozen=True)
class Column:
    """A column of a sorted-out file: the text or value it comes from, its value in the plan's type, and its faults."""

    raw: str
    value: str
    faults: tuple[tuple[str, str], ...]


class Staging:
    """Sorts out the files of one run. `whole` are the identifiers that are whole numbers in every file."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, inputs: Sequence[Input], moment: str, whole: Collection[str]
    ) -> None:
        self.connection = connection
        self.inputs = inputs
        self.moment = moment
        self.whole = whole
        # A line is broken by any of its columns, so every pass must read all of them, or the passes count differently.
        connection.execute("SET disabled_optimizers = 'unused_columns'")

    def count_days(self, file: DataFile) -> dict[str, int]:
        """Return how many rows of each day a file holds; lines that are no rows belong to no day."""
        broken = self._broken_lines(file)
        counted = Counter({NO_DAY: len(broken)} if broken else {})
        query = f"SELECT {DAY_FOLDER}, count(*) FROM ({self._rows(file)}) GROUP BY {DAY_FOLDER}"
        for day, rows in self.connection.execute(query).fetchall():
            counted[NO_DAY if day == FOLDER_OF_NO_DAY else day] += rows
        return dict(counted)

    def sort_out(self, file: DataFile, days: Collection[str], folder: Path) -> None:
        """Write the rows of some days of a file, each day in a folder of its own."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        broken = self._broken_lines(file)
        wanted = ", ".join(text(day or FOLDER_OF_NO_DAY) for day in sorted(days))
        rows = self._rows(file)
        if broken:
            rows = f"{rows} UNION ALL BY NAME {_broken_rows(file)}"
        self.connection.execute(
            f"COPY (SELECT * FROM ({rows}) WHERE {DAY_FOLDER} IN ({wanted})) TO {text(str(folder))} "
            f"(FORMAT parquet, PARTITION_BY ({DAY_FOLDER}))"
        )

    def _rows(self, file: DataFile) -> str:
        found = [self._column(one, file) for one in self.inputs]
        parts = [f"{each.value} AS {names.staged(number)}" for number, each in enumerate(found)]
        faults = [(test, said, each.raw) for each in found for test, said in each.faults]
        parts.append(_cases([(test, text(said)) for test, said, _ in faults]) + f" AS {names.RAW_FAULT}")
        parts.append(_cases([(test, raw) for test, _, raw in faults]) + f" AS {names.RAW_VALUE}")
        moment = [one.symbol for one in self.inputs].index(self.moment)
        day = f"CAST({found[moment].value} AS DATE)"
        inside = f"{day} BETWEEN {text(FIRST_DAY.isoformat())} AND {text(LAST_DAY.isoformat())}"
        parts.append(
            f"CASE WHEN {inside} THEN CAST({day} AS VARCHAR) ELSE {text(FOLDER_OF_NO_DAY)} END AS {DAY_FOLDER}"
        )
        return f"SELECT {', '.join(parts)}, {names.PLACE} FROM {self._source(file)}"

    def _source(self, file: DataFile) -> str:
        """Return the rows with their place: of a CSV file the line, counted so that its header is line 1."""
        start = file.number << names.PLACE_BITS
        path = text(file.read_path)
        if file.form != CSV:
            rows = f"read_parquet({path}, file_row_number = true, {PLAIN_PATH})"
            return f"(SELECT *, file_row_number + {start} AS {names.PLACE} FROM {rows})"
        numbered = f"(SELECT *, row_number() OVER () AS tanhui_nth FROM {_csv(file, 'ignore_errors = true')})"
        shifted = f"{numbered} AS r ASOF LEFT JOIN tanhui_gaps AS g ON r.tanhui_nth > g.nth"
        return f"(SELECT r.*, {start} + tanhui_nth + coalesce(shift, 0) AS {names.PLACE} FROM {shifted})"

    def _broken_lines(self, file: DataFile) -> list[int]:
        """Find the lines of a CSV file that are no rows, and how far they shift the rows after them."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {BROKEN_LINES} (line BIGINT, said VARCHAR)")
        self.connection.execute("CREATE OR REPLACE TEMP TABLE tanhui_gaps (nth BIGINT, shift BIGINT)")
        if file.form != CSV:
            return []
        kept = "store_rejects = true, rejects_table = 'tanhui_broken', rejects_scan = 'tanhui_scans'"
        self.connection.execute(f"SELECT count(COLUMNS(*)) FROM {_csv(file, kept)}").fetchall()
        self.connection.execute(
            f"INSERT INTO {BROKEN_LINES} SELECT line, any_value(csv_line) FROM tanhui_broken GROUP BY line ORDER BY line"
        )
        for table in ("tanhui_broken", "tanhui_scans"):
            self.connection.execute(f"DROP TABLE {table}")
        found = [line for (line,) in self.connection.execute(f"SELECT line FROM {BROKEN_LINES}").fetchall()]
        if len(found) > MOST_BROKEN:
            zh = f"{shown(file.path)}：超过 {MOST_BROKEN} 行的列数、编码或引号不符，如第 {found[0]} 行"
            refuse("V-9", zh, f"more than {MOST_BROKEN} broken lines, such as line {found[0]}", place=file.path)
        gaps = {line - 2 - index: index + 1 for index, line in enumerate(found)}
        for nth, shift in gaps.items():
            self.connection.execute("INSERT INTO tanhui_gaps VALUES (?, ?)", [nth, shift])
        return found

    def _column(self, one: Input, file: DataFile) -> Column:
        column, kind = file.column_names[one.symbol], file.kinds[one.symbol]
        own = name(column)
        if file.path_day is not None and one.symbol == self.moment:
            own = f"DATE {text(file.path_day.isoformat())}"
        if must_be_staged(one, kind):
            read = _day_of_text if wants(one) == "day" else _number_of_text
            return read(one, f"CAST({own} AS VARCHAR)")
        if wants(one) == "day":
            return Column(own, columns.moment(own, kind, DUCKDB), ())
        if wants(one) == "category":
            return Column(own, columns.category(column, checked=True, dialect=DUCKDB), ())
        if wants(one) == "text":
            whole = one.symbol in self.whole
            return Column(own, columns.identifier(column, kind, whole=whole, checked=True, dialect=DUCKDB), ())
        return Column(own, columns.number(column, kind, DUCKDB), ())


def _number_of_text(one: Input, raw: str) -> Column:
    """Read a number that stands as plain decimal text; one digit too many is said and never rounded."""
    digits = 0 if one.yes_no else one.digits
    own = texts.trimmed(raw, DUCKDB)
    fits = f"^-?0*[0-9]{{1,{WHOLE_DIGITS}}}([.][0-9]{{0,{digits}}}0*)?$"
    faults = [
        (texts.holds(own, texts.HIDDEN, DUCKDB), "V-13"),
        (f"regexp_full_match(lower({own}), {text(_NOT_FINITE)})", "V-1"),
        (f"{own} <> '' AND NOT regexp_full_match({own}, {text(_NUMBER)})", "V-6"),
        (f"length(ltrim(split_part({own}, '.', 1), '-0')) > {WHOLE_DIGITS}", "V-1"),
        (f"{own} <> '' AND NOT regexp_full_match({own}, {text(fits)})", "V-2"),
    ]
    typed = f"TRY_CAST({own} AS DECIMAL({WHOLE_DIGITS + digits}, {digits}))"
    value = f"CASE WHEN regexp_full_match({own}, {text(fits)}) THEN {typed} END"
    return Column(raw, value, tuple((test, f"{code}:{one.symbol}") for test, code in faults))


def _day_of_text(one: Input, raw: str) -> Column:
    """Read a day, or a moment that names its offset from UTC."""
    own = texts.trimmed(raw, DUCKDB)
    instant = columns.moment(f"TRY_CAST({own} AS TIMESTAMPTZ)", Kind("instant"), DUCKDB)
    value = (
        f"CASE WHEN regexp_full_match({own}, {text(_DAY)}) THEN CAST(TRY_CAST({own} AS DATE) AS TIMESTAMP) "
        f"WHEN regexp_full_match({own}, {text(_MOMENT)}) THEN {instant} END"
    )
    faults = [(texts.holds(own, texts.HIDDEN, DUCKDB), "V-13"), (f"{own} <> '' AND {value} IS NULL", "V-3")]
    return Column(raw, value, tuple((test, f"{code}:{one.symbol}") for test, code in faults))


def _csv(file: DataFile, more: str) -> str:
    held = ", ".join(f"{text(column)}: 'VARCHAR'" for column in file.held)
    return (
        f"read_csv({text(file.read_path)}, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
        f"max_line_size = {LONGEST_LINE}, columns = {{{held}}}, {more})"
    )


def _broken_rows(file: DataFile) -> str:
    start = file.number << names.PLACE_BITS
    return (
        f"SELECT {text(BROKEN)} AS {names.RAW_FAULT}, said AS {names.RAW_VALUE}, "
        f"{text(FOLDER_OF_NO_DAY)} AS {DAY_FOLDER}, {start} + line - 1 AS {names.PLACE} FROM {BROKEN_LINES}"
    )


def _cases(cases: Sequence[tuple[str, str]]) -> str:
    if not cases:
        return "CAST(NULL AS VARCHAR)"
    return "CASE " + " ".join(f"WHEN {test} THEN {said}" for test, said in cases) + " END"
