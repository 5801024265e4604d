"""The commands a person types: what cannot run is named in the last line, a start installs nothing twice."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import prepare
import pytest
import run_tests
from run_tests import BROWSER, NO_TESTS_COLLECTED, POSTGRES, SLOW, SQLITE, Outcome
from system_packages import CHROMIUM, POSTGRESQL, Need, ensure, missing

ROOT = Path(__file__).resolve().parent.parent
ABSENT = Need("no-such-program", "this test", "no-such-package", lambda: None)


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def test_the_last_line_sums_up_all_phases(capsys):
    outcomes = [
        Outcome(SQLITE, 1, 10, Counter(passed=7, failed=1)),
        Outcome(POSTGRES, 0, 9, Counter(passed=5, skipped=2)),
    ]
    run_tests._sum_up(outcomes, [], [], seconds=12)
    assert last_line(capsys) == "===== 1 failed, 12 passed, 2 skipped in 12 s ====="


def test_the_last_line_names_what_could_not_run(capsys):
    run_tests._sum_up(
        [Outcome(SQLITE, 0, 10, Counter(passed=7))], [POSTGRES, BROWSER], [POSTGRESQL, CHROMIUM], seconds=12
    )
    assert last_line(capsys) == (
        "===== 7 passed in 12 s; NOT RUN: postgresql, browser-sqlite;"
        " missing Debian packages: postgresql chromium ====="
    )


@pytest.mark.parametrize(
    ("phase", "status", "failed"),
    [(SQLITE, 0, False), (SQLITE, 1, True), (SQLITE, NO_TESTS_COLLECTED, True), (SLOW, NO_TESTS_COLLECTED, False)],
)
def test_a_phase_without_tests_is_broken_unless_it_may_be_empty(phase, status, failed):
    assert Outcome(phase, status, 1).failed is failed


def test_a_phase_without_a_report_counts_as_an_error(tmp_path):
    assert run_tests._counts(tmp_path / "absent.xml") == Counter(error=1)


def test_counts_are_read_from_pytests_report(tmp_path):
    (tmp_path / "test_four.py").write_text(
        "import pytest\n"
        "def test_passes(): pass\n"
        "def test_fails(): assert 0\n"
        "def test_is_skipped(): pytest.skip('for the count')\n"
        "def test_has_an_error(absent): pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-c", "/dev/null", "--junitxml=report.xml"]
    subprocess.run([*command, "--rootdir=.", "test_four.py"], cwd=tmp_path, capture_output=True, check=False)
    assert run_tests._counts(tmp_path / "report.xml") == Counter(passed=1, failed=1, skipped=1, error=1)


def test_a_missing_program_is_named_with_its_package(capsys, monkeypatch):
    monkeypatch.setattr("system_packages.shutil.which", lambda name: None)
    assert ensure([ABSENT]) == missing([ABSENT]) == [ABSENT]
    shown = capsys.readouterr().out
    assert "apt-get install no-such-package" in shown
    assert "no-such-program not found, needed for this test" in shown


def test_nothing_is_installed_twice(tmp_path):
    lock, stamp = tmp_path / "a.lock", tmp_path / "stamp"
    lock.write_text("a==1")
    assert not prepare._kept(stamp, lock)
    prepare._keep(stamp, lock)
    assert prepare._kept(stamp, lock)
    lock.write_text("a==2")
    assert not prepare._kept(stamp, lock)


def test_without_python_311_the_start_says_what_to_install(tmp_path):
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "python311.sh"), "-V"], env={"PATH": str(tmp_path)}, capture_output=True
    )
    assert done.returncode == 1
    assert "Python 3.11" in done.stderr.decode()
