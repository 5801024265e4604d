"""The states of admissions, deposits, withdrawals and listings, and every allowed move, as one table. Pure."""

from __future__ import annotations

from dataclasses import dataclass

ADMISSION_STATES = {"applied": "待运营管理中心决定", "admitted": "已准入", "declined": "未准入"}
DEPOSIT_STATES = {"recorded": "待复核", "confirmed": "已入账", "rejected": "已退回"}
WITHDRAWAL_STATES = {"requested": "待付款", "paid": "已付款", "returned": "已退回"}
LISTING_STATES = {"open": "可点选", "filled": "全部成交", "cancelled": "已撤回", "expired": "已到期"}

STATES = {
    "participant": ADMISSION_STATES,
    "deposit": DEPOSIT_STATES,
    "withdrawal": WITHDRAWAL_STATES,
    "listing": LISTING_STATES,
}
"""The states of each kind of row, by the name of its table."""


@dataclass(frozen=True)
class Move:
    """One allowed move of one kind of row: the act, where it leads from and to, and who does it."""

    what: str
    act: str
    source: str
    target: str
    role: str
    zh: str


MOVES = (
    Move("participant", "admit", "applied", "admitted", "operations", "准入"),
    Move("participant", "decline", "applied", "declined", "operations", "不予准入"),
    Move("deposit", "confirm", "recorded", "confirmed", "operations", "确认入账"),
    Move("deposit", "reject", "recorded", "rejected", "operations", "退回"),
    Move("withdrawal", "pay", "requested", "paid", "operations", "确认付款"),
    Move("withdrawal", "return", "requested", "returned", "operations", "退回"),
    Move("listing", "fill", "open", "filled", "buyer", "成交完毕"),
    Move("listing", "cancel", "open", "cancelled", "seller", "撤回"),
    Move("listing", "expire", "open", "expired", "operations", "到期"),
)
"""Nothing leads out of a final state: money is moved back by a new deposit or withdrawal, tonnes by a new listing."""


def find_move(what: str, act: str, state: str) -> Move | None:
    """Return the move that an act makes from a state; None when the table has none."""
    return next((each for each in MOVES if (each.what, each.act, each.source) == (what, act, state)), None)


def act_zh(what: str, act: str) -> str:
    """Return what people call an act."""
    return next(each.zh for each in MOVES if (each.what, each.act) == (what, act))
