"""Measure our way beside a baseline: both in the same run, by turns, so that a busy machine slows both alike.

A bench is a file of this folder with a `main()` that calls `compare`. Absolute figures belong to one machine; the ratio
travels. Both ways must give the same answer, or the figures are refused.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

ROUNDS = 7


@dataclass(frozen=True)
class Way:
    """One way of doing the work, and what it is called in the table."""

    name: str
    work: Callable[[], Any]


def compare(
    title: str, *, ours: Way, baseline: Way, amount: int, unit: str, rounds: int = ROUNDS, same: bool = True
) -> None:
    """Print the median of each way and their ratio. `amount` is how many of `unit` one round does.

    `same` demands equal answers; leave it out only where the work changes state, and check the books afterwards.
    """
    answers = [way.work() for way in (ours, baseline)]  # warm, and compared before anything is measured
    if same and answers[0] != answers[1]:
        raise SystemExit(f"{title}: {ours.name} and {baseline.name} give different answers; nothing was measured")
    seconds: dict[str, list[float]] = {ours.name: [], baseline.name: []}
    for _ in range(rounds):
        for way in (ours, baseline):
            seconds[way.name].append(_timed(way.work))
    print(f"{title} ({amount} {unit} a round, {rounds} rounds by turns)")
    for way in (ours, baseline):
        typical, quickest, slowest = median(seconds[way.name]), min(seconds[way.name]), max(seconds[way.name])
        rate = amount / typical
        each = typical / amount * 1_000_000
        print(
            f"  {way.name:<44} median {typical * 1000:10.1f} ms  ({quickest * 1000:.1f} to {slowest * 1000:.1f})"
            f"  {rate:12,.0f} {unit}/s  {each:10.2f} µs each"
        )
    ratio = median(seconds[baseline.name]) / median(seconds[ours.name])
    print(f"  ratio: {ours.name} does {ratio:.2f} times the work of {baseline.name} in the same time")


def _timed(work: Callable[[], Any]) -> float:
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def empty_database() -> None:
    """Set Django up on an empty, migrated database in this bench's own folder (see scripts/run_bench.py)."""
    import django  # noqa: PLC0415 - most benches need no Django
    from django.core.management import call_command  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanhui.site.settings")
    django.setup()
    call_command("migrate", verbosity=0)
