"""A refusal raised anywhere becomes its page; every answer carries a request id; private pages are never cached."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from tanhui.foundation.web.pages import TOO_MUCH, missing, refused, too_much
from tanhui.law import Breach, Refusal

PAGE_METHODS = ("GET", "HEAD", "OPTIONS", "POST")
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RefusalMiddleware:
    """Placed innermost, so that the page it renders has a session, a user and messages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request) if _answered(request) else _not_allowed(request)
        response.headers["X-Request-Id"] = uuid.uuid4().hex
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        private = request.headers.get("Authorization") is not None or _signed_in(request)
        if private and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with its page, and a reference to nothing with 404."""
        if isinstance(exception, Refusal):
            return refused(request, exception)
        if isinstance(exception, TOO_MUCH):
            return refused(request, too_much())
        if isinstance(exception, ObjectDoesNotExist):
            return refused(request, missing(exception), status=404)
        return None


def _answered(request: HttpRequest) -> bool:
    """Pages are read and posted to; other methods belong to the API, which answers for its own."""
    return request.method in PAGE_METHODS or request.path.startswith("/api/v1/")


def _not_allowed(request: HttpRequest) -> HttpResponse:
    zh, en = "页面只能打开或提交，不接受其他请求方式", "Pages take GET and POST only"
    answer = refused(request, Refusal((Breach("HOUSE-24", "S-20", "", zh, en),)), status=405)
    answer.headers["Allow"] = ", ".join(PAGE_METHODS)
    return answer


def _signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated
