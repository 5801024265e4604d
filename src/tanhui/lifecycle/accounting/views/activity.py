"""Activity data: the template, the upload with its list of bad cells, what a set says, withdrawal."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.inputs import parse_option
from tanhui.foundation.inputs.spreadsheet import safe_text
from tanhui.foundation.parties.access import roles
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.law import Breach, Refusal
from tanhui.lifecycle.accounting import actions, forms, models, queries
from tanhui.lifecycle.accounting.actions.import_activity import read_upload
from tanhui.lifecycle.accounting.activity.content import DataSet
from tanhui.lifecycle.accounting.activity.layout import words_of
from tanhui.lifecycle.accounting.activity.template import template
from tanhui.lifecycle.accounting.queries import ActivityRow, ProjectRow
from tanhui.lifecycle.accounting.views.access import READERS, owned, readable_project
from tanhui.lifecycle.methodology import queries as methodologies
from tanhui.lifecycle.methodology.document import Input, Method

SHOWN_FAULTS = 200
SINGLES = "single"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _document(project: ProjectRow) -> Method:
    return methodologies.document(project.methodology_slug, project.methodology_version)


@roles("owner")
def upload_activity(request: HttpRequest, code: str) -> HttpResponse:
    """Upload a set of activity data; or check it only, and get the list of its bad cells."""
    project = owned(actor_of(request), code)
    if request.method == "POST" and request.POST.get("mode") == forms.CHECK:
        form = forms.ActivityForm(data=request.POST, files=request.FILES)
        if form.is_valid():
            return _fault_list(_faults(form.cleaned_data, project.id, now()), f"{code}-faults.csv")

    def do(actor: Actor, cleaned: dict[str, Any], at: datetime) -> models.ActivityData:
        try:
            return actions.import_activity(by=actor, project_id=project.id, upload=cleaned["file"], at=at)
        except Refusal as refusal:
            raise Refusal(refusal.breaches[:SHOWN_FAULTS]) from refusal

    return act_page(
        request,
        template="accounting/activity_upload.html",
        form_class=forms.ActivityForm,
        do=do,
        done_url=reverse("accounting:project", args=[code]),
        context={"project": project, "shown": SHOWN_FAULTS, "document": _document(project)},
    )


def _faults(cleaned: dict[str, Any], project_id: int, at: datetime) -> tuple[Breach, ...]:
    project = models.Project.objects.get(pk=project_id)
    document = methodologies.document(project.methodology_slug, project.methodology_version)
    try:
        read_upload(upload=cleaned["file"], project=project, document=document, at=at)
    except Refusal as refusal:
        return refusal.breaches
    return ()


def _fault_list(breaches: tuple[Breach, ...], name: str) -> HttpResponse:
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(("位置", "代码", "原因", "reason"))
    for each in breaches:
        writer.writerow([safe_text(each.place or ""), each.code, safe_text(each.zh), safe_text(each.en)])
    return _download(("\ufeff" + target.getvalue()).encode(), "text/csv; charset=utf-8", name)


def _download(content: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@roles(*READERS)
def activity_template(request: HttpRequest, code: str) -> HttpResponse:
    """The workbook to fill in, made for the project and its methodology."""
    project = readable_project(actor_of(request), code)
    return _download(template(_document(project), project.code), _XLSX, f"{project.code}-template.xlsx")


@roles(*READERS)
def activity_page(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One set of activity data: its single values and, one at a time, its tables."""
    row = queries.activity_row(activity_id)
    project = readable_project(actor_of(request), row.project_code)
    document, data = _document(project), queries.activity_values(activity_id)
    views = {SINGLES: "单值"} if data.inputs else {}
    views |= {table.id: f"{table.label.zh}（{len(data.tables[table.id])} 行）" for table in document.tables}
    wanted = parse_option(request.GET.get("state") or next(iter(views)), allowed=views, place="state")
    rows, columns = _singles(document, data) if wanted == SINGLES else _table(document, data, wanted)
    listed = listing(request, rows, columns, caption=views[wanted], search=("text",), states=views)
    tabs = [{**tab, "current": code == wanted} for code, tab in zip(views, listed.states[1:], strict=True)]
    context = {"data": row, "project": project, "facts": _facts(row), "title": _title(row), "tabs": tabs}
    return list_page(request, "accounting/activity.html", listed, context)


def _singles(document: Method, data: DataSet) -> tuple[list[dict[str, Any]], list[Column]]:
    own = [each for each in document.inputs if not each.table]
    rows = [_single(each, data.inputs[each.symbol]) for each in own]
    columns = [
        Column("symbol", "符号", kind="mono"),
        Column("label", "含义", wide=True),
        Column("value", "数值", kind="number"),
        Column("unit", "单位"),
    ]
    return rows, columns


def _single(each: Input, value: str) -> dict[str, Any]:
    kind = "number" if each.is_number else "text"
    told = {"symbol": each.symbol, "label": each.label.zh, "value": {"value": value, "kind": kind}, "unit": each.unit}
    return {"state": SINGLES, "text": f"{each.symbol} {each.label.zh} {value}", **told}


def _table(document: Method, data: DataSet, table: str) -> tuple[list[dict[str, Any]], list[Column]]:
    inputs = [each for each in document.inputs if each.table == table]
    rows = [
        {"state": table, "number": number, "text": " ".join(row.values()), "values": row}
        for number, row in enumerate(data.tables[table], start=1)
    ]
    return rows, [Column("number", "行", kind="number", sort="number"), *(_column(each) for each in inputs)]


def _column(each: Input) -> Column:
    kind = "number" if each.is_number else "text"
    return Column(each.symbol, words_of(each), kind=kind, value=lambda row: row["values"][each.symbol])


def _title(row: ActivityRow) -> str:
    return f"{row.year} 年活动数据 {row.site}".strip()


def _facts(row: ActivityRow) -> list[dict[str, Any]]:
    return [
        {"label": "场所", "value": row.site or "—"},
        {"label": "数据起止", "value": f"{row.first_day} 至 {row.last_day}"},
        {"label": "行数", "value": row.rows, "kind": "number"},
        {"label": "原文件", "value": row.name, "url": reverse("documents:download", args=[row.document_id])},
        {"label": "导入时间", "value": row.imported_at, "kind": "moment"},
        {"label": "状态", "value": "已撤回" if row.withdrawn else "使用中"},
        {"label": "数据摘要", "value": row.sha256, "kind": "mono"},
    ]


@roles("owner")
def withdraw_activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Withdraw a set of activity data."""
    row = queries.activity_row(activity_id)
    project = owned(actor_of(request), row.project_code)
    back = {"label": f"{project.code} {project.name}", "url": reverse("accounting:project", args=[project.code])}
    return act_page(
        request,
        template="accounting/act.html",
        do=lambda actor, cleaned, at: actions.withdraw_activity(by=actor, activity_id=activity_id, at=at),
        done_url=back["url"],
        context={
            "title": f"撤回{_title(row)}",
            "lead": "撤回后这份数据不再计入核算，原文件和记录保留。",
            "back": back,
            "cancel": {"label": "返回", "url": back["url"]},
            "clause": "JX23-14.2.1",
        },
    )
