"""The error pages: what happened, in plain words, with the way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tanhui.foundation.parties.access import public
from tanhui.foundation.web.api import refusal_response
from tanhui.foundation.web.pages import TOO_MUCH, missing, refused, too_much
from tanhui.law import Breach, Refusal

API = "/api/v1/"


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 for a request beyond the limits in settings."""
    if isinstance(exception, TOO_MUCH):
        return refusal_response(too_much()) if _is_api(request) else refused(request, too_much())
    if _is_api(request):
        zh, en = "请求无法读取，请核对内容类型和正文的写法", "The request cannot be read; check content type and body"
        return refusal_response(Refusal((Breach("HOUSE-13", "S-17", "", zh, en),)), 400)
    return render(request, "400.html", status=400)


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return render(request, "403.html", status=403)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404; an address of the API in the shape of its refusals."""
    if _is_api(request):
        return refusal_response(missing(exception or LookupError()), 404)
    return render(request, "404.html", status=404)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith(API)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without asking the database anything."""
    return HttpResponse(_PLAIN_500, status=500)


_PLAIN_500 = (
    '<!DOCTYPE html><html lang="zh-Hans"><meta charset="utf-8"><title>系统故障 · 碳惠</title>'
    '<link rel="stylesheet" href="/static/tanhui/tanhui.css"><main class="t-main"><h1>系统出现故障</h1>'
    "<p>您的操作没有生效，数据没有改变。请稍后重试；再次出现请告知运营管理中心。</p>"
    '<p><a href="/">返回首页</a></p></main></html>'
)
