"""The visitors of the formula engine agree with a reference: values, units, MathML, spreadsheet text."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from tanhui.lifecycle.methodology.engine import excel, mathml
from tanhui.lifecycle.methodology.engine.bounds import between, bounds_of
from tanhui.lifecycle.methodology.engine.dimensions import require_unit, unit_of
from tanhui.lifecycle.methodology.engine.evaluate import compiled
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.grammar import parse
from tanhui.lifecycle.methodology.engine.numbers import amount, plain
from tanhui.lifecycle.methodology.engine.rounding import Rounding, whole_tonnes
from tanhui.lifecycle.methodology.engine.units import units_for

NUMBERS = st.decimals("-1000000", "1000000", allow_nan=False, allow_infinity=False, places=6)
A, B = NUMBERS, NUMBERS


@settings(max_examples=150, deadline=None)
@given(a=A, b=B, c=NUMBERS)
def test_values_equal_decimal(a, b, c):
    values = {"a": a, "b": b, "c": c}
    with localcontext() as context:
        context.prec = 60
        expected = {
            "a*b - (c + a)*-b": a * b - (c + a) * -b,
            "max(a, b, c) - min(a, b, c)": max(a, b, c) - min(a, b, c),
            "-a**3 + b**2 - c**0": -(a**3) + b**2 - 1,
            "if(a > b, a*c, b - c - a)": a * c if a > b else b - c - a,
            "if(a == b, 1, a/(a - b))": Decimal(1) if a == b else a / (a - b),
            "0.4974*a + 1e3": Decimal("0.4974") * a + 1000,
        }
    for formula, value in expected.items():
        assert compiled(parse(formula))(values) == value, formula


@settings(max_examples=100, deadline=None)
@given(a=A, b=B, low=NUMBERS)
def test_bounds_contain_every_value(a, b, low):
    values = {"a": a, "b": b}
    known = {"a": between(min(a, low), max(a, low)), "b": between(min(b, low), max(b, low))}
    formulas = (
        "a*b - a",
        "max(a, -b) + min(b, 3)",
        "a**3 - b**2",
        "if(a > b, a - b, b)",
        "1/(1 + a**2)",
        "a/(3 + b**4)",
    )
    for formula in formulas:
        found = bounds_of(parse(formula), known)
        value = compiled(parse(formula))(values)
        assert found.lowest <= value <= found.highest, formula
        assert value or found.zero, formula


FORMULAS = (
    "a - (b - c)",
    "a/(b + 1)*c**2",
    "if(a >= 1, max(a, b), -c)",
    "-(a + b)**2",
    "0.001 [MWh/kWh] * EG_PJ",
    "电量*因子",
)


@pytest.mark.parametrize("formula", FORMULAS)
def test_mathml_is_well_formed_and_keeps_the_names(formula):
    root = ElementTree.fromstring(mathml.equation("ER_y", parse(formula)))
    assert root.tag == "{http://www.w3.org/1998/Math/MathML}math"
    written = "".join(root.itertext())
    assert written.startswith("ERy=")
    assert [each for each in ("EG", "电量", "PJ", "因子") if each in formula and each not in written] == []


def test_mathml_escapes_and_brackets():
    text = mathml.equation("x", parse("a - (b < c)"))
    assert "<mo>&lt;</mo>" in text
    assert "".join(ElementTree.fromstring(mathml.equation("x", parse("(a - (b - c)) - d"))).itertext()) == "x=a−(b−c)−d"
    assert "".join(ElementTree.fromstring(mathml.equation("x", parse("(-a)**2"))).itertext()) == "x=(−a)2"


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("EG * EF", "(B2*EF!$B$3)"),
        ("-EG**2", "(-(B2^2))"),
        ("if(EG >= 1e3 MWh, EG, 0 MWh)", "IF((B2>=1000),B2,0)"),
        ("if(EG != 0 MWh, 1, 2)", "IF((B2<>0),1,2)"),
        ("max(EG, 0.5 MWh)", "MAX(B2,0.5)"),
    ],
)
def test_spreadsheet_text(formula, text):
    assert excel.formula(parse(formula), {"EG": "B2", "EF": "EF!$B$3"}) == text


@pytest.mark.parametrize(
    ("mode", "text"),
    [
        ("floor", "=INT(ROUND((B2)*10^6,2))/10^6"),
        ("ceiling", "=-INT(-ROUND((B2)*10^6,2))/10^6"),
        ("half-up", "=ROUND(ROUND(B2,8),6)"),
        ("half-even", "=IF(MOD(ROUND((B2)*10^6,2),2)=0.5,INT(ROUND((B2)*10^6,2)),INT(ROUND((B2)*10^6,2)+0.5))/10^6"),
    ],
)
def test_spreadsheet_rounding(mode, text):
    assert excel.cell_formula(parse("EG"), {"EG": "B2"}, Rounding(mode, 6, "total")) == text
    assert excel.cell_formula(parse("EG"), {"EG": "B2"}, None) == "=B2"


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "converted"),
    [
        ("0.4974", "kgCO2/kWh", "tCO2e/MWh", "0.4974"),
        ("123.456", "kWh", "MWh", "0.123456"),
        ("12.5", "%", "1", "0.125"),
        ("3", "MW·h", "kWh", "3000"),
        ("123456789012345678901234567890.1234", "gCO2e", "tCO2e", "123456789012345678901234.5678901234"),
        ("2.5", "万元", "CNY", "25000"),
    ],
)
def test_conversions_are_exact(value, unit, wanted, converted):
    assert plain(units_for(co2_is_co2e=True).convert(amount(value), unit, wanted)) == converted


@pytest.mark.clause("JX23-14.1.2")
def test_co2_counts_as_co2e_only_where_declared():
    with pytest.raises(Fault) as found:
        units_for().convert(Decimal(1), "tCO2", "tCO2e")
    assert found.value.code == "R14-1"


@pytest.mark.clause("JX23-14.1.2")
def test_the_misprinted_combined_margin_is_refused():
    """A circulating text of CCER-01-001 prints equation (3) with a product where the sum belongs."""
    units = units_for(co2_is_co2e=True)
    symbols = {name: units.parse("tCO2/MWh") for name in ("EF_OM", "EF_BM")}
    symbols |= {name: units.parse("1") for name in ("w_OM", "w_BM")}
    declared = units.parse("tCO2/MWh")
    right, wrong = parse("EF_OM*w_OM + EF_BM*w_BM"), parse("EF_OM*w_OM * EF_BM*w_BM")
    require_unit(right, declared, unit_of(right, symbols, units), units)
    with pytest.raises(Fault) as found:
        require_unit(wrong, declared, unit_of(wrong, symbols, units), units)
    assert (found.value.code, found.value.zh) == ("R14-1", "量纲不一致：需要 tCO2/MWh，得到 tCO2^2/MWh^2")


def test_units_of_a_documents_own():
    units = units_for((("次", "base"), ("万次", "10000 次")))
    assert units.convert(Decimal("1.5"), "万次", "次") == 15000
    for text in ("tCO2e**2", "km^99", "x" * 61, "MWh;", "9**9**9"):
        with pytest.raises(Fault):
            units.parse(text)


def test_whole_tonnes_floor_and_never_below_zero():
    assert [whole_tonnes(Decimal(each)) for each in ("12.7", "12", "0.999", "-0.1")] == [12, 12, 0, 0]
