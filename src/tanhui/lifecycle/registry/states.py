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
    """Return the states and moves as a mermaid diagram, for the README."""
    names = {state for move in FILING_MOVES for state in (move.source, move.target)}
    lines = ["stateDiagram-v2"]
    lines += [f"    {state}: {zh}" for state, (zh, _) in STATES.items() if state in names]
    grouped: dict[tuple[str, str], list[str]] = {}
    for move in FILING_MOVES:
        grouped.setdefault((move.source, move.target), []).append(move.zh)
    lines += [f"    {source} --> {target}: {' / '.join(acts)}" for (source, target), acts in grouped.items()]
    return "\n".join(lines)
