"""Citizens' trips at city scale: our account of days beside a compiled loop by hand, plain Decimal, and a mere reading.

Every way takes the same files and must come to the same total, persons, repeated rows, rows beyond a cap and bad rows, to
the last digit; otherwise nothing is reported. Other sizes: TANHUI_BENCH_ROWS=1000000,10000000 make bench.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from statistics import median
from typing import Any

from bench.trips import data
from bench.trips.ours import WORKERS

SIZES = (10_000_000, 100_000_000)
ROUNDS = {10_000_000: 3}
GOALS = {"rate": 4_000_000, "peak": 1024, "linear": 11, "decimal": 20, "hand": Decimal("3.5")}


def apart(way: str, rows: int, *, texts: bool = False) -> dict[str, Any]:
    """Do one way in a process of its own; return its answer, its seconds without the start, and its peak memory."""
    command = [sys.executable, "-m", "bench.trips", way, str(rows), "texts" if texts else "whole"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, encoding="utf-8")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def plain_seconds_a_row() -> Decimal:
    """Time plain Decimal on one day; its total must be that of our account of the same day."""
    found = apart("plain", data.ROWS_A_DAY)
    if found["answer"] != apart("ours", data.ROWS_A_DAY)["answer"][:1]:
        raise SystemExit("plain Decimal comes to another total; nothing is reported")
    return Decimal(found["seconds"]) / data.ROWS_A_DAY


def measure(rows: int, *, texts: bool = False) -> dict[str, list[dict[str, Any]]]:
    """Run every way by turns; refuse to report unless all come to the same."""
    ways = ("scan", "ours") if texts else ("scan", "ours", "hand")
    found: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    for _ in range(ROUNDS.get(rows, 1)):
        for way in ways:
            found[way].append(apart(way, rows, texts=texts))
    answers = {json.dumps(each["answer"]) for way in ways if way != "scan" for each in found[way]}
    if len(answers) != 1:
        raise SystemExit(f"{rows} rows: different answers {answers}; nothing is reported")
    return found


def report(rows: int, found: dict[str, list[dict[str, Any]]], plain: Decimal, *, texts: bool = False) -> Decimal:
    """Print the ways of one size; return our seconds."""
    real = data.ROWS_A_DAY * max(1, round(rows / data.ROWS_A_DAY))
    seconds = {way: Decimal(median([each["seconds"] for each in runs])) for way, runs in found.items()}
    rounds = len(found["ours"])
    load = " ".join(f"{each:.2f}" for each in os.getloadavg())
    kind = "identifiers as text" if texts else "whole-number identifiers"
    print(f"{real:,} trips of {real // data.ROWS_A_DAY} days, {kind} ({rounds} rounds by turns; load {load})")
    names = {"scan": "reading the columns only (2 threads)", "ours": f"tanhui account ({WORKERS} processes)"}
    names |= {"hand": "compiled loop by hand (numba, 2 threads)"}
    for way, runs in found.items():
        peak = max(each["peak"] for each in runs)
        rate = real / seconds[way]
        cpu = median([each["cpu"] for each in runs])
        print(f"  {names[way]:<42} {seconds[way]:8.2f} s {rate:13,.0f} rows/s  cpu {cpu:7.2f} s  peak {peak:4} MiB")
    print(f"  {'plain Decimal loop, scaled from one day':<42} {plain * real:8.0f} s {1 / plain:13,.0f} rows/s")
    total, persons, repeated, over, bad = found["ours"][0]["answer"]
    print(f"  all equal: {Decimal(total).scaleb(-2):,} gCO2e, {persons:,} person-days, {repeated:,} repeated, ", end="")
    print(f"{over:,} beyond a cap, {bad:,} bad")
    _goal("rows/s", real / seconds["ours"], GOALS["rate"], "≥")
    _goal("peak MiB", max(each["peak"] for each in found["ours"]), GOALS["peak"], "≤")
    _goal("times as fast as plain Decimal", plain * real / seconds["ours"], GOALS["decimal"], "≥")
    if "hand" in seconds:
        _goal("times the time of the loop by hand", seconds["ours"] / seconds["hand"], GOALS["hand"], "≤")
    return seconds["ours"]


def _goal(what: str, found: Any, goal: Any, sign: str) -> None:
    met = found >= goal if sign == "≥" else found <= goal
    shown = f"{found:,.0f}" if found > 1000 else f"{found:.2f}"
    print(f"  {'met' if met else 'NOT met':<8} {shown} {what} (goal {sign} {goal:,})")


def main() -> None:
    """Measure every size for which there is room."""
    asked = os.environ.get("TANHUI_BENCH_ROWS", "")
    sizes = [int(each) for each in asked.split(",")] if asked else list(SIZES)
    plain = plain_seconds_a_row()
    taken: dict[int, Decimal] = {}
    for rows in sizes:
        if not data.room_for(rows):
            print(f"{rows:,} trips: not run, {data.FOLDER} has no room for them")
            continue
        data.files(rows)
        taken[rows] = report(rows, measure(rows), plain)
    if len(taken) > 1:
        _goal("times the time for ten times the rows", taken[sizes[-1]] / taken[sizes[0]], GOALS["linear"], "≤")
    data.files(sizes[0], texts=True)
    report(sizes[0], measure(sizes[0], texts=True), plain, texts=True)


if __name__ == "__main__":
    main()
