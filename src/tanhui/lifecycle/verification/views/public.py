"""What everyone may read: the register of bodies and every signed statement; and the bureau's acts on the register."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties import queries as parties
from tanhui.foundation.parties.access import public, roles
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.lifecycle.accounting import queries as accounting
from tanhui.lifecycle.verification import actions, forms, queries
from tanhui.lifecycle.verification.queries import AccreditationRow, StatementRow


@public
def bodies(request: HttpRequest) -> HttpResponse:
    """The register of verification bodies."""
    today, is_bureau = local_day(now()), actor_of(request).role == "bureau"

    def state(row: AccreditationRow) -> dict[str, Any]:
        if row.in_force(today):
            return {"value": "有效", "tone": "ok"}
        if row.suspended_on is not None and row.suspended_on <= today:
            return {"value": "已暂停", "tone": "bad"}
        return {"value": "不在有效期" if row.standing == "in_good_standing" else "资格受限", "tone": "plain"}

    columns = [
        Column("party", "核查机构", sort="party", wide=True),
        Column("sector_zh", "领域", sort="sector_zh"),
        Column("document", "资质文号", sort="document"),
        Column("starts_on", "生效日", "day", sort="starts_on"),
        Column("ends_on", "失效日", "day", sort="ends_on"),
        Column("in_force", "状态", "badge", state),
    ]
    if is_bureau:
        columns.append(Column("id", "办理", value=_suspend_link))
    listed = listing(
        request, queries.accreditations(), columns, caption="核查机构名录", search=("party", "sector_zh", "document")
    )
    acts: list[dict[str, Any]] = [{"label": "核证表", "url": reverse("verification:statements")}]
    if is_bureau:
        acts.insert(0, {"label": "登记资质", "url": reverse("verification:accredit"), "primary": True})
    return list_page(request, "verification/bodies.html", listed, {"actions": acts})


def _suspend_link(row: AccreditationRow) -> Any:
    if row.suspended_on is not None:
        return ""
    return {"value": "暂停", "url": reverse("verification:suspend", args=(row.id,))}


@public
def statements(request: HttpRequest) -> HttpResponse:
    """Every signed statement, earlier versions included."""
    columns = [
        Column("id", "核证表", "mono", lambda row: {"value": _number(row), "url": _url(row.id)}, sort="id"),
        Column(
            "project_name", "项目", value=lambda row: {"value": row.project_name, "sub": row.project_code}, wide=True
        ),
        Column("verifier_name", "核查机构", sort="verifier_name", wide=True),
        Column("verified_tonnes", "核证量（吨）", "number", sort="verified_tonnes"),
        Column("signed_at", "签署时间", "moment", sort="signed_at"),
        Column("signed", "签名", "badge", _signed),
    ]
    search = ("project_name", "project_code", "verifier_name", "digest")
    listed = listing(request, queries.statements(), columns, caption="核证表", search=search)
    return list_page(request, "verification/statements.html", listed)


def _signed(row: StatementRow) -> dict[str, str]:
    return {"value": "有效" if row.signed else "无效", "tone": "ok" if row.signed else "bad"}


def _number(row: StatementRow) -> str:
    return f"V{row.engagement_id:04d}-{row.number}"


def _url(statement_id: int) -> str:
    return reverse("verification:statement", args=(statement_id,))


@public
def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """One statement: its lines, digest and signature, verified as the page is made."""
    row = queries.statement_row(statement_id)
    versions = queries.engagement_row(row.engagement_id).statements
    counts = queries.signed_statement(row.report_id)
    report = accounting.report(row.report_id)
    facts = [
        {
            "label": "项目",
            "value": f"{row.project_code} {row.project_name}",
            "url": reverse("accounting:public", args=(row.project_code,)),
        },
        {"label": "核查机构", "value": row.verifier_name},
        {"label": "监测期", "value": f"{report.period.start} 至 {report.period.last_day}", "note": "含首尾两日"},
        {"label": "申报量", "value": report.issuable_tonnes, "kind": "number", "unit": "吨"},
        {"label": "核证减排量", "value": row.verified_tonnes, "kind": "number", "unit": "吨"},
        {"label": "结论", "value": row.conclusion},
        *([{"label": "更正理由", "value": row.correction_reason}] if row.correction_reason else []),
        {"label": "签署时间", "value": row.signed_at, "kind": "moment"},
    ]
    proof = [
        {
            "label": "签名核验",
            "value": "签名有效" if row.signed else "签名无效",
            "kind": "badge",
            "tone": "ok" if row.signed else "bad",
        },
        {
            "label": "核算报告摘要",
            "value": row.report_digest,
            "kind": "mono",
            "note": "与现存报告一致" if row.report_digest == report.digest else "与现存报告不一致",
        },
        {"label": "本表摘要（SHA-256）", "value": row.digest, "kind": "mono"},
        {"label": "算法与密钥", "value": f"{row.algorithm} {row.key_id}", "kind": "mono"},
        {"label": "签名", "value": row.signature, "kind": "mono"},
    ]
    context = {
        "row": row,
        "number": _number(row),
        "facts": facts,
        "proof": proof,
        "newer": counts if counts is not None and counts.id != row.id else None,
        "versions": [each for each in versions if each.id != row.id],
        "demo": accounting.project_by_code(row.project_code).demonstration,
    }
    return render(request, "verification/statement.html", context)


@roles("bureau")
def accredit(request: HttpRequest) -> HttpResponse:
    """Enter a body's qualification."""
    known = [(party.id, party.name) for party in parties.parties_with_role("verifier", local_day(now()))]
    return act_page(
        request,
        template="verification/act.html",
        form_class=partial(forms.AccreditForm, bodies=known),
        do=lambda by, sent, at: actions.accredit(by=by, at=at, **sent),
        done_url=reverse("verification:index"),
        context=_register_context("登记核查机构资质", "登记"),
    )


@roles("bureau")
def suspend(request: HttpRequest, accreditation_id: int) -> HttpResponse:
    """Suspend a qualification from today on."""
    return act_page(
        request,
        template="verification/act.html",
        do=lambda by, sent, at: actions.suspend_accreditation(by=by, accreditation_id=accreditation_id, at=at),
        done_url=reverse("verification:index"),
        context={
            **_register_context("暂停核查机构资质", "暂停"),
            "lead": "自今日起不能接受委托和签署；此前签署的核证表不变。",
            "danger": True,
        },
    )


def _register_context(title: str, submit: str) -> dict[str, Any]:
    back = {"label": "核查机构名录", "url": reverse("verification:index")}
    return {
        "title": title,
        "submit": submit,
        "back": back,
        "cancel": {"label": "返回", "url": back["url"]},
        "clause": "JX23-15.1.1",
    }
