"""A file of readings from a disk, read with a progress bar where somebody watches."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from tanhui.foundation.periods import local_day
from tanhui.law import refuse
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting.limits import bulk_limits_of
from tanhui.lifecycle.accounting.readings.reader import ReadingFile, read_readings

STEPS = 1000
SHOWN_FROM_BYTES = 1_000_000
"""A smaller file is read before anybody could look at a bar."""


def read_from_disk(path: Path, *, now: datetime, encoding: str) -> ReadingFile:
    """Read a file under the limits of the command line; the bar goes to the error stream, and only to a terminal."""
    limits = bulk_limits_of(scheme(), local_day(now))
    size = path.stat().st_size
    if size > limits.file_bytes:
        refuse(
            "V-10",
            f"文件 {size} 字节，超过上限 {limits.file_bytes} 字节，请拆分",
            f"the file has {size} bytes, {limits.file_bytes} allowed; split it",
            place=path.name,
        )
    hidden = size < SHOWN_FROM_BYTES or not sys.stderr.isatty()
    with click.progressbar(length=STEPS, label="读取读数", file=sys.stderr, hidden=hidden) as bar:

        def report(done: int, total: int) -> None:
            bar.update(STEPS * done // max(total, 1) - bar.pos)

        return read_readings(
            path.read_bytes(), name=path.name, now=now, encoding=encoding, limits=limits, report=report
        )
