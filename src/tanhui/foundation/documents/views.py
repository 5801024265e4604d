"""Hand out a document: always as a download, never as a page of ours."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tanhui.foundation.documents import queries
from tanhui.foundation.parties.access import public
from tanhui.foundation.parties.sessions import actor_of
from tanhui.law import refuse


@public
@require_safe
def download(request: HttpRequest, document_id: int) -> HttpResponse:
    """Send a document to whoever may read it; others are refused (S-18)."""
    row = queries.document(document_id)
    if row is None:
        raise Http404("没有这份文件")
    if not queries.may_read(row, actor_of(request)):
        refuse(
            "S-18",
            "这份文件尚未公开，仅所属主体和经办机构可以查看；如您有相应身份，请先登录或切换身份",
            "this document is not public; sign in or switch to a role that may read it",
        )
    response = HttpResponse(queries.content(document_id), content_type=row.media_type)
    response["Content-Disposition"] = content_disposition_header(True, row.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "public, max-age=3600" if row.public else "private, no-store"
    return response
