"""Run every test: on SQLite, again on a PostgreSQL server started here, and the browser journeys on both.

Each phase is one pytest process with a fresh database. The last line sums up all phases and names what this machine
could not run. The exit status is that of the tests.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from system_packages import CHROMIUM, FOR_TESTS, POSTGRESQL, Need, ensure
from throwaway_postgres import throwaway_postgres

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "var" / "test-results"
NO_TESTS_COLLECTED = 5


@dataclass(frozen=True)
class Phase:
    """One pytest process: which tests, on which database, and what it cannot do without."""

    name: str
    marks: str
    on_postgres: bool = False
    only_database: bool = False
    needs: tuple[Need, ...] = ()
    may_be_empty: bool = False


NO_JOURNEY = "not browser and not slow and not agreement"
SQLITE = Phase("sqlite", f"{NO_JOURNEY} and not postgres")
POSTGRES = Phase("postgresql", NO_JOURNEY, on_postgres=True, only_database=True, needs=(POSTGRESQL,))
BROWSER = Phase("browser-sqlite", "browser and not postgres and not slow", needs=(CHROMIUM,))
BROWSER_POSTGRES = Phase("browser-postgresql", "browser and not slow", on_postgres=True, needs=(CHROMIUM, POSTGRESQL))
AGREEMENT = Phase("agreement", "agreement and not slow")
SLOW = Phase("slow-sqlite", "slow and not postgres", may_be_empty=True)
SLOW_POSTGRES = Phase("slow-postgresql", "slow", on_postgres=True, needs=(POSTGRESQL,), may_be_empty=True)

# Phases of one row run side by side where there are two processors; a browser takes both, so journeys run alone, and
# so does the agreement of the engines, which starts a server, Spark and LibreOffice of its own.
ROWS = ((SQLITE, POSTGRES), (BROWSER,), (BROWSER_POSTGRES,), (AGREEMENT,))
LONG_ROWS = ((SLOW,), (SLOW_POSTGRES,))


@dataclass
class Outcome:
    """How one phase ended."""

    phase: Phase
    status: int
    seconds: int
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def failed(self) -> bool:
        """Whether the phase ended badly; a phase that found no test to run is broken too."""
        return self.status != 0 and not (self.status == NO_TESTS_COLLECTED and self.phase.may_be_empty)

    def line(self) -> str:
        """Return the outcome as one line."""
        return f"{self.phase.name:<20} {_counted(self.counts)} in {self.seconds} s" + (
            f" (pytest ended with status {self.status})" if self.failed else ""
        )


def main(arguments: list[str]) -> int:
    """Run all phases this machine can run and sum up."""
    os.chdir(ROOT)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    started = time.monotonic()
    missing = ensure(FOR_TESTS)
    rows = LONG_ROWS if "--long" in arguments else ROWS
    left_out = [phase for row in rows for phase in row if set(phase.needs) & set(missing)]
    outcomes: list[Outcome] = []
    RESULTS.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        address = None
        if POSTGRESQL not in missing:
            address = stack.enter_context(throwaway_postgres())
        for row in rows:
            runnable = [phase for phase in row if phase not in left_out]
            together = len(os.sched_getaffinity(0)) > 1
            for group in [runnable] if together else [[phase] for phase in runnable]:
                outcomes += run_side_by_side(group, address)
    _sum_up(outcomes, left_out, missing, seconds=round(time.monotonic() - started))
    return 1 if any(outcome.failed for outcome in outcomes) else 0


def run_side_by_side(phases: list[Phase], address: str | None) -> list[Outcome]:
    """Run phases at the same time: the first shows its output as it comes, the others when they have ended."""
    with ExitStack() as stack:
        running = [stack.enter_context(_started(phase, address, shown=not index)) for index, phase in enumerate(phases)]
        return [process.wait_and_show() for process in running]


@dataclass
class Running:
    """A phase under way, and where its output is kept when it is not shown at once."""

    phase: Phase
    process: subprocess.Popen[bytes]
    output: Path | None
    started: float = field(default_factory=time.monotonic)

    def wait_and_show(self) -> Outcome:
        """Wait for the end, show what was kept, and return the outcome."""
        status = self.process.wait()
        seconds = round(time.monotonic() - self.started)
        if self.output:
            print(self.output.read_text(errors="replace"), flush=True)
        outcome = Outcome(self.phase, status, seconds, _counts(_results(self.phase)))
        print(f"tanhui: phase {outcome.line()}\n", flush=True)
        return outcome


@contextmanager
def _started(phase: Phase, address: str | None, *, shown: bool) -> Iterator[Running]:
    results = _results(phase)
    results.unlink(missing_ok=True)
    command = [
        *(sys.executable, "-m", "pytest", "-m", phase.marks, f"--junitxml={results}"),
        *("-o", f"cache_dir=.pytest_cache/{phase.name}"),
        *(["--only-database"] if phase.only_database else []),
    ]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if phase.on_postgres and address:
        environment["DATABASE_URL"] = address
    print(f"tanhui: phase {phase.name} …", flush=True)
    with tempfile.TemporaryDirectory(prefix="tanhui-tests-") as folder:
        output = None if shown else Path(folder) / "output"
        with ExitStack() as stack:
            target = stack.enter_context(output.open("wb")) if output else None
            process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=target,
                stderr=subprocess.STDOUT if target else None,
            )
        try:
            yield Running(phase, process, output)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)  # on which pytest closes its browser and removes its folder
                process.wait()


def _results(phase: Phase) -> Path:
    return RESULTS / f"{phase.name}.xml"


def _counts(results: Path) -> Counter[str]:
    """Read how many tests passed, failed and were skipped from pytest's own report; no report counts as an error."""
    if not results.is_file():
        return Counter(error=1)
    counts: Counter[str] = Counter()
    for suite in ElementTree.parse(results).iter("testsuite"):
        failed, errors, skipped = (int(suite.get(name, "0")) for name in ("failures", "errors", "skipped"))
        counts.update(failed=failed, error=errors, skipped=skipped)
        counts.update(passed=int(suite.get("tests", "0")) - failed - errors - skipped)
    return counts


def _counted(counts: Counter[str]) -> str:
    parts = [f"{counts[name]} {name}" for name in ("failed", "passed", "skipped", "error") if counts[name]]
    return ", ".join(parts) or "no tests"


def _sum_up(outcomes: list[Outcome], left_out: list[Phase], missing: list[Need], *, seconds: int) -> None:
    total: Counter[str] = Counter()
    for outcome in outcomes:
        total.update(outcome.counts)
        print(outcome.line())
    not_run = ""
    if missing:
        names = ", ".join(phase.name for phase in left_out) or "tests that need them (shown as skipped)"
        packages = " ".join(need.package for need in missing)
        not_run = f"; NOT RUN: {names}; missing Debian packages: {packages}"
    print(f"===== {_counted(total)} in {seconds} s{not_run} =====", flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
