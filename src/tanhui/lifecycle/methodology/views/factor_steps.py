"""How a change of factors is shown on its way: the step tracker, the record of acts, and the buttons of a role."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.roles import name_of
from tanhui.lifecycle.methodology.queries.factor_changes import ChangePage

CLAUSE = "JX23-11.1.2"
_ROAD = (
    ("awaiting_decision", "提出变更"),
    ("approved", "影响报告与复核决定"),
    ("on_notice", "公示"),
    ("published", "入库"),
)
_STAFF = ("bureau", "centre", "auditor")


def steps(page: ChangePage, today: date) -> list[dict[str, Any]]:
    """Return the step tracker."""
    case = page.case
    reached = {step.target: step.at for step in case.steps}
    shown: list[dict[str, Any]] = []
    following = next((state for state, _ in _ROAD if state not in reached), "")
    current = "" if case.state in ("published", "refused") else "on_notice" if case.state == "on_notice" else following
    for state, title in _ROAD:
        now_here = state == current
        shown.append(
            {
                "title": title,
                "state": "current" if now_here else "done" if state in reached else "waiting",
                "at": None if now_here else reached.get(state),
                "due_on": case.due_on if now_here else None,
                "provisional": case.due_provisional,
                "overdue": bool(now_here and case.due_on and case.due_on < today),
                "clause": CLAUSE,
            }
        )
    if case.state == "refused":
        last = case.steps[-1]
        shown.append({"title": "不予通过", "state": "stopped", "at": last.at, "note": last.note})
    return shown


def timeline(page: ChangePage) -> list[dict[str, Any]]:
    """Return what happened, newest first."""
    return [
        {"at": step.at, "title": step.act_zh, "who": name_of(step.role), "text": step.note, "receipt": step.entry_seq}
        for step in reversed(page.case.steps)
    ]


def buttons(page: ChangePage, actor: Actor) -> list[dict[str, Any]]:
    """Return where the acting role can go on from here."""
    found: list[dict[str, Any]] = []
    key = (page.row.id,)
    if actor.role in _STAFF and page.row.state == "awaiting_decision":
        primary = page.impact is None or not page.impact_is_current
        found.append({"label": "影响报告", "url": reverse("impact", args=key), "primary": primary, "icon": "formula"})
    elif page.impact is not None:
        found.append({"label": "影响报告", "url": reverse("impact", args=key), "icon": "formula"})
    if actor.role != "bureau":
        return found
    for state, name, label in (
        ("awaiting_decision", "decide_factor", "作出决定"),
        ("approved", "notice_factor", "发布公示"),
        ("on_notice", "enter_factor", "记入因子库"),
        ("on_notice", "refuse_factor", "不予通过"),
    ):
        if page.row.state == state:
            primary = not any(each.get("primary") for each in found)
            found.append({"label": label, "url": reverse(f"methodology:{name}", args=key), "primary": primary})
    return found
