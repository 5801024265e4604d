"""The engines by name. Spark is loaded only when it is asked for: it is an extra, and takes seconds."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

from tanhui.lifecycle.accounting.bulk.account import Engine
from tanhui.lifecycle.accounting.bulk.job import Finished, Job
from tanhui.lifecycle.accounting.bulk.pool import run_in_pool

DUCKDB, SPARK = "duckdb", "spark"
WORKERS = 2
WORKER_MEMORY = "300MB"
"""Of one worker's database; with the process around it and the planner, two stay under half of 1 GiB."""


def duckdb_engine(workers: int = 0) -> Engine:
    """Return DuckDB in worker processes: as many as asked for, or two, or one where there is one processor."""
    number = workers or min(WORKERS, len(os.sched_getaffinity(0)))

    def run(jobs: Sequence[Job], work: Path) -> Iterator[Finished]:
        return run_in_pool(jobs, workers=min(number, max(1, len(jobs))), memory=WORKER_MEMORY, spill=work / "spill")

    return Engine(DUCKDB, "duckdb", run)


def spark_engine(*, master: str = "", remote: str = "") -> Engine:
    """Return Spark, opened at once; refuse where it is not installed or not there."""
    spark = import_module("tanhui.lifecycle.accounting.bulk.spark")
    session = spark.open_session(master=master, remote=remote)
    return Engine(SPARK, "spark", partial(spark.run_on_spark, session), partial(spark.numbers_rows, session))
