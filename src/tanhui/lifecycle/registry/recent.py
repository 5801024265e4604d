"""Recomputations that anyone may ask for, kept short: one at a time, and not again while nothing has happened since."""

from __future__ import annotations

from threading import Lock

from django.core.cache import cache

from tanhui.foundation.trail import queries as trail
from tanhui.law import refuse
from tanhui.lifecycle.registry.queries import RecomputedBatch, recomputed_batch

KEPT_SECONDS = 60
WAIT_SECONDS = 20
_ONE_AT_A_TIME = Lock()


def recently_recomputed(batch_id: int) -> RecomputedBatch:
    """Return a batch run again since the last act and at most a minute ago. Refuses S-14 when too many ask at once."""
    key = f"recompute:{batch_id}:{trail.head()[1]}"
    found: RecomputedBatch | None = cache.get(key)
    if found is not None:
        return found
    if not _ONE_AT_A_TIME.acquire(timeout=WAIT_SECONDS):
        refuse(
            "S-14",
            f"正在复算其他批次，请 {WAIT_SECONDS} 秒后再试，或用命令行 tanhui recompute 自行复算",
            f"other batches are being recomputed; try again in {WAIT_SECONDS} seconds",
        )
    try:
        found = cache.get(key) or recomputed_batch(batch_id)
        cache.set(key, found, KEPT_SECONDS)
        return found
    finally:
        _ONE_AT_A_TIME.release()
