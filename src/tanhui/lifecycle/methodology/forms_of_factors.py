"""Forms of the factor library: shapes only. Values are read by the library's own reader, as over the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from tanhui.foundation.documents.forms import DocumentField
from tanhui.foundation.documents.media import CSV, PDF, XLSX
from tanhui.foundation.inputs.fields import DayField, TextBlock, TextLine
from tanhui.lifecycle.methodology.actions import ChangeDraft
from tanhui.lifecycle.methodology.factors import KINDS, STRENGTHS, YEARS_OF

REASON_CHARS = 2_000
UTF8, GBK = "utf-8", "gbk"
_STRENGTHS = [(code, zh) for code, zh in STRENGTHS.items() if code != "missing"]
_PUBLICATION = ("title", "number", "published", "issuer", "link", "note")
_ROW = ("series", "kind", "gas", "region", "year", "year_of", "value", "unit", "evidence", "note", "code")


class PublicationForm(forms.Form):
    """What a change rests on: its title and reason, the publication, and the day from which it shall hold."""

    title = TextLine(label="变更标题", most=120, help_text="如 更正浙江 2023 年电网平均因子")
    reason = TextBlock(label="变更理由", most=REASON_CHARS)
    valid_from = DayField(
        label="拟生效日", help_text="公示期满后才能入库；届时未到的，从这一天起；已过的，顺延到入库次日"
    )
    publication_title = TextLine(label="公告名称", most=200, required=False)
    publication_number = TextLine(label="文号", required=False, help_text="文号与链接至少填一项")
    publication_published = TextLine(label="公布日期", most=10, required=False, help_text="2025-12-31")
    publication_issuer = TextLine(label="发布机关", required=False)
    publication_link = TextLine(label="链接", most=300, required=False)
    publication_note = TextLine(label="出处说明", most=300, required=False)
    evidence_document = DocumentField(label="公告原文（PDF）", required=False, accepted=(PDF,))


class FactorForm(PublicationForm):
    """One value to propose; what is missing is refused by the rule of the library (R11-3), as over the API."""

    series = TextLine(label="系列", most=60, required=False, help_text="如 grid-average-province，见因子库列表")
    kind = forms.ChoiceField(label="类型", choices=[("", "请选择"), *KINDS.items()], required=False)
    gas = TextLine(label="气体", most=20, required=False, initial="CO2")
    region = TextLine(label="地区", most=40, required=False, initial="浙江")
    year = TextLine(label="年份", most=4, required=False)
    year_of = forms.ChoiceField(label="年份口径", choices=list(YEARS_OF.items()), initial="data")
    value = TextLine(label="数值", most=80, required=False, help_text="照公告写，保留末尾的零")
    unit = TextLine(label="单位", most=40, required=False, help_text="如 kgCO2/kWh")
    evidence = forms.ChoiceField(label="证据强度", choices=_STRENGTHS, initial="official")
    note = TextLine(label="说明", most=300, required=False)
    code = TextLine(label="要更正的编号", required=False, help_text="同一系列、地区和年份只有一条记录时不必填")
    repeats = forms.BooleanField(label="与其他年份的数值相同，已与公告核对", required=False)

    field_order = ("title", "reason", *_ROW, "repeats")


class TableForm(PublicationForm):
    """A table of many values from one publication."""

    table = DocumentField(label="数值表（CSV 或 xlsx）", accepted=(CSV, XLSX))
    encoding = forms.ChoiceField(label="CSV 编码", choices=[(UTF8, "UTF-8"), (GBK, "GBK")], initial=UTF8)

    field_order = ("title", "reason", "table", "encoding")


def factor_draft(sent: Mapping[str, Any]) -> ChangeDraft:
    """Return the change of one value as written."""
    row = {name: str(sent[name] or "") for name in _ROW} | {"repeats": "1" if sent["repeats"] else ""}
    return _draft(sent, [("", row)], "page")


def table_draft(sent: Mapping[str, Any], rows: list[tuple[str, dict[str, str]]]) -> ChangeDraft:
    """Return the change with the rows of a table."""
    return _draft(sent, rows, "table")


def _draft(sent: Mapping[str, Any], rows: Sequence[tuple[str, Mapping[str, str]]], channel: str) -> ChangeDraft:
    return ChangeDraft(
        title=sent["title"],
        reason=sent["reason"],
        valid_from=sent["valid_from"],
        publication={name: str(sent[f"publication_{name}"] or "") for name in _PUBLICATION},
        rows=rows,
        channel=channel,
    )


class DecideForm(forms.Form):
    """Approve or refuse, with the reason."""

    approve = forms.ChoiceField(
        label="决定", choices=[("yes", "通过，进入公示"), ("no", "不予通过")], widget=forms.RadioSelect
    )
    reason = TextBlock(label="理由", most=REASON_CHARS)


class RefuseForm(forms.Form):
    """Refuse after the notice, with the reason."""

    reason = TextBlock(label="理由", most=REASON_CHARS)


class ObjectForm(forms.Form):
    """An objection by anyone."""

    text = TextBlock(label="异议内容", most=REASON_CHARS)
    contact = TextLine(label="联系方式", required=False, help_text="不公开，供市生态环境局答复时联系")


class AnswerForm(forms.Form):
    """The bureau's answer to an objection."""

    text = TextBlock(label="答复", most=REASON_CHARS)
    upheld = forms.ChoiceField(
        label="结论", choices=[("no", "异议不成立"), ("yes", "异议成立")], widget=forms.RadioSelect
    )
