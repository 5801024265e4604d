"""The law pages: the measures clause by clause, readings, parameters, refusal codes, and the text of a rule."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import public
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.site.design.wording import groups
from tanhui.site.lawpages import shapes

_TABS = (
    ("制度对照", "law"),
    ("理解与口径", "law_readings"),
    ("参数", "law_parameters"),
    ("拒绝代码", "law_codes"),
)

_KINDS = frozenset({"日期", "是否", "规则", "时段", "时刻"})
"""Units that only name the kind of a value; the value itself already says it."""

_VALUES_ZH = {"yes": "是", "no": "否", "volume_weighted_average": "按成交量加权平均", "earlier_sequence": "先到先得"}


@public
def law(request: HttpRequest) -> HttpResponse:
    """Show every clause: its gist, what carries it out, which tests prove it, and in which state it is."""
    today = local_day(now())
    force = [(each, each.in_force_on(today), each.last_day < today) for each in shapes.instruments()]
    context = {"measures": shapes.measures_shown(), "instruments": force, "today": today, "tabs": _tabs("law")}
    return render(request, "lawpages/law.html", context)


@public
def readings(request: HttpRequest) -> HttpResponse:
    """List how we read what the text leaves open, with the bureau's interpretation or none.

    Carries out: JX23-29.
    """
    columns = (
        Column("clause", "条款", kind="clause", sort="clause"),
        Column("zh", "理解", value=_reading_cell, wide=True),
        Column("where", "出处", kind="mono", sort="where"),
        Column("interpretation", "市局解释", value=lambda row: row.interpretation or "尚无"),
    )
    found = listing(
        request,
        shapes.reading_rows(),
        columns,
        caption="对条文的理解与口径",
        search=("clause", "zh", "en", "where"),
    )
    return list_page(request, "lawpages/readings.html", found, {"tabs": _tabs("law_readings")})


@public
def parameters(request: HttpRequest) -> HttpResponse:
    """List the parameters in force today, each with its first day, source and decision."""
    columns = (
        Column("title_zh", "参数", value=lambda row: {"value": row.title_zh, "sub": row.name}, wide=True, sort="name"),
        Column("value", "现行值", value=_value_cell),
        Column("first_day", "起始日", kind="day", sort="first_day"),
        Column("clause", "条款", kind="clause", sort="clause"),
        Column("source", "依据", wide=True),
        Column("decided_by", "决定", sort="decided_by"),
    )
    today = local_day(now())
    found = listing(
        request,
        shapes.parameter_rows(today),
        columns,
        caption="现行参数",
        search=("name", "title_zh", "clause", "source"),
    )
    return list_page(request, "lawpages/parameters.html", found, {"tabs": _tabs("law_parameters"), "today": today})


@public
def refusal_codes(request: HttpRequest) -> HttpResponse:
    """List every refusal code: what it means and what puts it right."""
    rows = [
        {
            "code": entry.code,
            "zh": entry.zh,
            "en": entry.en,
            "clause": entry.clause,
            "remedy": entry.remedy_zh,
            "state": "已启用" if used else "待启用",
        }
        for entry, used in shapes.code_rows()
    ]
    columns = (
        Column("code", "代码", kind="mono", sort="code"),
        Column("zh", "含义", value=lambda row: {"value": row["zh"], "sub": row["en"]}, wide=True),
        Column("clause", "条款", kind="clause", sort="clause"),
        Column("remedy", "怎样改正", wide=True),
        Column("state", "启用", sort="state"),
    )
    found = listing(request, rows, columns, caption="拒绝代码", search=("code", "zh", "en", "clause", "remedy"))
    return list_page(request, "lawpages/codes.html", found, {"tabs": _tabs("law_codes")})


@public
def source(request: HttpRequest) -> HttpResponse:
    """Show the text of one place that carries out a clause; no other file can be asked for."""
    found = shapes.source_of(request.GET.get("module", ""), request.GET.get("name", ""))
    if found is None:
        raise Http404
    place, text = found
    return render(request, "lawpages/source.html", {"place": place, "text": text, "tabs": _tabs("law")})


def _tabs(current: str) -> list[dict[str, Any]]:
    return [{"label": label, "url": reverse(name), "current": name == current} for label, name in _TABS]


def _reading_cell(row: shapes.ReadingRow) -> dict[str, str]:
    return {"value": row.zh, "sub": row.en} if row.zh else {"value": row.en}


def _value_cell(row: shapes.ParameterRow) -> str:
    value = _VALUES_ZH.get(row.value, row.value)
    return value if row.unit in _KINDS else f"{groups(value)} {row.unit}".strip()
