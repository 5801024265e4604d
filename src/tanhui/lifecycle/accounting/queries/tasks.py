"""What waits on an owner's work list."""

from __future__ import annotations

from django.urls import reverse

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure.tasks import Task
from tanhui.lifecycle.accounting import models
from tanhui.lifecycle.accounting.queries.activity import takes_meter_readings


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
        elif last is None:
            found.append(_first_steps(project, url))
    return found


def _first_steps(project: models.Project, url: str) -> Task:
    """Return what comes before the first report: monitored data, then the report itself."""
    metered = takes_meter_readings(project.methodology_slug, project.methodology_version)
    loaded = project.imports if metered else project.activity
    data_zh, upload_zh = ("读数", "监测读数") if metered else ("数据", "活动数据")
    if loaded.filter(withdrawn_at__isnull=True).exists():
        return Task(f"{project.code} {project.name}：编制核算报告", url, None, "JX23-14.1.1", f"已有{data_zh}")
    return Task(f"{project.code} {project.name}：上传{upload_zh}", url, None, "JX23-14.2.1", f"待{data_zh}")
