"""The close of a trading day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tanhui.law import Reason, rule


@dataclass(frozen=True)
class CloseFacts:
    """A day about to be closed."""

    day: date
    is_trading_day: bool
    is_over: bool
    is_closed: bool
    later_is_closed: bool


@rule("HOUSE-5", code="R20-6")
def day_is_a_trading_day(close: CloseFacts) -> Reason | None:
    """Only working days have a close."""
    if close.is_trading_day:
        return None
    return Reason(zh=f"{close.day} 不是交易日，没有收盘", en=f"{close.day} is not a trading day", place="day")


@rule("HOUSE-5", code="R20-6")
def sessions_are_over(close: CloseFacts) -> Reason | None:
    """A day is closed once its last session has ended."""
    if close.is_over:
        return None
    return Reason(
        zh=f"{close.day} 的交易时段尚未结束，请在收市后办理", en="The last session has not ended yet", place="day"
    )


@rule("JX23-20.1.3", code="R17-1")
def day_is_not_closed_yet(close: CloseFacts) -> Reason | None:
    """A close is computed once, and in the order of days."""
    if not close.is_closed and not close.later_is_closed:
        return None
    return Reason(
        zh=f"{close.day} 或其后的交易日已收盘，不能重复收盘",
        en="This day, or a later one, is closed already",
        place="day",
    )


CLOSE = (day_is_a_trading_day, sessions_are_over, day_is_not_closed_yet)
