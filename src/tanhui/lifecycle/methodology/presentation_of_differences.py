"""A comparison of two documents for machines: what changed part by part, and what that does to numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tanhui.law import Refusal
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.editing.differences import Change, differences, joined
from tanhui.lifecycle.methodology.editing.effects import effects
from tanhui.lifecycle.methodology.editing.reading import load_text
from tanhui.lifecycle.methodology.editing.toml import content_of
from tanhui.lifecycle.methodology.editing.trials import too_much
from tanhui.lifecycle.methodology.factors import Factor


def as_dict(old: str, new: str, library: Iterable[Factor] = ()) -> dict[str, Any]:
    """Compare two documents by their texts; effects are left out where one of them cannot be computed."""
    parts = differences(content_of(old) or {}, content_of(new) or {})
    before, after = computable(old), computable(new)
    return {
        "same": not parts,
        "parts": [
            {"part": part.key, "zh": part.zh, "en": part.en, "changes": [_change(each) for each in part.changes]}
            for part in parts
        ],
        "effects": [each.__dict__ for each in effects(before, after, library)] if before and after else None,
    }


def computable(text: str) -> Method | None:
    """Return the document as a method when it can be read, and computed in a moment."""
    try:
        method = load_text(text)
    except Refusal:
        return None
    return None if too_much(method) else method


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "title": change.title,
        "entries": [
            {"entry": cell.label, "entry_en": cell.label_en, "old": joined(cell.old), "new": joined(cell.new)}
            for cell in change.cells
        ],
    }
