"""What waits for each role in this stage."""

from __future__ import annotations

from django.urls import reverse

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure import queries as procedure
from tanhui.foundation.procedure.tasks import Task
from tanhui.lifecycle.registry.queries.filings import filing_of_subject

_PAGES = {
    "submit": "registry:filing",
    "resubmit": "registry:filing",
    "accept": "registry:audit",
    "return": "registry:audit",
    "report": "registry:audit",
    "convene": "registry:decision",
    "skip_panel": "registry:decision",
    "conclude_panel": "registry:decision",
    "approve": "registry:decision",
    "refuse": "registry:decision",
    "give_notice": "registry:decision",
    "file": "registry:decision",
    "register": "registry:decision",
    "issue": "registry:issue",
}


def tasks(actor: Actor) -> list[Task]:
    """Return the filings, objections and votes that wait for the actor, the most urgent first."""
    if actor.role == "expert":
        return _votes(actor)
    if actor.role not in ("owner", "centre", "bureau"):
        return []
    found = []
    for waiting in procedure.worklist(actor):
        filing_id = filing_of_subject(waiting.subject)
        if waiting.kind == "filing" and filing_id is not None:
            move = waiting.moves[0]
            offered = [each for each in waiting.moves if (each.act, each.source) != ("refuse", "on_notice")]
            words = "、".join(dict.fromkeys(each.zh for each in offered))
            found.append(
                Task(
                    title=f"{words}：{waiting.title}",
                    url=reverse(_PAGES[move.act], args=(filing_id,)),
                    due_on=waiting.due_on,
                    clause=move.clause,
                    state=waiting.state_zh,
                    provisional=waiting.provisional,
                )
            )
    return [*_objections(), *found] if actor.role == "bureau" else found


def _objections() -> list[Task]:
    return [
        Task(
            title=f"答复异议：{notice.title}",
            url=reverse("registry:objections"),
            due_on=objection.answer_due_on,
            clause="JX23-17.1.3",
            state="待答复",
        )
        for objection, notice in procedure.unanswered_objections()
        if notice.kind == "filing"
    ]


def _votes(actor: Actor) -> list[Task]:
    found = []
    for case in procedure.panels_of(actor.person_id or 0):
        filing_id = filing_of_subject(case.subject)
        if filing_id is not None:
            url = reverse("registry:vote", args=(filing_id,))
            found.append(Task(f"评审投票：{case.title}", url, case.due_on, "JX23-6.4", case.state_zh))
    return found
