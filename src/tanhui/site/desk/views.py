"""The desk: what is each role's to do, by when, under which clause, gathered from every stage."""

from __future__ import annotations

from importlib import import_module

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tanhui.foundation.clock import now
from tanhui.foundation.parties.access import signed_in
from tanhui.foundation.parties.sessions import actor_of
from tanhui.foundation.periods import local_day
from tanhui.lifecycle import STAGES

_STAGE_QUERIES = tuple(import_module(f"tanhui.lifecycle.{stage}.queries") for stage in STAGES)


@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """Show the work list of the acting role, the most urgent first."""
    actor, at = actor_of(request), now()
    tasks = [task for queries in _STAGE_QUERIES if hasattr(queries, "tasks") for task in queries.tasks(actor)]
    dated = sorted((task for task in tasks if task.due_on), key=lambda task: task.due_on)
    undated = [task for task in tasks if not task.due_on]
    return render(request, "desk/desk.html", {"tasks": [*dated, *undated], "today": local_day(at)})
