"""A process of its own for one engine, as a process holds one Spark session only: accounts that come as lines of JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from tanhui.lifecycle.accounting.bulk.engines import spark_engine
from tanhui.lifecycle.accounting.tests import bulk_method

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


@contextmanager
def started(*command):
    """Start a Python process that ends when its standard input does."""
    with subprocess.Popen(
        [sys.executable, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.stdin.close()


@contextmanager
def engine_elsewhere(kind):
    """Return what accounts by one engine in another process: `account(name of a method, data, out)` gives the outcome."""
    with started("-c", SAIL) as server:
        where = (
            ["remote", f"sc://127.0.0.1:{server.stdout.readline().strip()}"]
            if kind == "sail"
            else ["master", "local[2]"]
        )
        with started("-m", __name__, *where) as process:

            def account(name, data, out):
                process.stdin.write(json.dumps([name, data, str(out)]) + "\n")
                process.stdin.flush()
                return json.loads(process.stdout.readline())

            yield account


def main():
    """Account for what comes, one line each."""
    how, where = sys.argv[1:]
    engine = spark_engine(**{how: where})
    for line in sys.stdin:
        name, data, out = json.loads(line)
        outcome = bulk_method.run(getattr(bulk_method, name), data, Path(out), engine=engine)
        print(json.dumps({"manifest": outcome.manifest, "done": outcome.done}), flush=True)  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
