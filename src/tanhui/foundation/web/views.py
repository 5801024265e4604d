"""The page about the API: every endpoint, who may call it, and how a machine signs in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tanhui.foundation.parties.access import public
from tanhui.foundation.parties.roles import names_of
from tanhui.foundation.web.api import ENDPOINTS


@public
def api_docs(request: HttpRequest) -> HttpResponse:
    """List the endpoints, stage by stage; the machine-readable description is linked."""
    columns = [
        {"label": "方法", "kind": "mono"},
        {"label": "地址", "kind": "mono"},
        {"label": "办什么", "wide": True},
        {"label": "谁可以用", "wide": True},
    ]
    rows = [[each.method, f"/api/v1/{each.stage}{each.path}", each.summary, names_of(each.roles)] for each in ENDPOINTS]
    return render(request, "web/api_docs.html", {"columns": columns, "rows": rows})
