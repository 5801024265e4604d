"""A page that does one act: show the form, check it, act once, go on; a refusal shows the form with every breach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from tanhui.foundation.clock import now
from tanhui.foundation.inputs.forms import as_refusal, check_submission, normalised_fields
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.sessions import actor_of
from tanhui.foundation.trail.actions import Answer, once
from tanhui.foundation.web.requests import asker_of, checked_key, fingerprint, new_request_id, page_key
from tanhui.law import Breach, Refusal

__all__ = [
    "TOO_MUCH",
    "NoFields",
    "act_page",
    "actor_of",
    "missing",
    "new_request_id",
    "refused",
    "safe_next",
    "too_much",
]

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
"""What Django raises when a request exceeds the limits in settings."""

Do = Callable[[Actor, dict[str, Any], datetime], Any]
DoneUrl = str | Callable[[Any], str]


class NoFields(forms.Form):
    """The form of an act that needs no more than its button."""


def act_page(
    request: HttpRequest,
    *,
    template: str,
    form_class: Callable[..., forms.BaseForm] = NoFields,
    do: Do,
    done_url: DoneUrl,
    context: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Carry one act: GET shows the form; POST calls `do(actor, cleaned, at)` once per `request_id`, then redirects.

    The template gets `form`, `request_id`, `refusal` (or None) and `normalised` (fields made half-width,
    to be confirmed).
    `done_url` is an address, or makes one from what `do` returned.
    """
    if request.method != "POST":
        return _show(request, template, form_class(initial=dict(initial or {})), context, None)
    form = form_class(data=request.POST, files=request.FILES)
    try:
        check_submission(form)
        key = checked_key(request.POST.get("request_id"), "request_id")
        if not form.is_valid():
            return _show(request, template, form, context, as_refusal(form))
        answer = _do_once(request, key, form, do, done_url)
    except Refusal as refusal:
        return _show(request, template, form, context, refusal)
    if answer.repeated:
        messages.info(request, "这次办理此前已经完成，没有重复执行")
    return HttpResponseRedirect(answer.content["url"])


def refused(request: HttpRequest, refusal: Refusal, *, status: int | None = None) -> HttpResponse:
    """Return the page that says why a request was refused, for views that have no form to show again."""
    context = {"refusal": refusal, "back": {"label": "返回首页", "url": "/"}}
    return render(request, "refusal.html", context, status=status or refusal.status)


def missing(error: ObjectDoesNotExist | Exception) -> Refusal:
    """Return the refusal of a request about something that does not exist (answered with 404)."""
    kind = type(error).__qualname__.split(".")[0]
    zh, en = "没有找到这项内容，请核对编号或地址", f"Nothing found under this address ({kind})"
    return Refusal((Breach("HOUSE-19", "S-17", "", zh, en),))


def too_much() -> Refusal:
    """Return the refusal of a request that is too large or has too many fields (413)."""
    zh, en = "提交的内容过大或字段过多，请分次提交", "Too large, or too many fields; send it in parts"
    return Refusal((Breach("HOUSE-24", "S-3", "", zh, en),))


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """Return the address in `next` when it lies on this site, else another one."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if allowed else otherwise


def _do_once(request: HttpRequest, key: str, form: forms.BaseForm, do: Do, done_url: DoneUrl) -> Answer:
    actor, at = actor_of(request), now()

    def act() -> dict[str, str]:
        result = do(actor, form.cleaned_data, at)
        return {"url": done_url if isinstance(done_url, str) else done_url(result)}

    return once(
        asker=asker_of(actor), key=page_key(request, key), fingerprint=fingerprint(request, actor), at=at, do=act
    )


def _show(
    request: HttpRequest,
    template: str,
    form: forms.BaseForm,
    context: Mapping[str, Any] | None,
    refusal: Refusal | None,
) -> HttpResponse:
    sent = request.POST.get("request_id") if request.method == "POST" else None
    known = refusal is not None and "S-12" not in refusal.codes and sent
    shown = {
        **(context or {}),
        "form": form,
        "request_id": sent if known else new_request_id(),
        "refusal": refusal,
        "normalised": normalised_fields(form) if form.is_bound else {},
    }
    status = 200 if request.method != "POST" else 422 if refusal is None else refusal.status
    return render(request, template, shown, status=status)
