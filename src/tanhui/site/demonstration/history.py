"""What has happened in the demonstration scheme, told through the platform's own acts at past moments.

One rooftop project has gone the whole way to certificates; a second is on public notice when the visitor arrives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.parties.actor import SYSTEM_ACTOR, Actor
from tanhui.foundation.parties.models import User
from tanhui.foundation.parties.queries import first_actor
from tanhui.foundation.periods import SHANGHAI, Period, local_day, working_calendar
from tanhui.lifecycle.accounting import actions as accounting
from tanhui.lifecycle.accounting import queries as accounts
from tanhui.lifecycle.accounting.demonstration import NOTE_ZH, readings_csv
from tanhui.lifecycle.accounting.drafts import AssessmentDraft, CalibrationDraft, MeterDraft, ProjectDraft
from tanhui.lifecycle.methodology import actions as methodology
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.registry import actions as registry
from tanhui.lifecycle.registry import queries as filings
from tanhui.lifecycle.verification import actions as verification
from tanhui.lifecycle.verification.lines import Line, parameters
from tanhui.site.demonstration.papers import paper
from tanhui.site.demonstration.people import People

METHOD, METHOD_VERSION = "pv-distributed", "v1"
YEAR_2024 = Period(date(2024, 1, 1), date(2025, 1, 1))


@dataclass(frozen=True)
class Site:
    """A rooftop of the demonstration."""

    owner: str
    verifier: str
    name: str
    district: str
    address: str
    latitude: str
    longitude: str
    capacity_kw: int
    meter: str


XIUZHOU = Site(
    "owner",
    "verifier",
    "示范秀洲 2 兆瓦屋顶光伏项目",
    "330411",
    "示范秀洲工业园 1 号厂房屋顶",
    "30.782000",
    "120.708000",
    2000,
    "DEMO-XZ-001",
)
HAINING = Site(
    "owner2",
    "verifier2",
    "示范海宁 0.8 兆瓦屋顶光伏项目",
    "330481",
    "示范海宁纺织园 3 号厂房屋顶",
    "30.509000",
    "120.681000",
    800,
    "DEMO-HN-001",
)


class Diary:
    """Who acts at which moment: `diary.actor("bureau")`, and working days counted from one page to the next."""

    def __init__(self, people: People, begin: datetime) -> None:
        self.people = people
        self.at = begin

    def actor(self, username: str) -> Actor:
        """Return an account acting in its role."""
        actor = first_actor(User.objects.get(pk=self.people.users[username]), local_day(self.at))
        if actor is None:
            raise LookupError(f"no mandate for {username}")
        return actor

    def later(self, *, minutes: int = 7) -> datetime:
        """Go on a little and return the moment."""
        self.at += timedelta(minutes=minutes)
        return self.at

    def next_day(self, days: int = 1, hour: int = 10) -> datetime:
        """Go on by working days and return the moment, at a full hour."""
        day = working_calendar().add_working_days(local_day(self.at), days).on
        self.at = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)
        return self.at


def load_factors(diary: Diary) -> None:
    """Fill the factor library with what comes with the platform."""
    methodology.load_library(by=SYSTEM_ACTOR, at=diary.later())


def publish_methodologies(diary: Diary) -> None:
    """Publish every methodology of the catalogue; each is marked as a demonstration, unconfirmed values as 待核."""
    by = diary.actor("bureau")
    for slug, version in catalogue.folders():
        at = diary.later(minutes=1)
        methodology.publish(by=by, slug=slug, version=version, in_force_from=local_day(at), at=at)


def accredit_verifiers(diary: Diary) -> None:
    """Enter both verification bodies in the register, for renewable energy."""
    for name in ("verifier", "verifier2"):
        verification.accredit(
            by=diary.actor("bureau"),
            party_id=diary.people.parties[name],
            sector="renewable",
            document=f"示范资质〔2026〕{name[-1] if name[-1].isdigit() else '1'} 号",
            starts_on=date(2026, 1, 1),
            ends_on=date(2029, 1, 1),
            at=diary.later(),
        )


def register_site(diary: Diary, site: Site) -> int:
    """Register a project with its meter and calibration, and load a year of generated readings."""
    by = diary.actor(site.owner)
    project = accounting.register_project(by=by, draft=_draft(site), at=diary.next_day())
    meter = accounts.meters_of(project.pk)[0]
    calibration = CalibrationDraft(date(2023, 12, 1), date(2025, 12, 1), True, Decimal("0"))
    certificate = paper("计量表校准证书", [f"表号 {site.meter}", "准确度等级 0.5S，检定合格"])
    accounting.add_calibration(
        by=by, meter_id=meter.id, draft=calibration, certificate=Upload("校准证书.pdf", certificate), at=diary.later()
    )
    readings = readings_csv(meter_id=site.meter, capacity_kw=site.capacity_kw, seed=f"tanhui-{site.meter}")
    accounting.import_readings(
        by=by, project_id=project.pk, upload=Upload(f"{site.meter}-2024.csv", readings), at=diary.later()
    )
    return project.pk


def _draft(site: Site) -> ProjectDraft:
    principles = {
        "real": "项目已并网发电，计量表数据由电网企业结算表采集（示范说明）。",
        "unique": "未参与其他减排机制，未申领绿证，计量表未用于其他项目（示范说明）。",
        "additional": "屋顶分布式光伏单位投资回收期较长，碳普惠收益改善其经济性（示范说明）。",
        "inclusive": "所发电力供园区中小企业使用，屋顶收益由多家小微企业共享（示范说明）。",
    }
    evidence = paper("备案通知书", [site.name, f"装机容量 {site.capacity_kw} kW", NOTE_ZH])
    ownership = paper("屋顶与设备权属证明", [site.name, site.address, NOTE_ZH])
    return ProjectDraft(
        name=site.name,
        category="renewable",
        district=site.district,
        address=site.address,
        latitude=Decimal(site.latitude),
        longitude=Decimal(site.longitude),
        capacity_kw=Decimal(site.capacity_kw),
        commissioned_on=date(2023, 11, 1),
        methodology_slug=METHOD,
        methodology_version=METHOD_VERSION,
        legal_duty=False,
        in_national_ets=False,
        ets_facility="",
        other_mechanism="",
        green_certificates=False,
        legality_from=date(2023, 10, 1),
        legality_to=None,
        expected_annual_kwh=site.capacity_kw * 1050,
        meters=(MeterDraft(site.meter, "0.5S"),),
        assessments=tuple(AssessmentDraft(code, text, None) for code, text in principles.items()),
        evidence={
            "ownership_document": Upload("权属证明.pdf", ownership),
            "legality_document": Upload("项目备案.pdf", evidence),
        },
    )


def report_and_verify(diary: Diary, site: Site, project_id: int) -> int:
    """Prepare and submit the report; engage, accept, raise and close one clarification, and sign the statement."""
    owner, verifier = diary.actor(site.owner), diary.actor(site.verifier)
    report = accounting.prepare_report(by=owner, project_id=project_id, period=YEAR_2024, at=diary.next_day())
    accounting.submit_report(by=owner, report_id=report.pk, at=diary.later())
    engagement = verification.engage(
        by=owner,
        report_id=report.pk,
        verifier_id=diary.people.parties[site.verifier],
        contract_no=f"示范合同-{report.pk:03d}",
        change_reason="",
        at=diary.next_day(),
    )
    verification.respond(by=verifier, engagement_id=engagement.pk, accept=True, at=diary.next_day())
    finding = verification.raise_finding(
        by=verifier,
        engagement_id=engagement.pk,
        kind="cl",
        part="上网电量",
        text="请说明一月份个别时段上网电量为零的原因。",
        at=diary.later(),
    )
    verification.answer_finding(
        by=owner, finding_id=finding.pk, text="为夜间与阴雪天气时段，逆变器停机。", at=diary.next_day()
    )
    verification.close_finding(
        by=verifier, finding_id=finding.pk, conclusion="与气象情况相符，关闭。", satisfied=True, at=diary.later()
    )
    found = accounts.report(report.pk)
    verification.sign_statement(
        by=verifier, engagement_id=engagement.pk, draft=_statement_draft(found), at=diary.next_day(2)
    )
    return report.pk


def _statement_draft(report: accounts.ReportRow) -> verification.Draft:
    lines = [
        Line(each.parameter, each.unit, each.reported, each.reported, "平台读数与因子逐项复算", "0", "一致")
        for each in parameters(report.result)
    ]
    return verification.Draft(
        verified_tonnes=report.issuable_tonnes,
        report_digest=report.digest,
        lines=lines,
        conclusion="核算报告符合方法学要求，数据可测量、可追溯、可核查。",
    )


def file_up_to_notice(diary: Diary, site: Site, report_id: int) -> int:
    """Apply for filing, audit, decide and give public notice; returns the filing."""
    owner = diary.actor(site.owner)
    filing = registry.draft_filing(by=owner, report_id=report_id, at=diary.next_day())
    for kind, title in (
        ("letter", "减排量备案申请函"),
        ("form", "减排量备案申请表"),
        ("evidence", "其他支持性证明材料"),
    ):
        content = paper(title, [site.name, "监测期 2024-01-01 至 2024-12-31", NOTE_ZH])
        registry.attach_document(
            by=owner, filing_id=filing.id, kind=kind, upload=Upload(f"{title}.pdf", content), at=diary.later()
        )
    registry.submit_filing(by=owner, filing_id=filing.id, at=diary.later())
    registry.accept(by=diary.actor("centre"), filing_id=filing.id, at=diary.next_day())
    registry.audit_report(
        by=diary.actor("centre"), filing_id=filing.id, opinion="材料齐全，复算一致，建议通过。", at=diary.next_day(2)
    )
    bureau = diary.actor("bureau")
    registry.skip_panel(
        by=bureau, filing_id=filing.id, reason="方法成熟、数据来自结算表，复算一致，无需组织评审。", at=diary.next_day()
    )
    registry.decide(by=bureau, filing_id=filing.id, approve=True, reason="符合备案条件。", at=diary.next_day(2))
    registry.give_notice(by=bureau, filing_id=filing.id, at=diary.next_day())
    return filing.id


def register_and_issue(diary: Diary, filing_id: int) -> int:
    """File, register and issue once the notice has ended; returns the batch."""
    bureau = diary.actor("bureau")
    registry.file_case(by=bureau, filing_id=filing_id, at=diary.next_day(8))
    registry.register(by=bureau, filing_id=filing_id, at=diary.later())
    planned = filings.issue_plan(filing_id)
    issued = registry.issue(
        by=diary.actor("bureau2"), filing_id=filing_id, asked=registry.Asked(tonnes=planned.tonnes), at=diary.next_day()
    )
    return issued.batch_id
