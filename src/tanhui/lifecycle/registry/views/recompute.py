"""Anyone runs a batch again: every figure as it was recorded, beside the same figure computed now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tanhui.foundation.parties.access import public
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.lifecycle.registry.queries import RecomputedBatch
from tanhui.lifecycle.registry.recent import recently_recomputed

_STATES = {"same": "一致", "different": "不一致"}


@public
@require_safe
def recompute(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Run a batch again and show the comparison."""
    found = recently_recomputed(batch_id)
    columns = [
        Column("label", "项目"),
        Column(
            "state",
            "结论",
            "badge",
            lambda line: {"value": _STATES[line.state], "tone": "ok" if line.same else "bad"},
        ),
        Column("recorded", "登记", "mono", wide=True),
        Column("again", "复算", "mono", wide=True),
    ]
    listed = listing(
        request, found.lines, columns, caption="逐项对照", search=("label", "recorded", "again"), states=_STATES
    )
    context = {"found": found, "facts": _facts(found)}
    return list_page(request, "registry/recompute.html", listed, context)


def _facts(found: RecomputedBatch) -> list[dict[str, object]]:
    batch = reverse("registry:batch", args=(found.batch_id,))
    return [
        {"label": "批次", "value": found.serial, "kind": "serial", "url": batch},
        {"label": "备案申请", "value": found.filing_number},
        {"label": "方法学", "value": found.methodology},
        {"label": "方法学文件摘要", "value": found.methodology_sha256, "kind": "mono"},
        {"label": "核算减排量（报告）", "value": found.reported_tonnes, "kind": "number", "unit": "吨"},
        {"label": "核算减排量（复算）", "value": found.recomputed_tonnes, "kind": "number", "unit": "吨"},
        {"label": "结果摘要（报告）", "value": found.reported_digest, "kind": "mono"},
        {"label": "结果摘要（复算）", "value": found.recomputed_digest, "kind": "mono"},
    ]
