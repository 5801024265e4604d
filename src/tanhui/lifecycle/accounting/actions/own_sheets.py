"""Add an owner's own calculation table to a report: computed anew beforehand, followed to the report's total here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.documents import media
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.trail.actions import act
from tanhui.law import refuse, require
from tanhui.lifecycle.accounting.actions.owning import owned_project
from tanhui.lifecycle.accounting.exact import plain
from tanhui.lifecycle.accounting.models import AccountingReport, OwnSheet
from tanhui.lifecycle.accounting.own_sheets.book import TooCostly, place_of
from tanhui.lifecycle.accounting.own_sheets.judging import total_facts
from tanhui.lifecycle.accounting.own_sheets.opening import book_of, looked_through
from tanhui.lifecycle.accounting.rules.own_sheets import TOTAL, TotalFacts

KIND = "accounting.own_sheet"


def add_own_sheet(*, by: Actor, report_id: int, upload: Upload, total_cell: str, at: datetime) -> OwnSheet:
    """Add a table whose formulas lead from the inputs of a draft report to its total (R14-4, R14-5, R14-6)."""
    computed = looked_through(upload)
    with act(by=by, kind="accounting.own_sheet_added", at=at, clauses=("JX23-14.1.2",)) as entry:
        report = AccountingReport.objects.get(pk=report_id)
        project = owned_project(by=by, project_id=report.project_id)
        if report.submitted_at is not None:
            refuse(
                "R17-1", f"第 {report.version} 版核算报告已提交，不能再附计算表", "this report was submitted already"
            )
        facts = _facts(computed, total_cell, report.result)
        require(TOTAL, facts)
        assert facts.total is not None
        document = documents.store(
            entry,
            content=upload.content,
            name=upload.name,
            kind=KIND,
            owner_party_id=project.owner_id,
            accepted=(media.XLSX,),
        )
        sheet = OwnSheet.objects.create(
            report=report, document=document, total_cell=facts.place, total_tonnes=plain(facts.total), added_at=at
        )
        entry.about(report, own_sheet=sheet.pk, sha256=document.sha256, tonnes=sheet.total_tonnes)
    return sheet


def _facts(computed: bytes, total_cell: str, result: dict[str, Any]) -> TotalFacts:
    place = place_of(total_cell)
    if place is None:
        refuse(
            "V-6",
            f"合计单元格须写成 工作表!单元格（如 结果!B2），读到“{total_cell[:40]}”",
            "write the cell of the total as Sheet!B2",
            place="total_cell",
        )
    try:
        return total_facts(book_of(computed), place, written=str(place), result=result)
    except TooCostly:
        refuse("S-2", "计算表的公式引用过多，无法逐格复核，请精简", "the formulas read too many cells", place="file")
