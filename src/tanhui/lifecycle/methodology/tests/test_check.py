"""Every refusal of a methodology document (bad-inputs A5 to A14), each beside the near miss that passes."""

from __future__ import annotations

import pytest

from tanhui.law import Refusal
from tanhui.lifecycle.methodology.checking import check
from tanhui.lifecycle.methodology.loading import load
from tanhui.lifecycle.methodology.tests.documents import FIRST, LAST, SOUND, UNIT_OF_E, spoilt, with_last


def codes_of(text: str) -> list[str]:
    try:
        return [breach.code for breach in check(load(text))]
    except Refusal as refusal:
        return refusal.codes


def places_of(text: str) -> list[str | None]:
    try:
        return [breach.place for breach in check(load(text))]
    except Refusal as refusal:
        return [breach.place for breach in refusal.breaches]


def test_the_sound_document_passes():
    assert codes_of(SOUND) == []


@pytest.mark.clause("JX23-11.1.1")
@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ('publication = "P"\n', "", ["R11-3"]),
        ('publication = "P"\n', 'publication = "unknown"\n', ["R11-3"]),
        ("year = 2023\n", "", ["R11-3"]),
        ('unit = "kgCO2/kWh"\n', "", ["R11-3"]),
        ('number = "2024年第12号"\n', "", ["R11-3", "R11-3"]),
        ('number = "2024年第12号"\n', 'link = "https://www.mee.gov.cn/"\n', []),
        ('region = "浙江"\nyear = 2023', 'region = "上海"\nyear = 2023', ["R11-3"]),
    ],
)
def test_a5_factor_is_complete(old, new, codes):
    assert codes_of(spoilt(old, new)) == codes


@pytest.mark.clause("JX23-14.1.2")
@pytest.mark.parametrize(
    ("formula", "codes"),
    [
        ("Q * D * EF + Q * D", ["R14-1"]),
        ("Q * D * EF * 1 km", ["R14-1"]),
        ("Q * D", ["R14-2"]),
        ("Q * D + 0 MWh * EF / EF", ["R14-1"]),
        ("max(0, Q * D * EF)", ["R14-1"]),
        ("max(0 tCO2e, Q * D * EF)", []),
        ("Q * D * EF + (D > 1 km)", ["R14-1"]),
        ("if(D, Q * D * EF, 0 tCO2e)", ["R14-1"]),
        ("Q * D * EF * 1 furlong", ["R14-1"]),
        ("1000 [kgCO2e/tCO2e] * Q * D * EF", ["R14-1"]),
        ("1000 [kgCO2e/tCO2e] * Q * D * EF * 0.001 [tCO2e/kgCO2e]", []),
    ],
)
def test_a6_units_agree(formula, codes):
    assert codes_of(with_last(formula)) == codes


@pytest.mark.clause("JX23-14.1.2")
def test_a6_a_thousandfold_error_names_both_units():
    in_kwh = SOUND.replace(UNIT_OF_E, UNIT_OF_E.replace("MWh", "kWh")).replace("MWh/km", "kWh/km")
    (breach,) = check(load(in_kwh))
    assert (breach.code, breach.place) == ("R14-1", "reduction:7")
    assert "需要 MWh，得到 kWh" in breach.zh
    converted = in_kwh.replace(LAST, 'formula = "Q * D * EF * 0.001 [MWh/kWh]"')
    assert codes_of(converted) == []


@pytest.mark.clause("JX23-14.1.2")
def test_a6_factor_of_another_quantity_is_refused():
    assert codes_of(spoilt('unit = "kgCO2/kWh"', 'unit = "kgCO2/km"')) == ["R14-1"]
    assert codes_of(SOUND.replace('co2_is_co2e = { zh = "只计二氧化碳", en = "CO2 only" }\n', "")) == ["R14-1"]


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("NaN", ["V-1"]),
        ("Infinity", ["V-1"]),
        ("-0.5", ["V-1"]),
        ("0", ["V-1"]),
        ("1e-400", ["V-1"]),
        ("1e99999999999999999999", ["V-1"]),
        ("0,5", ["V-6"]),
        ("０.5", ["V-6"]),
    ],
)
def test_a7_factor_is_a_positive_number(value, codes):
    assert codes_of(spoilt('value = "0.5"', f'value = "{value}"')) == codes


def test_a7_the_smallest_positive_factor_passes():
    smallest = spoilt('value = "0.5"', 'value = "1e-30"').replace(
        'expected.ER = { value = "5"', 'expected.ER = { value = "0"'
    )
    assert codes_of(smallest.replace('inputs.E = { value = "10"', 'inputs.E = { value = "0"')) == []


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os').system('id')",
        "E.real",
        "E[0]",
        "lambda E: E",
        "f'{E}'",
        "(E := 1 MWh)",
        "[E for E in D]",
        "Q * D * EF;",
        "Q D",
        "+E",
        "E < D < E",
        "max()",
        "if(D > 0 km, E)",
        "Ｑ * D",
        "",
    ],
)
@pytest.mark.clause("HOUSE-15")
def test_a8_only_the_grammar_can_be_written(formula):
    assert codes_of(with_last(formula))[0] == ("S-1" if formula else "V-8")


@pytest.mark.parametrize(
    ("formula", "codes"),
    [
        ("9**9**7", ["S-2"]),
        ("Q * D * EF * 2**11", ["S-2"]),
        ("Q * D * EF * 2**0.5", ["S-2"]),
        ("Q * D * EF * 2**-1", ["S-2"]),
        ("Q**2 * D * EF / Q**1", ["R14-3"]),
        ("Q * D * EF * 2**10", ["R14-4"]),
        ("Q * D * EF * 1**2", []),
        ("Q * D * EF * 1e999", ["V-1"]),
        ("Q * D * EF * 1e9 / 1e9", []),
        ("Q * D * EF * 0.1000000000000000000001", ["V-2"]),
        ("Q * D * EF * 0.1 * 10", []),
        ("Q * D * EF + 0 tCO2e * (E * 1e20 * 1e20 / 1 MWh)", ["V-1"]),
        ("Q * D * EF + 0 tCO2e * (E * 1e20 / 1 MWh)", []),
    ],
)
@pytest.mark.clause("HOUSE-15")
def test_a9_a10_a11_cost_range_and_precision(formula, codes):
    assert codes_of(with_last(formula)) == codes


@pytest.mark.parametrize(
    ("formula", "codes"),
    [
        ("(" * 250 + "Q * D * EF" + ")" * 250, ["S-2"]),
        ("-" * 20_000 + "E", ["S-2"]),
        ("+".join(["Q * D * EF"] * 50_000), ["S-2"]),
        ("-" * 1_500 + "E", ["S-2"]),
        ("- " * 900 + "E", ["S-2"]),
        ("+".join(["E"] * 900), ["S-2"]),
        ("(" * 20 + "Q * D * EF" + ")" * 20, []),
        ("(" * 40 + "Q * D * EF" + ")" * 40, []),
        ("Q * D * EF" + " + 0 tCO2e" * 36, []),
    ],
)
@pytest.mark.clause("HOUSE-15")
def test_a12_length_and_depth(formula, codes):
    assert codes_of(with_last(formula)) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (spoilt(FIRST, 'formula = "ER / D / EF"'), ["R14-2", "R14-2"]),
        (spoilt(FIRST, 'formula = "Q + E / D"'), ["R14-2"]),
        (with_last("Q * D * EF * unknown"), ["R14-2"]),
        (with_last("Q * 1 km * EF * 1 + 0 tCO2e"), ["R14-4"]),
        (spoilt(FIRST, 'formula = "E / 1 km"'), ["R14-4"]),
        (spoilt('results = ["ER"]', 'results = ["XX"]'), ["R14-2", "R14-2"]),
        (spoilt('symbol = "D"', 'symbol = "E"'), ["R14-2", "R14-2", "R14-2", "R14-2"]),
        (spoilt('symbol = "D"', 'symbol = "max"'), ["S-1", "R14-2", "R14-2", "R14-2", "R14-2"]),
    ],
)
@pytest.mark.clause("JX23-14.1.2")
def test_a13_names_are_defined_before_and_used(text, codes):
    assert codes_of(text) == codes


@pytest.mark.clause("JX23-14.1.2")
def test_a13_a_circle_is_written_out():
    circle = spoilt(FIRST, 'formula = "ER / D / EF"')
    assert check(load(circle))[0].zh == "变量循环：Q → ER → Q"
    assert places_of(circle)[0] == "per-distance:1"


@pytest.mark.clause("JX23-14.1.2")
@pytest.mark.parametrize(
    ("formula", "codes"),
    [
        ("E / D", ["R14-3"]),
        ("E / (D - 1 km)", ["R14-3"]),
        ("if(D >= 0 km, E / D, 0 [MWh/km])", ["R14-3"]),
        ("if(D != 0 km, E / D, 0 [MWh/km])", []),
        ("if(0 km == D, 0 [MWh/km], E / D)", []),
        ("if(D <= 0 km, 0 [MWh/km], E / D)", []),
    ],
)
def test_a14_denominators_are_never_zero(formula, codes):
    assert codes_of(spoilt(FIRST, f'formula = "{formula}"')) == codes


@pytest.mark.clause("JX23-14.1.2")
def test_a14_rounding_can_make_a_denominator_zero():
    extra = """
[[steps]]
id = "small"
symbol = "S"
label = { zh = "小", en = "Small" }
unit = "km"
formula = "D + 0.5 km"
ROUNDING
[[steps]]
id = "reduction"
"""
    base = spoilt('\n[[steps]]\nid = "reduction"\n', extra).replace(LAST, 'formula = "Q * D * EF * S / S"')
    assert codes_of(base.replace("ROUNDING\n", "")) == []
    assert codes_of(base.replace("ROUNDING", 'rounding = { mode = "floor", digits = 0, stage = "term" }')) == ["R14-3"]


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ('version = "v1"\n', "", ["V-8"]),
        ('version = "v1"\n', 'version = "v1"\nunknown = "x"\n', ["V-8"]),
        ("year = 2023\n", "year = 2023.5\n", ["V-2"]),
        ('version = "v1"\n', "version = \n", ["V-9"]),
        ('mode = "floor", digits = 6, stage = "total"', 'mode = "up", digits = 6, stage = "total"', ["V-8"]),
        ('published_on = "2024-04-12"', 'published_on = "2024-02-30"', ["V-3", "R11-3"]),
        ('expected.ER = { value = "5"', 'expected.ER = { value = "5.000001"', ["R14-4"]),
        ('day = "2023-06-30"\n', "", ["R14-2"]),
        ('day = "2023-06-30"\n', 'day = "2022-06-30"\n', ["R14-2"]),
    ],
)
def test_entries_are_read_strictly(old, new, codes):
    assert codes_of(spoilt(old, new)) == codes


def test_the_digest_follows_the_content_and_not_the_layout():
    assert load(SOUND).sha256 == load("# a remark\n" + SOUND).sha256
    assert load(SOUND).sha256 != load(spoilt('value = "0.5"', 'value = "0.50"')).sha256
