"""Everything a report says beside its result."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tanhui.foundation.parties import queries as parties
from tanhui.foundation.periods import Period
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting import demonstration, models
from tanhui.lifecycle.accounting.categories import CATEGORIES
from tanhui.lifecycle.accounting.exact import plain
from tanhui.lifecycle.accounting.queries.checklist import checks
from tanhui.lifecycle.accounting.report import Assessment, MeterFacts, ProjectFacts, ReportFacts, Verdict
from tanhui.lifecycle.accounting.result import Result
from tanhui.lifecycle.methodology import queries as methodologies

BOUNDARY_ZH = "项目光伏发电系统及其并网计量点。基准线排放源为电网中被替代的发电（二氧化碳）；光伏发电过程不燃烧燃料，项目排放和泄漏按方法学计算。"
BASELINE_ZH = "没有本项目时，同等电量由电网供应。基准线排放按净上网电量与方法学所引电网排放因子计算。"


def report_facts(
    project: models.Project, period: Period, *, version: int, author: int, on: date, result: Result
) -> ReportFacts:
    """Gather the facts of one version of a report."""
    document = methodologies.document(project.methodology_slug, project.methodology_version)
    writer = parties.party_row(author)
    return ReportFacts(
        project=_project(project),
        version=version,
        dated_on=on.isoformat(),
        last_day=period.last_day.isoformat(),
        author=writer.name,
        verdicts=(
            *(Verdict("方法学", each.words.zh, "由业主声明，核查时核对") for each in document.applicability),
            *(Verdict(each.clause, each.statement, each.verdict_zh) for each in checks(project, on=on, period=period)),
        ),
        assessments=tuple(
            _assessment(each) for each in project.assessments.select_related("evidence", "assessor_party")
        ),
        boundary=BOUNDARY_ZH,
        baseline=BASELINE_ZH,
        meters=tuple(_meter(each) for each in project.meters.prefetch_related("calibrations")),
        comparison=comparison(project, period, result),
        evidence=tuple(_evidence_names(project)),
        demonstration=project.demonstration,
        demonstration_note=demonstration.NOTE_ZH,
    )


def _project(project: models.Project) -> ProjectFacts:
    approval = project.legality_document.name if project.legality_document else ""
    if project.ownership_document:
        approval = "；".join(each for each in (approval, project.ownership_document.name) if each)
    return ProjectFacts(
        code=project.code,
        name=project.name,
        owner=project.owner.name,
        category=CATEGORIES[project.category],
        district=scheme().divisions[project.district].zh,
        address=project.address,
        latitude=f"{project.latitude:f}",
        longitude=f"{project.longitude:f}",
        capacity_kw=plain(project.capacity_kw),
        commissioned_on=project.commissioned_on.isoformat(),
        approval=approval,
    )


def _assessment(each: models.Assessment) -> Assessment:
    evidence = each.evidence.name if each.evidence else ""
    return Assessment(models.Principle(each.principle).label, each.text, evidence, each.assessor_party.name)


def _meter(meter: models.Meter) -> MeterFacts:
    told = "；".join(
        f"{each.calibrated_on} 校准，有效至 {each.valid_until}（不含），"
        + ("合格" if each.passed else f"超差 {each.error}")
        for each in meter.calibrations.all()
    )
    return MeterFacts(meter.number, f"{meter.accuracy_class} 级", told or "无校准记录，按最大允许误差修正")


def comparison(project: models.Project, period: Period, result: Result) -> str:
    """Compare the metered export with what the owner expected for as many days; actual above it asks for a reason."""
    if project.expected_annual_kwh is None:
        return "项目未填写预估年上网电量，本期不作比较。"
    exported = sum((Decimal(each.export_kwh) for each in result.meters), Decimal(0))
    expected = Decimal(project.expected_annual_kwh * period.days // 365)
    if expected == 0:
        return "预估电量为零，本期不作比较。"
    share = (exported * 100 / expected).quantize(Decimal("0.1"))
    told = (
        f"按预估年上网电量 {project.expected_annual_kwh} kWh 折算，本期 {period.days} 天预估 {expected} kWh，"
        f"实际 {plain(exported)} kWh，为预估的 {share}%。"
    )
    return told + ("实际高于预估，须在核查时说明原因。" if exported > expected else "")


def _evidence_names(project: models.Project) -> list[str]:
    found = [project.ownership_document, project.legality_document]
    found += [each.evidence for each in project.assessments.all()]
    return sorted({each.name for each in found if each is not None})
