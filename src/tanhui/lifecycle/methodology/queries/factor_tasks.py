"""What waits in the factor library: impact reports to make, changes to decide, notice and enter, objections to answer."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure import queries as procedure
from tanhui.foundation.procedure.tasks import Task
from tanhui.lifecycle.methodology.queries.factor_changes import ChangeRow, case_of, changes, latest_impact
from tanhui.lifecycle.methodology.queries.factors import library_head

CLAUSE = "JX23-11.1.2"
_NEXT = {
    "awaiting_decision": ("复核因子变更", "methodology:decide_factor"),
    "approved": ("发布因子变更公示", "methodology:notice_factor"),
    "on_notice": ("公示期满后记入因子库，因子变更", "methodology:enter_factor"),
}


def factor_tasks(actor: Actor) -> list[Task]:
    """Return what waits for the bureau and the centre; objections come first."""
    if actor.role not in ("bureau", "centre"):
        return []
    objections = list(_objections()) if actor.role == "bureau" else []
    return [*objections, *(task for row in changes() if (task := _task(row, actor)) is not None)]


def _task(row: ChangeRow, actor: Actor) -> Task | None:
    case = case_of(row.id)
    named = f"{row.number} {row.title}"
    if row.state == "awaiting_decision" and not _has_current_impact(row.id):
        url = reverse("methodology:factor_change", args=(row.id,))
        return Task(f"编制影响报告（因子变更）：{named}", url, case.due_on, CLAUSE, row.state_zh, case.due_provisional)
    if row.state not in _NEXT or actor.role != "bureau":
        return None
    words, page = _NEXT[row.state]
    url = reverse(page, args=(row.id,))
    return Task(f"{words}：{named}", url, case.due_on, CLAUSE, row.state_zh, case.due_provisional)


def _has_current_impact(change_id: int) -> bool:
    impact = latest_impact(change_id)
    return impact is not None and impact.library_head == library_head().record_id


def _objections() -> Iterator[Task]:
    for objection, notice in procedure.unanswered_objections():
        if notice.kind == "factor":
            url = reverse("methodology:factor_notice", args=(notice.id,))
            yield Task(f"答复异议（因子变更）：{notice.title}", url, objection.answer_due_on, CLAUSE, "待答复")
