"""The stage's forms: shapes only; every condition is a rule, so that page and API refuse with the same codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tanhui.foundation.inputs.fields import CodeField, TextBlock, TextLine, UploadField, WholeField
from tanhui.lifecycle.retirement.rules import PURPOSES, REFERENCE_ZH

BENEFICIARY_CHARS, REFERENCE_CHARS, REASON_CHARS = 100, 200, 200
_REFERENCES = "；".join(f"{PURPOSES[code]}：{zh}" for code, zh in REFERENCE_ZH.items() if zh)


class OrderForm(forms.Form):
    """Order a retirement out of one's own holdings."""

    tonnes = WholeField(label="注销数量（吨）")
    purpose = TextLine(label="用途", required=False, widget=forms.Select(choices=[("", "请选择"), *PURPOSES.items()]))
    beneficiary = TextLine(
        label="受益人", required=False, most=BENEFICIARY_CHARS, help_text="谁使用这些减排量；会写在公开的证书上"
    )
    reference = TextLine(label="用途说明", required=False, most=REFERENCE_CHARS, help_text=_REFERENCES)

    def __init__(self, *args: Any, batches: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["batch_id"] = WholeField(label="批次", unit="", widget=forms.Select(choices=batches))
        self.order_fields(["batch_id"])


class ExecuteForm(forms.Form):
    """Execute a retirement, knowing that it is final."""

    confirmed = forms.BooleanField(
        label="已核对持有人的申请；注销不可撤销", error_messages={"required": "请先确认：注销不可撤销"}
    )


class CorrectForm(forms.Form):
    """Correct what stands on a certificate."""

    beneficiary = TextLine(label="更正后的受益人", most=BENEFICIARY_CHARS)
    reason = TextBlock(label="更正理由", most=REASON_CHARS)


class CheckForm(forms.Form):
    """Check a number, a file, or both."""

    number = CodeField(label="证书号", required=False, help_text="如 JX-R-2026-000001-A，见证书右上或二维码下方")
    file = UploadField(label="证书文件（PDF）", required=False, help_text="只比对文件，不保存")
