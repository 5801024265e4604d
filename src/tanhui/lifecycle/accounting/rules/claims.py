"""Article 13(3): one asset counts once at any time."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.law import Reason, rule


@dataclass(frozen=True)
class Overlap:
    """Another project's claim on the same asset, and by how many days it overlaps."""

    project: str
    asset: str
    days: int


@dataclass(frozen=True)
class ClaimFacts:
    """The claims found to overlap the one to be made."""

    overlaps: tuple[Overlap, ...]


@rule("JX23-13.1.3", code="R13-5")
def asset_is_claimed_once_at_a_time(claim: ClaimFacts) -> Reason | None:
    """No other claim on the same meter or asset overlaps the period; adjacent periods do not overlap."""
    if not claim.overlaps:
        return None
    found = "；".join(f"与项目 {each.project} 的监测期重叠 {each.days} 天（{each.asset}）" for each in claim.overlaps)
    return Reason(
        f"{found}；同一计量点同一时段只能申报一次，请调整核算期",
        "; ".join(f"overlaps project {each.project} by {each.days} days ({each.asset})" for each in claim.overlaps),
    )


CLAIM = (asset_is_claimed_once_at_a_time,)
