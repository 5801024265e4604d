"""One proposal as it stands: where it is on its way, what was submitted, whether it computes, what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import public
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure.queries import CaseRow
from tanhui.foundation.web.pages import actor_of
from tanhui.lifecycle.methodology import application
from tanhui.lifecycle.methodology.editing.differences import Part, differences
from tanhui.lifecycle.methodology.editing.live import look
from tanhui.lifecycle.methodology.editing.toml import content_of
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.queries.proposals import ProposalRow, SubmissionRow
from tanhui.lifecycle.methodology.queries.published import version, versions
from tanhui.lifecycle.methodology.views.authoring import panel
from tanhui.lifecycle.methodology.views.authoring.access import library, own, readable, steps
from tanhui.lifecycle.methodology.views.authoring.course import COURSE, OWN_PAGE


@public
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Show one proposal to whoever may read it."""
    row, actor = readable(request, proposal_id), actor_of(request)
    internal = row.is_internal_to(actor)
    last = row.last
    context: dict[str, Any] = {
        "proposal": row,
        "internal": internal,
        "mine": row.is_of(actor),
        "state": {"code": row.state, "zh": row.state_zh},
        "facts": _facts(row, internal),
        "actions": _actions(row, actor),
        "steps": steps(row.case, local_day(now())) if row.case else [],
        "timeline": _timeline(row.case) if row.case and internal else [],
        "told": application.told(last.application, private=internal) if last else [],
        "papers": last.papers if last else (),
        "corrected": _corrected(row),
        "published": _published(row),
    }
    if last is not None:
        context |= _document(last, request)
    return render(request, "methodology/authoring/proposal.html", context)


def _facts(row: ProposalRow, internal: bool) -> list[dict[str, Any]]:
    last = row.last
    if last is None:
        return [{"label": "开始编写", "value": row.opened_at, "kind": "moment"}]
    return [
        {"label": "申请人", "value": row.applicant if internal else row.applicant_public},
        {"label": "方法学", "value": f"{last.title_zh} {last.version}"},
        {"label": "领域", "value": last.category_zh},
        {"label": "英文短名与编码", "value": f"{last.slug}，{last.code}", "kind": "mono"},
        {"label": "提交", "value": last.at, "kind": "moment", "note": f"第 {len(row.submissions)} 次提交"},
        {"label": "文件摘要（SHA-256）", "value": last.sha256, "kind": "mono"},
    ]


def _actions(row: ProposalRow, actor: Actor) -> list[dict[str, Any]]:
    """Return what the actor can do now: the applicant with a draft, an office with the case."""
    found: list[dict[str, Any]] = []
    if row.is_of(actor) and row.is_open_to_applicant:
        found.append(_action("继续编写", "methodology:proposal_edit", row.id, "head", primary=True))
        found.append(_action("提交", "methodology:proposal_submit", row.id))
        if row.case is None:
            found.append(_action("删除草稿", "methodology:proposal_discard", row.id))
    for move in row.case.moves_open_to(actor) if row.case else ():
        if move.act == "withdraw":
            found.append(_action(move.zh, "methodology:proposal_withdraw", row.id))
        elif move.act in OWN_PAGE:
            found.append(_action(move.zh, OWN_PAGE[move.act], row.id, primary=True))
        elif move.act in COURSE:
            primary = move.act not in ("return", "refuse", "skip_panel")
            found.append(_action(move.zh, "methodology:proposal_step", row.id, move.act, primary=primary))
    if row.case and row.state == "under_panel" and any(seat.expert_id == actor.person_id for seat in row.case.seats):
        found.append(_action("评审投票", "methodology:proposal_vote", row.id, primary=True))
    return found


def _action(label: str, name: str, *parts: object, primary: bool = False) -> dict[str, Any]:
    return {"label": label, "url": reverse(name, args=parts), "primary": primary}


def _timeline(case: CaseRow) -> list[dict[str, Any]]:
    return [
        {"at": step.at, "title": step.act_zh, "text": step.note, "receipt": step.entry_seq}
        for step in reversed(case.steps)
    ]


def _corrected(row: ProposalRow) -> list[Part]:
    """Return what a resubmission changed against the submission before it."""
    if len(row.submissions) < 2:
        return []
    before, after = row.submissions[-2], row.submissions[-1]
    return differences(content_of(before.text) or {}, content_of(after.text) or {})


def _published(row: ProposalRow) -> str:
    """Return the address of the version that came of it."""
    last = row.last
    if row.state != "published" or last is None or version(last.slug, last.version) is None:
        return ""
    return reverse("methodology:version", args=(last.slug, last.version))


def _document(last: SubmissionRow, request: HttpRequest) -> dict[str, Any]:
    content = content_of(last.text) or {}
    live = look(content, library=library(), example=request.GET.get("example", ""))
    earlier = [each for each in versions(last.slug) if each.version != last.version]
    return {
        "method": live.method,
        "sound": live.sound,
        "problems": [{**each, "url": ""} for each in panel.problems(live, 0, "")],
        "lines": panel.step_lines(live),
        "trials": live.trials,
        "chosen": live.chosen,
        "symbols": live.symbols,
        "earlier": earlier[-1] if earlier else None,
    }


@public
def document(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Send the document: what was submitted last, or (to its applicant) the draft as it stands."""
    row, actor = readable(request, proposal_id), actor_of(request)
    drafted = row.is_of(actor) and row.is_open_to_applicant
    text = queries.draft(own(request, proposal_id).id).text if drafted else row.last.text if row.last else ""
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.number}.toml"'
    answer["Cache-Control"] = "private, no-store"
    return answer
