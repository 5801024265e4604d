"""A report run again from the stored readings, beside what it says; and the evidence a project brought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tanhui.foundation.periods import Period
from tanhui.law import Refusal
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting import models
from tanhui.lifecycle.accounting.compute import terms_of
from tanhui.lifecycle.accounting.queries.accounted import account_of
from tanhui.lifecycle.accounting.queries.activity import counted_data
from tanhui.lifecycle.methodology import queries as methodologies


@dataclass(frozen=True)
class Compared:
    """One figure of the report beside the same figure computed again."""

    label: str
    reported: str
    recomputed: str

    @property
    def same(self) -> bool:
        """Whether both agree to the last digit."""
        return self.reported == self.recomputed


@dataclass(frozen=True)
class Recomputed:
    """The report computed again; `difference` names the first figure that is not the same, or why nothing came out."""

    digest: str
    exact_tonnes: Decimal
    difference: str
    rows: tuple[Compared, ...]


def recompute(report_id: int) -> Recomputed:
    """Account for a report's period again, as filed on the report's day.

    From the stored readings and calibrations or the sets of data it counts, and the very records of the factor library it was computed with, whatever
    has superseded them since.
    """
    report = models.AccountingReport.objects.select_related("project").get(pk=report_id)
    project, period = report.project, Period(report.period_start, report.period_end)
    on = date.fromisoformat(report.result["filed_on"])
    try:
        again = account_of(
            project,
            period,
            on=on,
            terms=terms_of(scheme(), on, methodologies.recorded_factors(_records(report.result))),
            counted=counted_data(project, report.result),
        ).result
    except Refusal as refusal:
        return Recomputed("", Decimal(0), str(refusal), ())
    rows = tuple(_compared(report.result, again.as_dict()))
    different = next((row for row in rows if not row.same), None)
    if different is None and again.digest != report.digest:
        different = Compared("摘要", report.digest, again.digest)
    told = f"{different.label}：报告 {different.reported}，复算 {different.recomputed}" if different else ""
    return Recomputed(again.digest, Decimal(again.exact_reduction.value), told, rows)


def _records(result: dict[str, Any]) -> list[str]:
    """Return the digests of the factor records behind a stored result."""
    return [factor.get("record", "") for year in result["years"] for factor in year["factors"]]


def _compared(stored: dict[str, Any], again: dict[str, Any]) -> Iterator[Compared]:
    """Yield readings, then each year's inputs, factors and steps in the order of the account, then the total."""
    yield Compared("读数行数", str(stored["readings"]["counted"]), str(again["readings"]["counted"]))
    yield Compared("读数摘要", stored["readings"]["sha256"], again["readings"]["sha256"])
    before, now = _figures(stored), _figures(again)
    for label in dict.fromkeys([*before, *now]):
        yield Compared(label, before.get(label, "—"), now.get(label, "—"))
    total = [each["exact_reduction"]["value"] for each in (stored, again)]
    yield Compared("减排量合计", *total)


def _figures(result: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for year in result["years"]:
        named = f"{year['year']} {year.get('site', '')}".strip()
        found |= {f"{named} {symbol}": _told(figure) for symbol, figure in year["inputs"].items()}
        found |= {f"{named} {each['symbol']}": _told(each) for each in year["factors"]}
        found |= {f"{named} {each['symbol']}": _told(each) for each in year["steps"]}
    return found


def _told(figure: dict[str, Any]) -> str:
    return f"{figure['value']} {figure['unit']}"


def evidence_of(project_id: int) -> tuple[int, ...]:
    """Return the documents that a project brought as evidence, each once."""
    project = models.Project.objects.get(pk=project_id)
    named = (
        project.ownership_document_id,
        project.legality_document_id,
        project.beyond_duty_document_id,
        project.separate_metering_document_id,
        project.withdrawn_document_id,
        project.certificates_cancelled_document_id,
        *project.assessments.order_by("id").values_list("evidence_id", flat=True),
    )
    return tuple(dict.fromkeys(each for each in named if each is not None))
