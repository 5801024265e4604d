"""The accounting report as PDF/A, set by typst: the same facts give the same bytes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import noto_cjk
import typst

from tanhui.lifecycle.accounting.result import Result

TEMPLATE = Path(__file__).parent / "typst" / "report.typ"
STANDARD = "a-2b"
_UNDATED = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())


@dataclass(frozen=True)
class ProjectFacts:
    """What the first chapter says about a project."""

    code: str
    name: str
    owner: str
    category: str
    district: str
    address: str
    latitude: str
    longitude: str
    capacity_kw: str
    commissioned_on: str
    approval: str


@dataclass(frozen=True)
class Verdict:
    """One condition, and whether the project meets it."""

    clause: str
    text: str
    verdict: str


@dataclass(frozen=True)
class Assessment:
    """One of the principles: what the owner says, the evidence, and who assessed it."""

    name: str
    text: str
    evidence: str
    assessor: str


@dataclass(frozen=True)
class MeterFacts:
    """One meter of the monitoring chapter."""

    number: str
    accuracy_class: str
    calibrations: str


@dataclass(frozen=True)
class ReportFacts:
    """Everything the report says that is not in the result."""

    project: ProjectFacts
    version: int
    dated_on: str
    last_day: str
    author: str
    verdicts: tuple[Verdict, ...]
    assessments: tuple[Assessment, ...]
    boundary: str
    baseline: str
    meters: tuple[MeterFacts, ...]
    comparison: str
    evidence: tuple[str, ...]
    demonstration: bool
    demonstration_note: str


def report_pdf(facts: ReportFacts, result: Result) -> bytes:
    """Set the report."""
    content: dict[str, Any] = {**asdict(facts), "result": result.as_dict()}
    compiled = _compiler().compile(
        format="pdf",
        sys_inputs={"facts": json.dumps(content, ensure_ascii=False, sort_keys=True)},
        pdf_standards=[STANDARD],
        timestamp=_UNDATED,
    )
    assert isinstance(compiled, bytes)
    return compiled


@lru_cache(maxsize=1)
def _compiler() -> Any:
    fonts = Path(str(noto_cjk.otc_path("sans"))).parent
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=[fonts], ignore_system_fonts=True)
