"""The one place where the state of a row changes: by a move of the table in `states`, or not at all."""

from __future__ import annotations

from typing import Protocol

from tanhui.law import refuse
from tanhui.lifecycle.market.states import STATES, act_zh, find_move


class HasState(Protocol):
    """A row with a state."""

    state: str


def move(row: HasState, *, what: str, act: str) -> None:
    """Move a row (not yet saved) by an act; refuses (R17-1) what the table of moves does not have."""
    found = find_move(what, act, row.state)
    if found is None:
        refuse(
            "R17-1",
            f"当前状态为“{STATES[what][row.state]}”，不能{act_zh(what, act)}，请刷新后核对",
            f"In the state {row.state} the act {act} is not possible",
            clause="JX23-20.1.3",
        )
    row.state = found.target
