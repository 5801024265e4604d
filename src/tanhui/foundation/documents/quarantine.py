"""Hostile archives and PDFs are opened in a child process with little memory and time, never in the server itself."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import OrderedDict
from dataclasses import asdict
from threading import Lock

from tanhui.foundation.documents.limits import Limits
from tanhui.foundation.documents.room import CPU_SECONDS, room_for
from tanhui.law import Breach, Refusal, refuse

_PROBE = "tanhui.foundation.documents.probe"
_WAIT_SECONDS = 10
"""The child's processor time is limited to 2 s by itself, more for larger limits; this ends one that only waits."""

_REMEMBERED = 256
_clean: OrderedDict[tuple[str, str, Limits], None] = OrderedDict()
_lock = Lock()


def check_apart(content: bytes, media_type: str, limits: Limits) -> None:
    """Check a file in the child and raise what it found; a child that does not finish is a refusal (S-4).

    A file found clean is remembered by its hash, so that the form's check and the act's check cost one child.
    """
    key = (hashlib.sha256(content).hexdigest(), media_type, limits)
    with _lock:
        if key in _clean:
            _clean.move_to_end(key)
            return
    _raise_breaches(_answer(content, media_type, limits))
    with _lock:
        _clean[key] = None
        while len(_clean) > _REMEMBERED:
            _clean.popitem(last=False)


def _answer(content: bytes, media_type: str, limits: Limits) -> bytes:
    command = [sys.executable, "-I", "-m", _PROBE, media_type, json.dumps(asdict(limits))]
    wait = _WAIT_SECONDS * room_for(limits).seconds / CPU_SECONDS
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=wait, check=True, env={})
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, BrokenPipeError):
        refuse(
            "S-4",
            "文件未能在限定的时间和内存内检查完毕，请拆分或重新导出后上传",
            "the file could not be checked within the limits of time and memory; split it or export it again",
        )
    return done.stdout


def _raise_breaches(answer: bytes) -> None:
    found = tuple(
        Breach(
            clause=each["clause"],
            code=each["code"],
            rule=each["rule"],
            zh=each["zh"],
            en=each["en"],
            place=each["place"],
        )
        for each in json.loads(answer)
    )
    if found:
        raise Refusal(found)
