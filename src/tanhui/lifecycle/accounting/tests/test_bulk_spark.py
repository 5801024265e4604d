"""Spark, and Sail over Spark Connect, come to the same days as DuckDB: every edge, any rows, the same digest."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tanhui.law import Refusal
from tanhui.lifecycle.accounting.bulk import spark
from tanhui.lifecycle.accounting.bulk.engines import spark_engine
from tanhui.lifecycle.accounting.tests import bulk_rows
from tanhui.lifecycle.accounting.tests.bulk_method import CAPPED, LARGEST, run
from tanhui.lifecycle.accounting.tests.bulk_oracle import compare, expected, rejects_in, results_in, write_parquet
from tanhui.lifecycle.accounting.tests.bulk_rows import GOOD

SAIL = """
import sys
import pyspark

# Sail looks up the version of the pyspark beside it, for functions in Python, and knows versions up to 4.2. The plan has
# no such function; the client in the test is the one that is installed.
pyspark.__version__ = min(pyspark.__version__, "4.2.0")
from pysail.spark import SparkConnectServer

server = SparkConnectServer("127.0.0.1", 0)
server.start(background=True)
print(server.listening_address[1], flush=True)
sys.stdin.read()
"""
KINDS = ("spark", "sail")


@pytest.fixture(scope="module")
def engines():
    """Return what opens an engine by name, each once."""
    opened = {}
    with ExitStack() as stack:

        def engine(kind):
            if kind not in opened:
                opened[kind] = sail(stack) if kind == "sail" else spark_engine(master="local[2]")
            return opened[kind]

        yield engine
        if "spark" in opened:
            opened["spark"].run.args[0].stop()


def sail(stack):
    """Start a Sail server in a process of its own and open it."""
    server = stack.enter_context(
        subprocess.Popen(
            [sys.executable, "-c", SAIL],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"RUST_LOG": "error"},
        )
    )
    stack.callback(server.stdin.close)
    return spark_engine(remote=f"sc://127.0.0.1:{server.stdout.readline().strip()}")


def some_rows(seed, count):
    """Return rows by chance, most of them good, with keys that repeat and persons beyond every cap."""
    chance = random.Random(seed)  # noqa: S311 - the same rows each time

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
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("capped", [True, False])
def test_every_edge_and_rows_by_chance(tmp_path, engines, kind, capped):
    files = [bulk_rows.every_edge(), some_rows(1, 300), some_rows(2, 300)]
    data = write_parquet(files, tmp_path)
    paths = sorted(str(path) for path in tmp_path.glob("*.parquet"))
    text = CAPPED if capped else LARGEST
    outcome = run(text, data, tmp_path / kind, engine=engines(kind))
    compare(outcome, tmp_path / kind, expected(files, capped=capped), paths)
    here = run(text, data, tmp_path / "here")
    assert outcome.manifest | {"engine": ""} == here.manifest | {"engine": ""}
    assert rejects_in(tmp_path / kind) == rejects_in(tmp_path / "here")


@pytest.mark.agreement
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_files_of_one_day_whole_identifiers_and_late_rows(tmp_path, engines, kind):
    """A run of one engine goes on with another: only the late day is done by Spark."""
    types = "operator VARCHAR, trip_id BIGINT, person INTEGER, moment DATE, mode VARCHAR, distance DECIMAL(4, 1), inside BOOLEAN"
    days = [
        [
            replace(
                GOOD,
                trip_id=str(number),
                person=str(number % 5),
                moment=GOOD.moment + timedelta(days=day),
                distance=Decimal(number),
            )
            for number in range(40 * day, 40 * day + 45)
        ]
        for day in range(3)
    ]
    data = write_parquet(days, tmp_path, types)
    run(CAPPED, data, tmp_path / "out")
    write_parquet([[replace(days[1][0], trip_id="9999")]], tmp_path / "out", types)
    (tmp_path / "out" / "000.parquet").rename(tmp_path / "late.parquet")
    outcome = run(CAPPED, data, tmp_path / "out", engine=engines(kind))
    assert outcome.done == ("2025-01-01",)
    plain = [[replace(row, moment=row.moment.replace(hour=0)) for row in rows] for rows in days]
    late = [replace(plain[1][0], trip_id="9999")]
    assert results_in(tmp_path / "out") == expected([*plain, late], capped=True).amounts
    whole = run(CAPPED, data, tmp_path / "whole")
    assert outcome.manifest["digest"] == whole.manifest["digest"]


@pytest.mark.agreement
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_moments_in_utc_and_csv(tmp_path, engines, kind):
    rows = [row for row in some_rows(3, 60) if row.moment is not None and row.moment.year == 2024]
    (tmp_path / "typed").mkdir()
    data = write_parquet([rows], tmp_path / "typed")
    spark.duckdb.execute(
        f"COPY (SELECT * REPLACE ((strftime(moment, '%Y-%m-%dT%H:%M:%S.%f') || '+08:00')::TIMESTAMPTZ AS moment) "
        f"FROM '{data[0]}') TO '{tmp_path}/utc.parquet' (FORMAT parquet)"
    )
    spark.duckdb.execute(
        f"COPY (SELECT * REPLACE (strftime(moment, '%Y-%m-%dT%H:%M:%S.%f') || '+08:00' AS moment, inside::INT AS inside) "
        f"FROM '{data[0]}') TO '{tmp_path}/rows.csv' (HEADER)"
    )
    wanted = run(CAPPED, data, tmp_path / "here").manifest
    instants = run(CAPPED, [str(tmp_path / "utc.parquet")], tmp_path / "utc", engine=engines(kind)).manifest
    assert instants["digest"] == wanted["digest"]
    written = run(CAPPED, [str(tmp_path / "rows.csv")], tmp_path / "csv", engine=engines(kind)).manifest
    assert written["total"] == wanted["total"]
    assert results_in(tmp_path / "csv") == results_in(tmp_path / "here")


def test_without_spark_the_engine_is_refused(monkeypatch):
    monkeypatch.setattr(spark, "SparkSession", None)
    with pytest.raises(Refusal) as refused:
        spark_engine()
    assert refused.value.codes == ["V-8"]
