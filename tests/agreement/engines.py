"""The three databases, each given the same rows and asked for the same steps; and the comparison, done on decimals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb
import psycopg
from pyspark.sql import SparkSession

from tanhui.lifecycle.methodology.engine.sql.rowquery import Column, Layer
from tanhui.lifecycle.methodology.sql import RowQuery
from tests.agreement.cases import Case, computed, looked_up

SQL_TYPES = {"category": "VARCHAR", "text": "VARCHAR", "day": "DATE"}
KEY = "row_number_"


@dataclass(frozen=True)
class Outcome:
    """How many rows an engine computed, how many of them differ in any step, and how many it would not compute."""

    rows: int
    different: int
    faults: int


class Engine(Protocol):
    """An engine that computes the rows of a case and leaves them as the table `computed`: the key, then r0, r1, …"""

    def compute(self, case: Case, books: Books) -> int:
        """Compute, and return how many rows the query's own check finds fault with."""


class Books:
    """A DuckDB that holds the rows of one case, the reference's values, and what an engine made of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = duckdb.connect(config={"threads": 2})
        self.held = ""

    def hold(self, case: Case, values: Path) -> None:
        """Load the rows of a case and the values that the reference computed."""
        if self.held == case.id:
            return
        columns = {KEY: "INTEGER"} | {each.name: type_of(each) for each in case.query.columns}
        columns |= {f"looked up {symbol}": "VARCHAR" for symbol in looked_up(case)}
        columns |= {f"s{number}": str(each.digits) for number, each in enumerate(computed(case))}
        written = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in columns.items())
        self.database.execute(
            f"CREATE OR REPLACE TABLE held AS FROM read_csv({_text(str(values))}, header=false, columns={{{written}}})"
        )
        self.held = case.id

    def given(self, case: Case) -> str:
        """Return the select of the rows without what was computed."""
        return f"SELECT {', '.join(_name(each) for each in (KEY, *(one.name for one in case.query.columns)))} FROM held"

    def compare(self, case: Case, *, as_text: bool = False) -> tuple[int, int]:
        """Return how many rows there are, and how many differ in any step, digit for digit."""
        held = [_written(f"h.s{number}") if as_text else f"h.s{number}" for number, _ in enumerate(computed(case))]
        return self._counted(" OR ".join(f"c.r{number} IS DISTINCT FROM {each}" for number, each in enumerate(held)))

    def compare_sheet(self, case: Case) -> tuple[int, int]:
        """The same for binary numbers: exact where it is rounded or 15 digits hold it, else to nine significant digits."""
        return self._counted(" OR ".join(_sheet_test(number, each) for number, each in enumerate(computed(case))))

    def _counted(self, differs: str) -> tuple[int, int]:
        found = self.database.execute(
            f"SELECT count(*), count(*) FILTER (WHERE h.{KEY} IS NULL OR {differs}) "
            f"FROM computed AS c LEFT JOIN held AS h USING ({KEY})"
        ).fetchone()
        assert found is not None
        return int(found[0]), int(found[1])

    def types(self) -> list[str]:
        """Return the types of what was computed."""
        return [str(row[1]) for row in self.database.execute("DESCRIBE computed").fetchall()][1:]


def _written(column: str) -> str:
    """Write a decimal with a zero before the point; DuckDB leaves it out where the type has no room for one."""
    return f"regexp_replace(CAST({column} AS VARCHAR), '^(-?)[.]', '\\10.')"


def _sheet_test(number: int, layer: Layer) -> str:
    own, found = f"h.s{number}", f"c.r{number}"
    rounded = layer.exact is None or layer.digits != layer.exact or layer.digits.precision <= 15
    if rounded:
        return f"TRY_CAST({found} AS DECIMAL(38, {layer.digits.scale})) IS DISTINCT FROM {own}"
    exact, computed_ = f"CAST({own} AS DOUBLE)", f"TRY_CAST({found} AS DOUBLE)"
    return f"NOT coalesce(abs({computed_} - {exact}) <= 1e-9 * greatest(1, abs({exact})), false)"


def type_of(column: Column) -> str:
    """Return the type of a column of the relation."""
    return str(column.digits) if column.digits else SQL_TYPES[column.kind]


def query_of(case: Case, relation: str, dialect: str, cast: str = "{}") -> str:
    """Return the query whose columns are the key and r0, r1, …"""
    query: RowQuery = case.query
    layers = computed(case)
    inner = query.select(relation, dialect, keep=[KEY], only=[each.symbol for each in layers])
    quote = "`" if dialect == "spark" else '"'
    shown = [f"{cast.format(quote + each.name + quote)} AS r{number}" for number, each in enumerate(layers)]
    return f"SELECT {KEY}, {', '.join(shown)} FROM ({inner}) AS steps"


class DuckDB:
    """DuckDB in process."""

    def compute(self, case: Case, books: Books) -> int:
        relation = f"({books.given(case)}) AS given"
        books.database.execute(f"CREATE OR REPLACE TABLE computed AS {query_of(case, relation, 'duckdb')}")
        return _one(books.database.execute(f"SELECT count({case.query.fault('duckdb')}) FROM held").fetchone())


class PostgreSQL:
    """A PostgreSQL server: rows in and out by COPY, results as text."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def compute(self, case: Case, books: Books) -> int:
        given, found = books.folder / "given.csv", books.folder / "found.csv"
        books.database.execute(f"COPY ({books.given(case)}) TO {_text(str(given))} (HEADER false)")
        columns = ", ".join(f"{_name(each.name)} {type_of(each)}" for each in case.query.columns)
        with self.connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS given")
            cursor.execute(f"CREATE UNLOGGED TABLE given ({KEY} INTEGER, {columns})")
            with given.open("rb") as rows, cursor.copy("COPY given FROM STDIN (FORMAT csv)") as copy:
                while block := rows.read(1 << 20):
                    copy.write(block)
            query = query_of(case, "given", "postgres", "CAST({} AS TEXT)")
            with found.open("wb") as target, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
                for block in copy:
                    target.write(block)
            cursor.execute(f"SELECT count({case.query.fault('postgres')}) FROM given")
            faults = _one(cursor.fetchone())
        load_text(books, case, found, 0)
        return faults


class Spark:
    """Apache Spark in one local session: rows in and out by Parquet."""

    def __init__(self, session: SparkSession) -> None:
        self.session = session

    def compute(self, case: Case, books: Books) -> int:
        given, found = books.folder / "given.parquet", books.folder / f"spark-{case.id.replace('/', '-')}"
        books.database.execute(f"COPY ({books.given(case)}) TO {_text(str(given))} (FORMAT parquet)")
        self.session.read.parquet(str(given)).createOrReplaceTempView("given")
        self.session.sql(query_of(case, "given", "spark")).write.mode("overwrite").parquet(str(found))
        books.database.execute(
            f"CREATE OR REPLACE TABLE computed AS FROM read_parquet({_text(str(found / '*.parquet'))})"
        )
        return int(self.session.sql(f"SELECT count({case.query.fault('spark')}) FROM given").collect()[0][0])


def load_text(books: Books, case: Case, found: Path, before: int) -> None:
    """Take an engine's CSV as the table `computed`, all as text; `before` columns lie between the key and r0."""
    names = [KEY, *(f"x{number}" for number in range(before))]
    names += [f"r{number}" for number, _ in enumerate(computed(case))]
    kinds = ", ".join(f"{_text(name)}: '{'INTEGER' if name == KEY else 'VARCHAR'}'" for name in names)
    books.database.execute(
        f"CREATE OR REPLACE TABLE computed AS SELECT {KEY}, {', '.join(names[before + 1 :])} "
        f"FROM read_csv({_text(str(found))}, header=false, columns={{{kinds}}})"
    )


@contextmanager
def spark_session(folder: Path) -> Iterator[SparkSession]:
    """Start the one session of a test run, and stop it."""
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.driver.memory": "2g",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    builder: Any = SparkSession.builder
    session = builder.master("local[2]").appName("tanhui").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


def _one(row: Any) -> int:
    assert row is not None
    return int(row[0])


def _text(content: str) -> str:
    return "'" + content.replace("'", "''") + "'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
