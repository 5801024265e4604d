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
from tanhui.lifecycle.accounting.queries.checklist import checks, declared_conditions
from tanhui.lifecycle.accounting.report import Assessment, MeterFacts, ProjectFacts, ReportFacts, Verdict
from tanhui.lifecycle.accounting.result import Result
from tanhui.lifecycle.methodology import queries as methodologies
from tanhui.lifecycle.methodology.document import Method

DECLARED_ZH = "由业主声明，核查时核对"
DEMONSTRATION_ZH = "本项目登记在示范环境，所填活动数据不是实测数据。"


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
            *(Verdict("方法学", each.words.zh, DECLARED_ZH) for each in declared_conditions(document, project)),
            *(Verdict(each.clause, each.statement, each.verdict_zh) for each in checks(project, on=on, period=period)),
        ),
        assessments=tuple(
            _assessment(each) for each in project.assessments.select_related("evidence", "assessor_party")
        ),
        boundary=boundary_zh(document),
        baseline=baseline_zh(document),
        meters=tuple(_meter(each) for each in project.meters.prefetch_related("calibrations")),
        comparison=comparison(project, period, result) if result.meters else "",
        evidence=tuple(_evidence_names(project)),
        demonstration=project.demonstration,
        demonstration_note=demonstration.NOTE_ZH if result.meters else DEMONSTRATION_ZH,
        labels=labels_zh(document),
    )


def labels_zh(document: Method) -> dict[str, str]:
    """Return what inputs, tables and the control totals of their columns are called."""
    found = {table.id: f"{table.label.zh}：行数" for table in document.tables}
    for each in document.inputs:
        name = f"{each.table}.{each.symbol}" if each.table else each.symbol
        found[name] = f"{each.label.zh}：合计" if each.table else each.label.zh
    return found


def boundary_zh(document: Method) -> str:
    """Describe the boundary by what the methodology counts and leaves out."""
    left_out = "".join(each.zh for each in document.exclusions)
    told = f"项目边界按《{document.title.zh}》（{document.code} {document.version}）确定。{document.summary.zh}"
    return told + f"计入的温室气体：{'、'.join(document.gases)}。" + (f"不予计入：{left_out}" if left_out else "")


def baseline_zh(document: Method) -> str:
    """Describe the baseline by the steps of the methodology, from which project emissions are taken."""
    named = "；".join(f"{each.label.zh}（{each.symbol}，{each.unit}）" for each in document.steps)
    return f"没有本项目时的排放（或清除），以及项目排放和泄漏，均按方法学的步骤逐项计算：{named}。"


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
        capacity_kw="" if project.capacity_kw is None else plain(project.capacity_kw),
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
