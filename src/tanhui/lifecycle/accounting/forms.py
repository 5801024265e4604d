"""The stage's forms: shapes only; every condition is a rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from tanhui.foundation.clock import now
from tanhui.foundation.documents.forms import DocumentField
from tanhui.foundation.documents.media import XLSX
from tanhui.foundation.inputs.fields import (
    CodeField,
    DayField,
    DecimalTextField,
    TextBlock,
    TextLine,
    UploadField,
    WholeField,
)
from tanhui.foundation.periods import local_day
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting.categories import CATEGORY_CHOICES
from tanhui.lifecycle.accounting.drafts import (
    EVIDENCE_FIELDS,
    AssessmentDraft,
    CalibrationDraft,
    MeterDraft,
    ProjectDraft,
)
from tanhui.lifecycle.accounting.models import ACCURACY_CHOICES, Principle
from tanhui.lifecycle.accounting.own_sheets.uploads import OwnSheetField
from tanhui.lifecycle.accounting.queries import takes_meter_readings
from tanhui.lifecycle.methodology import queries as methodologies

CHECK, ALL, GOOD = "check", "all", "good"
MODES = [
    (ALL, "导入：有一行不合格则全部不导入"),
    (GOOD, "只导入合格的行"),
    (CHECK, "只检查，下载问题清单（CSV），不导入"),
]
_PRINCIPLES = list(Principle)


def _districts() -> list[tuple[str, str]]:
    one = scheme()
    return [(each.code, each.zh) for each in one.divisions.values() if each.code != one.city]


def _methods() -> list[tuple[str, str]]:
    """Return every published methodology in force today; those fed by meters say so."""
    today = local_day(now())
    return [("", "请选择")] + [
        (f"{each.slug}/{each.version}", f"{each.title_zh}（{each.code} {each.version}）{_fed_by(each)}")
        for each in methodologies.versions()
        if each.state_on(today) == methodologies.IN_FORCE
    ]


def _fed_by(each: methodologies.VersionRow) -> str:
    return "：电表读数" if takes_meter_readings(each.slug, each.version) else ""


class _DivisionField(forms.ChoiceField):
    """Offers the scheme's divisions; a code from elsewhere is refused by its rule (R12-3), as over the API."""

    def valid_value(self, value: Any) -> bool:
        """Leave the judgement to the rule."""
        return True


class ProjectForm(forms.Form):
    """A new project, its first meter if it has one, its declarations and its four assessments."""

    name = TextLine(label="项目名称")
    category = forms.ChoiceField(label="领域", choices=CATEGORY_CHOICES)
    district = _DivisionField(label="所在县（市、区）", choices=_districts)
    address = TextLine(label="详细地址", most=200)
    latitude = DecimalTextField(
        label="纬度（度）", digits=6, least=Decimal(-90), most=Decimal(90), help_text="六位小数，如 30.763210"
    )
    longitude = DecimalTextField(label="经度（度）", digits=6, least=Decimal(-180), most=Decimal(180))
    capacity_kw = DecimalTextField(
        label="装机容量（kW）",
        digits=3,
        most=Decimal(10_000_000),
        positive=True,
        required=False,
        help_text="以电表读数核算或限定装机容量的方法学须填写",
    )
    commissioned_on = DayField(label="投运日期")
    methodology = forms.ChoiceField(label="方法学", choices=_methods)
    expected_annual_kwh = WholeField(label="预估年上网电量（kWh）", unit="kWh", required=False)
    meter_number = CodeField(label="计量表号", required=False, help_text="以电表读数核算的方法学须填写")
    accuracy_class = forms.ChoiceField(
        label="计量表准确度等级", choices=[("", "没有计量表"), *ACCURACY_CHOICES], required=False
    )
    ownership_document = DocumentField(label="权属证明", required=False)
    legality_document = DocumentField(label="合法性证明（备案、并网批复等）", required=False)
    legality_from = DayField(label="合法性证明生效日", required=False)
    legality_to = DayField(label="合法性证明截止日", required=False, help_text="长期有效的不填")
    legal_duty = forms.BooleanField(label="法律法规或许可已要求实施本减排措施", required=False)
    beyond_duty_document = DocumentField(label="超出法定义务的证明", required=False)
    in_national_ets = forms.BooleanField(label="所属设施已纳入全国碳市场配额管理", required=False)
    ets_facility = TextLine(label="纳入全国碳市场的设施名称", required=False)
    separate_metering_document = DocumentField(label="独立计量证明", required=False)
    other_mechanism = TextLine(label="参与的其他减排机制及登记号", required=False, most=200, help_text="没有的不填")
    withdrawn_document = DocumentField(label="退出其他机制的证明", required=False)
    green_certificates = forms.BooleanField(label="所涉电量已核发或交易绿证", required=False)
    certificates_cancelled_document = DocumentField(label="绿证未使用即核销的证明", required=False)
    shared_evidence = TextLine(
        label="与其他项目共用的证明材料及理由",
        required=False,
        most=200,
        help_text="没有共用的不填；未写明理由的共用材料不予接受",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in _PRINCIPLES:
            self.fields[f"{each.value}_text"] = TextBlock(label=f"{each.label}说明", required=False)
            self.fields[f"{each.value}_evidence"] = DocumentField(label=f"{each.label}证明材料", required=False)


def project_draft(cleaned: dict[str, Any]) -> ProjectDraft:
    """Turn the cleaned form into what the action takes."""
    slug, _, version = cleaned["methodology"].partition("/")
    same = (
        "name", "category", "district", "address", "latitude", "longitude", "capacity_kw", "commissioned_on",
        "legal_duty", "in_national_ets", "ets_facility", "other_mechanism", "green_certificates", "shared_evidence",
        "legality_from", "legality_to", "expected_annual_kwh",
    )  # fmt: skip
    return ProjectDraft(
        **{name: cleaned[name] for name in same},
        methodology_slug=slug,
        methodology_version=version,
        meters=(MeterDraft(cleaned["meter_number"], cleaned["accuracy_class"]),) if cleaned["meter_number"] else (),
        assessments=tuple(
            AssessmentDraft(each.value, cleaned[f"{each.value}_text"], cleaned[f"{each.value}_evidence"])
            for each in _PRINCIPLES
            if cleaned[f"{each.value}_text"]
        ),
        evidence={name: cleaned[name] for name in EVIDENCE_FIELDS if cleaned[name] is not None},
    )


class MeterForm(forms.Form):
    """One more meter."""

    number = CodeField(label="计量表号")
    accuracy_class = forms.ChoiceField(label="准确度等级", choices=ACCURACY_CHOICES)


class CalibrationForm(forms.Form):
    """One calibration of a meter."""

    calibrated_on = DayField(label="校准日期")
    valid_until = DayField(label="有效期至（不含）")
    passed = forms.BooleanField(label="校准合格", required=False)
    error = DecimalTextField(
        label="实测误差",
        digits=6,
        least=Decimal("-0.5"),
        most=Decimal("0.5"),
        required=False,
        help_text="超差时填写，如 0.008 表示 0.8%",
    )
    certificate = DocumentField(label="校准证书", required=False)


def calibration_draft(cleaned: dict[str, Any]) -> CalibrationDraft:
    """Turn the cleaned form into what the action takes."""
    error = cleaned["error"] if cleaned["error"] is not None else Decimal(0)
    return CalibrationDraft(cleaned["calibrated_on"], cleaned["valid_until"], cleaned["passed"], error)


class ReadingsForm(forms.Form):
    """A file of readings and what to do with its bad rows."""

    file = UploadField(label="读数文件（xlsx 或 CSV）")
    encoding = forms.ChoiceField(label="CSV 编码", choices=[("utf-8", "UTF-8"), ("gbk", "GBK")], initial="utf-8")
    mode = forms.ChoiceField(label="处理方式", choices=MODES, initial=ALL)


class ActivityForm(forms.Form):
    """A workbook of activity data, made from the project's template."""

    file = DocumentField(label="活动数据文件（本项目模板的 xlsx）", accepted={XLSX})
    mode = forms.ChoiceField(
        label="处理方式",
        choices=[(ALL, "导入：有一格不合格则全部不导入"), (CHECK, "只检查，下载问题清单（CSV），不导入")],
        initial=ALL,
    )


class ReportForm(forms.Form):
    """The period of a report."""

    first_day = DayField(label="监测期第一天")
    last_day = DayField(label="监测期最后一天")


class OwnSheetForm(forms.Form):
    """An owner's own calculation table, and the cell in which it ends."""

    file = OwnSheetField(label="计算表（xlsx）")
    total_cell = TextLine(label="合计单元格", most=80, help_text="核算减排量（吨）所在的工作表和单元格，如 结果!B2")
