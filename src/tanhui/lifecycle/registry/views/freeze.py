"""The bureau freezes a batch, or frees it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tanhui.foundation.parties.access import roles
from tanhui.foundation.web.pages import act_page
from tanhui.lifecycle.registry import actions, queries
from tanhui.lifecycle.registry.forms import ReasonForm


@roles("bureau")
def freeze(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Freeze a batch, or end its freeze, with the reason."""
    frozen = queries.frozen_reason(batch_id) is not None
    act = actions.thaw_batch if frozen else actions.freeze_batch
    back = reverse("registry:batch", args=(batch_id,))
    return act_page(
        request,
        template="registry/freeze.html",
        form_class=ReasonForm,
        do=lambda by, sent, at: act(by=by, at=at, batch_id=batch_id, reason=sent["reason"]),
        done_url=back,
        context={
            "page": queries.batch_page(batch_id),
            "frozen": frozen,
            "back": {"label": "批次", "url": back},
            "cancel": {"label": "返回", "url": back},
        },
    )
