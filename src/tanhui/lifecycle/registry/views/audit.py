"""The verification centre's pages."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse

from tanhui.foundation.parties.access import roles
from tanhui.lifecycle.registry import actions, queries
from tanhui.lifecycle.registry.forms import OpinionForm, ReasonForm
from tanhui.lifecycle.registry.views.common import ActPage, filing_act, readable


@roles("centre", "bureau", "auditor")
def audit(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Show the checklist and the recomputation beside the report; the centre reports with its opinion."""
    row = readable(request, filing_id)
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="审核",
            clause="JX23-17.1.1",
            submit="上报市生态环境局",
            lead="清单由规则逐条生成；复算用平台存储的读数重新计算，不采用报告里的结果。复算不一致的不能上报，请退回补正。",
            form=OpinionForm,
            template="registry/audit.html",
            context=_found(row),
            do=lambda by, sent, at: actions.audit_report(by=by, at=at, filing_id=filing_id, opinion=sent["opinion"]),
        ),
    )


def _found(row: queries.FilingRow) -> dict[str, object]:
    """Return the checklist and the comparison: as reported, or computed now while the audit is open."""
    kept = row.submission.audit if row.submission else None
    if kept is not None:
        same = kept.recomputed_digest == (row.submission.report_digest if row.submission else "")
        return {
            "checks": kept.checklist,
            "again": {"digest": kept.recomputed_digest, "tonnes": Decimal(kept.recomputed_tonnes), "same": same},
            "opinion": kept,
        }
    if row.submission is None:
        return {"checks": (), "again": None}
    lines, again = queries.audit_preview(row.id)
    return {
        "checks": [line.as_dict() for line in lines],
        "again": {
            "digest": again.digest,
            "tonnes": again.tonnes,
            "same": again.digest == row.submission.report_digest,
            "difference": again.difference,
            "rows": again.rows,
        },
    }


@roles("centre")
def accept(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Take the application into audit."""
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="受理申请",
            clause="JX23-17.1.1",
            submit="受理",
            back="registry:audit",
            do=lambda by, sent, at: actions.accept(by=by, at=at, filing_id=filing_id),
        ),
    )


@roles("centre")
def send_back(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Send the application back for correction."""
    return filing_act(
        request,
        filing_id,
        ActPage(
            title="退回补正",
            clause="JX23-17.1.1",
            submit="退回",
            form=ReasonForm,
            back="registry:audit",
            do=lambda by, sent, at: actions.return_for_correction(
                by=by, at=at, filing_id=filing_id, reason=sent["reason"]
            ),
        ),
    )
