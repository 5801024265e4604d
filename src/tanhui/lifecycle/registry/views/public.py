"""Pages for everyone: the register of projects, batches, one batch from readings to where its tonnes are, search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.inputs import parse_search
from tanhui.foundation.parties.access import public
from tanhui.foundation.units import decimal_text
from tanhui.foundation.web.pages import actor_of
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.law import Refusal
from tanhui.lifecycle.registry import queries
from tanhui.lifecycle.registry.views.common import DISTRICT_COLUMN, district_zh, timeline

_STATES = {"active": "流通中", "partly_filled": "部分注销", "retired": "已全部注销", "suspended": "已冻结"}
_ACTS_ZH = {
    "registry.filing_drafted": "起草申请",
    "registry.document_attached": "补充材料",
    "registry.filing_submitted": "提交申请",
    "registry.filing_resubmitted": "补正后提交",
    "registry.filing_accepted": "受理",
    "registry.filing_returned": "退回补正",
    "registry.audit_reported": "审核上报（含复算）",
    "registry.panel_convened": "组织专家评审",
    "registry.panel_voted": "专家投票",
    "registry.panel_concluded": "评审结论",
    "registry.panel_skipped": "记录不组织评审的理由",
    "registry.decided": "决定",
    "registry.notice_given": "公示",
    "registry.filed": "备案",
    "registry.registered": "登记",
    "registry.issued": "签发",
    "registry.remarked": "分局监督意见",
}


@public
def projects(request: HttpRequest) -> HttpResponse:
    """List the projects of the public register."""
    columns = [
        Column("code", "项目编号", "mono", lambda row: _to("registry:project", row.id, row.code), sort="code"),
        Column("name", "项目名称", sort="name", wide=True),
        Column("owner", "项目业主", sort="owner"),
        Column("district", DISTRICT_COLUMN, value=lambda row: district_zh(row.district), sort="district"),
        Column("filings", "备案", "number", sort="filings"),
        Column("batches", "批次", "number", sort="batches"),
        Column("issued", "已签发（吨）", "number", sort="issued"),
        Column("state_zh", "最近状态"),
    ]
    listed = listing(
        request,
        queries.projects_with_batches(),
        columns,
        caption="登记项目",
        search=("code", "name", "owner"),
    )
    return list_page(request, "registry/projects.html", listed)


@public
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show one project's filings, batches and carries."""
    page = queries.project_page(project_id)
    return render(request, "registry/project.html", {"page": page, "district": district_zh(page.line.district)})


@public
def batches(request: HttpRequest) -> HttpResponse:
    """List every batch and where its tonnes are."""
    columns = [
        Column("code", "编号区间", "serial", lambda row: _to("registry:batch", row.batch_id, row.code), sort="first"),
        Column(
            "project_name",
            "项目",
            value=lambda row: {"value": row.project_name, "sub": row.owner},
            sort="project_name",
            wide=True,
        ),
        Column(
            "vintage", "减排发生至", value=lambda row: f"{row.vintage[:4]}年{int(row.vintage[4:])}月", sort="vintage"
        ),
        Column("issued_on", "签发日期", "day", sort="issued_at"),
        Column("tonnes", "签发（吨）", "number", sort="tonnes"),
        Column("held", "持有", "number", sort="held"),
        Column("on_hold", "冻结或待交割", "number"),
        Column("retired", "已注销", "number", sort="retired"),
        Column("state", "状态", "badge", lambda row: {"value": row.state_zh, "code": row.state}),
    ]
    listed = listing(
        request,
        queries.issuances(),
        columns,
        caption="核证减排量批次",
        search=("code", "project_name", "project_code", "owner", "number"),
        states=_STATES,
    )
    return list_page(request, "registry/batches.html", listed)


@public
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show one batch: where its tonnes are now, and the chain from readings to issuance with the journal's hashes."""
    page = queries.batch_page(batch_id)
    row = page.issuance
    own_page = reverse("registry:project", args=(row.project_id,))
    name = f"{row.project_code} {row.project_name}"
    facts = [
        {"label": "编号区间", "value": row.code, "kind": "serial"},
        {"label": "项目", "value": name, "url": own_page, "demo": page.filing.demonstration},
        {"label": "项目业主", "value": row.owner},
        {"label": "监测期", "value": f"{row.period_start} 至 {row.last_day}"},
        {"label": "方法学", "value": page.filing.methodology},
        {"label": "核查机构", "value": page.filing.verifier},
        {"label": "核准量", "value": page.verified, "kind": "number", "unit": "吨"},
        {"label": "使用结转", "value": decimal_text(page.carry_in), "unit": "吨"},
        {"label": "签发量", "value": row.tonnes, "kind": "number", "unit": "吨", "note": "向下取整到整吨"},
        {"label": "余量结转", "value": decimal_text(page.carry_out), "unit": "吨"},
        {"label": "签发日期", "value": row.issued_on, "kind": "day"},
        {"label": "备案申请", "value": row.number, "url": reverse("registry:filing", args=(row.filing_id,))},
        {"label": "报告摘要（SHA-256）", "value": page.filing.report_digest, "kind": "mono"},
    ]
    context = {
        "page": page,
        "facts": facts,
        "papers": page.filing.submission.documents if page.filing.submission else (),
        "journal": [{"row": each, "zh": _ACTS_ZH.get(each.kind, each.kind)} for each in page.journal],
        "timeline": timeline(page.filing.case),
        "may_freeze": actor_of(request).role == "bureau",
    }
    return render(request, "registry/batch.html", context)


@public
def search(request: HttpRequest) -> HttpResponse:
    """Find a batch by a printed serial, a number, or part of a code or name."""
    asked = parse_search(request.GET.get("q", ""), place="q")
    refusal, found = None, []
    try:
        found = queries.search(asked) if asked else []
    except Refusal as error:
        refusal = error
    context = {"asked": asked, "found": found, "refusal": refusal}
    return render(request, "registry/search.html", context, status=refusal.status if refusal else 200)


def _to(name: str, key: int, text: str) -> dict[str, str]:
    return {"value": text, "url": reverse(name, args=(key,))}
