"""The stage's forms: shapes only; every condition is a rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tanhui.foundation.documents.forms import DocumentField
from tanhui.foundation.inputs import MOST_WHOLE
from tanhui.foundation.inputs.fields import CodeField, DayField, FenField, TextLine, WholeField


class AdmissionForm(forms.Form):
    """An application to trade."""

    statement = TextLine(label="申请说明", most=200, help_text="如：用于单位碳中和；入市协议与风险揭示书编号")
    evidence = DocumentField(label="证明材料（营业执照、签署的入市协议等）")


class DecisionForm(forms.Form):
    """A decision with its reason."""

    admit = forms.ChoiceField(label="决定", choices=[("yes", "准入"), ("no", "不予准入")], widget=forms.RadioSelect)
    decision = TextLine(label="决定文号或理由", most=200)


class ReasonForm(forms.Form):
    """A reason."""

    reason = TextLine(label="理由", most=200)


class DepositForm(forms.Form):
    """A line of the bank's statement."""

    bank_reference = CodeField(label="银行流水号")
    party_id = forms.TypedChoiceField(label="入金主体", coerce=int)
    amount_fen = FenField(label="金额（元）", most_fen=MOST_WHOLE)
    value_on = DayField(label="到账日")

    def __init__(self, *, parties: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        field = self.fields["party_id"]
        if isinstance(field, forms.ChoiceField):
            field.choices = parties


class WithdrawalForm(forms.Form):
    """A sum to be paid back."""

    amount_fen = FenField(label="出金金额（元）", most_fen=MOST_WHOLE)


class ListingForm(forms.Form):
    """An offer. The choice of batches is the seller's own; the batch is checked by rule."""

    batch_id = WholeField(label="批次", unit="批")
    tonnes = WholeField(label="数量（吨）", help_text="整吨")
    price_fen = FenField(label="单价（元/吨）", help_text="最小变动 0.01 元")

    def __init__(self, *args: Any, batches: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if batches:
            self.fields["batch_id"].widget = forms.Select(choices=batches)


class PriceForm(forms.Form):
    """A new price for one version of a listing."""

    price_fen = FenField(label="新单价（元/吨）", help_text="最小变动 0.01 元")
    version = WholeField(label="版本", unit="版", widget=forms.HiddenInput)


class TonnesForm(forms.Form):
    """How much of a listing to pick, before the confirmation."""

    tonnes = WholeField(label="买入数量（吨）", help_text="可只买一部分，整吨")


class PickForm(forms.Form):
    """The confirmed order, exactly as it was shown."""

    tonnes = WholeField(label="数量（吨）", widget=forms.HiddenInput)
    price_fen = FenField(label="单价（元）", widget=forms.HiddenInput)
    total_fen = FenField(label="总价（元）", most_fen=MOST_WHOLE, widget=forms.HiddenInput)
    version = WholeField(label="版本", unit="版", widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """The day to close."""

    day = DayField(label="交易日")
