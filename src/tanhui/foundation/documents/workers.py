"""A stranger's file in a limited process that hands over line after line; the file is refused when it does not end well.

The process calls `confine` before it reads its standard input, and ends with `DAMAGED` when the file is not what it
should be. Any other bad end is the want of time or memory.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from tanhui.foundation.documents.room import Room
from tanhui.law import refuse

DAMAGED = 3
_WAIT_TIMES = 5
"""How much longer than its processor time a process may take, on a machine that is busy."""


@contextmanager
def lines_from(module: str, content: bytes, room: Room) -> Iterator[Iterator[str]]:
    """Yield the lines that `python -m module` writes about a file. Refuses V-9 (damaged), S-4 (time, memory)."""
    command = [sys.executable, "-I", "-m", module, room.as_text()]
    with tempfile.TemporaryFile() as source:
        source.write(content)
        source.seek(0)
        process = subprocess.Popen(
            command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, encoding="utf-8"
        )
        timer = Timer(room.seconds * _WAIT_TIMES, process.kill)
        timer.start()
        try:
            yield _until_its_end(process)
        finally:
            timer.cancel()
            process.kill()
            process.communicate()


def _until_its_end(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None
    yield from process.stdout
    ended = process.wait()
    if ended == DAMAGED:
        refuse("V-9", "工作簿无法读取，请用办公软件另存后上传", "the workbook cannot be read; save it anew")
    if ended != 0:
        refuse("S-4", "工作簿未能在限定的时间和内存内读完，请拆分后上传", "reading took too much time or memory")
