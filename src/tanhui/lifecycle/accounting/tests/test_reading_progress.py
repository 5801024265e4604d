"""`tanhui account` shows how far it has come, to whoever watches the terminal, and only there."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from tanhui.law import Refusal
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting.limits import bulk_limits_of, limits_of
from tanhui.lifecycle.accounting.reading_progress import SHOWN_FROM_BYTES, read_from_disk

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = "meter_id,start,end,export_kwh,import_kwh\n"
RUN = "from tanhui.cli import main; main()"


@pytest.fixture
def large(tmp_path):
    """A file of readings just large enough to be waited for."""
    rows = (f"METER-{number:06d},2024-01-01,2024-01-02,1.5,0.5\n" for number in range(SHOWN_FROM_BYTES // 40))
    path = tmp_path / "large.csv"
    path.write_text(HEADER + "".join(rows))
    assert path.stat().st_size > SHOWN_FROM_BYTES
    return path


def said(path, *, terminal):
    """Run the command with its error stream on a terminal or in a pipe, and return what came out there."""
    reader, writer = pty.openpty() if terminal else os.pipe()
    words = ["account", "pv-distributed", "--on", "2026-01-01", "--data", str(path)]
    process = subprocess.Popen([sys.executable, "-c", RUN, *words], stdout=subprocess.DEVNULL, stderr=writer)
    os.close(writer)
    found = b""
    while True:
        try:
            piece = os.read(reader, 65_536)
        except OSError:
            break
        if not piece:
            break
        found += piece
    os.close(reader)
    assert process.wait() == 0
    return found.decode(errors="replace")


def test_a_terminal_sees_the_bar_fill_and_a_pipe_sees_nothing(large):
    shown = said(large, terminal=True)
    assert "读取读数" in shown and "100%" in shown
    assert said(large, terminal=False) == ""


def test_a_small_file_needs_no_bar(tmp_path):
    path = tmp_path / "small.csv"
    path.write_text(HEADER + "M-1,2024-01-01,2024-01-02,1.5,0.5\nM-1,2024-01-02,2024-01-03,1.5,0.5\n")
    assert said(path, terminal=True) == ""


@pytest.mark.clause("HOUSE-14")
def test_the_command_line_takes_larger_files_and_not_any_size(tmp_path):
    on = NOW.date()
    upload, bulk = limits_of(scheme(), on), bulk_limits_of(scheme(), on)
    assert (upload.file_bytes, bulk.file_bytes) == (20_971_520, 268_435_456)
    assert (upload.unpacked_bytes, bulk.unpacked_bytes) == (52_428_800, 1_073_741_824)
    assert (upload.rows, upload.line_bytes, upload.gap_fill_days) == (bulk.rows, bulk.line_bytes, bulk.gap_fill_days)
    path = tmp_path / "sparse.csv"
    path.write_text(HEADER)
    os.truncate(path, bulk.file_bytes + 1)
    with pytest.raises(Refusal) as refused:
        read_from_disk(path, now=NOW, encoding="utf-8")
    assert refused.value.codes == ["V-10"]
