"""A worker: one process with one DuckDB connection that reads days from standard input and answers each with its counts.

It imports no more than it needs, so that it starts at once, and ends by itself when the process that started it is gone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

from tanhui.lifecycle.accounting.bulk.job import Job
from tanhui.lifecycle.accounting.bulk.quick import account_day


def connect(memory: str, spill: str, threads: int = 1) -> duckdb.DuckDBPyConnection:
    """Open a database in memory that spills to a folder beyond its limit."""
    Path(spill).mkdir(parents=True, exist_ok=True)
    settings = {"threads": threads, "memory_limit": memory, "temp_directory": spill}
    return duckdb.connect(":memory:", config={name: str(value) for name, value in settings.items()})


def main() -> int:
    """Do the days that come, one line each; the first line says how much memory may be used and where to spill."""
    first = json.loads(sys.stdin.readline())
    connection = connect(first["memory"], first["spill"])
    for line in sys.stdin:
        job = Job.of(json.loads(line))
        try:
            answer: dict[str, Any] = {"finished": account_day(connection, job).as_dict()}
        except (duckdb.Error, OSError, ArithmeticError) as failed:
            answer = {"failed": type(failed).__name__, "day": job.day, "said": str(failed)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
