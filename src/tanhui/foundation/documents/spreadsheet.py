"""A workbook computed anew by LibreOffice: a process of its own, with its own profile, limits, and no network.

The caller has looked the file through; whether its formulas may run at all is the caller's to judge first. Where there
is no LibreOffice nothing is computed, and the file is refused rather than taken unchecked.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NoReturn

from tanhui.law import refuse

PROGRAM = "soffice"
WAIT_SECONDS = 90
CPU_SECONDS = 60
MEMORY_KIB = 4 * 1024 * 1024
FILE_BLOCKS = 400_000
"""The largest file it may write, in blocks of 512 bytes."""

_ONE_AT_A_TIME = Lock()
_OFFICE = "/org.openoffice.Office"
_SETTINGS = (
    (f"{_OFFICE}.Calc/Formula/Load", "OOXMLRecalcMode", "0"),  # always compute, believe no stored value
    (f"{_OFFICE}.Calc/Content/Update", "Link", "2"),  # never follow links
    (f"{_OFFICE}.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    (f"{_OFFICE}.Common/Security/Scripting", "DisableMacrosExecution", "true"),
)
_ITEM = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(_ITEM.format(*each) for each in _SETTINGS)
    + "</oor:items>"
)
_LIMITED = 'ulimit -t "$1" -v "$2" -f "$3" -c 0; shift 3; exec "$@"'


def computed_anew(content: bytes) -> bytes:
    """Return an xlsx with every formula computed again. Refuses S-31 (no LibreOffice), S-4 (not done in time)."""
    program = shutil.which(PROGRAM)
    if program is None:
        refuse(
            "S-31",
            "平台暂不能复算计算表（未安装 LibreOffice），未作任何改动；请联系平台管理员，或使用平台生成的计算表",
            "the platform cannot recompute tables now (no LibreOffice); nothing was changed",
        )
    with _ONE_AT_A_TIME, tempfile.TemporaryDirectory(prefix="tanhui-office-") as folder:
        return _converted(program, content, Path(folder))


def _converted(program: str, content: bytes, folder: Path) -> bytes:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    source, target = folder / "table.xlsx", folder / "computed"
    source.write_bytes(content)
    office = [program, f"-env:UserInstallation=file://{user.parent}", "--headless", "--norestore", "--nolockcheck"]
    work = [*office, "--convert-to", "xlsx", "--outdir", str(target), str(source)]
    limits = [str(CPU_SECONDS), str(MEMORY_KIB), str(FILE_BLOCKS)]
    _run([*_without_network(), "/bin/sh", "-c", _LIMITED, "sh", *limits, *work], folder)
    made = target / source.name
    if not made.is_file():
        _not_done()
    return made.read_bytes()


def _run(command: list[str], folder: Path) -> None:
    """Run to the end, or end the whole family of processes."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LANG": "C.UTF-8"}
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            process.wait(WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            _not_done()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


@lru_cache(maxsize=1)
def _without_network() -> tuple[str, ...]:
    """Return the start of a command that takes the network away, where the system lets us."""
    program = shutil.which("unshare")
    if program is None:
        return ()
    start = (program, "--map-root-user", "--net")
    tried = subprocess.run([*start, "true"], capture_output=True, check=False, timeout=10)
    return start if tried.returncode == 0 else ()


def _not_done() -> NoReturn:
    refuse(
        "S-4",
        "计算表未能在限定的时间和内存内复算完毕，请精简后上传",
        "the table could not be recomputed within the limits of time and memory; make it smaller",
    )
