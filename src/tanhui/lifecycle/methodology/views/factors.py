"""Pages of the factor library anyone may open: the list, one record with its history, the changes and their notices."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.documents.queries import document
from tanhui.foundation.parties.access import public
from tanhui.foundation.parties.roles import name_of
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure import queries as procedure
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.lifecycle.methodology import actions, queries
from tanhui.lifecycle.methodology.forms_of_factors import ObjectForm
from tanhui.lifecycle.methodology.queries.factor_changes import PUBLIC_STATES, ChangePage, change_of_subject
from tanhui.lifecycle.methodology.queries.factors import FactorRow
from tanhui.lifecycle.methodology.views.factor_steps import buttons, steps, timeline

STAFF = frozenset({"bureau", "centre", "auditor", "expert", "department", "branch"})
"""Offices that read a change before its public notice."""
TONES = {"in_effect": "ok", "coming": "wait", "unconfirmed": "bad", "missing": "bad", "superseded": "plain"}
CHANGE_TONES = {
    "awaiting_decision": "wait",
    "approved": "wait",
    "on_notice": "busy",
    "published": "ok",
    "refused": "bad",
}
COLUMNS = (
    Column(
        "series_zh",
        "因子",
        value=lambda row: {"value": row["series_zh"], "url": row["url"], "sub": row["series"]},
        sort="series",
        wide=True,
    ),
    Column("region", "地区", sort="region"),
    Column("year", "年份", value=lambda row: str(row["year"]), sort="year"),
    Column("value", "数值", value=lambda row: {"value": row["value"], "unit": row["unit"], "kind": "mono"}),
    Column("kind_zh", "类型", sort="kind_zh"),
    Column("publication", "公告", value=lambda row: {"value": row["publication"], "sub": row["number"]}, wide=True),
    Column("evidence_zh", "证据", sort="evidence_zh"),
    Column(
        "state",
        "状态",
        "badge",
        value=lambda row: {"value": row["state_zh"], "code": row["state"], "tone": TONES[row["state"]]},
    ),
    Column("valid_from", "生效日", "day", sort="valid_from"),
)


ELECTRICITY = "grid"
"""What most people come for stands first."""


@public
def factors(request: HttpRequest) -> HttpResponse:
    """List the library: what holds today, what is to come, and what is still to be confirmed."""
    rows = [_line(row) for row in queries.factor_rows(local_day(now()), history=True)]
    states = queries.FACTOR_STATES
    if not request.GET.get("state"):
        rows = [row for row in rows if row["state"] != "superseded"]
    rows.sort(key=lambda row: not row["series"].startswith(ELECTRICITY))
    search = ("series_zh", "series_en", "series", "region", "code", "kind_zh", "publication", "gas")
    listed = listing(request, rows, COLUMNS, caption="排放因子", search=search, states=states)
    return list_page(request, "methodology/factors/list.html", listed, {"doors": _doors(request)})


@public
def factor(request: HttpRequest, record_id: int) -> HttpResponse:
    """Show one record: value, provenance, what it supersedes, and which methodologies draw on it."""
    today = local_day(now())
    row = queries.factor_record(record_id, today)
    if row is None:
        raise Http404("没有这条因子记录")
    context = {
        "row": row,
        "title": f"{row.series_zh}：{row.entry.region}，{row.entry.year} 年",
        "facts": _facts(row),
        "source": _source(row),
        "history": [_edition(each) for each in queries.line_of(record_id, today)],
        "history_columns": [
            {"label": "版次"},
            {"label": "数值"},
            {"label": "状态", "kind": "badge"},
            {"label": "生效日", "kind": "day"},
            {"label": "止于", "kind": "day"},
        ],
        "used": [_use(version, parameter) for version, parameter in queries.versions_using(*row.entry.key[:2])],
        "used_columns": [
            {"label": "方法学", "wide": True},
            {"label": "参数"},
            {"label": "年份规则"},
            {"label": "状态"},
        ],
        "change": queries.change(row.proposal_id, today) if row.proposal_id else None,
    }
    return render(request, "methodology/factors/record.html", context)


@public
def factor_changes(request: HttpRequest) -> HttpResponse:
    """List the changes of the library: all of them for the offices, from public notice on for everyone."""
    rows = queries.changes(public_only=actor_of(request).role not in STAFF)
    columns = (
        Column("number", "编号", value=lambda row: {"value": row.number, "url": _change_url(row.id)}, sort="number"),
        Column("title", "变更", wide=True, sort="title"),
        Column("rows", "记录数", "number"),
        Column("proposed_role", "提出", value=lambda row: name_of(row.proposed_role)),
        Column("proposed_at", "提出时间", "moment", sort="proposed_at"),
        Column("valid_from", "拟生效日", "day", sort="valid_from"),
        Column(
            "state",
            "状态",
            "badge",
            value=lambda row: {"value": row.state_zh, "code": row.state, "tone": CHANGE_TONES[row.state]},
        ),
    )
    listed = listing(
        request, rows, columns, caption="因子变更", search=("number", "title"), states=queries.CHANGE_STATES
    )
    return list_page(request, "methodology/factors/changes.html", listed, {"doors": _doors(request)})


@public
def factor_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Show one change with its impact report, and take an objection from anyone while its notice runs."""
    page, today = readable_change(request, change_id), local_day(now())
    staff = actor_of(request).role in STAFF
    papers = [
        (label, document(key))
        for label, key in (
            ("公告原文", page.evidence_document_id),
            ("影响报告", page.impact.document_id if page.impact and staff else None),
            ("上传的数值表", page.table_document_id if staff else None),
        )
        if key
    ]
    return act_page(
        request,
        template="methodology/factors/change.html",
        form_class=ObjectForm,
        do=lambda by, sent, at: actions.object_to_change(
            by=by, at=at, proposal_id=change_id, text=sent["text"], contact=sent["contact"]
        ),
        done_url=_change_url(change_id) + "#objections",
        context={
            "page": page,
            "state": {"code": page.row.state, "zh": page.row.state_zh},
            "rows": [_proposed(each) for each in page.rows],
            "row_columns": [
                {"label": "系列", "wide": True},
                {"label": "地区"},
                {"label": "年份"},
                {"label": "现行"},
                {"label": "拟变更为"},
                {"label": "证据"},
            ],
            "source": _source_facts(page),
            "steps": steps(page, today),
            "timeline": timeline(page),
            "actions": buttons(page, actor_of(request)),
            "papers": [(label, paper) for label, paper in papers if paper],
            "open": page.notice is not None and page.notice.is_open(now()),
            "bureau": actor_of(request).role == "bureau",
        },
    )


@public
def factor_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Lead from a public notice to the change it is about."""
    notice = procedure.notice(notice_id)
    change_id = change_of_subject(notice.subject) if notice else None
    if change_id is None:
        raise Http404("没有这项公示")
    return redirect(_change_url(change_id))


def readable_change(request: HttpRequest, change_id: int) -> ChangePage:
    """Return a change, for the offices at any time and for everyone from its notice on; else it is not there."""
    try:
        page = queries.change(change_id, local_day(now()))
    except ObjectDoesNotExist as missing:
        raise Http404("没有这项因子变更") from missing
    if actor_of(request).role not in STAFF and page.row.state not in PUBLIC_STATES:
        raise Http404("没有这项因子变更")
    return page


def _doors(request: HttpRequest) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"label": "因子变更", "url": reverse("methodology:factor_changes"), "icon": "notice"}
    ]
    if actor_of(request).role in ("bureau", "centre"):
        found += [
            {"label": "提出变更", "url": reverse("methodology:propose_factor"), "primary": True},
            {"label": "上传数值表", "url": reverse("methodology:upload_factors")},
        ]
    return found


def _line(row: FactorRow) -> dict[str, Any]:
    entry = row.entry
    return {
        "url": _url(row.id),
        "code": entry.code,
        "series": entry.series,
        "series_zh": row.series_zh,
        "series_en": row.series_en,
        "gas": entry.gas,
        "region": entry.region,
        "year": entry.year,
        "value": entry.value or "—",
        "unit": entry.unit,
        "kind_zh": row.kind_zh,
        "publication": entry.source.title,
        "number": entry.source.number,
        "evidence_zh": row.evidence_zh,
        "state": row.state,
        "state_zh": row.state_zh,
        "valid_from": row.valid_from,
    }


def _facts(row: FactorRow) -> list[dict[str, Any]]:
    entry = row.entry
    return [
        {"label": "数值 Value", "value": entry.value or "未取得", "unit": entry.unit, "kind": "mono"},
        {"label": "系列 Series", "value": entry.series, "kind": "mono", "note": row.series_en},
        {"label": "类型 Kind", "value": row.kind_zh, "note": entry.kind},
        {"label": "气体 Gas", "value": entry.gas},
        {"label": "地区 Region", "value": entry.region},
        {"label": "年份 Year", "value": str(entry.year), "note": row.year_of_zh},
        {"label": "状态 State", "value": row.state_zh, "kind": "badge", "code": row.state, "tone": TONES[row.state]},
        {"label": "生效日 In effect from", "value": row.valid_from, "kind": "day"},
        {"label": "止于 Until", "value": row.valid_to or "未被接替", "kind": "day" if row.valid_to else "text"},
        {"label": "证据强度 Evidence", "value": row.evidence_zh},
        {"label": "说明 Note", "value": entry.note or "无"},
        {
            "label": "入库 Recorded",
            "value": row.recorded_at,
            "kind": "moment",
            "note": "" if row.proposal_id else "随平台提供的首次入库",
        },
        {"label": "记录摘要 Digest", "value": row.digest, "kind": "mono"},
    ]


def _source(row: FactorRow) -> list[dict[str, Any]]:
    source = row.entry.source
    return [
        {
            "label": "公告 Publication",
            "value": source.title,
            "url": source.link,
            "note": "" if source.title_confirmed else "标题待核",
        },
        {"label": "文号 Number", "value": source.number or "未查明"},
        {"label": "公布 Published", "value": source.published or "未查明"},
        {"label": "发布机关 Issuer", "value": source.issuer},
        {"label": "原文摘要 File hash", "value": source.file_sha256 or "未存原文", "kind": "mono", "note": source.note},
    ]


def _source_facts(page: ChangePage) -> list[dict[str, Any]]:
    source = page.rows[0].entry.source
    return [
        {"label": "公告", "value": source.title, "url": source.link},
        {"label": "文号", "value": source.number or "见链接"},
        {"label": "公布", "value": source.published},
        {"label": "发布机关", "value": source.issuer},
        {"label": "原文摘要", "value": source.file_sha256 or "未附原文", "kind": "mono"},
        {"label": "拟生效日", "value": page.row.valid_from, "kind": "day"},
        {"label": "变更摘要", "value": page.digest, "kind": "mono"},
    ]


def _edition(row: FactorRow) -> list[Any]:
    return [
        {"value": f"第 {row.edition} 版", "url": _url(row.id), "sub": row.entry.code},
        {"value": row.entry.value or "—", "unit": row.entry.unit, "kind": "mono"},
        {"value": row.state_zh, "code": row.state, "tone": TONES[row.state]},
        row.valid_from,
        row.valid_to,
    ]


_RULES_ZH = {"year-of-generation": "取发生当年", "latest": "取最新公布"}


def _use(version: Any, parameter: Any) -> list[Any]:
    return [
        {
            "value": f"{version.title_zh}（{version.code} {version.version}）",
            "url": reverse("methodology:version", args=(version.slug, version.version)),
        },
        parameter.symbol,
        _RULES_ZH.get(parameter.wanted.year_rule, parameter.wanted.year_rule),
        queries.STATES[version.state_on(local_day(now()))],
    ]


def _proposed(each: Any) -> list[Any]:
    entry, before = each.entry, each.supersedes
    return [
        {"value": entry.series, "sub": entry.code},
        entry.region,
        str(entry.year),
        {"value": before.entry.value or "—", "unit": before.entry.unit, "url": _url(before.id), "kind": "mono"}
        if before
        else "新增",
        {"value": entry.value, "unit": entry.unit, "kind": "mono"},
        "待核" if not entry.confirmed else "可用于核算",
    ]


def _url(record_id: int) -> str:
    return reverse("methodology:factor", args=(record_id,))


def _change_url(change_id: int) -> str:
    return reverse("methodology:factor_change", args=(change_id,))
