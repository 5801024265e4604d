"""Forms of the registry. They read what was sent; every condition of the measures is a rule, not a form's."""

from __future__ import annotations

from typing import Any

from django import forms

from tanhui.foundation.documents.forms import DocumentField
from tanhui.foundation.inputs.fields import TextBlock, TextLine, WholeField
from tanhui.law import require
from tanhui.lifecycle.registry.rules.filing import ATTACHABLE, REQUIRED_DOCUMENTS
from tanhui.lifecycle.registry.rules.officials import SENT, SentFacts

REASON_CHARS = 2_000
CASE_CHARS = 60
YES_NO = (("yes", "同意"), ("no", "不同意"))


class ActForm(forms.Form):
    """The form of an act with nothing to fill in; refuses (R17-6) a sender who names a time or a person."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.is_bound:
            require(SENT, SentFacts(fields=frozenset(self.data) - frozenset(self.fields)))


class ReasonForm(ActForm):
    """An act that needs its reason."""

    reason = TextBlock(label="理由", most=REASON_CHARS, rows=5)


class FreezeForm(ReasonForm):
    """A freeze: the case it belongs to, and the reason."""

    case_no = TextLine(label="案号", most=CASE_CHARS, help_text="立案或转办文件的编号；与理由一并对外公开")
    field_order = ("case_no", "reason")


class NoteForm(ActForm):
    """An act that may carry a note."""

    note = TextBlock(label="说明", most=REASON_CHARS, rows=4)


class _ReportField(forms.TypedChoiceField):
    """Offers the reports that can be filed; any other is refused by its rule (S-18, R16-6), as over the API."""

    def valid_value(self, value: Any) -> bool:
        """Leave the judgement to the rule."""
        return True


class DraftForm(ActForm):
    """Choose the report to file."""

    report_id = _ReportField(label="核算报告（已提交且已取得核证表）", coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, reports: tuple[tuple[int, str], ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["report_id"].choices = reports  # type: ignore[attr-defined]


class AttachForm(ActForm):
    """Attach one document."""

    kind = forms.ChoiceField(
        label="材料种类", choices=[(kind, REQUIRED_DOCUMENTS[kind][0]) for kind in ATTACHABLE], widget=forms.RadioSelect
    )
    upload = DocumentField(label="文件", help_text="PDF、图片或表格，不超过 20 MB；同类材料以最后上传的为准")


class OpinionForm(ActForm):
    """The centre's opinion."""

    opinion = TextBlock(label="审核意见", most=5_000, rows=6, help_text="写明完整性、方法、复算和结论；与清单一并上报")


class PanelForm(ActForm):
    """Choose the experts."""

    experts = forms.TypedMultipleChoiceField(label="专家", coerce=int, widget=forms.CheckboxSelectMultiple)
    note = TextBlock(label="评审事项", most=REASON_CHARS, rows=3)

    def __init__(self, *args: Any, experts: tuple[tuple[int, str], ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["experts"].choices = experts  # type: ignore[attr-defined]


class VoteForm(ActForm):
    """An expert's vote."""

    agrees = forms.ChoiceField(label="评审意见", choices=YES_NO, widget=forms.RadioSelect)
    reason = TextBlock(label="理由", most=REASON_CHARS, rows=5)
    free = forms.BooleanField(label="本人与业主、核查机构、报告编制单位无利益关系")


class DecisionForm(ActForm):
    """The bureau's decision."""

    decision = forms.ChoiceField(
        label="决定", choices=(("approve", "通过"), ("refuse", "不予通过")), widget=forms.RadioSelect
    )
    reason = TextBlock(label="理由", most=REASON_CHARS, rows=5)


class NoticeForm(ActForm):
    """The words of the notice; left empty, they are made from the filing."""

    body = TextBlock(label="公示内容", most=5_000, rows=6, required=False, help_text="不填写时按申请内容自动生成")


class ObjectionForm(ActForm):
    """An objection by anyone."""

    text = TextBlock(label="异议内容和理由", most=REASON_CHARS, rows=6)
    contact = TextLine(label="联系方式", required=False, help_text="仅市生态环境局可见，用于告知处理结果")


class AnswerForm(ActForm):
    """The answer to an objection."""

    upheld = forms.ChoiceField(
        label="结论", choices=(("no", "异议不成立"), ("yes", "异议成立")), widget=forms.RadioSelect
    )
    text = TextBlock(label="答复", most=REASON_CHARS, rows=5)


class IssueForm(ActForm):
    """The confirmation of an issuance: the tonnes that were shown."""

    tonnes = WholeField(label="签发吨数", least=0, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(label="已核对吨数、编号区间、结转和入账账户")
