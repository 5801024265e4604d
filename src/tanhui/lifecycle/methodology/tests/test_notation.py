"""The same formula in MathML, LaTeX and Typst: one walk, so brackets and order are the author's in all three."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
import typst

from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.engine import latex, mathml, typeset
from tanhui.lifecycle.methodology.engine.grammar import parse
from tanhui.lifecycle.methodology.loading import load
from tanhui.lifecycle.methodology.tests.rows_document import ROWS

FORMULAS = {
    "a - (b - c)": (r"a - \left(b - c\right)", "a - lr((b - c))"),
    "(a / b) ** 2": (r"{\left(\frac{a}{b}\right)}^{2}", "attach(lr((frac(a, b))), t: 2)"),
    "-(a + b) * c": (r"-\left(a + b\right) \cdot c", "-lr((a + b)) dot c"),
    "max(0 tCO2e, x)": (
        r"\max\left(0\,\text{tCO2e}, x\right)",
        'max lr((0 thin upright("tCO2e") comma x))',
    ),
    "EF_grid_2023": (r"\text{EF}_{\text{grid\_2023}}", 'italic("EF")_"grid_2023"'),
    "if(a <= 5, 1, a <= 9, 2, 3)": (
        r"\begin{cases} 1 & \text{若}\ a \le 5 \\ 2 & \text{若}\ a \le 9 \\ 3 & \text{否则} \end{cases}",
        'cases(1 & "若 " a <= 5, 2 & "若 " a <= 9, 3 & "否则")',
    ),
    "1e-3 + sqrt(x)": (r"1 \times 10^{-3} + \sqrt{x}", "1 times 10^(-3) + sqrt(x)"),
    "1 [万kWh/%]": (r"1\,\text{万kWh/\%}", '1 thin upright("万kWh/%")'),
    "abs(a) * floor(b) * ceil(c)": (
        r"\left| a \right| \cdot \left\lfloor b \right\rfloor \cdot \left\lceil c \right\rceil",
        "abs(a) dot floor(b) dot ceil(c)",
    ),
}


@pytest.mark.parametrize("text", FORMULAS)
def test_latex_and_typst_say_the_same(text):
    node = parse(text)
    assert (latex.equation("y", node), typeset.equation("y", node)) == tuple(f"y = {each}" for each in FORMULAS[text])


def every_formula():
    documents = [catalogue.method(slug, version) for slug, version in catalogue.folders()] + [load(ROWS)]
    return [(step.symbol, step.node) for method in documents for step in method.steps]


def test_every_formula_of_the_catalogue_is_well_formed_in_mathml_and_sets_in_typst():
    formulas = every_formula()
    for symbol, node in formulas:
        assert ElementTree.fromstring(mathml.equation(symbol, node)).tag.endswith("math")
        written = latex.equation(symbol, node)
        assert written.count("{") == written.count("}") and written.count(r"\left") == written.count(r"\right")
    page = "\n\n".join(f"$ {typeset.equation(symbol, node)} $" for symbol, node in formulas)
    assert typst.compile(page.encode(), format="svg")
