"""The document as text: to be pasted, uploaded, changed by hand. Nothing in it is executed; it is read and checked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tanhui.foundation.parties.access import roles
from tanhui.foundation.web.pages import act_page
from tanhui.law import Refusal
from tanhui.lifecycle.methodology.actions import proposals as acts
from tanhui.lifecycle.methodology.editing.live import look
from tanhui.lifecycle.methodology.editing.reading import load_text
from tanhui.lifecycle.methodology.editing.toml import content_of
from tanhui.lifecycle.methodology.forms import TextForm, text_of
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.rules_of_proposals import PROPOSERS
from tanhui.lifecycle.methodology.views.authoring import panel
from tanhui.lifecycle.methodology.views.authoring.access import library, own, writing_tabs


@roles(*PROPOSERS)
def text(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Show and take the draft's text."""
    row, draft = own(request, proposal_id), queries.draft(proposal_id)
    if not row.is_open_to_applicant:
        return HttpResponseRedirect(reverse("methodology:proposal", args=(proposal_id,)))
    here = reverse("methodology:proposal_text", args=(proposal_id,))
    return act_page(
        request,
        template="methodology/authoring/text.html",
        form_class=TextForm,
        do=lambda by, sent, at: acts.save_document(
            by=by, at=at, proposal_id=proposal_id, text=_sent_text(sent), revision=sent["revision"]
        ),
        done_url=here,
        context={
            "proposal": row,
            "tabs": writing_tabs(proposal_id, "text"),
            "download": reverse("methodology:proposal_document", args=(proposal_id,)),
            "has_remarks": any(line.lstrip().startswith("#") for line in draft.text.splitlines()),
            **_found(draft.text, proposal_id),
        },
        initial={"text": draft.text, "revision": draft.revision},
    )


def _sent_text(sent: dict[str, Any]) -> str:
    return text_of(sent["file"]) if sent["file"] else str(sent["text"]).replace("\r\n", "\n")


def _found(kept: str, proposal_id: int) -> dict[str, Any]:
    """Return what is wrong with the kept text: as a draft, or why it is no document at all."""
    content = content_of(kept)
    if content is None:
        try:
            load_text(kept)
        except Refusal as refusal:
            return {"unreadable": refusal.breaches}
        return {"unreadable": ()}
    live = look(content, library=library())
    lines = panel.step_lines(live)
    return {
        "live": live,
        "sound": live.sound,
        "problems": panel.problems(live, proposal_id, ""),
        "steps": lines,
        "trials": live.trials,
        "chosen": live.chosen,
        "symbols": live.symbols,
    }
