"""The verification body's acts: accept or decline, raise and close findings, sign and correct the statement."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse

from tanhui.foundation.parties.access import roles
from tanhui.foundation.web.pages import actor_of
from tanhui.lifecycle.accounting import queries as accounting
from tanhui.lifecycle.verification import actions, forms, queries
from tanhui.lifecycle.verification.access import readable, readable_by_finding
from tanhui.lifecycle.verification.views.engagements import engagement_act, finding_of


@roles("verifier")
def accept(request: HttpRequest, engagement_id: int) -> HttpResponse:
    """Accept an engagement with the declaration of independence."""
    return engagement_act(
        request,
        readable(actor_of(request), engagement_id),
        {
            "title": "接受核查委托",
            "submit": "声明并接受",
            "clause": "JX23-15.2",
            "lead": "平台会在接受和签署时各核对一次关联关系。",
        },
        form_class=forms.AcceptForm,
        do=lambda by, sent, at: actions.respond(by=by, engagement_id=engagement_id, accept=True, at=at),
    )


@roles("verifier")
def decline(request: HttpRequest, engagement_id: int) -> HttpResponse:
    """Decline an engagement."""
    return engagement_act(
        request,
        readable(actor_of(request), engagement_id),
        {"title": "谢绝核查委托", "submit": "谢绝", "lead": "谢绝后由业主另行委托，记录保留。"},
        do=lambda by, sent, at: actions.respond(by=by, engagement_id=engagement_id, accept=False, at=at),
    )


@roles("verifier")
def raise_finding(request: HttpRequest, engagement_id: int) -> HttpResponse:
    """Raise a finding."""
    return engagement_act(
        request,
        readable(actor_of(request), engagement_id),
        {"title": "提出核查发现", "submit": "提出"},
        form_class=forms.FindingForm,
        do=lambda by, sent, at: actions.raise_finding(by=by, engagement_id=engagement_id, at=at, **sent),
    )


@roles("verifier")
def close(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Close a finding, or send its answer back."""
    row = readable_by_finding(actor_of(request), finding_id)
    return engagement_act(
        request,
        row,
        {"title": "处理核查发现", "submit": "确定", "finding": finding_of(row, finding_id)},
        form_class=forms.CloseForm,
        do=lambda by, sent, at: actions.close_finding(
            by=by,
            finding_id=finding_id,
            conclusion=sent["conclusion"],
            satisfied=sent["satisfied"] == "yes",
            at=at,
        ),
    )


@roles("verifier")
def sign(request: HttpRequest, engagement_id: int) -> HttpResponse:
    """Sign the statement over the report as the verifier read it, or a correction."""
    row = readable(actor_of(request), engagement_id)
    report, parameters = accounting.report(row.report_id), queries.parameters(row.report_id)
    correcting = bool(row.statements)
    return engagement_act(
        request,
        row,
        {
            "title": "出具核证表更正版" if correcting else "签署核证表",
            "report": report,
            "submit": "签署",
        },
        template="verification/sign.html",
        form_class=partial(forms.SignForm, parameters=parameters, correcting=correcting),
        initial={"report_digest": report.digest, "verified_tonnes": report.issuable_tonnes},
        do=lambda by, sent, at: actions.sign_statement(
            by=by, engagement_id=engagement_id, draft=forms.draft(parameters, sent), at=at
        ),
    )
