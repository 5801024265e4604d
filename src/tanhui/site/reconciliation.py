"""One question to the whole platform: does everything add up? The ledger answers first, then every stage for its own tables."""

from __future__ import annotations

from importlib import import_module

from tanhui.foundation.ledger import reconcile
from tanhui.foundation.ledger.reconcile import Discrepancy
from tanhui.lifecycle import STAGES

_STAGE_QUERIES = tuple(import_module(f"tanhui.lifecycle.{stage}.queries") for stage in STAGES)


def discrepancies() -> list[Discrepancy]:
    """Return all discrepancies found; a stage that keeps books of its own exports `queries.reconcile()`."""
    found = reconcile.run()
    for queries in _STAGE_QUERIES:
        if hasattr(queries, "reconcile"):
            found += queries.reconcile()
    return found
