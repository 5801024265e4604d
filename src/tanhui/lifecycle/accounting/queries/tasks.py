"""What waits on an owner's work list."""

from __future__ import annotations

from django.urls import reverse

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure.tasks import Task
from tanhui.lifecycle.accounting import models


def tasks(actor: Actor) -> list[Task]:
    """Return an owner's open accounting work: projects without readings or report, and drafts not submitted."""
    if actor.role != "owner" or actor.party_id is None:
        return []
    found: list[Task] = []
    for project in models.Project.objects.filter(owner_id=actor.party_id).order_by("id"):
        url = reverse("accounting:project", args=[project.code])
        last = project.reports.order_by("-version").first()
        if last is not None and last.submitted_at is None:
            link = reverse("accounting:report", args=[last.pk])
            found.append(
                Task(
                    f"{project.code} {project.name}：提交第 {last.version} 版核算报告",
                    link,
                    None,
                    "JX23-14.1.1",
                    "草稿",
                )
            )
        elif last is None and project.imports.filter(withdrawn_at__isnull=True).exists():
            found.append(Task(f"{project.code} {project.name}：编制核算报告", url, None, "JX23-14.1.1", "已有读数"))
        elif last is None:
            found.append(Task(f"{project.code} {project.name}：上传监测读数", url, None, "JX23-14.2.1", "待读数"))
    return found
