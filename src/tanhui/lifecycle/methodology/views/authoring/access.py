"""Who may open which proposal, and what the pages of a proposal share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import require_district
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure.queries import CaseRow
from tanhui.foundation.procedure.states import MOVES, STATES
from tanhui.foundation.web.pages import actor_of
from tanhui.law import refuse
from tanhui.lifecycle.methodology.actions.proposal_course import CLAUSE_OF
from tanhui.lifecycle.methodology.editing.sections import CHAPTERS
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.queries.factors import library_factors
from tanhui.lifecycle.methodology.queries.proposals import ProposalRow

ACT_BY_TARGET = {"submitted": "JX23-9"} | {move.target: CLAUSE_OF[move.act] for move in MOVES if move.act in CLAUSE_OF}


def readable(request: HttpRequest, proposal_id: int) -> ProposalRow:
    """Return a proposal to whoever may read it; others are refused (S-18, a branch of another district R5-1)."""
    row, actor = queries.proposal(proposal_id), actor_of(request)
    if not row.may_be_read_by(actor):
        _not_public()
    if actor.role == "branch" and row.case is not None and not row.is_public:
        require_district(actor, row.case.district)
    return row


def own(request: HttpRequest, proposal_id: int) -> ProposalRow:
    """Return a proposal to its applicant; nobody else sees a draft."""
    row = queries.proposal(proposal_id)
    if not row.is_of(actor_of(request)):
        _not_public()
    return row


def _not_public() -> None:
    refuse(
        "S-18",
        "这份建议尚未公示，仅申请人和经办机构可以查看；草稿只有申请人本人可以查看",
        "This proposal is not public yet; a draft is seen by its applicant only",
        clause="HOUSE-19",
    )


def library() -> Any:
    """Return the factors that may be computed with today."""
    return library_factors(local_day(now()))


def steps(case: CaseRow, today: date) -> list[dict[str, Any]]:
    """Return the step tracker of a case with its due dates and clauses."""
    shown: list[dict[str, Any]] = [
        {
            "title": stage.zh,
            "state": stage.status,
            "at": stage.reached_at if stage.status == "done" else None,
            "due_on": stage.due_on,
            "provisional": stage.provisional,
            "overdue": bool(stage.due_on and stage.due_on < today),
            "clause": ACT_BY_TARGET.get(stage.state, ""),
        }
        for stage in case.stages
    ]
    if case.state in ("returned", "refused", "withdrawn"):
        step = case.steps[-1] if case.steps else None
        shown.append(
            {
                "title": STATES[case.state][0],
                "state": "current" if case.state == "returned" else "stopped",
                "at": step.at if step else None,
                "due_on": case.due_on,
                "provisional": case.due_provisional,
                "note": step.note if step else "",
            }
        )
    return shown


def writing_tabs(proposal_id: int, current: str) -> list[dict[str, Any]]:
    """Return the pages of a draft beside its chapters: the text, and the application."""
    pages = [
        ("edit", "表单", reverse("methodology:proposal_edit", args=(proposal_id, CHAPTERS[0].id))),
        ("text", "原文（TOML）", reverse("methodology:proposal_text", args=(proposal_id,))),
        ("application", "申请表", reverse("methodology:proposal_application", args=(proposal_id,))),
        ("submit", "提交", reverse("methodology:proposal_submit", args=(proposal_id,))),
    ]
    return [{"label": zh, "url": url, "current": name == current} for name, zh, url in pages]
