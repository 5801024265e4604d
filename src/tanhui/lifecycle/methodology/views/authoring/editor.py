"""The editor: one chapter of a draft in a form, with everything that can be said of it beside. Works without scripts;
with them the check comes while writing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.inputs.channels import shown as written_out
from tanhui.foundation.parties.access import roles
from tanhui.foundation.web.pages import actor_of
from tanhui.law import Refusal, refuse
from tanhui.lifecycle.methodology.actions import proposals as acts
from tanhui.lifecycle.methodology.editing.changing import changed, series_of
from tanhui.lifecycle.methodology.editing.entering import Sent, taken
from tanhui.lifecycle.methodology.editing.live import Live, look
from tanhui.lifecycle.methodology.editing.sections import ALL, Chapter
from tanhui.lifecycle.methodology.editing.sections import chapter as chapter_named
from tanhui.lifecycle.methodology.editing.showing import as_sent, shown
from tanhui.lifecycle.methodology.editing.toml import Content, content_of, written
from tanhui.lifecycle.methodology.library.series import name_zh
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.rules_of_proposals import PROPOSERS
from tanhui.lifecycle.methodology.views.authoring import panel
from tanhui.lifecycle.methodology.views.authoring.access import library, own, writing_tabs

CHECK, SAVE, GO = "check", "save", "go"
CONTROL = frozenset({"csrfmiddlewaretoken", "revision", "do", "example", "use"})
MOST_FIELDS = 900
"""Fields of one chapter that a form may hold; longer chapters are written as text."""


@dataclass(frozen=True)
class Edited:
    """A chapter as it was sent: the whole content with it, what was made half-width, and what to do."""

    content: Content
    do: str
    revision: int
    made_ascii: dict[str, str]
    sent: Sent | None = None


@roles(*PROPOSERS)
def edit(request: HttpRequest, proposal_id: int, chapter: str) -> HttpResponse:
    """Show or take one chapter of a draft."""
    row, one = own(request, proposal_id), chapter_named(chapter)
    if one is None:
        raise Http404("没有这一章")
    if not row.is_open_to_applicant:
        return HttpResponseRedirect(reverse("methodology:proposal", args=(proposal_id,)))
    draft = queries.draft(proposal_id)
    content = content_of(draft.text)
    if content is None:
        messages.warning(request, "原文不是有效的 TOML，不能用表单编辑，请先在这里改正")
        return HttpResponseRedirect(reverse("methodology:proposal_text", args=(proposal_id,)))
    if request.method != "POST":
        return _page(request, proposal_id, one, Edited(content, "", draft.revision, {}), None)
    edited = _edited(request, one, content)
    if len(written(edited.content)) > acts.MOST_CHARS:
        zh = f"文件过长，最多 {acts.MOST_CHARS} 个字符，请删去不需要的行"
        refuse("S-2", zh, f"At most {acts.MOST_CHARS} characters", place="text")
    if edited.do == CHECK:
        return _page(request, proposal_id, one, edited, None, unsaved=edited.content != content)
    return _saved(request, proposal_id, one, edited, content)


def _edited(request: HttpRequest, one: Chapter, content: Content) -> Edited:
    """Read the sent chapter into the draft's content; refuse fields that are not its own (S-20)."""
    values = {name: request.POST[name] for name in request.POST}
    for name in values:
        if len(request.POST.getlist(name)) > 1:
            refuse(
                "S-20", f"字段“{written_out(name)}”重复，未作任何处理", f"{written_out(name)} twice", place=name[:40]
            )
    sent = Sent({name: value for name, value in values.items() if name not in CONTROL})
    chapter = taken(one.fields, sent)
    for name in sent.unknown:
        told = written_out(name)
        refuse("S-20", f"请求含未知字段“{told}”，未作任何处理", f"unknown field {told}", clause="HOUSE-24", place=told)
    mine = {each.key for each in one.fields}
    kept = {key: value for key, value in content.items() if key not in mine}
    do = values.get("do", SAVE)
    if do == "use":
        do = f"use:{values.get('use', '')}"
    revision = values.get("revision", "")
    number = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0
    return Edited(_in_order({**kept, **chapter}), do, number, sent.made_ascii, sent)


def _in_order(content: Content) -> Content:
    """Return the content in the order of the document, what the editor does not know at its end."""
    known = [each.key for each in ALL if each.key in content]
    rest = [key for key in content if key not in known and key != "format"]
    return {"format": content.get("format", 1), **{key: content[key] for key in (*known, *rest)}}


def _saved(request: HttpRequest, proposal_id: int, one: Chapter, edited: Edited, before: Content) -> HttpResponse:
    content, target = edited.content, ""
    if edited.do not in (SAVE, CHECK) and not edited.do.startswith(f"{GO}:"):
        made = changed(content, edited.do, series_of(library(), name_zh))
        if made is None:
            refuse(
                "V-8", "不能这样改动，请重新打开本页", "This change is not possible; open the page again", place="do"
            )
        content, target = made.content, made.path
    try:
        if content != before:
            acts.save_document(
                by=actor_of(request),
                at=now(),
                proposal_id=proposal_id,
                text=written(content),
                revision=edited.revision,
            )
    except Refusal as refusal:
        return _page(request, proposal_id, one, edited, refusal, unsaved=True)
    if request.headers.get("X-Tanhui-Quiet"):
        fresh = Edited(content, SAVE, queries.draft(proposal_id).revision, edited.made_ascii, edited.sent)
        return _page(request, proposal_id, one, fresh, None)
    where = edited.do.partition(":")[2] if edited.do.startswith(f"{GO}:") else one.id
    if chapter_named(where) is None:
        raise Http404("没有这一章")
    address = reverse("methodology:proposal_edit", args=(proposal_id, where))
    return HttpResponseRedirect(f"{address}#{panel.anchor(target)}" if target else address)


def _page(
    request: HttpRequest,
    proposal_id: int,
    one: Chapter,
    edited: Edited,
    refusal: Refusal | None,
    *,
    unsaved: bool = False,
) -> HttpResponse:
    factors = library()
    live = look(edited.content, library=factors, example=request.POST.get("example", request.GET.get("example", "")))
    for path, fault in edited.sent.faults if edited.sent else ():
        live.problems.add(path, fault.at(path))
    fields = shown(one.fields, edited.content)
    too_long = len(as_sent(fields)) > MOST_FIELDS
    series = series_of(factors, name_zh) if one.id == "values" else []
    context = {
        "proposal": queries.proposal(proposal_id),
        "chapter": one,
        "fields": () if too_long else fields,
        "too_long": too_long,
        "refusal": refusal,
        "revision": edited.revision,
        "unsaved": unsaved,
        "made_ascii": edited.made_ascii,
        "series": series,
        "tabs": writing_tabs(proposal_id, "edit"),
        "chapters": panel.chapters(live, one.id),
        "suggestions": panel.suggestions(edited.content, series),
        "at_fields": panel.at_fields(live, edited.content),
        **_live_context(live, proposal_id, one.id),
    }
    status = 200 if refusal is None else refusal.status
    return render(request, "methodology/authoring/edit.html", context, status=status)


def _live_context(live: Live, proposal_id: int, chapter: str) -> dict[str, Any]:
    lines = panel.step_lines(live)
    return {
        "live": live,
        "sound": live.sound,
        "problems": panel.problems(live, proposal_id, chapter),
        "steps": lines,
        "at_steps": {each["path"]: each for each in lines},
        "trials": live.trials,
        "chosen": live.chosen,
        "symbols": live.symbols,
    }
