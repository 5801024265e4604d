"""Reports: prepare, read with every number opening to its formula, factor and rows, submit."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import roles
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import Period, local_day
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.law import refuse
from tanhui.lifecycle.accounting import actions, forms, models, queries
from tanhui.lifecycle.accounting.exact import SHOWN_DIGITS, cut_short
from tanhui.lifecycle.accounting.queries import ActivityRow, ProjectRow, ReportRow
from tanhui.lifecycle.accounting.queries.account import readings_of
from tanhui.lifecycle.accounting.readings.rows import Reading, kwh_text
from tanhui.lifecycle.accounting.views.access import READERS, owned, readable_report

PLAIN = "1"
"""The unit of a plain number, which no page shows."""
_NAME = re.compile(r"[^\W\d]\w*")


@roles("owner")
def new_report(request: HttpRequest, code: str) -> HttpResponse:
    """Prepare the next version of the report."""
    project = owned(actor_of(request), code)

    def do(actor: Actor, cleaned: dict[str, Any], at: datetime) -> models.AccountingReport:
        first, last = cleaned["first_day"], cleaned["last_day"]
        if last < first:
            refuse("V-3", "监测期最后一天早于第一天", "the period ends before it starts", place="last_day")
        return actions.prepare_report(by=actor, project_id=project.id, period=Period.through(first, last), at=at)

    back = {"label": f"{project.code} {project.name}", "url": reverse("accounting:project", args=[code])}
    return act_page(
        request,
        template="accounting/act.html",
        form_class=forms.ReportForm,
        do=do,
        done_url=lambda made: reverse("accounting:report", args=[made.pk]),
        context={
            "title": "编制核算报告",
            "lead": "按已导入的监测数据核算，生成报告（PDF）和可复核的计算表（xlsx）。",
            "back": back,
            "cancel": {"label": "返回", "url": back["url"]},
            "submit": "核算并编制",
            "clause": "JX23-14.1.1",
        },
    )


@roles(*READERS)
def report_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """One version of a report."""
    actor = actor_of(request)
    report, project = readable_report(actor, report_id)
    is_owner = actor.party_id == project.owner_id
    context = {
        "report": report,
        "project": project,
        "result": report.result,
        "can_submit": is_owner and report.submitted_at is None,
        "own_sheets": queries.own_sheets_of(report.id),
        "next_is_verification": is_owner and report.submitted_at is not None,
        "figures": figures_of(report, rows_url=reverse("accounting:rows", args=[report.id])),
        "checks": queries.checklist(project.id, on=local_day(now()), period=report.period),
    }
    return render(request, "accounting/report.html", context)


def figures_of(report: ReportRow, *, rows_url: str) -> list[dict[str, Any]]:
    """Return each year's steps as figures that open to formula, inputs with sources, and rows where these may be read."""
    found = []
    for year in report.result["years"]:
        known = _known(year)
        figures = []
        for step in year["steps"]:
            named = set(_NAME.findall(step["formula"]))
            used = [each for symbol, each in known if symbol in named]
            url = f"{rows_url}?q={year['year']}" if rows_url else ""
            figures.append({**_figure(step), "inputs": used, "rows_url": url})
            known.append((step["symbol"], _input(step["symbol"], step["label"], step, f"第 {len(figures)} 步")))
        span = f"{year['first_day']} 至 {year['last_day']}" if "first_day" in year else ""
        found.append({"year": year["year"], "site": year.get("site", ""), "span": span, "figures": figures})
    return found


def _figure(step: dict[str, Any]) -> dict[str, Any]:
    """Return a step as a figure; a value that a division left endless is cut for the page, and the page says so."""
    value, unit = cut_short(step["value"]), step["unit"] if step["unit"] != PLAIN else ""
    cut = "" if value == step["value"] else f"本页显示 {SHOWN_DIGITS} 位小数，合计按全部位数计算"
    return {
        "label": f"{step['symbol']} {step['label']}",
        "value": value,
        "unit": unit,
        "formula": f"{step['symbol']} = {step['formula']}",
        "steps": [{"label": "代入", "expression": step["substituted"], "value": value, "unit": unit}],
        "note": "；".join(filter(None, (step["rounding"], cut))),
    }


def _known(year: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return what the steps start from, by the name that formulas use; a factor looked up by row has several values."""
    label, source = ("填报的活动数据", "活动数据") if "first_day" in year else ("计量读数合计", "监测读数")
    known = [
        (symbol.rpartition(".")[2], _input(symbol, f"{label}合计" if "." in symbol else label, figure, source))
        for symbol, figure in year["inputs"].items()
    ]
    for factor in year["factors"]:
        source = f"{factor['source_title']} {factor['source_number']}".strip()
        told = {**_input(factor["symbol"], factor["label"], factor, source), "url": factor["source_url"]}
        known.append((factor["symbol"].partition("[")[0], told))
    return known


def _input(symbol: str, label: str, figure: dict[str, Any], source: str) -> dict[str, Any]:
    return {
        "symbol": symbol,
        "label": label,
        "value": cut_short(figure["value"]),
        "unit": figure["unit"] if figure["unit"] != PLAIN else "",
        "source": source,
    }


@roles(*READERS)
def report_rows(request: HttpRequest, report_id: int) -> HttpResponse:
    """The readings of a report's period, row by row; or the sets of activity data that it counts."""
    report, project = readable_report(actor_of(request), report_id)
    if report.result.get("data"):
        return _counted_sets(request, report, project)
    rows = [_row(each) for each in readings_of(models.Project.objects.get(pk=project.id), report.period)]
    columns = [
        Column("line", "原文件行号", kind="number", sort="line"),
        Column("meter", "计量表号", kind="mono", sort="meter"),
        Column("start", "开始", kind="mono", sort="start"),
        Column("end", "结束", kind="mono", sort="end"),
        Column("export", "上网电量（kWh）", kind="number"),
        Column("taken", "下网电量（kWh）", kind="number"),
    ]
    listed = listing(request, rows, columns, caption="监测读数", search=("meter", "start"))
    return list_page(request, "accounting/rows.html", listed, {"report": report, "project": project})


def _counted_sets(request: HttpRequest, report: ReportRow, project: ProjectRow) -> HttpResponse:
    counted = {(each["site"], each["sha256"]) for each in report.result["data"]}
    rows = [each for each in queries.activity_of(project.id) if (each.site, each.sha256) in counted]

    def year(row: ActivityRow) -> dict[str, Any]:
        return {"value": f"{row.year} 年", "url": reverse("accounting:activity-data", args=[row.id])}

    columns = [
        Column("year", "年度", value=year, sort="year"),
        Column("site", "场所", sort="site"),
        Column("first_day", "数据起日", kind="day", sort="first_day"),
        Column("last_day", "数据止日", kind="day"),
        Column("rows", "行数", kind="number", sort="rows"),
        Column("sha256", "数据摘要", kind="mono"),
    ]
    listed = listing(request, rows, columns, caption="计入的活动数据", search=("year", "site", "sha256"))
    return list_page(request, "accounting/sets.html", listed, {"report": report, "project": project})


def _row(each: Reading) -> dict[str, Any]:
    return {
        "line": each.line,
        "meter": each.meter_id,
        "start": f"{each.start_at:%Y-%m-%d %H:%M}",
        "end": f"{each.end_at:%Y-%m-%d %H:%M}",
        "export": kwh_text(each.export_microkwh),
        "taken": kwh_text(each.import_microkwh),
    }


@roles("owner")
def submit(request: HttpRequest, report_id: int) -> HttpResponse:
    """Submit a report."""
    report, project = readable_report(actor_of(request), report_id)
    back = {
        "label": f"{project.code} 第 {report.version} 版核算报告",
        "url": reverse("accounting:report", args=[report_id]),
    }
    return act_page(
        request,
        template="accounting/act.html",
        do=lambda actor, cleaned, at: actions.submit_report(by=actor, report_id=report_id, at=at),
        done_url=back["url"],
        context={
            "title": "提交核算报告",
            "lead": "提交后本版报告不能再修改；如需更正，请编制新的一版。",
            "back": back,
            "cancel": {"label": "返回", "url": back["url"]},
            "submit": "确认提交",
            "clause": "JX23-14.1.1",
        },
    )
