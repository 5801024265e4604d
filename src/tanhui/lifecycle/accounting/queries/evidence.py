"""Which files prove a project, and which other projects use the very same ones."""

from __future__ import annotations

from tanhui.lifecycle.accounting.drafts import EVIDENCE_FIELDS
from tanhui.lifecycle.accounting.models import Project
from tanhui.lifecycle.accounting.rules.evidence import EvidenceFacts, SharedFile

_PATHS = (*EVIDENCE_FIELDS, "assessments__evidence", "meters__calibrations__document")


def evidence_facts(project: Project) -> EvidenceFacts:
    """Return the facts of a registered project's evidence: files are the same when their content is."""
    names: dict[str, str] = {}
    for path in _PATHS:
        found = Project.objects.filter(pk=project.pk, **{f"{path}__isnull": False})
        names |= dict(found.values_list(f"{path}__sha256", f"{path}__name"))
    shared = [SharedFile(names[sha256], code) for path in _PATHS for sha256, code in _others(project, path, names)]
    return EvidenceFacts(
        tuple(sorted(set(shared), key=lambda each: (each.project, each.name))), project.shared_evidence
    )


def _others(project: Project, path: str, names: dict[str, str]) -> list[tuple[str, str]]:
    found = Project.objects.exclude(pk=project.pk).filter(**{f"{path}__sha256__in": list(names)})
    return list(found.values_list(f"{path}__sha256", "code").order_by("pk"))
