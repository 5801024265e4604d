"""Two changes of factors for visitors to look at: one on public notice with an objection, one waiting for its decision.

Their values are made up and say so; neither has entered the library, so no account is computed with them.
"""

from __future__ import annotations

from datetime import timedelta

from tanhui.foundation.parties.actor import VISITOR_ACTOR
from tanhui.foundation.periods import local_day
from tanhui.lifecycle.methodology import actions
from tanhui.site.demonstration.history import Diary
from tanhui.site.impact.gathering import make_impact_report

AHEAD = timedelta(days=60)
"""How long after its proposal a change is to take effect."""
PUBLICATION = {
    "title": "示范公告（仅供演示，不是真实公布的数值）",
    "number": "示范公告〔2026〕1 号",
    "issuer": "示范主管部门",
    "note": "示范数据",
}
HEAT = {
    "series": "heat-average",
    "kind": "heat",
    "gas": "CO2",
    "region": "嘉兴",
    "year": "2025",
    "value": "0.10",
    "unit": "tCO2/GJ",
    "note": "示范数据",
}
GRID = {
    "series": "grid-average-province",
    "kind": "average",
    "gas": "CO2",
    "region": "浙江",
    "year": "2023",
    "value": "0.4900",
    "unit": "kgCO2/kWh",
    "note": "示范数据",
}


def propose_changes(diary: Diary) -> None:
    """Propose both changes and make their impact reports; give notice of the first, and raise an objection to it."""
    bureau = diary.actor("bureau")
    heat = _propose(diary, "示范：新增嘉兴供热排放因子", HEAT)
    actions.decide_change(
        by=bureau, proposal_id=heat, approve=True, reason="与（示范）公告一致，不影响已有核算。", at=diary.later()
    )
    actions.notice_change(by=bureau, proposal_id=heat, at=diary.later())
    actions.object_to_change(
        by=VISITOR_ACTOR, proposal_id=heat, text="请说明该数值是否包含管网损失。", at=diary.later()
    )
    _propose(diary, "示范：更正浙江 2023 年电网平均因子", GRID)


def _propose(diary: Diary, title: str, row: dict[str, str]) -> int:
    today = local_day(diary.at)
    draft = actions.ChangeDraft(
        title=title,
        reason="用于演示因子变更的办理过程。",
        valid_from=today + AHEAD,
        publication={**PUBLICATION, "published": today.isoformat()},
        rows=[("", row)],
        channel="page",
    )
    done = actions.propose_change(by=diary.actor("centre"), draft=draft, at=diary.later())
    make_impact_report(by=diary.actor("bureau2"), proposal_id=done.id, at=diary.later())
    return done.id
