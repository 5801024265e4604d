"""Article 14, second paragraph: monitoring data is continuous."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.law import Reason, rule


@dataclass(frozen=True)
class ContinuityFacts:
    """What was found in a project's readings for a period, each as a sentence naming the rows."""

    clashes: tuple[str, ...]
    long_gaps: tuple[str, ...]


@rule("JX23-14.2.1", code="R14-9")
def readings_are_continuous(readings: ContinuityFacts) -> Reason | None:
    """No row repeats or overlaps another of its meter, and no gap is longer than may be filled (SP7)."""
    found = readings.clashes + readings.long_gaps
    if not found:
        return None
    more = f"；另有 {len(found) - 3} 处" if len(found) > 3 else ""
    return Reason("；".join(found[:3]) + more, f"{len(found)} places where the readings are not continuous")


READINGS = (readings_are_continuous,)
