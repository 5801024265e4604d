"""One way of accounting for the trips, in a process of its own: `python -m bench.trips WAY ROWS whole|texts`.

Prints the answer, the seconds without the start of the process, those of the processors, and the peak memory: of this
process, and of the largest that it started as many times as there are workers.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib import import_module

from bench.trips import data

WAYS = {
    "ours": ("bench.trips.ours", "account"),
    "scan": ("bench.trips.ours", "scan"),
    "hand": ("bench.trips.by_hand", "account"),
    "plain": ("bench.trips.plainly", "account"),
}
MIB = 1024


def main() -> None:
    """Do the way and say what it took."""
    way, rows, kind = sys.argv[1:]
    paths = data.files(int(rows), texts=kind == "texts")
    module, name = WAYS[way]
    found = import_module(module)
    if way == "hand":
        found.warm(paths[0])
    before = _cpu()
    started = time.perf_counter()
    answer = getattr(found, name)(paths)
    seconds = time.perf_counter() - started
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    peak = (own + (found.WORKERS * child if way == "ours" else 0)) // MIB
    print(json.dumps({"answer": answer, "seconds": seconds, "cpu": _cpu() - before, "peak": peak}))


def _cpu() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


if __name__ == "__main__":
    main()
