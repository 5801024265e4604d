"""Spark, and Sail over Spark Connect, come to the same days as DuckDB: every edge, any rows, the same digest."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import duckdb
import pytest

from tanhui.law import Refusal
from tanhui.lifecycle.accounting.bulk import spark
from tanhui.lifecycle.accounting.bulk.engines import spark_engine
from tanhui.lifecycle.accounting.tests import bulk_rows
from tanhui.lifecycle.accounting.tests.bulk_elsewhere import engine_elsewhere
from tanhui.lifecycle.accounting.tests.bulk_method import CAPPED, LARGEST, run
from tanhui.lifecycle.accounting.tests.bulk_oracle import compare, expected, rejects_in, results_in, write_parquet
from tanhui.lifecycle.accounting.tests.bulk_rows import GOOD


@pytest.fixture(scope="module", params=["spark", "sail"])
def elsewhere(request):
    """Return what accounts by an engine in a process of its own."""
    with engine_elsewhere(request.param) as account:
        yield account


def some_rows(seed, count):
    """Return rows by chance, most of them good, with keys that repeat and persons beyond every cap."""
    chance = random.Random(seed)

    def one(good, bad):
        return chance.choice(bad) if chance.random() < 0.02 else chance.choice(good)

    return [
        bulk_rows.Row(
            operator=one(bulk_rows.OPERATORS, bulk_rows.BAD_OPERATORS),
            trip_id=one([f"t-{number}" for number in range(count)], bulk_rows.BAD_NAMES),
            person=one([f"p-{number}" for number in range(count // 3)], bulk_rows.BAD_NAMES),
            moment=one(bulk_rows.MOMENTS, bulk_rows.BAD_MOMENTS),
            mode=one(bulk_rows.MODES, bulk_rows.BAD_MODES),
            distance=one(bulk_rows.DISTANCES, bulk_rows.BAD_DISTANCES),
            inside=one((True, True, False), (None,)),
        )
        for _ in range(count)
    ]


@pytest.mark.agreement
@pytest.mark.timeout(600)
@pytest.mark.parametrize("capped", [True, False])
def test_every_edge_and_rows_by_chance(tmp_path, elsewhere, capped):
    files = [bulk_rows.every_edge(), some_rows(1, 300), some_rows(2, 300)]
    data = write_parquet(files, tmp_path)
    paths = sorted(str(path) for path in tmp_path.glob("*.parquet"))
    found = elsewhere("CAPPED" if capped else "LARGEST", data, tmp_path / "there")
    here = run(CAPPED if capped else LARGEST, data, tmp_path / "here")
    compare(here, tmp_path / "there", expected(files, capped=capped), paths)
    assert found["manifest"] | {"engine": ""} == here.manifest | {"engine": ""}
    assert rejects_in(tmp_path / "there") == rejects_in(tmp_path / "here")


@pytest.mark.agreement
@pytest.mark.timeout(600)
def test_whole_identifiers_and_late_rows(tmp_path, elsewhere):
    """A run of one engine goes on with another: only the day of the late row is done by Spark."""
    types = "operator VARCHAR, trip_id BIGINT, person INTEGER, moment DATE, mode VARCHAR, distance DECIMAL(4, 1), inside BOOLEAN"
    rows = [
        replace(GOOD, trip_id=str(number), person=str(number % 5), distance=Decimal(number % 40))
        for number in range(90)
    ]
    days = [[replace(row, moment=midnight(day)) for row in rows[30 * day : 30 * day + 35]] for day in range(3)]
    data = write_parquet(days, tmp_path, types)
    run(CAPPED, data, tmp_path / "out")
    late = [replace(days[1][0], trip_id="9999")]
    write_parquet([late], tmp_path / "out", types)
    (tmp_path / "out" / "000.parquet").rename(tmp_path / "late.parquet")
    found = elsewhere("CAPPED", data, tmp_path / "out")
    assert found["done"] == ["2025-01-01"]
    assert results_in(tmp_path / "out") == expected([*days, late], capped=True).amounts
    assert found["manifest"]["digest"] == run(CAPPED, data, tmp_path / "whole").manifest["digest"]


def midnight(day):
    return GOOD.moment.replace(hour=0) + timedelta(days=day)


@pytest.mark.agreement
@pytest.mark.timeout(600)
def test_moments_in_utc_and_csv(tmp_path, elsewhere):
    rows = [row for row in some_rows(3, 60) if row.moment is not None and row.moment.year == 2024]
    (tmp_path / "typed").mkdir()
    data = write_parquet([rows], tmp_path / "typed")
    told = "strftime(moment, '%Y-%m-%dT%H:%M:%S.%f') || '+08:00'"
    for replaced, name in (
        (f"{told}::TIMESTAMPTZ AS moment", "utc.parquet"),
        ("moment::TIMESTAMP_NS AS moment", "fine.parquet"),
        (f"{told} AS moment, inside::INT AS inside", "rows.csv"),
    ):
        query = f"SELECT * REPLACE ({replaced.replace(told, f'({told})')}) FROM '{data[0]}'"
        duckdb.execute(f"COPY ({query}) TO '{tmp_path}/{name}' (FORMAT {name.split('.')[1]})")
    wanted = run(CAPPED, data, tmp_path / "here").manifest
    for name in ("utc.parquet", "fine.parquet"):
        assert (
            elsewhere("CAPPED", [str(tmp_path / name)], tmp_path / name[:3])["manifest"]["digest"] == wanted["digest"]
        )
    written = elsewhere("CAPPED", [str(tmp_path / "rows.csv")], tmp_path / "csv")["manifest"]
    assert written["total"] == wanted["total"]
    assert results_in(tmp_path / "csv") == results_in(tmp_path / "here")


def test_where_nothing_listens_the_engine_is_refused():
    with pytest.raises(Refusal) as refused:
        spark_engine(remote="sc://127.0.0.1:1")
    assert refused.value.codes == ["V-10"]


def test_without_spark_the_engine_is_refused(monkeypatch):
    monkeypatch.setattr(spark, "SparkSession", None)
    with pytest.raises(Refusal) as refused:
        spark_engine()
    assert refused.value.codes == ["V-8"]
