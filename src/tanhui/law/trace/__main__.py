"""`python -m tanhui.law.trace [--check]`."""

import sys

from tanhui.law.trace.report import main

sys.exit(main(sys.argv[1:]))
