"""A lawful project for tests to spoil one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.parties.actor import Actor
from tanhui.lifecycle.accounting import actions, demonstration
from tanhui.lifecycle.accounting.drafts import AssessmentDraft, CalibrationDraft, MeterDraft, ProjectDraft
from tanhui.lifecycle.accounting.models import Project

PROOF = Upload("证明.txt", "示范证明".encode())
DRAFT = ProjectDraft(
    name="示范秀洲屋顶光伏",
    category="renewable",
    district="330411",
    address="秀洲区示范路 1 号",
    latitude=Decimal("30.763210"),
    longitude=Decimal("120.701230"),
    capacity_kw=Decimal(2000),
    commissioned_on=date(2023, 6, 1),
    methodology_slug="pv-distributed",
    methodology_version="v1",
    legal_duty=False,
    in_national_ets=False,
    ets_facility="",
    other_mechanism="",
    green_certificates=False,
    legality_from=date(2023, 1, 1),
    legality_to=None,
    expected_annual_kwh=1_950_000,
    meters=(MeterDraft(demonstration.METER, "0.5S"),),
    assessments=(
        AssessmentDraft("real", "并网计量，电费结算单为证。", PROOF),
        AssessmentDraft("unique", "未在其他机制登记。", None),
        AssessmentDraft("additional", "屋顶业主自筹，投资回收期长。", None),
        AssessmentDraft("inclusive", "所发电量供园区中小企业使用。", None),
    ),
    evidence={"legality_document": PROOF},
)


def proved(number: int) -> dict[str, Any]:
    """Return the evidence of one more project: no two projects bring the same file."""
    proof = Upload(PROOF.name, PROOF.content + f" {number}".encode())
    first, *others = DRAFT.assessments
    return {"assessments": (replace(first, evidence=proof), *others), "evidence": {"legality_document": proof}}


def registered(by: Actor, at: datetime, **changes: Any) -> Project:
    """Register the lawful project with proof of its own, calibrated throughout 2024."""
    described = {**DRAFT.__dict__, **proved(Project.objects.count() + 1), **changes}
    project = actions.register_project(by=by, draft=ProjectDraft(**described), at=at)
    calibration = CalibrationDraft(date(2023, 12, 1), date(2025, 12, 1), True, Decimal(0))
    for meter in project.meters.all():
        actions.add_calibration(by=by, meter_id=meter.pk, draft=calibration, certificate=None, at=at)
    return project


def loaded(by: Actor, at: datetime, **changes: Any) -> Project:
    """Register the project and load January and February 2024."""
    project = registered(by, at, **changes)
    content = demonstration.readings_csv(end=date(2024, 3, 1))
    actions.import_readings(by=by, project_id=project.pk, upload=Upload("读数.csv", content), at=at)
    return project
