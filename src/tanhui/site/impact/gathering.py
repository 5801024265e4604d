"""Gathers from every stage what a change of factors would move, and makes of it what is kept: content and workbook."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.law.scheme import scheme
from tanhui.lifecycle import COMING, STAGES
from tanhui.lifecycle.methodology import actions, queries
from tanhui.lifecycle.methodology.library.impact import KINDS, Change, Impact
from tanhui.site.impact.workbook import workbook

_STAGE_QUERIES = tuple(import_module(f"tanhui.lifecycle.{stage}.queries") for stage in STAGES)
NOT_BUILT = {"points": "积分规则：积分环节尚未建成，平台上没有会随因子变动的积分规则"}
"""What a stage that is still to come would have added."""


@dataclass(frozen=True)
class Gathered:
    """An impact report before it is kept, and the library it was set against."""

    content: dict[str, Any]
    workbook: bytes
    library_head: int


def gather(proposal_id: int, *, at: datetime) -> Gathered:
    """Compute the impact report of a change as of a moment."""
    today = local_day(at)
    head = queries.library_head().record_id
    settled = frozenset(
        report for stage in _STAGE_QUERIES if hasattr(stage, "settled_reports") for report in stage.settled_reports()
    )
    change = queries.impact_change(proposal_id, today=today, settled=settled)
    impacts = [stage.factor_impact(change) for stage in _STAGE_QUERIES if hasattr(stage, "factor_impact")]
    content = _content(proposal_id, change, impacts, at)
    return Gathered(content, workbook(content), head)


def make_impact_report(*, by: Actor, proposal_id: int, at: datetime) -> actions.FactorDone:
    """Compute the impact report and keep it with the change."""
    found = gather(proposal_id, at=at)
    return actions.keep_impact(
        by=by,
        proposal_id=proposal_id,
        content=found.content,
        workbook=found.workbook,
        library_head=found.library_head,
        at=at,
    )


def _content(proposal_id: int, change: Change, impacts: list[Impact], at: datetime) -> dict[str, Any]:
    page = queries.change(proposal_id, local_day(at))
    rows = [row.as_dict() for impact in impacts for row in impact.rows]
    return {
        "change": page.row.number,
        "title": page.row.title,
        "scheme": scheme().name_zh,
        "holds_from": change.on.isoformat(),
        "made_at": at.isoformat(),
        "values": [
            {
                "code": each.entry.code,
                "series": each.entry.series,
                "region": each.entry.region,
                "year": each.entry.year,
                "unit": each.entry.unit,
                "before": each.supersedes.entry.value if each.supersedes else "",
                "after": each.entry.value,
            }
            for each in page.rows
        ],
        "counts": {kind: sum(1 for row in rows if row["kind"] == kind) for kind in KINDS},
        "rows": rows,
        "untouched": [asdict(each) for impact in impacts for each in impact.untouched],
        "not_built": [words for stage, words in NOT_BUILT.items() if stage in COMING],
    }
