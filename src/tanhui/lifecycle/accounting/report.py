"""The accounting report as PDF/A, set by typst: the same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tanhui.foundation.documents.typeset import set_pdf
from tanhui.lifecycle.accounting.result import Result

TEMPLATE = Path(__file__).parent / "typst" / "report.typ"


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
    labels: Mapping[str, str] = field(default_factory=dict)
    """What the inputs are called, by the names that the result gives them."""


def report_pdf(facts: ReportFacts, result: Result) -> bytes:
    """Set the report."""
    return set_pdf(TEMPLATE, {**asdict(facts), "result": result.as_dict()})
