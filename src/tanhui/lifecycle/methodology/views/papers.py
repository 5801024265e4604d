"""A published methodology on paper: the whole document as PDF, and its formulas as LaTeX."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tanhui.foundation.parties.access import public
from tanhui.foundation.periods import local_day
from tanhui.lifecycle.methodology import paper, queries
from tanhui.lifecycle.methodology.views.published import version_or_404


@public
def document_pdf(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Send the document set as PDF/A."""
    row = version_or_404(slug, version)
    content = paper.method_pdf(queries.document(slug, row.version), dated_on=local_day(row.registered_at))
    return _file(content, "application/pdf", f"{row.slug}-{row.version}.pdf")


@public
def formulas_tex(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Send the formulas as LaTeX."""
    row = version_or_404(slug, version)
    content = paper.formulas_tex(queries.document(slug, row.version)).encode()
    return _file(content, "text/x-tex; charset=utf-8", f"{row.slug}-{row.version}.tex")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
