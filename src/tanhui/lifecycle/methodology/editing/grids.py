"""Rows of data of a worked example as a small table of text: one line of names with units, then one line for each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from tanhui.lifecycle.methodology.engine.faults import Fault

ROWS_ONLY = "#rows"
"""In a pair, the field that stands for the whole entry: a list of rows."""
MIXED = "*"
"""The unit of a column whose cells carry their own: `3.2 km`."""
MOST_CHARS = 60_000


def text_of(rows: Any) -> str:
    """Return rows as a table of text; what is no list of rows is shown as it is."""
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        return str(rows or "")
    units = {key: _unit_of(key, rows) for key in dict.fromkeys(key for row in rows for key in row)}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f"{key} [{unit}]" if unit else key for key, unit in units.items()])
    writer.writerows([[_cell(row.get(key), unit) for key, unit in units.items()] for row in rows])
    return out.getvalue().strip("\n")


def _unit_of(key: str, rows: list[Mapping[str, Any]]) -> str:
    found = {str(row[key].get("unit", "")) for row in rows if isinstance(row.get(key), Mapping)}
    return found.pop() if len(found) == 1 else MIXED if found else ""


def _cell(entry: Any, unit: str) -> str:
    if not isinstance(entry, Mapping):
        return str(entry or "")
    value = str(entry.get("value", ""))
    return f"{value} {entry.get('unit', '')}".strip() if unit == MIXED else value


def rows_of(text: str, name: str, faults: list[tuple[str, Fault]]) -> list[dict[str, Any]] | str:
    """Return the rows of a table of text; a text that is no table stays as it is, with the fault named."""
    try:
        lines = _lines(text)
        heads = [_head(each) for each in lines[0]] if lines else []
        return [_row(heads, cells, number) for number, cells in enumerate(lines[1:], start=2)]
    except Fault as fault:
        faults.append((name, fault))
        return text


def _lines(text: str) -> list[list[str]]:
    if len(text) > MOST_CHARS:
        raise Fault("S-2", f"数据过长，最多 {MOST_CHARS} 个字符", f"At most {MOST_CHARS} characters of rows")
    try:
        read = csv.reader(io.StringIO(text.replace("，", ",").replace("\t", ",")), strict=True, skipinitialspace=True)
        return [cells for cells in read if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise Fault("V-9", "数据表的引号或逗号不成对", f"The table's quotes do not match: {error}") from error


def _head(text: str) -> tuple[str, str]:
    """Return the name and the unit of a column: `distance [km]`."""
    name, _, unit = text.strip().partition("[")
    return name.strip(), unit.strip().removesuffix("]").strip()


def _row(heads: list[tuple[str, str]], cells: list[str], number: int) -> dict[str, Any]:
    if len(cells) != len(heads):
        zh = f"第 {number} 行有 {len(cells)} 格，表头有 {len(heads)} 格"
        raise Fault("V-9", zh, f"Line {number} has {len(cells)} cells, the first line has {len(heads)}")
    entries = {name: _entry(cell.strip(), unit) for (name, unit), cell in zip(heads, cells, strict=True)}
    return {name: entry for name, entry in entries.items() if entry != ""}


def _entry(cell: str, unit: str) -> Any:
    if not cell or not unit:
        return cell
    if unit != MIXED:
        return {"value": cell, "unit": unit}
    value, _, own = cell.partition(" ")
    return {"value": value, "unit": own.strip()} if own else cell
