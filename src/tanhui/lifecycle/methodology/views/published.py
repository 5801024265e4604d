"""Pages anyone may open: the list of methodologies, one methodology, and its document to download."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import public
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.lifecycle.methodology import presentation, presentation_values, queries
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.presentation_versions import version_table
from tanhui.lifecycle.methodology.queries.published import STATES, VersionRow


@public
def index(request: HttpRequest) -> HttpResponse:
    """List every published version with its days of force."""
    today = local_day(now())
    columns = (
        Column("title_zh", "方法学", value=lambda row: {"value": row.title_zh, "url": _url(row)}, wide=True),
        Column("code", "编码", "mono"),
        Column("field", "领域", value=lambda row: _method(row).category_zh),
        Column("grounds", "依据", "badge", value=_grounds),
        Column("version", "版本"),
        Column("state", "状态", "badge", value=lambda row: _badge(row.state_on(today))),
        Column("in_force_from", "生效日", "day", sort="in_force_from"),
        Column("in_force_to", "有效至", "day"),
        Column("registered_at", "登记时间", "moment"),
    )
    listed = listing(
        request, queries.versions(), columns, caption="已发布的方法学", search=("title_zh", "code", "slug")
    )
    doors = [
        {"label": "方法学建议", "url": reverse("methodology:proposals"), "icon": "file"},
        {"label": "版本对照", "url": reverse("methodology:compare"), "icon": "swap"},
    ]
    return list_page(request, "methodology/index.html", listed, {"actions": doors})


@public
def page(request: HttpRequest, slug: str, version: str = "") -> HttpResponse:
    """Show one methodology: conditions, parameters, equations, factor values, a worked example, its versions."""
    today = local_day(now())
    row = version_or_404(slug, version)
    method = queries.document(slug, row.version)
    worked = presentation.worked(method, request.GET.get("example", ""), queries.library_factors(today))
    context = {
        "row": row,
        "method": method,
        "state": {"code": row.state_on(today), "zh": STATES[row.state_on(today)]},
        "symbols": [list(each.values()) for each in presentation.symbols(method)],
        "symbol_columns": [{"label": label, "wide": label in ("含义", "来源")} for label in presentation.SYMBOLS],
        "equations": presentation.equations(method),
        "own_values": presentation_values.own_values(method),
        "own_value_columns": presentation_values.own_value_columns(),
        "tables": presentation_values.tables(method),
        "behaviour": presentation_values.behaviour(method),
        "factors": presentation.factor_values(method),
        "worked": worked,
        "others": [each for each in method.examples if each is not worked.example],
        **version_table(queries.versions(slug), today),
        "actions": [
            {
                "label": "用自己的数据试算",
                "url": reverse("methodology:try", args=(row.slug, row.version)),
                "icon": "formula",
            },
            {"label": "下载方法学文件（TOML）", "url": _document_url(row), "icon": "download", "primary": True},
            {
                "label": "PDF",
                "url": reverse("methodology:document_pdf", args=(row.slug, row.version)),
                "icon": "download",
            },
            {
                "label": "公式（LaTeX）",
                "url": reverse("methodology:formulas_tex", args=(row.slug, row.version)),
                "icon": "download",
            },
        ],
    }
    return render(request, "methodology/page.html", context)


@public
def document(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Send the document exactly as it was published."""
    row = version_or_404(slug, version)
    answer = HttpResponse(queries.document_text(slug, row.version), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.slug}-{row.version}.toml"'
    return answer


def version_or_404(slug: str, version: str) -> VersionRow:
    """Return the version asked for; without one, that in force today, else the newest."""
    today = local_day(now())
    found = queries.version(slug, version) if version else queries.version_in_force(slug, today)
    found = found or next(iter(reversed(queries.versions(slug) if not version else [])), None)
    if found is None:
        raise Http404("没有这一方法学或版本")
    return found


def _method(row: VersionRow) -> Method:
    return queries.document(row.slug, row.version)


def _grounds(row: VersionRow) -> dict[str, str]:
    """Say how much of a version's content still waits to be confirmed."""
    count = len(_method(row).unconfirmed)
    if count:
        return {"value": f"待核 {count} 项", "code": "unconfirmed", "tone": "wait"}
    return {"value": "已核对", "code": "confirmed", "tone": "plain"}


def _url(row: VersionRow) -> str:
    return reverse("methodology:version", args=(row.slug, row.version))


def _document_url(row: VersionRow) -> str:
    return reverse("methodology:document", args=(row.slug, row.version))


def _badge(state: str) -> dict[str, str]:
    return {"value": STATES[state], "code": state, "tone": {"in_force": "ok", "coming": "wait"}.get(state, "plain")}
