"""Engagements: the list of either party, the owner's acts, and the page of one engagement."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties import queries as parties
from tanhui.foundation.parties.access import roles
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.lifecycle.accounting import queries as accounting
from tanhui.lifecycle.methodology import queries as methodology
from tanhui.lifecycle.verification import actions, forms, queries
from tanhui.lifecycle.verification.access import READERS, own_report, readable, readable_by_finding
from tanhui.lifecycle.verification.queries import EngagementRow
from tanhui.lifecycle.verification.states import ENGAGEMENT_STATES


@roles("owner", "verifier")
def mine(request: HttpRequest) -> HttpResponse:
    """List the engagements of the owner or the body who asks; the owner also sees what waits to be engaged for."""
    actor = actor_of(request)
    party, owner = actor.party_id or 0, actor.role == "owner"
    rows = queries.engagements_of_owner(party) if owner else queries.engagements_of_verifier(party)
    other = Column("verifier", "核查机构", sort="verifier") if owner else Column("owner", "项目业主", sort="owner")
    columns = [
        Column("id", "委托", "mono", lambda row: {"value": f"E{row.id:04d}", "url": engagement_url(row.id)}, sort="id"),
        Column(
            "project_name", "项目", value=lambda row: {"value": row.project_name, "sub": row.project_code}, wide=True
        ),
        Column("report_version", "报告版本", "number"),
        other,
        Column("proposed_at", "委托时间", "moment", sort="proposed_at"),
        Column("state", "状态", "badge", lambda row: {"value": row.state_zh, "code": row.state}, sort="state"),
    ]
    search = ("project_name", "project_code", "verifier", "owner")
    listed = listing(request, rows, columns, caption="核查委托", search=search, states=ENGAGEMENT_STATES)
    waiting = queries.reports_to_verify(party) if owner else []
    return list_page(request, "verification/mine.html", listed, {"waiting": waiting, "is_owner": owner})


@roles("owner")
def engage(request: HttpRequest, report_id: int) -> HttpResponse:
    """Engage a body for a submitted report, or declare a change of body."""
    report = own_report(actor_of(request), report_id)
    project = accounting.project(report.project_id)
    earlier = queries.engagements(report.project_id)
    return act_page(
        request,
        template="verification/engage.html",
        form_class=partial(forms.EngageForm, bodies=_bodies(project.category)),
        do=lambda by, sent, at: actions.engage(
            by=by,
            report_id=report_id,
            verifier_id=sent["verifier_id"],
            contract_no=sent["contract_no"],
            change_reason=sent["change_reason"],
            at=at,
        ),
        done_url=lambda made: engagement_url(made.pk),
        context={
            "report": report,
            "project": project,
            "earlier": earlier,
            "cancel": {"label": "返回", "url": reverse("verification:mine")},
        },
    )


def _bodies(category: str) -> list[tuple[int, str]]:
    """Return every body with its qualifications; those for the project's field come first."""
    today = local_day(now())
    held: dict[int, list[str]] = {}
    fit: set[int] = set()
    for row in queries.accreditations():
        if row.in_force(today):
            held.setdefault(row.party_id, []).append(f"{row.sector_zh}，至 {row.ends_on}")
            if row.sector == category:
                fit.add(row.party_id)
    known = parties.parties_with_role("verifier", today)
    ordered = sorted(known, key=lambda party: (party.id not in fit, party.id))
    return [(party.id, f"{party.name}（{'；'.join(held.get(party.id, ['无有效资质']))}）") for party in ordered]


@roles(*READERS)
def engagement(request: HttpRequest, engagement_id: int) -> HttpResponse:
    """One engagement: the report and its documents, the checklist, the parameters, findings and statements."""
    actor = actor_of(request)
    row = readable(actor, engagement_id)
    report, project = accounting.report(row.report_id), accounting.project(row.project_id)
    context = {
        "row": row,
        "report": report,
        "project": project,
        "facts": _facts(row, report, project),
        "actions": _acts(row, actor.party_id),
        "checks": accounting.checklist(row.project_id, on=local_day(now()), period=report.period),
        "parameters": queries.parameters(row.report_id),
        "is_owner": actor.party_id == row.owner_party_id,
        "is_verifier": actor.party_id == row.verifier_party_id,
        "others": [each for each in queries.engagements(row.project_id) if each.id != row.id],
    }
    return render(request, "verification/engagement.html", context)


def _facts(row: EngagementRow, report: accounting.ReportRow, project: accounting.ProjectRow) -> list[dict[str, Any]]:
    return [
        {
            "label": "项目",
            "value": f"{row.project_code} {row.project_name}",
            "url": reverse("accounting:project", args=(row.project_code,)),
            "demo": project.demonstration,
        },
        {"label": "项目业主", "value": row.owner},
        {"label": "核查机构", "value": row.verifier},
        {"label": "委托合同号", "value": row.contract_no},
        {
            "label": "方法学",
            "value": methodology.name_zh(project.methodology_slug, project.methodology_version),
            "url": reverse("methodology:version", args=(project.methodology_slug, project.methodology_version)),
        },
        {"label": "监测期", "value": f"{report.period.start} 至 {report.period.last_day}", "note": "含首尾两日"},
        {"label": "核算减排量", "value": report.exact_tonnes, "kind": "number", "unit": "吨"},
        {"label": "申报量", "value": report.issuable_tonnes, "kind": "number", "unit": "吨"},
        {"label": "报告摘要", "value": report.digest, "kind": "mono"},
        *([{"label": "更换理由", "value": row.change_reason}] if row.change_reason else []),
    ]


def _acts(row: EngagementRow, party_id: int | None) -> list[dict[str, Any]]:
    def act(label: str, name: str, primary: bool = False) -> dict[str, Any]:
        return {"label": label, "url": reverse(f"verification:{name}", args=(row.id,)), "primary": primary}

    if party_id == row.verifier_party_id:
        by_state = {
            "proposed": [act("接受委托", "accept", True), act("谢绝委托", "decline")],
            "accepted": [act("签署核证表", "sign", True), act("提出发现", "raise")],
            "signed": [act("出具更正版", "sign")],
        }
        return by_state.get(row.state, [])
    if party_id == row.owner_party_id and row.state in ("proposed", "accepted", "signed"):
        change = reverse("verification:engage", args=(row.report_id,))
        return [{"label": "更换核查机构", "url": change, "primary": False}]
    return []


@roles("owner")
def answer(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Answer a finding."""
    row = readable_by_finding(actor_of(request), finding_id)
    return engagement_act(
        request,
        row,
        {"title": "答复核查发现", "submit": "提交答复", "finding": finding_of(row, finding_id)},
        form_class=forms.AnswerForm,
        do=lambda by, sent, at: actions.answer_finding(by=by, finding_id=finding_id, text=sent["text"], at=at),
    )


def finding_of(row: EngagementRow, finding_id: int) -> queries.FindingRow:
    """Return one finding of an engagement."""
    return next(each for each in row.findings if each.id == finding_id)


def engagement_url(engagement_id: int) -> str:
    """Return the address of an engagement."""
    return reverse("verification:engagement", args=(engagement_id,))


def engagement_act(request: HttpRequest, row: EngagementRow, context: dict[str, Any], **options: Any) -> HttpResponse:
    """Carry one act on an engagement and return to its page."""
    url = engagement_url(row.id)
    shown = {
        "row": row,
        "back": {"label": f"核查委托 E{row.id:04d}", "url": url},
        "cancel": {"label": "返回", "url": url},
        "clause": "JX23-15.1.1",
        **context,
    }
    return act_page(request, **{"template": "verification/act.html", "done_url": url, "context": shown, **options})
