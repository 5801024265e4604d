"""Measure work in a process of its own: seconds without the start, and the memory of it and of all it starts.

Memory is the resident set of the whole family of processes, looked at every 20 ms from outside; pages that the family
shares are counted once for each, so the figure errs upwards.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

LOOK_SECONDS = 0.02
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Measured:
    """What one run gave."""

    answer: Any
    seconds: float
    peak_mib: float


@dataclass(frozen=True)
class Task:
    """One way of doing the work: the name in the table, and the arguments that the bench answers with `tell`."""

    name: str
    arguments: tuple[str, ...]


def tell(work: Callable[[], Any]) -> None:
    """Do the work in this process and print its answer and its seconds for the process that asked."""
    started = time.perf_counter()
    answer = work()
    print(json.dumps({"answer": answer, "seconds": time.perf_counter() - started}))


def run_apart(module: str, task: Task) -> Measured:
    """Run `python -m module arguments`, which calls `tell`, and watch its memory."""
    command = [sys.executable, "-m", module, *task.arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, _resident(process.pid))
            time.sleep(LOOK_SECONDS)
        assert process.stdout is not None
        said = process.stdout.read()
    if process.returncode != 0:
        raise SystemExit(f"{task.name}: the process ended with {process.returncode}")
    found = json.loads(said)
    return Measured(found["answer"], found["seconds"], peak / 1_048_576)


def by_turns(module: str, title: str, tasks: tuple[Task, ...], *, rounds: int, goal: str = "") -> None:
    """Run the ways of one job by turns, demand one answer, and print medians, peaks, the ratio and the load."""
    found: dict[str, list[Measured]] = {task.name: [] for task in tasks}
    for _ in range(rounds):
        for task in tasks:
            found[task.name].append(run_apart(module, task))
    answers = {json.dumps(each.answer) for runs in found.values() for each in runs}
    if len(answers) != 1:
        raise SystemExit(f"{title}: different answers: {answers}")
    load = " ".join(f"{each:.2f}" for each in os.getloadavg())
    print(f"{title} ({rounds} rounds by turns; load {load}; {os.cpu_count()} cores){f'; goal: {goal}' if goal else ''}")
    for name, runs in found.items():
        seconds = [each.seconds for each in runs]
        peak = max(each.peak_mib for each in runs)
        print(
            f"  {name:<52} median {median(seconds):8.2f} s  ({min(seconds):.2f} to {max(seconds):.2f})  peak {peak:6.0f} MiB"
        )
    first, *others = (median([each.seconds for each in runs]) for runs in found.values())
    for task, seconds in zip(tasks[1:], others, strict=True):
        print(f"  ratio: {tasks[0].name} takes {first / seconds:.3f} of the time of {task.name}")


def _resident(pid: int) -> int:
    """Return the resident bytes of a process and of all that it started."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(rest[1]), []).append(int(path.parent.name))
    waiting, total = [pid], 0
    while waiting:
        each = waiting.pop()
        waiting += parents.get(each, [])
        try:
            total += int(Path(f"/proc/{each}/statm").read_text().split()[1]) * PAGE_BYTES
        except OSError:
            continue
    return total
