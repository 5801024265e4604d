"""Lawful projects without meters for tests: a forest, an exchange of lamps, and trips by metro, each with its data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.lifecycle.accounting import actions
from tanhui.lifecycle.accounting.drafts import ProjectDraft
from tanhui.lifecycle.accounting.models import ActivityData, Project
from tanhui.lifecycle.accounting.tests.activity_files import example_of, filled
from tanhui.lifecycle.accounting.tests.projects import DRAFT
from tanhui.lifecycle.methodology import actions as methodology
from tanhui.lifecycle.methodology.document import Example, Quantity

SLUGS = ("forestry-sink", "efficient-lighting", "metro-trips")


def _draft(name: str, category: str, slug: str) -> ProjectDraft:
    """Return a draft with evidence of its own, as no two projects share theirs."""
    proof = Upload("证明.txt", f"{name}的证明".encode())
    return replace(
        DRAFT,
        name=name,
        category=category,
        methodology_slug=slug,
        capacity_kw=None,
        meters=(),
        expected_annual_kwh=None,
        legality_from=date(2020, 1, 1),
        assessments=tuple(replace(each, evidence=None) for each in DRAFT.assessments),
        evidence={"legality_document": proof},
    )


FOREST = _draft("示范秀洲造林", "sink", "forestry-sink")
LAMPS = _draft("示范路灯改造", "efficiency", "efficient-lighting")
METRO = _draft("示范地铁出行", "transport", "metro-trips")
EXAMPLES = {
    "forestry-sink": "worked-two-strata",
    "efficient-lighting": "worked-two-batches",
    "metro-trips": "worked-two-trips",
}


def publish(world: Any, *slugs: str) -> None:
    """Publish methodologies of the catalogue in the tests' world."""
    for slug in slugs:
        methodology.publish(
            by=world.actor("bureau"), slug=slug, version="v1", in_force_from=local_day(world.begin), at=world.begin
        )


def grown(example: Example, volume: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a forest whose first plot grew to another volume."""
    rows = example.rows
    rows["plots"][0]["V_second"] = Quantity(Decimal(volume), "m3")
    return rows


def workbook(project: Project, **changes: Any) -> Upload:
    """Return the project's template filled in with its methodology's example."""
    method, example = example_of(project.methodology_slug, EXAMPLES[project.methodology_slug])
    return Upload("数据.xlsx", filled(method, example, project=project.code, **changes))


def loaded(by: Actor, project: Project, at: datetime, **changes: Any) -> ActivityData:
    """Load the example's data into a project."""
    return actions.import_activity(by=by, project_id=project.pk, upload=workbook(project, **changes), at=at)
