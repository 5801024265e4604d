"""The application that goes with a proposed methodology, and its papers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tanhui.foundation.parties.access import roles
from tanhui.foundation.web.pages import act_page
from tanhui.lifecycle.methodology import application as asked
from tanhui.lifecycle.methodology.actions import proposals as acts
from tanhui.lifecycle.methodology.document import CATEGORIES
from tanhui.lifecycle.methodology.editing.toml import content_of
from tanhui.lifecycle.methodology.forms import ApplicationForm, PaperForm, application_of
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.rules_of_proposals import PROPOSERS
from tanhui.lifecycle.methodology.views.authoring.access import own, writing_tabs


@roles(*PROPOSERS)
def application(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Show and take the application as far as it is filled in."""
    row, draft = own(request, proposal_id), queries.draft(proposal_id)
    if not row.is_open_to_applicant:
        return HttpResponseRedirect(reverse("methodology:proposal", args=(proposal_id,)))
    here = reverse("methodology:proposal_application", args=(proposal_id,))
    return act_page(
        request,
        template="methodology/authoring/application.html",
        form_class=ApplicationForm,
        do=lambda by, sent, at: acts.save_application(
            by=by, at=at, proposal_id=proposal_id, application=application_of(sent), revision=sent["revision"]
        ),
        done_url=f"{here}#missing",
        context={
            "proposal": row,
            "tabs": writing_tabs(proposal_id, "application"),
            "missing": asked.missing(draft.application),
            "papers": queries.papers(proposal_id),
            "head": _head(draft.text),
        },
        initial={**draft.application, "revision": draft.revision},
    )


def _head(text: str) -> list[dict[str, str]]:
    """Return what the application takes from the document itself."""
    content = content_of(text) or {}
    title, summary = content.get("title"), content.get("summary")
    return [
        {"label": "名称", "value": title.get("zh", "") if isinstance(title, dict) else ""},
        {"label": "领域", "value": CATEGORIES.get(str(content.get("category", "")), "")},
        {"label": "摘要", "value": summary.get("zh", "") if isinstance(summary, dict) else ""},
    ]


@roles(*PROPOSERS)
def papers(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Attach a paper."""
    row = own(request, proposal_id)
    back = reverse("methodology:proposal_application", args=(proposal_id,))
    return act_page(
        request,
        template="methodology/authoring/act.html",
        form_class=PaperForm,
        do=lambda by, sent, at: acts.attach_paper(by=by, at=at, proposal_id=proposal_id, upload=sent["upload"]),
        done_url=f"{back}#papers",
        context={
            "page": {"title": "上传附件", "submit": "上传", "clause": "JX23-9", "danger": False, "lead": ""},
            "proposal": row,
            "back": {"label": row.number, "url": back},
            "cancel": {"label": "返回", "url": back},
        },
    )


@roles(*PROPOSERS)
def detach(request: HttpRequest, proposal_id: int, document_id: int) -> HttpResponse:
    """Take a paper off again."""
    row = own(request, proposal_id)
    back = reverse("methodology:proposal_application", args=(proposal_id,))
    name = next((each.name for each in queries.papers(proposal_id) if each.id == document_id), "附件")
    return act_page(
        request,
        template="methodology/authoring/act.html",
        do=lambda by, sent, at: acts.detach_paper(by=by, at=at, proposal_id=proposal_id, document_id=document_id),
        done_url=f"{back}#papers",
        context={
            "page": {"title": f"删去附件：{name}", "submit": "删去", "clause": "JX23-9", "danger": True, "lead": ""},
            "proposal": row,
            "back": {"label": row.number, "url": back},
            "cancel": {"label": "返回", "url": back},
        },
    )
