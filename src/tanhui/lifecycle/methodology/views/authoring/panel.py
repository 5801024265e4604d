"""What the editor shows beside its fields: problems in their places, equations, units, values, examples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from tanhui.lifecycle.methodology.editing.fields import Field, walk
from tanhui.lifecycle.methodology.editing.live import Live, LiveStep
from tanhui.lifecycle.methodology.editing.problems import Problem
from tanhui.lifecycle.methodology.editing.sections import ALL, CHAPTERS, chapter_of
from tanhui.lifecycle.methodology.editing.toml import Content
from tanhui.lifecycle.methodology.engine.units import COMMON
from tanhui.lifecycle.methodology.presentation import mathml

_SCHEMA = dict(walk(ALL))


def field_at(path: str) -> Field | None:
    """Return the field of the schema that a path leads to."""
    return _SCHEMA.get(".".join(part for part in path.split(".") if not part.isdigit()))


def told_place(path: str) -> str:
    """Return a path in words: `计算步骤 第 2 项 · 公式`."""
    words: list[str] = []
    before: list[str] = []
    for part in path.split("."):
        if part.isdigit():
            words.append(f"第 {int(part) + 1} 项")
            continue
        before.append(part)
        field = _SCHEMA.get(".".join(before))
        if field is not None:
            words.append(f"· {field.zh}" if words else field.zh)
    return " ".join(words)


def told_problem(problem: Problem) -> str:
    """Return what is wrong, the entry's key replaced by its label."""
    field = field_at(problem.path)
    found = problem.breach.zh
    if field is None:
        return found
    if found.startswith(f"{field.key} "):
        return f"“{field.zh}”{found[len(field.key) + 1 :]}"
    return found.replace(f"缺少条目：{field.key}", f"请填写{field.zh}")


def problems(live: Live, proposal_id: int, chapter: str) -> list[dict[str, Any]]:
    """Return every problem with the place it is at and the address of its field; what is only missing comes last."""
    found = []
    for each in sorted(live.problems.found, key=lambda each: each.is_missing):
        where = chapter_of(each.section)
        page = "" if where == chapter else reverse("methodology:proposal_edit", args=(proposal_id, where))
        found.append(
            {
                "code": each.breach.code,
                "text": told_problem(each),
                "missing": each.is_missing,
                "place": told_place(each.path) or each.breach.place or "",
                "url": f"{page}#{anchor(each.path)}",
            }
        )
    return found


def anchor(path: str) -> str:
    """Return the id of a field's element."""
    return f"f-{path}" if path else "chapter"


def at_fields(live: Live, content: Content) -> dict[str, list[dict[str, Any]]]:
    """Return the problems of each field; a formula's with the stretch that is marked in it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in live.problems.found:
        marked = _marked(_value(content, each.path), each.column) if each.column else None
        found.setdefault(each.path, []).append(
            {
                "code": each.breach.code,
                "text": told_problem(each),
                "missing": each.is_missing,
                "en": each.breach.en,
                "column": each.column,
                "marked": marked,
            }
        )
    return found


def _marked(formula: str, column: int) -> dict[str, str] | None:
    """Cut a formula at the column: what stands before, the word or sign meant, and the rest of its line."""
    at = column - 1
    if not formula or at > len(formula):
        return None
    end = at + 1
    while end < len(formula) and (formula[at : end + 1].isidentifier() or formula[at : end + 1].isdecimal()):
        end += 1
    return {"before": formula[:at], "meant": formula[at:end] or "▁", "after": formula[end:]}


def _value(content: Any, path: str) -> str:
    for part in path.split("."):
        if isinstance(content, dict):
            content = (
                list(content.values())[int(part)] if part.isdigit() and int(part) < len(content) else content.get(part)
            )
        elif isinstance(content, list) and part.isdigit() and int(part) < len(content):
            content = content[int(part)]
    return content if isinstance(content, str) else ""


def step_line(step: LiveStep) -> dict[str, Any]:
    """Return one step as it stands: equation, units, value."""
    more = f"，共 {step.rows} 行" if step.rows > len(step.values) else ""
    return {
        "path": step.path,
        "symbol": step.symbol,
        "label": step.label,
        "equation": mathml(step.equation),
        "formula": f"{step.symbol} = …",
        "declared": step.declared,
        "inferred": step.inferred,
        "agrees": step.agrees,
        "values": "、".join(step.values) + more,
        "inputs": "，".join(f"{name} = {value}" for name, value in step.inputs),
    }


def step_lines(live: Live) -> list[dict[str, Any]]:
    """Return every readable step."""
    return [step_line(each) for each in live.steps]


def chapters(live: Live, current: str) -> list[dict[str, Any]]:
    """Return the chapters with the number of problems in each."""
    counts = dict.fromkeys((each.id for each in CHAPTERS), 0)
    for each in live.problems.found:
        counts[chapter_of(each.section)] += 1
    return [
        {"id": each.id, "label": each.zh, "current": each.id == current, "count": counts[each.id]} for each in CHAPTERS
    ]


def suggestions(content: Content, series: Iterable[Any]) -> dict[str, list[str]]:
    """Return what is offered while typing: units, symbols, tables, ids, series, regions."""
    rows = {key: _rows(content, key) for key in ("units", "inputs", "parameters", "constants", "lookups", "steps")}
    own = [str(row.get("name", "")) for row in rows["units"]]
    symbols = [str(row.get("symbol", "")) for key in rows if key != "units" for row in rows[key]]
    found = list(series)
    return {
        "units": [*own, *(name for name, _ in COMMON), "tCO2e/MWh", "kgCO2/kWh", "1"],
        "symbols": [each for each in dict.fromkeys(symbols) if each],
        "tables": [str(row.get("id", "")) for row in _rows(content, "tables")],
        "missing": [str(row.get("id", "")) for row in _rows(content, "missing_data")],
        "publications": [str(row.get("id", "")) for row in _rows(content, "publications")],
        "series": sorted({each.name for each in found}),
        "regions": sorted({each.region for each in found}),
    }


def _rows(content: Content, key: str) -> list[dict[str, Any]]:
    rows = content.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def symbol_mathml(text: str) -> SafeString:
    """Return a formula's element as it may stand in a page."""
    return mathml(text)
