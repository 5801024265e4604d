"""What everyone may read: the retirements, each certificate with every check on it, and the check of a number or file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from tanhui.foundation.inputs.forms import as_refusal, check_submission, normalised_fields
from tanhui.foundation.parties.access import public
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.law import Refusal
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting import queries as accounting
from tanhui.lifecycle.retirement import certificates, forms, paper, queries
from tanhui.lifecycle.retirement.queries import CertificateRow

MISSING_ZH = "登记簿中没有此证书"


@public
def index(request: HttpRequest) -> HttpResponse:
    """Every retirement, newest first."""
    columns = [
        Column(
            "number", "证书号", "mono", lambda each: {"value": each.number, "url": _url(each.number)}, sort="number"
        ),
        Column("retired_at", "注销时间", "moment", sort="retired_at"),
        Column("tonnes", "数量（吨）", "number", sort="tonnes"),
        Column("purpose", "用途", value=lambda each: queries.row_of(each).purpose_zh, sort="purpose"),
        Column("beneficiary", "受益人", value=lambda each: queries.row_of(each).beneficiary, wide=True),
        Column("reference", "用途说明", wide=True),
        Column("serials", "编号", "mono", lambda each: " ".join(queries.row_of(each).serials), wide=True),
    ]
    search = ("number", "beneficiary", "reference", "batch__project_ref")
    listed = listing(request, queries.rows("retired"), columns, caption="注销公示", search=search)
    acts = [{"label": "核验证书", "url": reverse("retirement:check"), "primary": True, "icon": "check"}]
    return list_page(request, "retirement/index.html", listed, {"actions": acts})


@public
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate under a number, with every check made as the page is opened; 404 when there is none."""
    row = queries.certificate(number)
    if row is None:
        return _missing(request, number)
    return render(request, "retirement/certificate.html", _shown(row))


@public
def qr_svg(request: HttpRequest, number: str) -> HttpResponse:
    """The QR code of a certificate's address."""
    row = _found(number)
    answer = HttpResponse(paper.qr_svg(row.facts["check_at"]), content_type="image/svg+xml")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return answer


@public
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate that counts, as issued, byte for byte."""
    found = queries.file_of(number)
    if found is None:
        raise Http404(MISSING_ZH)
    name, content = found
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@public
def check(request: HttpRequest) -> HttpResponse:
    """Check a number, a file, or both. Nothing is kept, and what a file says of itself proves nothing."""
    given = request.POST if request.method == "POST" else request.GET if request.GET.get("number") else None
    form = forms.CheckForm() if given is None else forms.CheckForm(data=given, files=request.FILES)
    if given is None:
        return _check_page(request, form)
    try:
        check_submission(form)
        if not form.is_valid():
            return _check_page(request, form, as_refusal(form), status=422)
        number = certificates.parse_number(form.cleaned_data["number"]) if form.cleaned_data["number"] else ""
    except Refusal as refusal:
        return _check_page(request, form, refusal, status=refusal.status)
    if form.cleaned_data["file"] is None:
        return HttpResponseRedirect(_url(number)) if number else _check_page(request, form)
    examined = queries.examine(form.cleaned_data["file"].content, number)
    row = queries.certificate(examined.number) if examined.number else None
    return _check_page(request, form, examined=examined, row=row)


def _check_page(
    request: HttpRequest,
    form: forms.CheckForm,
    refusal: Refusal | None = None,
    *,
    examined: queries.Examination | None = None,
    row: CertificateRow | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "refusal": refusal, "examined": examined}
    context["normalised"] = normalised_fields(form) if form.is_bound else {}
    if row is not None:
        context |= _shown(row)
    return render(request, "retirement/check.html", context, status=status)


def _missing(request: HttpRequest, number: str) -> HttpResponse:
    context = {"number": number, "missing": MISSING_ZH, "back": reverse("retirement:check")}
    return render(request, "retirement/missing.html", context, status=404)


def _found(number: str) -> CertificateRow:
    row = queries.certificate(number)
    if row is None:
        raise Http404(MISSING_ZH)
    return row


def _shown(row: CertificateRow) -> dict[str, Any]:
    """Return a certificate as `ui/certificate.html` takes it: the register's facts, never a file's."""
    retirement, number = row.retirement, row.retirement.number
    detail = f"{retirement.purpose_zh}：{retirement.reference}" if retirement.reference else retirement.purpose_zh
    return {
        "row": row,
        "number": number,
        "tonnes": retirement.tonnes,
        "beneficiary": retirement.beneficiary,
        "purpose": detail,
        "retired_on": date.fromisoformat(row.facts["retired_on"]),
        "project": _project(retirement.project_ref),
        "serials": retirement.serials,
        "valid": row.is_genuine,
        "qr_svg_url": reverse("retirement:qr", args=(number,)),
        "pdf_url": reverse("retirement:pdf", args=(number,)),
        "issuer": scheme().name_zh,
        "check_at": row.facts["check_at"],
    }


def _project(code: str) -> dict[str, str]:
    try:
        return {"name": accounting.project_by_code(code).name, "url": reverse("accounting:public", args=(code,))}
    except ObjectDoesNotExist:
        return {"name": code, "url": ""}


def _url(number: str) -> str:
    return reverse("retirement:certificate", args=(number,))
