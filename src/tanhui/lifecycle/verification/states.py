"""The states of an engagement and of a finding, each as one table of moves. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """One allowed move: the act, from which state to which, and whose role does it."""

    act: str
    source: str
    target: str
    role: str
    zh: str


ENGAGEMENT_STATES = {
    "proposed": "待核查机构接受",
    "accepted": "核查中",
    "declined": "已谢绝",
    "ended": "已更换核查机构",
    "signed": "已出具核证表",
}

ENGAGEMENT_MOVES = (
    Move("accept", "proposed", "accepted", "verifier", "接受委托"),
    Move("decline", "proposed", "declined", "verifier", "谢绝委托"),
    Move("end", "proposed", "ended", "owner", "更换核查机构"),
    Move("end", "accepted", "ended", "owner", "更换核查机构"),
    Move("sign", "accepted", "signed", "verifier", "签署核证表"),
    Move("correct", "signed", "signed", "verifier", "出具更正版"),
)

OPEN_ENGAGEMENTS = ("proposed", "accepted")

FINDING_STATES = {"open": "待业主答复", "answered": "待核查机构确认", "closed": "已关闭"}

FINDING_MOVES = (
    Move("answer", "open", "answered", "owner", "答复"),
    Move("reopen", "answered", "open", "verifier", "退回再答复"),
    Move("close", "answered", "closed", "verifier", "关闭"),
    Move("close", "open", "closed", "verifier", "关闭"),
)

FINDING_KINDS = {"nc": "不符合项", "cl": "澄清要求"}


def find_move(moves: tuple[Move, ...], act: str, state: str) -> Move | None:
    """Return the row for an act in a state, or None when the table has none."""
    return next((move for move in moves if move.act == act and move.source == state), None)
