"""The methodology as a document people file: a PDF/A with every formula set, and the formulas as LaTeX."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tanhui.foundation.documents.typeset import set_pdf
from tanhui.lifecycle.methodology import presentation, presentation_values
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.engine import latex, typeset
from tanhui.lifecycle.methodology.engine.numbers import plain

TEMPLATE = Path(__file__).parent / "typst" / "method.typ"


def method_pdf(method: Method, *, dated_on: date) -> bytes:
    """Set the whole document; the same document gives the same bytes."""
    return set_pdf(TEMPLATE, _facts(method) | {"dated_on": dated_on.isoformat()})


def formulas_tex(method: Method) -> str:
    """Return every formula as a numbered LaTeX equation, to be included in a paper (amsmath)."""
    lines = [f"% {method.title.en} {method.version}, sha256 {method.sha256}", r"\begin{align}"]
    for step in method.steps:
        label = step.label.en.replace("%", r"\%").replace("\n", " ")
        left, _, right = latex.equation(step.symbol, step.node).partition(" = ")
        lines.append(rf"  {left} &= {right} && {latex.text(step.unit)} \\ % {label}")
    return "\n".join([*lines, r"\end{align}", ""])


def _facts(method: Method) -> dict[str, Any]:
    return {
        "title": method.title.zh,
        "title_en": method.title.en,
        "code": method.code,
        "version": method.version,
        "category": method.category_zh,
        "gases": "、".join(method.gases),
        "summary": method.summary.zh,
        "demonstration": method.demonstration,
        "co2": method.co2_is_co2e.zh if method.co2_is_co2e else "",
        "applicability": [each.words.zh for each in method.applicability],
        "exclusions": [each.zh for each in method.exclusions],
        "equations": [
            {
                "label": step.label.zh,
                "math": typeset.equation(step.symbol, step.node),
                "unit": step.unit,
                "rounding": step.rounding.label if step.rounding else "不取整",
            }
            for step in method.steps
        ],
        "symbols": [_symbol(each) for each in (*method.inputs, *method.parameters)],
        "own_values": [
            [cell["value"] if isinstance(cell, dict) else cell for cell in row]
            for row in presentation_values.own_values(method)
        ],
        "tables": [f"{each['label']}（{each['id']}）：{each['told']}" for each in presentation_values.tables(method)],
        "behaviour": presentation_values.behaviour(method),
        "missing": [each.words.zh for each in method.missing_data],
        "unverified": [each.words.zh for each in method.unverified],
        "factors": [
            [each.region, str(each.year), f"{plain(each.value)} {each.unit}", each.publication.title, each.evidence_zh]
            for each in method.factors
        ],
        "examples": [_example(method, each.id) for each in method.examples],
        "sha256": method.sha256,
    }


def _symbol(each: Any) -> list[str]:
    told = presentation.told(each)
    return [each.symbol, each.label.zh, presentation.unit_of(each), told["range"], told["source"]]


def _example(method: Method, name: str) -> dict[str, Any]:
    found = presentation.worked(method, name)
    return {
        "title": found.example.title.zh,
        "source": found.example.source,
        "givens": [[each["symbol"], each["label"], f"{each['value']} {each['unit']}"] for each in found.givens],
        "steps": [[each["expression"], f"{each['value']} {each['unit']}"] for each in found.steps],
    }
