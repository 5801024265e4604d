"""The stage's forms: shapes only; every condition is a rule."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from tanhui.foundation.inputs.fields import CodeField, DayField, DecimalTextField, TextBlock, TextLine, WholeField
from tanhui.lifecycle.accounting.categories import CATEGORY_CHOICES
from tanhui.lifecycle.verification.actions import Draft
from tanhui.lifecycle.verification.lines import Line, Parameter
from tanhui.lifecycle.verification.states import FINDING_KINDS

Choices = Sequence[tuple[int, str]]
MOST_DIGITS = 30
REASON_CHARS, TEXT_CHARS = 500, 2000
CONCLUSIONS = (("", "请选择"), ("一致", "一致"), ("调整", "按核查值调整"), ("不符合", "不符合"))


class EngageForm(forms.Form):
    """Choose the body, and declare a change of body."""

    contract_no = TextLine(label="委托合同号", most=60)
    change_reason = TextBlock(
        label="更换核查机构的理由",
        required=False,
        most=REASON_CHARS,
        help_text="该项目已有核查委托或核证表时必须填写；前后委托、结果和理由都会保留并公开。",
    )

    def __init__(self, *args: Any, bodies: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["verifier_id"] = forms.TypedChoiceField(
            label="核查机构", choices=bodies, coerce=int, help_text="括号内为该机构的领域和资质有效期。"
        )
        self.order_fields(["verifier_id", "contract_no", "change_reason"])


class AcceptForm(forms.Form):
    """Accept an engagement with the declaration of independence."""

    declared = forms.BooleanField(
        label="本机构声明：未参与编制该项目核算报告的任何版本，与项目业主没有须回避的关联关系，并对核查结论负责",
        error_messages={"required": "接受委托须先作出独立性声明"},
    )


class FindingForm(forms.Form):
    """Raise a finding."""

    kind = forms.ChoiceField(label="类型", choices=list(FINDING_KINDS.items()))
    part = TextLine(label="所涉内容", help_text="报告的章节、参数或证明材料")
    text = TextBlock(label="内容", most=TEXT_CHARS)


class AnswerForm(forms.Form):
    """Answer a finding."""

    text = TextBlock(label="答复", most=TEXT_CHARS)


class CloseForm(forms.Form):
    """Close a finding, or send its answer back."""

    satisfied = forms.ChoiceField(
        label="处理", choices=[("yes", "关闭"), ("no", "退回再答复")], widget=forms.RadioSelect
    )
    conclusion = TextBlock(label="结论", most=TEXT_CHARS)


class AccreditForm(forms.Form):
    """Enter a body's qualification."""

    sector = forms.ChoiceField(label="领域", choices=CATEGORY_CHOICES)
    document = TextLine(label="资质文号")
    starts_on = DayField(label="生效日")
    ends_on = DayField(label="失效日", help_text="自这一天起不再有效")

    def __init__(self, *args: Any, bodies: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["party_id"] = forms.TypedChoiceField(label="核查机构", choices=bodies, coerce=int)
        self.order_fields(["party_id"])


class SignForm(forms.Form):
    """The verification statement: a line for each parameter of the report, the amount, the conclusion."""

    report_digest = CodeField(widget=forms.HiddenInput)
    verified_tonnes = WholeField(label="核证减排量（吨）", least=0)
    conclusion = TextBlock(label="核证结论", most=TEXT_CHARS)
    correction_reason = TextBlock(
        label="更正理由", required=False, most=REASON_CHARS, help_text="已出具核证表时必须填写；原版保留。"
    )

    def __init__(self, *args: Any, parameters: Sequence[Parameter], correcting: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.parameters = tuple(parameters)
        if not correcting:
            del self.fields["correction_reason"]
        for number, each in enumerate(self.parameters):
            self.fields[f"verified_{number}"] = DecimalTextField(
                label=f"{each.parameter}：核查值",
                digits=MOST_DIGITS,
                least=Decimal("-9007199254740991"),
                initial=each.reported,
            )
            self.fields[f"evidence_{number}"] = TextLine(label=f"{each.parameter}：证据", required=False)
            self.fields[f"conclusion_{number}"] = forms.ChoiceField(
                label=f"{each.parameter}：结论", choices=CONCLUSIONS, required=False
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return each parameter with its three fields, for the page's table."""
        return [
            {"parameter": each, **{name: self[f"{name}_{number}"] for name in ("verified", "evidence", "conclusion")}}
            for number, each in enumerate(self.parameters)
        ]

    @property
    def rest(self) -> list[Any]:
        """Return the fields that belong to no parameter."""
        return [self[name] for name in self.fields if not name.rpartition("_")[2].isdigit()]


def draft(parameters: Sequence[Parameter], cleaned: dict[str, Any]) -> Draft:
    """Return the statement that a form describes."""
    lines = [
        Line(
            parameter=each.parameter,
            unit=each.unit,
            reported=each.reported,
            verified=f"{cleaned[f'verified_{number}']:f}",
            evidence=cleaned[f"evidence_{number}"],
            difference="",
            conclusion=cleaned[f"conclusion_{number}"],
        )
        for number, each in enumerate(parameters)
    ]
    return Draft(
        verified_tonnes=cleaned["verified_tonnes"],
        report_digest=cleaned["report_digest"],
        lines=lines,
        conclusion=cleaned["conclusion"],
        correction_reason=cleaned.get("correction_reason", ""),
    )
