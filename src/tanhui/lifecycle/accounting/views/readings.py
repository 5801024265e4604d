"""Readings: upload, the list of bad rows, the template file, withdrawal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tanhui.foundation.clock import now
from tanhui.foundation.inputs.spreadsheet import safe_text
from tanhui.foundation.parties.access import public, roles
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.law import Refusal
from tanhui.lifecycle.accounting import actions, forms, queries
from tanhui.lifecycle.accounting.actions.import_readings import checked_against_project, read_upload
from tanhui.lifecycle.accounting.models import ReadingImport
from tanhui.lifecycle.accounting.readings.csv_file import HEADER
from tanhui.lifecycle.accounting.views.access import READERS, owned, readable_project

SHOWN_REJECTS = 200
TEMPLATE_ROWS = ("METER-001,2024-01-01,2024-02-01,12345.678,12.3", "METER-001,2024-02-01T00:00,2024-02-01T00:15,0,0.08")


@roles("owner")
def upload_readings(request: HttpRequest, code: str) -> HttpResponse:
    """Upload a file of readings; or check it only, and get the list of its bad rows."""
    project = owned(actor_of(request), code)
    if request.method == "POST" and request.POST.get("mode") == forms.CHECK:
        form = forms.ReadingsForm(data=request.POST, files=request.FILES)
        if form.is_valid():
            return _rejects(_faults(form.cleaned_data, project.id, now()), f"{code}-rejects.csv")

    def do(actor: Actor, cleaned: dict[str, Any], at: datetime) -> ReadingImport:
        try:
            return actions.import_readings(
                by=actor,
                project_id=project.id,
                upload=cleaned["file"],
                encoding=cleaned["encoding"],
                good_rows=cleaned["mode"] == forms.GOOD,
                at=at,
            )
        except Refusal as refusal:
            raise Refusal(refusal.breaches[:SHOWN_REJECTS]) from refusal

    return act_page(
        request,
        template="accounting/readings.html",
        form_class=forms.ReadingsForm,
        do=do,
        done_url=reverse("accounting:project", args=[code]),
        context={"project": project, "shown": SHOWN_REJECTS, "header": HEADER},
    )


def _faults(cleaned: dict[str, Any], project_id: int, at: datetime) -> list[dict[str, Any]]:
    found = read_upload(cleaned["file"], encoding=cleaned["encoding"], at=at)
    meters = [each.number for each in queries.meters_of(project_id)]
    return [fault.as_dict() for fault in checked_against_project(found=found, project_id=project_id, meters=meters)[1]]


def _rejects(faults: Iterable[dict[str, Any]], name: str) -> HttpResponse:
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(("行", "列", "读到的内容", "代码", "原因", "reason"))
    for each in faults:
        writer.writerow([each["line"], *(safe_text(str(each[key])) for key in ("column", "value", "code", "zh", "en"))])
    return _file("\ufeff" + target.getvalue(), name)


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@roles(*READERS)
def rejects_file(request: HttpRequest, import_id: int) -> HttpResponse:
    """Download the rows of an import that were not loaded."""
    source = ReadingImport.objects.select_related("project").get(pk=import_id)
    readable_project(actor_of(request), source.project.code)
    return _rejects(source.rejects, f"{source.project.code}-{import_id}-rejects.csv")


@roles("owner")
def withdraw(request: HttpRequest, import_id: int) -> HttpResponse:
    """Withdraw a file of readings."""
    source = ReadingImport.objects.select_related("project").get(pk=import_id)
    project = owned(actor_of(request), source.project.code)
    back = {"label": f"{project.code} {project.name}", "url": reverse("accounting:project", args=[project.code])}
    return act_page(
        request,
        template="accounting/act.html",
        do=lambda actor, cleaned, at: actions.withdraw_import(by=actor, import_id=import_id, at=at),
        done_url=back["url"],
        context={
            "title": "撤回读数文件",
            "lead": "撤回后这些读数不再计入核算，原文件和记录保留。",
            "back": back,
            "cancel": {"label": "返回", "url": back["url"]},
            "clause": "JX23-14.2.1",
        },
    )


@public
def template_file(request: HttpRequest) -> HttpResponse:
    """An example of a file of readings."""
    return _file("\n".join((HEADER, *TEMPLATE_ROWS)) + "\n", "readings-template.csv")
