"""The versions of one methodology as its page shows them: days of force, what took their place, until when they serve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from tanhui.law.scheme import scheme
from tanhui.lifecycle.methodology.queries.published import STATES, VersionRow

GRACE = "methodology_grace_days"
COLUMNS = (
    {"label": "版本"},
    {"label": "状态", "kind": "badge"},
    {"label": "生效日", "kind": "day"},
    {"label": "有效至", "kind": "day"},
    {"label": "由哪一版接替"},
    {"label": "最迟申报日", "kind": "day"},
    {"label": "与前一版对照"},
)
_TONES = {"in_force": "ok", "coming": "wait"}


def version_table(rows: Sequence[VersionRow], today: date) -> dict[str, Any]:
    """Return the table of versions, oldest first, and the rule of grace in words."""
    days = int(scheme().parameter(GRACE, today))
    return {
        "versions": [_line(rows, index, today, days) for index in range(len(rows))],
        "version_columns": list(COLUMNS),
        "grace_days": days,
    }


def _line(rows: Sequence[VersionRow], index: int, today: date, days: int) -> list[Any]:
    row = rows[index]
    state = row.state_on(today)
    last = row.in_force_to + timedelta(days=days) if row.in_force_to else None
    return [
        {"value": row.version, "url": reverse("methodology:version", args=(row.slug, row.version))},
        {"value": STATES[state], "code": state, "tone": _TONES.get(state, "plain")},
        row.in_force_from,
        {"value": row.in_force_to, "kind": "day"} if row.in_force_to else {"value": "长期", "kind": "text"},
        row.successor or "",
        {"value": last, "kind": "day"} if last else "",
        _compared(rows[index - 1], row) if index else "",
    ]


def _compared(before: VersionRow, row: VersionRow) -> dict[str, str]:
    asked = urlencode({"old": f"{before.slug}/{before.version}", "new": f"{row.slug}/{row.version}"})
    return {"value": f"与 {before.version} 逐条对照", "url": f"{reverse('methodology:compare')}?{asked}"}
