"""Rows added, taken away and moved in a draft's content, and a factor series taken over as a parameter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tanhui.lifecycle.methodology.editing import fields as kinds
from tanhui.lifecycle.methodology.editing.fields import Field, walk
from tanhui.lifecycle.methodology.editing.sections import ALL
from tanhui.lifecycle.methodology.editing.skeleton import new_row
from tanhui.lifecycle.methodology.editing.toml import Content
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.factors import Factor

_SCHEMA = dict(walk(ALL))
MOST_ROWS = 200
_WITH_SYMBOLS = ("inputs", "parameters", "constants", "lookups", "steps")


@dataclass(frozen=True)
class Changed:
    """The content after a change, and the row to look at next."""

    content: Content
    path: str


@dataclass(frozen=True)
class Series:
    """One series of the factor library in one region, as it can be taken over."""

    name: str
    region: str
    label: str
    unit: str
    kind: str
    gas: str
    first_year: int
    last_year: int
    value: str

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"{self.name}|{self.region}"


def changed(content: Content, wish: str, series: Iterable[Series] = ()) -> Changed | None:
    """Do what a button asks: `add:steps`, `remove:steps.1`, `up:steps.1`, `down:steps.1`, `use:series|region`."""
    word, _, path = wish.partition(":")
    made = deepcopy(content)
    if word == "use":
        return _used(made, next((each for each in series if each.key == path), None))
    change = _CHANGES.get(word)
    try:
        return change(made, path.split(".")) if change else None
    except (KeyError, IndexError, ValueError, TypeError):
        return None


def _field(parts: list[str]) -> Field:
    return _SCHEMA[".".join(part for part in parts if not part.isdigit())]


def _inside(node: Any, parts: list[str]) -> Any:
    """Follow a path: names into tables, numbers into lists and into the pairs of a table, by their order."""
    for part in parts:
        rows = list(node.values()) if isinstance(node, Mapping) else node
        node = rows[int(part)] if part.isdigit() else node[part]
    return node


def _add(content: Content, parts: list[str]) -> Changed | None:
    field, key = _field(parts), parts[-1]
    if len(parts) == 2 and _field(parts[:1]).kind == kinds.RECORD:
        content.setdefault(parts[0], {})
    holder = _inside(content, parts[:-1])
    if field.kind == kinds.PAIRS:
        rows = holder.setdefault(key, {})
        rows.setdefault("", {})
        return Changed(content, ".".join((*parts, str(list(rows).index("")))))
    rows = holder.setdefault(key, [])
    if field.kind != kinds.ROWS or len(rows) >= MOST_ROWS:
        return None
    rows.append(new_row(key if len(parts) == 1 else "", content))
    return Changed(content, ".".join((*parts, str(len(rows) - 1))))


def _rows_around(content: Content, parts: list[str]) -> tuple[Any, int]:
    """Return the list (or the pairs) that a path leads into, and the place in it."""
    if _field(parts[:-1]).kind not in (kinds.ROWS, kinds.PAIRS):
        raise ValueError(f"no rows at {'.'.join(parts)}")
    return _inside(content, parts[:-1]), int(parts[-1])


def _remove(content: Content, parts: list[str]) -> Changed:
    holder, index = _rows_around(content, parts)
    if isinstance(holder, dict):
        del holder[list(holder)[index]]
    else:
        del holder[index]
    return Changed(content, ".".join(parts[:-1]))


def _moved(by: int) -> Callable[[Content, list[str]], Changed]:
    def move(content: Content, parts: list[str]) -> Changed:
        holder, index = _rows_around(content, parts)
        items = list(holder.items()) if isinstance(holder, dict) else holder
        other = index + by
        if 0 <= other < len(items):
            items[index], items[other] = items[other], items[index]
        if isinstance(holder, dict):
            holder.clear()
            holder.update(items)
        return Changed(content, ".".join((*parts[:-1], str(max(0, min(other, len(items) - 1))))))

    return move


_CHANGES: dict[str, Callable[[Content, list[str]], Changed | None]] = {
    "add": _add,
    "remove": _remove,
    "up": _moved(-1),
    "down": _moved(1),
}


def _used(content: Content, series: Series | None) -> Changed | None:
    """Take a series of the library over as a parameter, ready but for its symbol's meaning in this methodology."""
    if series is None:
        return None
    rows = content.setdefault("parameters", [])
    if not isinstance(rows, list) or len(rows) >= MOST_ROWS:
        return None
    every = [row for key in _WITH_SYMBOLS for row in content.get(key) or () if isinstance(row, Mapping)]
    taken = {str(row.get("symbol")) for row in every}
    symbol = next(name for name in ("EF", *(f"EF{number}" for number in range(2, MOST_ROWS + 3))) if name not in taken)
    rows.append(
        {
            "symbol": symbol,
            "label": {"zh": series.label, "en": series.name},
            "unit": series.unit,
            "series": series.name,
            "region": series.region,
            "kind": series.kind,
            **new_row("parameters", content),
            **({"year_rule": "latest"} if series.first_year == series.last_year else {}),
            "source": {"zh": f"因子库：{series.label}（{series.region}）", "en": f"Factor library: {series.name}"},
        }
    )
    return Changed(content, f"parameters.{len(rows) - 1}")


def series_of(factors: Iterable[Factor], name_zh: Callable[[str], str]) -> list[Series]:
    """Return the series that can be asked for, each region by itself, with the newest value of each."""
    groups: dict[tuple[str, str], list[Factor]] = {}
    for each in factors:
        groups.setdefault((each.series, each.region), []).append(each)
    found = []
    for (name, region), rows in sorted(groups.items()):
        newest = max(rows, key=lambda each: each.year)
        found.append(
            Series(
                name=name,
                region=region,
                label=name_zh(name),
                unit=newest.unit,
                kind=newest.kind,
                gas=newest.gas,
                first_year=min(each.year for each in rows),
                last_year=newest.year,
                value=plain(newest.value),
            )
        )
    return found
