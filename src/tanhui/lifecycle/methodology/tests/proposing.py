"""A proposal to spoil one thing at a time: a sound document, a complete application, and the way through the offices."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

from tanhui.foundation.periods import local_day
from tanhui.lifecycle.methodology.actions import proposal_course as course
from tanhui.lifecycle.methodology.actions import proposals as acts
from tanhui.lifecycle.methodology.editing.skeleton import skeleton
from tanhui.lifecycle.methodology.editing.toml import Content, written
from tanhui.lifecycle.methodology.queries import proposals as queries

SLUG = "power-bank"
APPLICATION: dict[str, Any] = {
    "contact_person": "示范联系人",
    "contact_phone": "0573-80000000",
    "project_name": "示范共享充电宝项目",
    "project_place": "南湖区",
    "project_account": "2025 年起投放 2000 台，充电电量由平台逐次记录。",
    "potential_tonnes": "1200.5",
    "potential_basis": "按每台每年 0.6 吨估算。",
    "data_availability": "由运营平台逐次记录，与电网结算单核对。",
    "inclusiveness": "普通市民都可以使用。",
    "additionality": "simplified",
    "additionality_reason": "没有补贴时不能收回投资。",
    "uniqueness": "按订单号去重。",
    "boundary": "充电宝充放电，二氧化碳。",
    "baseline": "使用一次性电池。",
    "crediting": "按年申报。",
    "monitoring": "平台按日备份。",
    "verification": "required",
    "verification_points": "抽查订单。",
    "comparison": "外省没有同类方法学。",
    "property": "自行编制。",
    "commitment": True,
}


def content(**changes: Any) -> Content:
    """Return a sound document's content with changes."""
    found = skeleton(SLUG, title_zh="共享充电宝碳普惠方法学", title_en="Shared power banks", code="PB01")
    found["constants"][0]["evidence"] = "published"
    found["demonstration"] = True
    return {**found, **changes}


def with_formula(formula: str) -> Content:
    """Return the document with another formula in its step."""
    found = deepcopy(content())
    found["steps"][0]["formula"] = formula
    return found


class Proposing:
    """Acts on one proposal after another, a minute apart."""

    def __init__(self, world: Any, *, by: str = "owner") -> None:
        self.world, self.at, self.who = world, world.begin, by

    def by(self, name: str = "") -> dict[str, Any]:
        """Return who acts and when; each act comes a minute after the one before."""
        self.at += timedelta(minutes=1)
        return {"by": self.world.actor(name or self.who), "at": self.at}

    def opened(self, text: str | None = None) -> int:
        """Open a draft with the document (and nothing in the application)."""
        return acts.open_proposal(**self.by(), text=written(content()) if text is None else text).id

    def complete(self, text: str | None = None) -> int:
        """Open a draft with everything a submission needs."""
        key = self.opened(text)
        acts.save_application(**self.by(), proposal_id=key, application=dict(APPLICATION), revision=1)
        return key

    def submitted(self, text: str | None = None) -> int:
        """Submit a proposal."""
        key = self.complete(text)
        acts.submit(**self.by(), proposal_id=key)
        return key

    def saved(self, key: int, changed: Content) -> None:
        """Save another document over the draft."""
        revision = queries.draft(key).revision
        acts.save_document(**self.by(), proposal_id=key, text=written(changed), revision=revision)

    def step(self, key: int, name: str, *, by: str, note: str = "") -> None:
        """Carry one plain act of the offices."""
        course.advance(**self.by(by), proposal_id=key, step=name, note=note)

    def approved(self) -> int:
        """Bring a proposal to the bureau's approval without a panel."""
        key = self.submitted()
        self.step(key, "accept", by="centre")
        self.step(key, "report", by="centre", note="齐全，算例复算一致")
        self.step(key, "skip_panel", by="bureau", note="方法成熟")
        self.step(key, "approve", by="bureau", note="同意")
        return key

    def registered(self) -> int:
        """Bring a proposal through its notice to the register."""
        key = self.approved()
        course.give_notice(**self.by("bureau"), proposal_id=key)
        self.at += timedelta(days=20)
        self.step(key, "file", by="bureau")
        self.step(key, "register", by="bureau")
        return key

    def today(self) -> Any:
        """Return the day of the last act."""
        return local_day(self.at)
