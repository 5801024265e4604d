"""Article 14, item 3: what proves one project does not silently prove another."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.law import Reason, rule

SHOWN = 3


@dataclass(frozen=True)
class SharedFile:
    """A file of this project that another project uses too."""

    name: str
    project: str


@dataclass(frozen=True)
class EvidenceFacts:
    """The files that other projects use too, and what the owner declares about sharing them."""

    shared: tuple[SharedFile, ...]
    reason: str


@rule("JX23-14.1.3", code="R14-11")
def evidence_serves_one_project(evidence: EvidenceFacts) -> Reason | None:
    """Reading: a file is the same when its bytes are; it may be shared where the owner declares so with a reason (SP8)."""
    if not evidence.shared or evidence.reason.strip():
        return None
    named = "；".join(f"“{each.name}”已用于项目 {each.project}" for each in evidence.shared[:SHOWN])
    more = f"；另有 {len(evidence.shared) - SHOWN} 份" if len(evidence.shared) > SHOWN else ""
    return Reason(
        f"证明材料{named}{more}；请换用本项目材料，或写明共用的理由",
        f"evidence is used by another project: {', '.join(each.project for each in evidence.shared[:SHOWN])}",
        place="shared_evidence",
    )


EVIDENCE = (evidence_serves_one_project,)
