"""Run every file of `bench/`, each in its own process, and end with the table of all of them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the benches; a bench that fails makes the run fail."""
    os.chdir(ROOT)
    benches = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if path.stem not in ("__init__", "harness"))
    failed = []
    for name in benches:
        print(f"== {name}", flush=True)
        with tempfile.TemporaryDirectory(prefix="tanhui-bench-") as var:
            environment = {**os.environ, "TANHUI_DEMO": "1", "TANHUI_VAR": var}
            if subprocess.run([sys.executable, "-m", f"bench.{name}"], env=environment).returncode != 0:
                failed.append(name)
    print(f"===== {len(benches) - len(failed)} benches run, {len(failed)} failed {' '.join(failed)}=====")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
