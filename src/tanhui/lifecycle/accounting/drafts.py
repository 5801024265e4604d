"""What an owner brings to register a project: plain values that page, API and seed fill alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tanhui.foundation.inputs.fields import Upload


@dataclass(frozen=True)
class MeterDraft:
    """One meter to register."""

    number: str
    accuracy_class: str


@dataclass(frozen=True)
class CalibrationDraft:
    """One calibration; valid from its day up to, and without, `valid_until`."""

    calibrated_on: date
    valid_until: date
    passed: bool
    error: Decimal


@dataclass(frozen=True)
class AssessmentDraft:
    """What the owner says about one principle, with the file that shows it."""

    principle: str
    text: str
    evidence: Upload | None


@dataclass(frozen=True)
class ProjectDraft:
    """A project as its owner describes it. `evidence` holds uploads by the name of the project's document field."""

    name: str
    category: str
    district: str
    address: str
    latitude: Decimal
    longitude: Decimal
    capacity_kw: Decimal | None
    commissioned_on: date
    methodology_slug: str
    methodology_version: str
    legal_duty: bool
    in_national_ets: bool
    ets_facility: str
    other_mechanism: str
    green_certificates: bool
    legality_from: date | None
    legality_to: date | None
    expected_annual_kwh: int | None
    meters: tuple[MeterDraft, ...]
    assessments: tuple[AssessmentDraft, ...]
    evidence: dict[str, Upload] = field(default_factory=dict)
    shared_evidence: str = ""


EVIDENCE_FIELDS = (
    "ownership_document",
    "legality_document",
    "beyond_duty_document",
    "separate_metering_document",
    "withdrawn_document",
    "certificates_cancelled_document",
)
