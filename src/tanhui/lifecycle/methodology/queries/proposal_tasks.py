"""What waits for whom on the way of a proposed methodology."""

from __future__ import annotations

from django.urls import reverse

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure import queries as procedure
from tanhui.foundation.procedure.tasks import Task
from tanhui.lifecycle.methodology.queries.proposals import proposal_of_subject

APPLICANT, OFFICE = "JX23-9", "JX23-10"


def proposal_tasks(actor: Actor) -> list[Task]:
    """Return the proposals, objections and votes that wait for the actor, the most urgent first."""
    found = [*_votes(actor)] if actor.role == "expert" else []
    for waiting in procedure.worklist(actor):
        proposal_id = proposal_of_subject(waiting.subject)
        if waiting.kind != "methodology" or proposal_id is None:
            continue
        moves = [each for each in waiting.moves if (each.act, each.source) != ("refuse", "on_notice")]
        words = "、".join(dict.fromkeys(each.zh for each in moves))
        found.append(
            Task(
                title=f"{words}：{waiting.title}",
                url=reverse("methodology:proposal", args=(proposal_id,)),
                due_on=waiting.due_on,
                clause=APPLICANT if waiting.state == "returned" else OFFICE,
                state=waiting.state_zh,
                provisional=waiting.provisional,
            )
        )
    return [*_objections(), *found] if actor.role == "bureau" else found


def _objections() -> list[Task]:
    return [
        Task(
            title=f"答复异议：{notice.title}",
            url=reverse("methodology:objection_answer", args=(objection.id,)),
            due_on=objection.answer_due_on,
            clause="JX23-10.1.3",
            state="待答复",
        )
        for objection, notice in procedure.unanswered_objections()
        if notice.kind == "methodology"
    ]


def _votes(actor: Actor) -> list[Task]:
    found = []
    for case in procedure.panels_of(actor.person_id or 0):
        proposal_id = proposal_of_subject(case.subject)
        if proposal_id is not None:
            url = reverse("methodology:proposal_vote", args=(proposal_id,))
            found.append(Task(f"评审投票：{case.title}", url, case.due_on, "JX23-6.4", case.state_zh))
    return found
