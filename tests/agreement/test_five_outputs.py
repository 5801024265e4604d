"""Show 2: Decimal, DuckDB, PostgreSQL, Spark and LibreOffice give the same digits for every row-by-row method.

Each case has 20,000 rows on boundaries and 100,000 random ones, and 2,000 more at the ends of the bounds, where results
have more digits than a spreadsheet. Rows are drawn and computed in Decimal, and the workbooks recomputed, by processes
of their own, while the databases work here.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

import psycopg
import pytest
from system_packages import find_postgres
from throwaway_postgres import throwaway_postgres

from tests.agreement.cases import Case, cases, computed, looked_up
from tests.agreement.engines import Books, DuckDB, Engine, PostgreSQL, Spark, load_text, spark_session
from tests.agreement.prepare import Prepared, prepare
from tests.agreement.rows import BOUNDARY, EXTREME, RANDOM

pytestmark = [pytest.mark.agreement, pytest.mark.timeout(900)]

COUNTS = (BOUNDARY, RANDOM, EXTREME)
LEAST_METHODS = 12
CASES, REASONS = cases()
NOT_ROW_BY_ROW = {
    "efficient-air-conditioner/units_sold": "除数不是常数",
    "forestry-sink/plots": "除数不是常数",
    "forestry-sink/strata": "除数不是常数",
    "heat-pump-water-heater/heaters": "除数不是常数",
    "household-electricity/days": "average_before",
    "organic-waste-methane/deliveries": "exp",
    "organic-waste-methane/kinds": "exp",
}
"""What the catalogue computes in Decimal only, and the node that no engine computes exactly."""


def test_most_methods_apply_row_by_row_and_the_others_are_named():
    assert len({case.method.id for case in CASES.values()} - {"operators"}) >= LEAST_METHODS
    unnamed = {name: reason for name, reason in REASONS.items() if NOT_ROW_BY_ROW.get(name, "—") not in reason}
    assert unnamed == {}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("agreement")


@pytest.fixture(scope="module")
def prepared(folder: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[Case], Prepared]]:
    """Give what was prepared for a case; two processes work ahead through the cases that will be asked for."""
    asked = [item.callspec.params.get("case") for item in request.session.items if hasattr(item, "callspec")]
    names = dict.fromkeys(case.id for case in asked if isinstance(case, Case))
    pool = ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))
    waiting: dict[str, Future[Prepared]] = {
        name: pool.submit(prepare, name, str(folder), COUNTS, office=True) for name in names
    }
    yield lambda case: waiting[case.id].result()
    pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="module")
def books(folder: Path) -> Books:
    return Books(folder)


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgreSQL]:
    if find_postgres() is None:
        pytest.skip("postgresql is not installed on this machine")
    with throwaway_postgres() as address:
        server = address.rpartition("/")[0]
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            yield PostgreSQL(connection)


@pytest.fixture(scope="module")
def spark(folder: Path) -> Iterator[Spark]:
    with spark_session(folder) as session:
        yield Spark(session)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a line that is seen whether or not output is captured."""

    def tell(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\nagreement: {line}")

    return tell


def by_case() -> pytest.MarkDecorator:
    """All engines of one case follow each other, while the next cases are prepared."""
    return pytest.mark.parametrize("case", CASES.values(), ids=CASES, scope="module")


def agree(engine: Engine, name: str, case: Case, found: Prepared, books: Books, told: Callable[[str], None]) -> None:
    books.hold(case, found.values)
    faults = engine.compute(case, books)
    rows, different = books.compare(case, as_text=name == "PostgreSQL")
    told(f"{case.id}: Decimal = {name}: {rows} rows × {len(computed(case))} values, {different} different")
    assert (rows, different, faults) == (sum(COUNTS), 0, 0)
    if name != "PostgreSQL":
        assert [each.replace(",", ", ") for each in books.types()] == [str(each.digits) for each in computed(case)]


@by_case()
def test_duckdb(case, prepared, books, told):
    found = prepared(case)
    told(f"{case.id}: {found.rows} rows, {found.on_edge} on a rounding edge, {found.redrawn} redrawn (15 digits)")
    agree(DuckDB(), "DuckDB", case, found, books, told)


@by_case()
def test_postgresql(case, prepared, books, postgres, told):
    agree(postgres, "PostgreSQL", case, prepared(case), books, told)


@by_case()
@pytest.mark.needs("java")
def test_spark(case, prepared, books, spark, told):
    agree(spark, "Spark", case, prepared(case), books, told)


@by_case()
@pytest.mark.needs("soffice")
def test_libreoffice(case, prepared, books, told):
    found = prepared(case)
    assert found.sheet is not None
    books.hold(case, found.values)
    load_text(books, case, found.sheet, len(case.query.columns) + len(looked_up(case)))
    rows, different = books.compare_sheet(case)
    told(f"{case.id}: Decimal = LibreOffice: {rows} rows, {different} different ({found.office_seconds:.0f} s)")
    assert (rows, different) == (BOUNDARY + RANDOM, 0)
