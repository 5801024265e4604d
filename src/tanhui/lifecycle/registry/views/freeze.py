"""The bureau freezes a batch, or frees it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tanhui.foundation.parties.access import roles
from tanhui.foundation.web.pages import act_page
from tanhui.lifecycle.registry import actions, queries
from tanhui.lifecycle.registry.forms import FreezeForm, ReasonForm


@roles("bureau")
def freeze(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Freeze a batch, with its case and the reason."""
    back = reverse("registry:batch", args=(batch_id,))
    return act_page(
        request,
        template="registry/freeze.html",
        form_class=FreezeForm,
        do=lambda by, sent, at: actions.freeze_batch(by=by, at=at, batch_id=batch_id, **sent),
        done_url=back,
        context={"page": queries.batch_page(batch_id), "back": {"label": "批次", "url": back}},
    )


@roles("bureau")
def thaw(request: HttpRequest, batch_id: int) -> HttpResponse:
    """End a batch's freeze, with the reason. An address of its own: a freeze sent twice must never free the batch."""
    back = reverse("registry:batch", args=(batch_id,))
    return act_page(
        request,
        template="registry/freeze.html",
        form_class=ReasonForm,
        do=lambda by, sent, at: actions.thaw_batch(by=by, at=at, batch_id=batch_id, reason=sent["reason"]),
        done_url=back,
        context={"page": queries.batch_page(batch_id), "thaw": True, "back": {"label": "批次", "url": back}},
    )
