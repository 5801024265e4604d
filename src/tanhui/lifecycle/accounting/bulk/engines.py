"""The engines by name. Spark is loaded only when it is asked for: it is an extra, and takes seconds."""

from __future__ import annotations

import os
from contextlib import nullcontext
from functools import partial
from importlib import import_module

from tanhui.lifecycle.accounting.bulk.account import Engine
from tanhui.lifecycle.accounting.bulk.pool import pool

DUCKDB, SPARK = "duckdb", "spark"
WORKERS = 2
WORKER_MEMORY = "300MB"
"""Of one worker's database; with the process around it and the planner, two stay under half of 1 GiB."""


def duckdb_engine(workers: int = 0) -> Engine:
    """Return DuckDB in worker processes: as many as asked for, or two, or one where there is one processor."""
    number = workers or min(WORKERS, len(os.sched_getaffinity(0)))
    return Engine(DUCKDB, "duckdb", lambda work: pool(workers=number, memory=WORKER_MEMORY, spill=work / "spill"))


def spark_engine(*, master: str = "", remote: str = "") -> Engine:
    """Return Spark, opened at once; refuse where it is not installed or not there."""
    spark = import_module("tanhui.lifecycle.accounting.bulk.spark")
    session = spark.open_session(master=master, remote=remote)
    return Engine(
        SPARK,
        "spark",
        lambda work: nullcontext(partial(spark.run_on_spark, session, work)),
        partial(spark.numbers_rows, session),
    )
