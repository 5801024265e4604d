"""How far a run is, on standard error: one line that is written over on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TextIO

BAR = 24
SECOND = 1_000_000_000
PAUSE = 5 * SECOND
"""Nanoseconds between two lines where they are not written over."""
PAUSE_ON_TERMINAL = SECOND // 5


class Progress:
    """A bar of rows."""

    def __init__(self, rows: int, days: int, target: TextIO | None = None) -> None:
        self.rows = rows
        self.days = days
        self.target = target or sys.stderr
        self.terminal = self.target.isatty()
        self.done = self.done_days = self.kept = 0
        self.started = self.shown = time.monotonic_ns()

    def skip(self, rows: int) -> None:
        """Count a day that an earlier run did."""
        self.kept += rows
        self.done += rows
        self.done_days += 1

    def step(self, rows: int) -> None:
        """Count a day that is done now."""
        self.done += rows
        self.done_days += 1
        now = time.monotonic_ns()
        if now - self.shown >= (PAUSE_ON_TERMINAL if self.terminal else PAUSE):
            self.shown = now
            self._say(now)

    def end(self) -> None:
        """Say the last state and leave the line."""
        self._say(time.monotonic_ns())
        if self.terminal:
            self.target.write("\n")
        self.target.flush()

    def _say(self, now: int) -> None:
        filled = BAR * self.done // self.rows if self.rows else BAR
        rate = (self.done - self.kept) * SECOND // max(now - self.started, 1)
        line = f"[{'#' * filled}{'.' * (BAR - filled)}] {self.done_days}/{self.days} 日  {self.done:,} 行  每秒 {rate:,} 行"
        self.target.write(f"\r{line}\033[K" if self.terminal else f"{line}\n")
        self.target.flush()
