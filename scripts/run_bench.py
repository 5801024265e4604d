"""Run every file of `bench/`, each in its own process, and write what they say to docs/benchmarks.md.

With names, only those run, and only their sections are written anew: `scripts/run_bench.py behaviours imports`.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
NOT_BENCHES = ("__init__", "harness")
PACKAGES = (
    "django",
    "duckdb",
    "sqlglot",
    "lark",
    "pint",
    "psycopg",
    "xlsxwriter",
    "python-calamine",
    "numba",
    "pyspark",
)
HEAD = """# Benchmarks

Written by `make bench`; medians, each beside its baseline in the same run, so that a busy machine slows both. Absolute
figures belong to one machine, ratios travel. A section whose ways did not come to the same answer is not written.
"""


def main(names: Sequence[str]) -> int:
    """Run the benches; a bench that fails makes the run fail, and its section says so."""
    os.chdir(ROOT)
    known = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if path.stem not in NOT_BENCHES)
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no bench {' '.join(unknown)}; there are: {' '.join(known)}")
        return 2
    sections = read_sections(PAGE.read_text("utf-8") if PAGE.is_file() else "")
    failed = []
    for name in names or known:
        status, said = run(name)
        if status != 0:
            failed.append(name)
        sections[name] = section(said, status)
        write_page({name: sections[name] for name in known if name in sections})
    count = len(names or known)
    print(f"===== {count - len(failed)} benches run, {len(failed)} failed {' '.join(failed)}=====")
    return 1 if failed else 0


def run(name: str) -> tuple[int, str]:
    """Run one bench, show what it says as it says it, and return its status and its words."""
    print(f"== {name}", flush=True)
    with tempfile.TemporaryDirectory(prefix="tanhui-bench-") as var:
        environment = {**os.environ, "TANHUI_DEMO": "1", "TANHUI_VAR": var, "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", f"bench.{name}"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            lines = []
            for line in process.stdout:
                print(line, end="", flush=True)
                lines.append(line)
        return process.returncode, "".join(lines)


def section(said: str, status: int) -> str:
    """Return the section of one bench: when and where it ran, and its words."""
    load = " ".join(f"{each:.2f}" for each in os.getloadavg())
    ended = f"Failed with status {status}.\n" if status else ""
    return f"{datetime.now(UTC).date()}, load at the end {load}. {machine()}\n\n{versions()}\n{ended}\n```text\n{said.rstrip()}\n```\n"


def machine() -> str:
    """Say what the machine is."""
    cpu = _value(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine()
    memory = int((_value(Path("/proc/meminfo"), "MemTotal") or "0 kB").split()[0]) // 1024**2
    return f"{len(os.sched_getaffinity(0))} cores of {cpu}, {memory} GiB, {platform.system()} {platform.release()}."


def versions() -> str:
    """Say which versions ran."""
    found = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found) + "."


def read_sections(page: str) -> dict[str, str]:
    """Return the sections of a page by their names."""
    found = {}
    for part in page.split("\n## ")[1:]:
        name, _, content = part.partition("\n")
        found[name.strip()] = content.strip("\n") + "\n"
    return found


def write_page(sections: dict[str, str]) -> None:
    """Write the page."""
    parts = [f"\n## {name}\n\n{content}" for name, content in sections.items()]
    PAGE.write_text(HEAD + "".join(parts), encoding="utf-8")


def _value(path: Path, name: str) -> str | None:
    if not path.is_file():
        return None
    lines = (line.partition(":") for line in path.read_text(errors="replace").splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
