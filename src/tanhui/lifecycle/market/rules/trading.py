"""Article 19: who trades; and when orders are taken. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tanhui.law import Breach, Reason, Refusal, rule


@dataclass(frozen=True)
class EntitlementFacts:
    """The party about to trade, as the market knows it."""

    is_owner: bool
    admission: str
    suspended_for: str


@rule("JX23-19", code="R19-1")
def party_is_admitted(party: EntitlementFacts) -> Reason | None:
    """Reading: an owner with a project or reductions of its own trades without admission; everyone else is admitted first."""
    if party.is_owner or party.admission == "admitted":
        return None
    found = {
        "applied": ("准入申请尚待运营管理中心决定，请等待结果", "the application for admission is not decided yet"),
        "declined": ("准入申请未获通过，请补正后重新申请", "the application for admission was declined; apply again"),
    }
    zh, en = found.get(
        party.admission, ("尚未办理交易准入，请先提交准入申请", "not admitted yet; apply for admission first")
    )
    return Reason(zh=f"没有交易资格：{zh}", en=f"Not entitled to trade: {en}")


@rule("JX23-19", code="R19-1")
def party_is_not_suspended(party: EntitlementFacts) -> Reason | None:
    """A party whose trading the operations centre has suspended waits until it is resumed."""
    if not party.suspended_for:
        return None
    return Reason(
        zh=f"交易资格已暂停（{party.suspended_for}），请联系运营管理中心，恢复后再交易",
        en="Trading is suspended for this party; ask the operations centre to resume it first",
    )


ENTITLEMENT = (party_is_admitted, party_is_not_suspended)


@dataclass(frozen=True)
class SessionFacts:
    """The moment an order arrives, and when orders are taken next."""

    is_open: bool
    next_opening: datetime


@rule("HOUSE-5", code="R20-6")
def order_arrives_in_a_session(moment: SessionFacts) -> Reason | None:
    """Orders are taken on working days inside the sessions, their first second included, their end excluded."""
    if moment.is_open:
        return None
    opens = f"{moment.next_opening:%Y-%m-%d %H:%M}"
    return Reason(
        zh=f"不在交易时段，下一次开市为 {opens}（北京时间），请届时再提交",
        en=f"Outside trading hours; the next session opens at {opens} (Asia/Shanghai)",
    )


SESSION = (order_arrives_in_a_session,)


def refuse_all(*found: tuple[Breach, ...]) -> None:
    """Refuse with the breaches of several tuples of rules at once, when there are any."""
    breaches = tuple(breach for each in found for breach in each)
    if breaches:
        raise Refusal(breaches)
