"""Projects: the owner's list and page, registration, meters; and what the public sees."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.documents import queries as documents
from tanhui.foundation.parties.access import public, roles
from tanhui.foundation.periods import local_day
from tanhui.foundation.units import decimal_text
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.lifecycle.accounting import actions, forms, models, queries
from tanhui.lifecycle.accounting.drafts import MeterDraft
from tanhui.lifecycle.accounting.queries import ProjectRow, ReportRow
from tanhui.lifecycle.accounting.views.access import READERS, owned, readable_project
from tanhui.lifecycle.accounting.views.reports import figures_of
from tanhui.lifecycle.methodology import queries as methodology

SEARCHED = ("code", "name", "district_zh", "category_zh")


def _columns(page: str, *, owner: bool) -> list[Column]:
    def name(row: ProjectRow) -> dict[str, Any]:
        return {"value": row.name, "url": reverse(page, args=[row.code]), "demo": row.demonstration}

    found = [
        Column("code", "编号", kind="mono", sort="code"),
        Column("name", "项目", value=name, sort="name", wide=True),
        Column("district_zh", "地点", sort="district"),
        Column("category_zh", "领域", sort="category"),
        Column(
            "capacity_kw",
            "装机容量（kW）",
            kind="number",
            value=lambda row: _capacity(row),
            sort="capacity_kw",
        ),
        Column("commissioned_on", "投运", kind="day", sort="commissioned_on"),
    ]
    return [*found, Column("public_owner", "业主")] if owner else found


@roles("owner")
def mine(request: HttpRequest) -> HttpResponse:
    """The owner's projects."""
    rows = queries.projects_of(actor_of(request).party_id or 0)
    listed = listing(request, rows, _columns("accounting:project", owner=False), caption="我的项目", search=SEARCHED)
    return list_page(
        request,
        "accounting/mine.html",
        listed,
        {"actions": [{"label": "登记项目", "url": reverse("accounting:new"), "primary": True}]},
    )


@roles("owner")
def new_project(request: HttpRequest) -> HttpResponse:
    """Register a project."""
    return act_page(
        request,
        template="accounting/new_project.html",
        form_class=forms.ProjectForm,
        do=lambda actor, cleaned, at: actions.register_project(by=actor, draft=forms.project_draft(cleaned), at=at),
        done_url=lambda made: reverse("accounting:project", args=[made.code]),
        context={"cancel": {"label": "返回", "url": reverse("accounting:mine")}},
    )


@roles(*READERS)
def project_page(request: HttpRequest, code: str) -> HttpResponse:
    """One project: facts, conditions, meters, readings and reports."""
    actor = actor_of(request)
    project = readable_project(actor, code)
    is_owner = actor.party_id == project.owner_id
    metered = queries.takes_meter_readings(project.methodology_slug, project.methodology_version)
    context = {
        "project": project,
        "is_owner": is_owner,
        "metered": metered,
        "actions": _acts(code, metered=metered) if is_owner else [],
        "facts": _facts(project),
        "checks": queries.checklist(project.id, on=local_day(now())),
        "conditions": queries.declared(project.id),
        "meters": queries.meters_of(project.id),
        "imports": queries.imports_of(project.id),
        "activity": queries.activity_totals(project.id) if not metered else None,
        "reports": queries.reports_of(project.id),
    }
    return render(request, "accounting/project.html", context)


def _acts(code: str, *, metered: bool) -> list[dict[str, Any]]:
    report = {"label": "编制核算报告", "url": reverse("accounting:prepare", args=[code])}
    if not metered:
        return [
            {"label": "上传活动数据", "url": reverse("accounting:activity", args=[code]), "primary": True},
            {"label": "下载模板", "url": reverse("accounting:activity-template", args=[code])},
            report,
        ]
    return [
        {"label": "上传读数", "url": reverse("accounting:readings", args=[code]), "primary": True},
        report,
        {"label": "增加计量表", "url": reverse("accounting:meter", args=[code])},
    ]


def _facts(project: ProjectRow) -> list[dict[str, Any]]:
    return [
        {"label": "项目业主", "value": project.owner},
        {"label": "领域", "value": project.category_zh},
        {"label": "地点", "value": f"{project.district_zh} {project.address}"},
        {"label": "坐标", "value": f"{project.latitude}，{project.longitude}", "kind": "mono"},
        *_capacity_fact(project),
        {"label": "投运日期", "value": project.commissioned_on, "kind": "day"},
        _methodology(project),
    ]


def _capacity(project: ProjectRow) -> str | None:
    return None if project.capacity_kw is None else decimal_text(project.capacity_kw)


def _capacity_fact(project: ProjectRow) -> list[dict[str, Any]]:
    """Return the capacity as a fact, where the project has one."""
    value = _capacity(project)
    return [] if value is None else [{"label": "装机容量", "value": value, "kind": "number", "unit": "kW"}]


def _methodology(project: ProjectRow) -> dict[str, str]:
    slug, version = project.methodology_slug, project.methodology_version
    url = reverse("methodology:version", args=(slug, version))
    return {"label": "方法学", "value": methodology.name_zh(slug, version), "url": url}


@roles("owner")
def new_meter(request: HttpRequest, code: str) -> HttpResponse:
    """Add a meter."""
    project = owned(actor_of(request), code)
    return act_page(
        request,
        template="accounting/act.html",
        form_class=forms.MeterForm,
        do=lambda actor, cleaned, at: actions.add_meter(
            by=actor, project_id=project.id, draft=MeterDraft(cleaned["number"], cleaned["accuracy_class"]), at=at
        ),
        done_url=reverse("accounting:project", args=[code]),
        context=_act_context("增加计量表", project, "JX23-14.2.1"),
    )


@roles("owner")
def new_calibration(request: HttpRequest, meter_id: int) -> HttpResponse:
    """Record a calibration."""
    meter = models.Meter.objects.get(pk=meter_id)
    project = owned(actor_of(request), meter.project.code)
    return act_page(
        request,
        template="accounting/act.html",
        form_class=forms.CalibrationForm,
        do=lambda actor, cleaned, at: actions.add_calibration(
            by=actor,
            meter_id=meter_id,
            draft=forms.calibration_draft(cleaned),
            certificate=cleaned["certificate"],
            at=at,
        ),
        done_url=reverse("accounting:project", args=[project.code]),
        context=_act_context(f"登记校准：{meter.number}", project, "JX23-14.2.1"),
    )


def _act_context(title: str, project: ProjectRow, clause: str) -> dict[str, Any]:
    back = {"label": f"{project.code} {project.name}", "url": reverse("accounting:project", args=[project.code])}
    return {"title": title, "back": back, "cancel": {"label": "返回", "url": back["url"]}, "clause": clause}


@public
def public_list(request: HttpRequest) -> HttpResponse:
    """Every project, for everyone."""
    rows = queries.public_projects()
    listed = listing(request, rows, _columns("accounting:public", owner=True), caption="碳普惠项目", search=SEARCHED)
    return list_page(request, "accounting/public_list.html", listed)


@public
def public_project(request: HttpRequest, code: str) -> HttpResponse:
    """One project, without personal data."""
    project = queries.project_by_code(code)
    person = project.owner_kind == "person"
    facts = [
        {"label": "项目业主", "value": project.public_owner},
        {"label": "领域", "value": project.category_zh},
        {"label": "地点", "value": project.district_zh if person else f"{project.district_zh} {project.address}"},
        *_capacity_fact(project),
        {"label": "投运日期", "value": project.commissioned_on, "kind": "day"},
        _methodology(project),
    ]
    submitted = [
        {"row": each, "published": _is_published(each), "figures": figures_of(each, rows_url="")}
        for each in queries.reports_of(project.id)
        if each.submitted_at
    ]
    return render(request, "accounting/public_project.html", {"project": project, "facts": facts, "reports": submitted})


def _is_published(report: ReportRow) -> bool:
    """Whether report and calculation table were opened to everyone, as they are from the public notice on."""
    papers = [documents.document(each) for each in (report.pdf_id, report.xlsx_id)]
    return all(paper is not None and paper.public for paper in papers)
