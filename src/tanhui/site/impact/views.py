"""The impact report of a change of factors: made by the offices before the decision, public from the notice on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import public, roles
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.lifecycle.methodology import queries
from tanhui.lifecycle.methodology.library.impact import KINDS, METHODOLOGY, PROJECT, REPORT
from tanhui.site.impact.gathering import make_impact_report

MAKERS = ("bureau", "centre")
READERS = frozenset({*MAKERS, "auditor", "expert", "department", "branch"})
PUBLIC_STATES = ("on_notice", "published")
HEADS = ("对象", "范围", "变更前", "变更后", "差", "变动", "状态")


@public
def report(request: HttpRequest, change_id: int) -> HttpResponse:
    """Show what a change moves, by how much, and what stays; what is not public yet (open reports) to the offices."""
    page, office = _readable(request, change_id), actor_of(request).role in READERS
    found = page.impact.content if page.impact else None
    may_make = actor_of(request).role in MAKERS and page.row.state == "awaiting_decision"
    make = {
        "label": "重新编制" if found else "编制影响报告",
        "url": reverse("make_impact", args=(change_id,)),
        "primary": True,
    }
    download = {"label": "下载（xlsx）", "url": _download(page), "icon": "download"} if found and office else None
    context = {
        "page": page,
        "content": found,
        "current": page.impact_is_current,
        "groups": [_group(kind, found) for kind in KINDS if office or kind == METHODOLOGY] if found else [],
        "office": office,
        "columns": [{"label": head, "wide": head in ("对象", "说明")} for head in HEADS],
        "actions": [each for each in (make if may_make else None, download) if each],
        "back": {"label": page.row.number, "url": reverse("methodology:factor_change", args=(change_id,))},
    }
    return render(request, "impact/report.html", context)


@roles(*MAKERS)
def make_report(request: HttpRequest, change_id: int) -> HttpResponse:
    """Compute the impact report and keep it with the change."""
    page = _readable(request, change_id)
    url = reverse("impact", args=(change_id,))
    return act_page(
        request,
        template="impact/make.html",
        do=lambda by, sent, at: make_impact_report(by=by, proposal_id=change_id, at=at),
        done_url=url,
        context={"page": page, "cancel": {"label": "返回", "url": url}},
    )


def _readable(request: HttpRequest, change_id: int) -> queries.ChangePage:
    try:
        page = queries.change(change_id, local_day(now()))
    except ObjectDoesNotExist as missing:
        raise Http404("没有这项因子变更") from missing
    if actor_of(request).role not in READERS and page.row.state not in PUBLIC_STATES:
        raise Http404("没有这项因子变更")
    return page


def _download(page: queries.ChangePage) -> str:
    return reverse("documents:download", args=(page.impact.document_id,)) if page.impact else ""


def _group(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    rows = [row for row in content["rows"] if row["kind"] == kind]
    return {"kind": kind, "title": KINDS[kind], "rows": [_cells(row) for row in rows], "count": len(rows)}


def _cells(row: Mapping[str, Any]) -> list[Any]:
    return [
        {"value": row["subject"], "url": _url(row), "sub": row["note"]},
        row["detail"],
        {"value": row["before"] or "—", "unit": row["unit"], "kind": "mono"},
        {"value": row["after"] or "—", "unit": row["unit"], "kind": "mono"},
        {"value": row["difference"] or "—", "kind": "mono"},
        row["percent"] or "—",
        row["state"] or "—",
    ]


_PAGES = {METHODOLOGY: "methodology:version", REPORT: "accounting:report", PROJECT: "accounting:public"}


def _url(row: Mapping[str, Any]) -> str:
    """Return the page of what moves; a methodology is named with its version."""
    return reverse(_PAGES[row["kind"]], args=row["reference"].split("/"))
