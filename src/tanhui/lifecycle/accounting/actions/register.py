"""Register a project, its meters and their calibrations."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.documents.models import Document
from tanhui.foundation.inputs import code_key, parse_code, parse_option
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.trail.actions import Entry, act
from tanhui.law import Refusal, find_breaches, refuse, require
from tanhui.lifecycle.accounting.actions.owning import owned_project
from tanhui.lifecycle.accounting.categories import CATEGORIES
from tanhui.lifecycle.accounting.drafts import EVIDENCE_FIELDS, CalibrationDraft, MeterDraft, ProjectDraft
from tanhui.lifecycle.accounting.facts import drafted_prohibitions, needs, place_facts, quantities
from tanhui.lifecycle.accounting.models import Assessment, Meter, MeterCalibration, Principle, Project
from tanhui.lifecycle.accounting.queries.evidence import evidence_facts
from tanhui.lifecycle.accounting.readings.calibration import MPE_BY_CLASS
from tanhui.lifecycle.accounting.rules.activity import CONDITIONS, NEED
from tanhui.lifecycle.accounting.rules.evidence import EVIDENCE
from tanhui.lifecycle.accounting.rules.prohibited import PROHIBITED
from tanhui.lifecycle.accounting.rules.scope import PLACE
from tanhui.lifecycle.methodology import queries as methodologies

EVIDENCE_KIND = "accounting.evidence"
MOST_METERS = 200


def register_project(*, by: Actor, draft: ProjectDraft, at: datetime) -> Project:
    """Register a project for the owner who acts; refuse what lies outside the city or may not apply."""
    if by.party_id is None:
        refuse("S-18", "登记项目须以项目业主身份办理", "only an owner registers a project", clause="JX23-14.1.1")
    with act(
        by=by, kind="accounting.project_registered", at=at, clauses=("JX23-12.1.1", "JX23-13.1.3", "JX23-14.1.1")
    ) as entry:
        place = place_facts(draft.district, draft.latitude, draft.longitude)
        breaches = find_breaches(PLACE, place) + find_breaches(PROHIBITED, drafted_prohibitions(draft))
        if breaches:
            raise Refusal(breaches)
        _require_registered(draft)
        _require_particulars(draft)
        project = Project.objects.create(
            **_described(draft),
            **{name: _stored(entry, draft.evidence.get(name), by.party_id) for name in EVIDENCE_FIELDS},
            code=_next_code(),
            owner_id=by.party_id,
            demonstration=settings.TANHUI_DEMONSTRATION,
            registered_at=at,
        )
        for each in draft.assessments:
            Assessment.objects.create(
                project=project,
                principle=parse_option(each.principle, allowed=Principle.values, place="principle"),
                text=each.text,
                evidence=_stored(entry, each.evidence, by.party_id),
                assessor_id=by.person_id,
                assessor_party_id=by.party_id,
            )
        for meter in draft.meters:
            _add(project, meter)
        require(EVIDENCE, evidence_facts(project))
        entry.about(project, code=project.code, district=project.district, methodology=project.methodology_slug)
    return project


def add_meter(*, by: Actor, project_id: int, draft: MeterDraft, at: datetime) -> Meter:
    """Add a meter to a project."""
    with act(by=by, kind="accounting.meter_added", at=at, clauses=("JX23-14.2.1",)) as entry:
        project = owned_project(by=by, project_id=project_id)
        meter = _add(project, draft)
        entry.about(project, meter=meter.pk, accuracy_class=meter.accuracy_class)
    return meter


def add_calibration(
    *, by: Actor, meter_id: int, draft: CalibrationDraft, certificate: Upload | None, at: datetime
) -> MeterCalibration:
    """Record a calibration of a meter."""
    with act(by=by, kind="accounting.calibration_added", at=at, clauses=("JX23-14.2.1",)) as entry:
        meter = Meter.objects.get(pk=meter_id)
        project = owned_project(by=by, project_id=meter.project_id)
        if draft.valid_until <= draft.calibrated_on:
            refuse(
                "V-3", "校准有效期须晚于校准日期", "the validity must end after the calibration", place="valid_until"
            )
        if MeterCalibration.objects.filter(meter=meter, calibrated_on=draft.calibrated_on).exists():
            refuse(
                "V-8",
                f"该表 {draft.calibrated_on} 的校准已登记",
                "this calibration is recorded already",
                place="calibrated_on",
            )
        calibration = MeterCalibration.objects.create(
            meter=meter,
            calibrated_on=draft.calibrated_on,
            valid_until=draft.valid_until,
            passed=draft.passed,
            error=f"{draft.error:f}",
            document=_stored(entry, certificate, project.owner_id),
        )
        require(EVIDENCE, evidence_facts(project))
        entry.about(project, meter=meter.pk, calibrated_on=draft.calibrated_on.isoformat(), passed=draft.passed)
    return calibration


def _require_registered(draft: ProjectDraft) -> None:
    if methodologies.version(draft.methodology_slug, draft.methodology_version) is None:
        told = f"{draft.methodology_slug[:40]} {draft.methodology_version[:20]}"
        zh = f"该方法学尚未登记发布，不能作为核算依据：{told}"
        refuse("R10-1", zh, f"not a registered methodology: {told}", clause="JX23-10.1.4", place="methodology")


def _require_particulars(draft: ProjectDraft) -> None:
    """Refuse a project that lacks what its methodology needs, or lies outside the bounds it sets."""
    document = methodologies.document(draft.methodology_slug, draft.methodology_version)
    breaches = find_breaches(NEED, needs(document, meters=len(draft.meters), capacity_kw=draft.capacity_kw))
    breaches += find_breaches(CONDITIONS, quantities(document, draft.capacity_kw))
    if breaches:
        raise Refusal(breaches)


def _described(draft: ProjectDraft) -> dict[str, object]:
    return {
        "name": draft.name,
        "category": parse_option(draft.category, allowed=CATEGORIES, place="category"),
        "district": draft.district,
        "address": draft.address,
        "latitude": draft.latitude,
        "longitude": draft.longitude,
        "capacity_kw": draft.capacity_kw,
        "commissioned_on": draft.commissioned_on,
        "methodology_slug": draft.methodology_slug,
        "methodology_version": draft.methodology_version,
        "expected_annual_kwh": draft.expected_annual_kwh,
        "legality_from": draft.legality_from,
        "legality_to": draft.legality_to,
        "legal_duty": draft.legal_duty,
        "in_national_ets": draft.in_national_ets,
        "ets_facility": draft.ets_facility,
        "other_mechanism": draft.other_mechanism,
        "shared_evidence": draft.shared_evidence,
        "green_certificates": draft.green_certificates,
    }


def _stored(entry: Entry, upload: Upload | None, party_id: int | None) -> Document | None:
    if upload is None:
        return None
    return documents.store(entry, content=upload.content, name=upload.name, kind=EVIDENCE_KIND, owner_party_id=party_id)


def _next_code() -> str:
    """Return the next project code; the journal's lock lets only one writer ask at a time."""
    last = Project.objects.order_by("-id").values_list("code", flat=True).first()
    return f"P{int(last[1:]) + 1 if last else 1:04d}"


def _add(project: Project, draft: MeterDraft) -> Meter:
    number = parse_code(draft.number, channel="machine", place="number")
    accuracy_class = parse_option(draft.accuracy_class, allowed=MPE_BY_CLASS, place="accuracy_class")
    known = {code_key(each) for each in project.meters.values_list("number", flat=True)}
    if code_key(number) in known:
        refuse("V-8", f"本项目已登记计量表 {number}", f"meter {number} is registered already", place="number")
    if len(known) >= MOST_METERS:
        refuse("V-7", f"一个项目最多登记 {MOST_METERS} 只计量表", "too many meters", place="number")
    return Meter.objects.create(project=project, number=number, accuracy_class=accuracy_class)
