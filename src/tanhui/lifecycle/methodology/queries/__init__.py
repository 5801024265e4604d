"""Every read that other stages and pages use; answers are plain rows."""

from tanhui.lifecycle.methodology.queries.published import (
    COMING,
    EXPIRED,
    IN_FORCE,
    STATES,
    VersionRow,
    citation_facts,
    document,
    document_text,
    name_zh,
    require_citable,
    version,
    version_in_force,
    versions,
)
from tanhui.lifecycle.methodology.queries.tasks import tasks

__all__ = [
    "COMING",
    "EXPIRED",
    "IN_FORCE",
    "STATES",
    "VersionRow",
    "citation_facts",
    "document",
    "document_text",
    "name_zh",
    "require_citable",
    "tasks",
    "version",
    "version_in_force",
    "versions",
]
