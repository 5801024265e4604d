"""The way of a filing: the rows of the shared table that a filing can take, and the diagram drawn from them. Pure."""

from __future__ import annotations

from tanhui.foundation.procedure.states import KIND_ENDS, MOVES, STATES, Move

KIND = "filing"
_OTHER_ENDS = {act for kind, acts in KIND_ENDS.items() if kind != KIND for act in acts}

FILING_MOVES: tuple[Move, ...] = tuple(move for move in MOVES if move.act not in _OTHER_ENDS)
"""Every move open to a filing."""

PUBLIC_STATES = ("on_notice", "filed", "registered", "issued")
"""From public notice on, anyone may read a filing."""

CLOSED_STATES = ("refused", "withdrawn")
"""A filing that ended without issuance frees its report and its claim."""


def diagram() -> str:
    """Return the moves as a mermaid diagram, one line for each act, for the README."""
    named: set[str] = set()
    lines = ["flowchart TD"]
    for act, target, zh in dict.fromkeys((move.act, move.target, move.zh) for move in FILING_MOVES):
        sources = [move.source for move in FILING_MOVES if (move.act, move.target) == (act, target)]
        lines.append(f"    {' & '.join(_node(each, named) for each in sources)} -->|{zh}| {_node(target, named)}")
    return "\n".join(lines)


def _node(state: str, named: set[str]) -> str:
    """Write a state with its words when it comes first, by its code afterwards."""
    if state in named:
        return state
    named.add(state)
    return f"{state}[{STATES[state][0]}]"
