"""How pages write quantities, days and clauses, and small parts of the components under `templates/ui/`.

Nothing here decides anything: a value comes in, the way people here write it comes out.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django import template
from django.utils.html import escape, format_html, json_script
from django.utils.safestring import SafeString

from tanhui.site.design.icons import draw
from tanhui.site.design.navigation import Place, public_menu
from tanhui.site.design.wording import clause_zh, day_zh, groups, last_day_zh, moment_zh, yuan_zh

register = template.Library()

_TONE_BY_STATE = {
    "ok": {
        "active",
        "approved",
        "closed",
        "done",
        "effective",
        "filed",
        "filled",
        "issued",
        "passed",
        "published",
        "registered",
        "retired",
        "settled",
        "signed",
    },
    "busy": {
        "accepted",
        "answered",
        "current",
        "engaged",
        "listed",
        "on_notice",
        "open",
        "partly_filled",
        "pending",
        "proposed",
        "reported",
        "submitted",
        "under_audit",
        "under_panel",
    },
    "wait": {"awaiting_decision", "draft", "expiring", "overdue", "provisional", "returned", "waiting"},
    "bad": {
        "cancelled",
        "declined",
        "disqualified",
        "failed",
        "lapsed",
        "refused",
        "rejected",
        "suspended",
        "upheld",
        "withdrawn",
    },
}
"""The colour family of each state's code; a code not listed is plain."""


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one line icon inside the page; with `label` it is announced, without it is decoration."""
    return draw(name, label)


@register.simple_tag(takes_context=True)
def menu(context: Any) -> tuple[Place, ...]:
    """Return the public menu, with the entry of the page being read marked."""
    request = context.get("request")
    return public_menu(request.path if request else "")


@register.simple_tag
def request_id() -> SafeString:
    """Write the hidden field that makes a repeated submission of this one form give the first answer."""
    return format_html('<input type="hidden" name="request_id" value="{}">', uuid.uuid4().hex)


@register.filter
def tonnes(value: object) -> str:
    """Write a whole number or a decimal with thousands separated: 15580 becomes 15,580."""
    return groups(value)


@register.filter
def yuan(value: int | None) -> str:
    """Write whole fen as yuan with two decimals: 520000 becomes 5,200.00."""
    return yuan_zh(value)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day as people here do: 2026年3月5日 (a moment is first taken to Shanghai)."""
    return day_zh(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment in Shanghai's clock: 2026-03-05 14:30."""
    return moment_zh(value)


@register.filter
def last_day(value: datetime | None) -> str:
    """Write the last day of a period that ends at a moment: midnight of the 23rd ends the 22nd."""
    return last_day_zh(value)


@register.filter
def clause(value: str | None) -> str:
    """Write a clause id in Chinese: JX23-15.2 becomes 《办法》第15条第2款."""
    return clause_zh(value)


@register.filter
def tone(state: str) -> str:
    """Return the colour family of a state: ok, busy, wait, bad or plain."""
    for family, states in _TONE_BY_STATE.items():
        if state in states:
            return family
    return "plain"


@register.filter
def split(text: str, mark: str = ",") -> list[str]:
    """Split a literal in a template into words, so that a page can list a few names."""
    return [word.strip() for word in str(text).split(mark) if word.strip()]


@register.filter
def at_key(row: Any, key: str) -> Any:
    """Return one member of a mapping by a key that is known only at run time."""
    return row.get(key, "") if hasattr(row, "get") else getattr(row, str(key), "")


@register.simple_tag
def cell(column: Any, value: Any, foot: bool = False) -> dict[str, Any]:
    """Bring one table cell to one shape: what to show, how (`kind`), and where it leads.

    `value` is a plain value, or a mapping with `value` and any of `kind`, `url`, `sub`, `unit`, `code`, `tone`, `demo`.
    In the foot of a table a word is a word, whatever the column holds.
    """
    given = dict(value) if isinstance(value, dict) else {"value": value}
    plain_word = foot and isinstance(given.get("value"), str)
    given.setdefault("kind", "text" if plain_word else at_key(column, "kind") or "text")
    shown = given.get("value")
    if isinstance(shown, bool):
        given["value"] = "是" if shown else "否"
    elif given["kind"] == "text" and isinstance(shown, int | Decimal):
        given["kind"] = "number"
    given["empty"] = shown is None or shown == ""
    return given


@register.simple_tag
def describe(bound: Any) -> str:
    """Return the ids that describe a form field (help, then errors), for `aria-describedby`."""
    ids = []
    if bound.help_text:
        ids.append(f"{bound.auto_id}_help")
    if bound.errors:
        ids.append(f"{bound.auto_id}_errors")
    return " ".join(ids)


@register.simple_tag
def control(bound: Any) -> SafeString:
    """Render a form field's widget with our look and the links a screen reader needs."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    if kind == "hidden":
        return SafeString(bound.as_widget())
    looks = {"checkbox": "", "radio": "", "select": "form-select"}.get(kind, "form-control")
    attrs = {"class": f"{widget.attrs.get('class', '')} {looks}{' is-invalid' if bound.errors else ''}".strip()}
    if widget.attrs.get("placeholder"):
        attrs["placeholder"] = ""
    described = describe(bound)
    if described:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return SafeString(bound.as_widget(attrs=attrs))


@register.filter
def widget_kind(bound: Any) -> str:
    """Return which layout a field needs: hidden, check, choices, file or line."""
    widget = bound.field.widget
    name = widget.__class__.__name__
    if bound.is_hidden:
        return "hidden"
    if name in {"RadioSelect", "CheckboxSelectMultiple"}:
        return "choices"
    kind = getattr(widget, "input_type", "")
    return {"checkbox": "check", "file": "file"}.get(kind, "line")


@register.simple_tag
def unit(value: object, name: str) -> SafeString:
    """Write a quantity with its unit set smaller, kept on one line."""
    return format_html('<span class="t-quantity">{}<span class="t-unit">{}</span></span>', groups(value), name)


@register.filter
def as_list(value: Any) -> list[Any]:
    """Bring one thing, several, or none to a list."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


@register.filter
def beside(columns: Any, row: Any) -> list[tuple[Any, Any]]:
    """Pair each column with its cell; a row is its cells, or has `cells`."""
    cells = row if isinstance(row, list | tuple) else at_key(row, "cells")
    return list(zip(columns, cells, strict=True))


@register.filter
def co2(text: str) -> SafeString:
    """Write CO2 with its figure lowered, as chemists do."""
    return SafeString(escape(text).replace("CO2", "CO<sub>2</sub>"))


@register.filter
def slug(text: object) -> str:
    """Return a short name for an element's id, the same for the same text."""
    return sha256(str(text).encode()).hexdigest()[:8]


@register.simple_tag
def chart_spec(chart: Any) -> SafeString:
    """Write what a chart draws as JSON inside the page (a data block: nothing in it runs)."""
    series = [
        {name: at_key(each, name) or "" for name in ("name", "kind", "axis", "unit")}
        | {"values": [_plain(v) for v in at_key(each, "values")]}
        for each in at_key(chart, "series")
    ]
    spec = {"labels": list(at_key(chart, "labels")), "unit": at_key(chart, "unit") or "", "series": series}
    return json_script(spec, f"chart-{at_key(chart, 'id')}-spec")


def _plain(value: object) -> object:
    """Keep whole numbers and gaps; a Decimal travels as its text so that no digit is lost on the way."""
    return str(value) if isinstance(value, Decimal) else value
