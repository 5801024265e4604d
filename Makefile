# Everyone needs two commands: `make run` and `make test`. Whoever changes code also has `make check` and `make bench`.
# Each does all the set-up it needs, and again only when a lock file has changed.
.POSIX:
.PHONY: run test test-long check bench

PREPARE = sh scripts/python311.sh scripts/prepare.py

# A working site with demonstration accounts at http://127.0.0.1:8000
run:
	@$(PREPARE) run
	@TANHUI_DEMO=1 exec .venv/bin/tanhui run

# All tests, on SQLite and on PostgreSQL, browser journeys included
test:
	@$(PREPARE) test
	@exec .venv/bin/python scripts/run_tests.py

# The tests marked slow, which `make test` leaves out and names
test-long:
	@$(PREPARE) test
	@exec .venv/bin/python scripts/run_tests.py --long

# Style, types, import contracts, the trace from clause to code to test, and the tests that read the code
check:
	@$(PREPARE) test
	@exec .venv/bin/python scripts/run_checks.py

# The measured goals: medians, each beside its baseline in the same run
bench:
	@$(PREPARE) test
	@exec .venv/bin/python scripts/run_bench.py
