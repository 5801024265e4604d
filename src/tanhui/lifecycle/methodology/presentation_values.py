"""What the page of a methodology shows of its own values, its tables of rows, and how behaviours are accounted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tanhui.lifecycle.methodology.document import EVIDENCE, UNCONFIRMED, Behaviour, Constant, Lookup, Method
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.records_of_rows import DUPLICATES

OWN_VALUES = ("符号", "含义", "条件", "数值", "单位", "依据", "来源")
_WIDE = ("含义", "来源")


def own_value_columns() -> list[dict[str, Any]]:
    """Return the heads of the table of the methodology's own values."""
    return [{"label": label, "wide": label in _WIDE, "kind": _kind(label)} for label in OWN_VALUES]


def _kind(label: str) -> str:
    return {"依据": "badge", "数值": "mono", "符号": "mono"}.get(label, "text")


def own_values(method: Method) -> list[list[Any]]:
    """Return constants and lookups, a row per value; what is unconfirmed carries the mark 待核."""
    rows = [_own_row(each, "", plain(each.value)) for each in method.constants]
    for lookup in method.lookups:
        named = {each.id: each.words.zh for each in _choices(method, lookup)}
        told = [(named.get(name, name), value) for name, value in lookup.values] + bands_told(lookup)
        rows += [_own_row(lookup, condition, plain(value)) for condition, value in told]
    return rows


def _choices(method: Method, lookup: Lookup) -> tuple[Any, ...]:
    given = method.inputs_by_symbol.get(lookup.by)
    return given.choices if given else ()


def bands_told(lookup: Lookup) -> list[tuple[str, Decimal]]:
    """Return each band in words, with its value."""
    told: list[tuple[str, Decimal]] = []
    below = ""
    for band in lookup.bands:
        upper = f"{lookup.by} ≤ {plain(band.upto)}" if band.upto is not None else ""
        lower = f"{below} < " if below and upper else f"{lookup.by} > {below}" if below else ""
        told.append((lower + upper or "全部", band.value))
        below = plain(band.upto) if band.upto is not None else below
    return told


def _own_row(each: Constant | Lookup, condition: str, value: str) -> list[Any]:
    tone = "wait" if each.evidence == UNCONFIRMED else "plain"
    badge = {"value": EVIDENCE[each.evidence], "code": each.evidence, "tone": tone}
    return [each.symbol, each.label.zh, condition, value, each.unit, badge, each.source.zh]


def tables(method: Method) -> list[dict[str, str]]:
    """Return each table of rows in words."""
    found = []
    for each in method.tables:
        outer = method.table(each.within)
        told = f"{each.least} 至 {each.most:,} 行"
        if outer:
            told = f"每个{outer.label.zh}（{each.link}）{told}"
        if each.series:
            told += f"；按 {'、'.join(each.series)} 分列，按 {each.order} 排序"
        found.append({"label": each.label.zh, "id": each.id, "told": told})
    return found


def behaviour(method: Method) -> list[str]:
    """Return in sentences how behaviours are accounted per person and day."""
    one = method.behaviour
    if one is None:
        return []
    return [
        f"按人（{one.person}）按日（{one.moment}）核算：每一行为只计一次，以 {'、'.join(one.key)} 识别，"
        f"重复的{DUPLICATES[one.duplicates]}。",
        *(_cap(one, cap.of, plain(cap.most), cap.unit) for cap in one.caps),
        f"每人每日的合计{one.rounding.label.removeprefix('每一项')}。",
    ]


def _cap(one: Behaviour, of: str, most: str, unit: str) -> str:
    if of == "rows":
        return f"每人每日最多计 {most} 次，其余不计。"
    if of == one.result:
        return f"每人每日的减排量最多计 {most} {unit}，超出部分不计。"
    return f"每人每日的 {of} 合计最多 {most} {unit}，超出该限的那一次及以后各次不计。"
