"""A form that exists to be looked at on the design page."""

from __future__ import annotations

from django import forms


class SampleForm(forms.Form):
    """One field of each layout, filled wrongly on purpose so that help and errors can be seen."""

    project = forms.CharField(
        label="项目名称",
        max_length=100,
        help_text="与证明材料一致，不超过100个字。",
        error_messages={"required": "请填写项目名称"},
    )
    capacity = forms.IntegerField(
        label="装机容量（千瓦）",
        min_value=1,
        help_text="整数。",
        error_messages={"min_value": "装机容量应大于0，现填 -3"},
    )
    kind = forms.ChoiceField(
        label="业主类型",
        choices=[("enterprise", "企业"), ("collective", "集体经济组织"), ("person", "个人")],
        required=False,
    )
    purpose = forms.ChoiceField(
        label="并网方式",
        choices=[("all", "全额上网"), ("rest", "自发自用，余电上网")],
        widget=forms.RadioSelect,
        required=False,
    )
    evidence = forms.FileField(label="证明材料", required=False, help_text="PDF、JPG 或 PNG，不超过20 MB。")
    note = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    promise = forms.BooleanField(label="以上内容真实，愿承担相应责任", required=False)
