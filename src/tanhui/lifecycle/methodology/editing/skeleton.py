"""A new document: small, whole and sound, to be changed line by line into the methodology that is meant."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tanhui.lifecycle.methodology.editing.toml import Content

EMPTY_ROWS: dict[str, Content] = {
    "inputs": {"type": "quantity", "lowest": "0"},
    "steps": {},
    "parameters": {"year_rule": "year-of-generation", "fallback": "latest-before"},
    "missing_data": {},
}
"""What a new row of a list starts with; any other list starts with nothing."""


def skeleton(name: str, *, title_zh: str, title_en: str, code: str = "") -> Content:
    """Return a document that passes its check: one input, one constant, one step, one example of each."""
    return {
        "format": 1,
        "id": name,
        "code": code or _code_of(name),
        "version": "v1",
        "title": {"zh": title_zh, "en": title_en},
        "summary": _words(
            f"{title_zh}：请写明减排的来由和计算的要点。", f"{title_en}: say where reductions come from."
        ),
        "category": "other",
        "gases": ["CO2"],
        "results": ["ER"],
        "applicability": [
            {"id": "site", **_words("减排活动发生在本市行政区域内。", "The activity takes place in the city.")}
        ],
        "inputs": [
            {
                "symbol": "A",
                "label": _words("监测期内的活动量", "Activity in the monitoring period"),
                "unit": "kWh",
                "lowest": "0",
                "highest": "1000000000",
                "monitoring": _words("写明怎样测量、记录和核对。", "Say how it is measured, recorded and checked."),
                "missing": "zero",
            }
        ],
        "constants": [
            {
                "symbol": "EF",
                "label": _words("单位活动量的减排量", "Reduction per unit of activity"),
                "value": "0.0005",
                "unit": "tCO2e/kWh",
                "source": _words(
                    "示例数值，请改为有出处的数值。", "A sample value, to be replaced by one with a source."
                ),
                "evidence": "unconfirmed",
            }
        ],
        "steps": [_step()],
        "missing_data": [{"id": "zero", **_words("缺测的活动量计为零。", "Missing activity counts as zero.")}],
        "examples": [_first_example()],
    }


def _words(zh: str, en: str) -> Content:
    return {"zh": zh, "en": en}


def _step() -> Content:
    return {
        "id": "reduction",
        "symbol": "ER",
        "label": _words("减排量", "Emission reduction"),
        "unit": "tCO2e",
        "formula": "A * EF",
        "rounding": {"mode": "floor", "digits": 6, "stage": "total"},
    }


def _first_example() -> Content:
    return {
        "id": "first",
        "title": _words("活动量 1000 kWh", "An activity of 1,000 kWh"),
        "source": "自拟",
        "inputs": {"A": {"value": "1000", "unit": "kWh"}},
        "expected": {"ER": {"value": "0.5", "unit": "tCO2e", "digits": 6, "mode": "floor"}},
    }


def _code_of(name: str) -> str:
    """Return a code made of a name: `shared-bike` becomes SHAREDBIKE01."""
    letters = "".join(each for each in name.upper() if each.isascii() and each.isalnum())[:10]
    return f"{letters or 'M'}01"


def blank(name: str, *, title_zh: str, title_en: str) -> Content:
    """Return a document with its head and nothing else, for who writes from nothing."""
    whole = skeleton(name, title_zh=title_zh, title_en=title_en)
    return {key: whole[key] for key in ("format", "id", "code", "version", "title", "category", "gases", "results")}


def new_row(key: str, content: Content) -> Content:
    """Return what a new row of a list starts with; a new example asks for what the document has by now."""
    return _example(content) if key == "examples" else deepcopy(EMPTY_ROWS.get(key, {}))


def _example(content: Content) -> Content:
    """Return an example with a line for every single input and every result."""
    inputs = {
        str(row["symbol"]): {"value": "", "unit": "1" if row.get("yes_no") else str(row.get("unit", ""))}
        for row in _rows(content, "inputs")
        if row.get("symbol") and not row.get("table")
    }
    wanted = content.get("results")
    results = [str(each) for each in wanted] if isinstance(wanted, list) else []
    units = {str(row.get("symbol")): str(row.get("unit", "")) for row in _rows(content, "steps")}
    expected = {
        symbol: {"value": "", "unit": units.get(symbol, ""), "digits": 6, "mode": "floor"} for symbol in results
    }
    found: Content = {"id": f"example-{len(_rows(content, 'examples')) + 1}", "source": "自拟"}
    return found | ({"inputs": inputs} if inputs else {}) | ({"expected": expected} if expected else {})


def _rows(content: Content, key: str) -> list[Any]:
    rows = content.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
