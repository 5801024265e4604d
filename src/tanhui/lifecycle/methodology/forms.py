"""Forms of proposals: shapes only; every condition is a rule. What a document holds is asked by `editing`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms

from tanhui.foundation.documents.forms import DocumentField
from tanhui.foundation.inputs.fields import CodeField, DayField, DecimalTextField, TextBlock, TextLine, UploadField
from tanhui.law import Breach, Refusal
from tanhui.lifecycle.methodology import application as asked
from tanhui.lifecycle.methodology.loading import MOST_BYTES

REASON_CHARS = 2_000
_ID = re.compile(r"[a-z][a-z0-9-]{1,58}[a-z0-9]", re.ASCII)
BLANK, SKELETON, VERSION, FILE = "blank", "skeleton", "version", "file"
STARTS = (
    (SKELETON, "从一份可以计算的样例开始，逐项改写"),
    (BLANK, "从空白开始"),
    (VERSION, "以一个已发布的版本为底稿"),
    (FILE, "上传写好的文件（TOML）"),
)


class NewForm(forms.Form):
    """How a proposal begins."""

    title = TextLine(label="名称", help_text="如 共享单车骑行碳普惠方法学")
    title_en = TextLine(label="英文名称", most=200)
    name = CodeField(label="英文短名", help_text="小写字母、数字和连字符，如 shared-bike；以后用于网址")
    start = forms.ChoiceField(label="怎样开始", choices=STARTS, widget=forms.RadioSelect, initial=SKELETON)
    version = forms.ChoiceField(label="已发布的版本", required=False)
    file = UploadField(label="方法学文件", required=False, most_bytes=MOST_BYTES, help_text="UTF-8 编码的 .toml")

    def __init__(self, *args: Any, versions: tuple[tuple[str, str], ...] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["version"].choices = (("", "请选择"), *versions)  # type: ignore[attr-defined]
        if self.data.get("start") == FILE or self.data.get("start") == VERSION:
            for key in ("title", "title_en", "name"):
                self.fields[key].required = False

    def clean_name(self) -> str:
        """A name that fits an address."""
        name = str(self.cleaned_data["name"])
        if name and not _ID.fullmatch(name):
            raise forms.ValidationError("须以小写字母开头，只含小写字母、数字和连字符，3 至 60 个字符", code="V-6")
        return name

    def clean(self) -> dict[str, Any]:
        """What the chosen beginning needs is there."""
        sent = super().clean() or {}
        if sent.get("start") == FILE and not sent.get("file") and "file" not in self.errors:
            self.add_error("file", forms.ValidationError("请选择要上传的文件", code="required"))
        if sent.get("start") == VERSION and not sent.get("version"):
            self.add_error("version", forms.ValidationError("请选择作为底稿的版本", code="required"))
        return sent


class TextForm(forms.Form):
    """The document as text, or as a file."""

    text = forms.CharField(
        label="方法学文件（TOML）",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "m-text", "spellcheck": "false"}),
    )
    file = UploadField(label="或上传文件（选了文件即以文件为准）", required=False, most_bytes=MOST_BYTES)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**9)


def _field(each: asked.Asked) -> forms.Field:
    options: dict[str, Any] = {"label": each.zh, "required": False, "help_text": each.help}
    match each.kind:
        case asked.LINE:
            return TextLine(**options)
        case asked.NUMBER:
            return DecimalTextField(digits=2, positive=True, **options)
        case asked.CHOICE:
            return forms.ChoiceField(choices=(("", "请选择"), *each.choices), **options)
        case asked.YES:
            return forms.BooleanField(**options)
    return TextBlock(most=asked.MOST_CHARS, rows=4, **options)


class ApplicationForm(forms.Form):
    """The application as far as it is filled in; what is missing is told when it is submitted."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**9)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for each in asked.ENTRIES:
            self.fields[each.key] = _field(each)

    @property
    def groups(self) -> list[tuple[asked.Group, list[forms.BoundField]]]:
        """The fields by the parts of the application."""
        return [(group, [self[each.key] for each in group.entries]) for group in asked.GROUPS]


def application_of(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Turn the cleaned form into what the action keeps: texts, and yes or no."""
    found: dict[str, Any] = {}
    for each in asked.ENTRIES:
        value = cleaned.get(each.key)
        if each.kind == asked.YES:
            found[each.key] = bool(value)
        elif value not in (None, ""):
            found[each.key] = format(value, "f") if each.kind == asked.NUMBER else str(value)
    return found


class PaperForm(forms.Form):
    """One paper."""

    upload = DocumentField(label="附件", help_text="PDF、图片或表格，不超过 20 MB")


class ReasonForm(forms.Form):
    """An act that needs its reason."""

    reason = TextBlock(label="理由", most=REASON_CHARS, rows=5)


class NoteForm(forms.Form):
    """An act that may carry a note."""

    reason = TextBlock(label="说明", most=REASON_CHARS, rows=4, required=False)


class PanelForm(forms.Form):
    """Choose the experts."""

    experts = forms.TypedMultipleChoiceField(label="专家", coerce=int, widget=forms.CheckboxSelectMultiple)
    reason = TextBlock(label="评审事项", most=REASON_CHARS, rows=3)

    def __init__(self, *args: Any, experts: tuple[tuple[int, str], ...] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["experts"].choices = experts  # type: ignore[attr-defined]


class VoteForm(forms.Form):
    """An expert's vote."""

    agrees = forms.ChoiceField(label="评审意见", choices=(("yes", "同意"), ("no", "不同意")), widget=forms.RadioSelect)
    reason = TextBlock(label="理由", most=REASON_CHARS, rows=5)
    free = forms.BooleanField(label="本人与申请单位、编制人员无利益关系")


class NoticeForm(forms.Form):
    """The words of the notice; left empty, they are made from the proposal."""

    body = TextBlock(label="公示内容", most=5_000, rows=6, required=False, help_text="不填写时按申请内容自动生成")


class ObjectionForm(forms.Form):
    """An objection by anyone."""

    text = TextBlock(label="异议内容和理由", most=REASON_CHARS, rows=6)
    contact = TextLine(label="联系方式", required=False, help_text="仅市生态环境局可见，用于告知处理结果")


class AnswerForm(forms.Form):
    """The answer to an objection."""

    upheld = forms.ChoiceField(
        label="结论", choices=(("no", "异议不成立"), ("yes", "异议成立")), widget=forms.RadioSelect
    )
    text = TextBlock(label="答复", most=REASON_CHARS, rows=5)


class PublishForm(forms.Form):
    """From which day a registered proposal is in force."""

    in_force_from = DayField(label="生效日", help_text="不早于今天；前一版本在其前一日失效")


def text_of(upload: Any) -> str:
    """Return an uploaded document's text; refuse what is not UTF-8 (V-9)."""
    try:
        return str(upload.content.decode("utf-8"))
    except UnicodeDecodeError:
        zh, en = "文件不是 UTF-8 编码，请另存为 UTF-8 后上传", "The file is not UTF-8; save it as UTF-8"
        raise Refusal((Breach("HOUSE-13", "V-9", "", zh, en, "file"),)) from None


FormClass = Callable[..., forms.BaseForm]
