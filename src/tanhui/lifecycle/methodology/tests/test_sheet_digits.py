"""How many digits a cell's exact value has, and the formulas that are written where that is known."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.engine import excel
from tanhui.lifecycle.methodology.engine.evaluate import compiled
from tanhui.lifecycle.methodology.engine.grammar import parse
from tanhui.lifecycle.methodology.engine.rounding import Rounding
from tanhui.lifecycle.methodology.engine.sheet_digits import Exact, digits_of, of_number
from tanhui.lifecycle.methodology.exact_digits import known_digits

KNOWN = {"x": Exact(4, 3), "y": Exact(6, 0)}
CELLS = {"x": "A2", "y": "B2", "z": "C2"}
FORMULAS = (
    "x*y - 0.5*x + y",
    "-(x - y)**3",
    "if(x > y, x/8, y*0.125)",
    "max(x, -y, 12.25) + min(x, y)",
    "floor(x) - ceil(y/4) + abs(x - 1e3)",
)


@settings(max_examples=80, deadline=None)
@given(x=st.decimals("-9999", "9999", places=3), y=st.decimals("-999999", "999999", places=0))
def test_digits_hold_every_value(x, y):
    for formula in FORMULAS:
        node = parse(formula)
        found, value = digits_of(node, KNOWN), of_number(compiled(node)({"x": x, "y": y}))
        assert found is not None and value.whole <= found.whole and value.places <= found.places, formula


@pytest.mark.parametrize("formula", ["x / 3", "x / y", "sqrt(y)", "sum(x)", "mean(y) + 1", "z + 1", "x / (2*2)"])
def test_digits_without_an_end_are_not_known(formula):
    assert digits_of(parse(formula), KNOWN) is None


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("x - y", "=ROUND(A2-B2,3)"),
        ("x*0.5 - y + 1", "=ROUND((A2*0.5)-B2+1,4)"),
        ("x - (y - 2)", "=ROUND(A2-ROUND(B2-2,0),3)"),
        ("x * y", "=ROUND((A2*B2),3)"),
        ("x * 1.00000000001", "=(A2*1.00000000001)"),
        ("x - z", "=ROUND(A2-C2,14-INT(LOG10(MAX(1E-15,ABS(A2),ABS(C2)))))"),
        ("x", "=A2"),
    ],
)
def test_sums_are_rounded_behind_their_last_digit(formula, text):
    assert excel.cell_formula(parse(formula), CELLS, None, known=KNOWN) == text


@pytest.mark.parametrize(
    ("formula", "mode", "text"),
    [
        ("x * y", "floor", "=INT(ROUND(((A2*B2))*10^1,2))/10^1"),
        ("x * y", "half-up", "=ROUND(ROUND(((A2*B2))*10^1,2),0)/10^1"),
        ("x * y", "ceiling", "=-INT(-ROUND(((A2*B2))*10^1,2))/10^1"),
        ("x / z", "floor", "=INT(ROUND(((A2/C2))*10^1,MAX(0,14-INT(LOG10(MAX(1,ABS(((A2/C2))*10^1)))))))/10^1"),
    ],
)
def test_a_cut_comes_after_the_noise_is_gone(formula, mode, text):
    assert excel.cell_formula(parse(formula), CELLS, Rounding(mode, 1, "term"), known=KNOWN) == text


def test_a_long_sum_is_not_written_twice():
    long = " + ".join(["z * 1.2500000000001"] * 35)
    written = excel.cell_formula(parse(long), CELLS, None, known=KNOWN)
    assert "LOG10" not in written and written.count("C2") == 35


def test_numbers_have_their_own_digits():
    assert [of_number(Decimal(text)) for text in ("0", "12.50", "0.001", "1e3")] == [(1, 0), (2, 1), (0, 3), (4, 0)]


def test_a_document_tells_the_digits_of_its_values():
    found = known_digits(catalogue.method("metro-trips"))
    assert (found["distance"], found["inside"], found["v_most"]) == ((3, 3), (1, 0), (1, 0))
    assert (found["d_counted"], found["ER_trip"]) == ((3, 3), (7, 3))
    assert "ER" not in found and "EF" not in known_digits(catalogue.method("pv-distributed"))
