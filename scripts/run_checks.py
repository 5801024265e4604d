"""Everything `make check` looks at, one after the other; all of them run even when one finds something."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"

CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("style", ("ruff", "check", ".")),
    ("format", ("ruff", "format", "--check", ".")),
    ("types", ("mypy",)),
    ("imports", ("lint-imports",)),
    ("trace", ("python", "-m", "tanhui.law.trace", "--check")),
    ("code", ("python", "-m", "pytest", "-q", "tests/reading_the_code")),
)


def main() -> int:
    """Run every check and end with one line for each."""
    os.chdir(ROOT)
    lines = []
    with tempfile.TemporaryDirectory(prefix="tanhui-check-") as var:
        # mypy's Django plugin reads the settings, which make the demonstration's secrets: not in the person's own data.
        environment = {**os.environ, "TANHUI_DEMO": "1", "TANHUI_VAR": var}
        for name, command in CHECKS:
            print(f"== {name}: {' '.join(command)}", flush=True)
            started = time.monotonic()
            done = subprocess.run([str(BIN / command[0]), *command[1:]], env=environment, stdin=subprocess.DEVNULL)
            verdict = "kept" if done.returncode == 0 else "BROKEN"
            lines.append((verdict, f"{name:<10} {verdict:<7} {time.monotonic() - started:5.1f} s"))
    print("\n".join(line for _, line in lines))
    broken = sum(verdict == "BROKEN" for verdict, _ in lines)
    print(f"===== {len(lines) - broken} kept, {broken} broken =====")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
