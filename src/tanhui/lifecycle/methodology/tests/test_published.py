"""Published examples to the last printed digit, with their sources, through the public engine.

`files/published-examples.json` holds what was printed and where; `files/published/` one small methodology per example.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tanhui.law import Breach, Refusal
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.checking import check
from tanhui.lifecycle.methodology.document import Method, Quantity
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.engine.rounding import Rounding, whole_tonnes
from tanhui.lifecycle.methodology.evaluation import evaluate
from tanhui.lifecycle.methodology.loading import load

FILES = Path(__file__).parent / "files"
PRINTED = FILES / "published-examples.json"
ORIGINAL = Path(__file__).parents[6] / "shared" / "data" / "published-examples.json"
EXAMPLES: dict[str, dict[str, Any]] = {each["id"]: each for each in json.loads(PRINTED.read_text("utf-8"))["examples"]}
CUT = 24
"""The file cuts unrounded values that do not end to so many characters."""
WRITTEN = {"10^4 CNY": "万元", "10^4 tCO2": "万tCO2", "0.01 tCO2e": "token"}
"""Units that the file writes as a multiple and a document by a name."""
PUBLISHED = [(name, symbol) for name, each in EXAMPLES.items() for symbol in each["published"]]
DERIVED = [(name, symbol) for name, each in EXAMPLES.items() for symbol in each.get("derived", {})]
PV = catalogue.method("pv-distributed")


@cache
def method_of(name: str) -> Method:
    return load((FILES / "published" / f"{name}.toml").read_text("utf-8"))


def unit_of(text: str) -> str:
    return WRITTEN.get(text, text)


@cache
def computed(name: str) -> dict[str, Decimal]:
    entered = {
        symbol: Quantity(Decimal(each["value"]), unit_of(each["unit"]))
        for symbol, each in EXAMPLES[name]["inputs"].items()
    }
    return evaluate(method_of(name), entered).values


def value_of(name: str, symbol: str, unit: str) -> Decimal:
    method = method_of(name)
    step = method.step(symbol)
    assert step is not None
    return method.units.convert(computed(name)[symbol], step.unit, unit_of(unit))


def test_the_examples_are_those_of_the_handbook():
    if not ORIGINAL.is_file():
        pytest.skip("the handbook does not lie beside the project")
    assert json.loads(PRINTED.read_text("utf-8")) == json.loads(ORIGINAL.read_text("utf-8"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_has_a_sound_methodology_that_names_its_source(name):
    method = method_of(name)
    assert check(method) == ()
    assert [each.source for each in method.examples] == [EXAMPLES[name]["source"]]
    assert EXAMPLES[name]["source"].strip()
    assert {each.symbol for each in method.steps} >= {*EXAMPLES[name]["published"], *EXAMPLES[name].get("derived", {})}


@pytest.mark.parametrize(("name", "symbol"), PUBLISHED)
def test_what_was_printed(name, symbol):
    printed = EXAMPLES[name]["published"][symbol]
    found = value_of(name, symbol, printed["unit"])
    unrounded = printed["unrounded"]
    if len(unrounded) >= CUT:
        assert plain(found)[: len(unrounded)] == unrounded
    else:
        assert found == Decimal(unrounded)
    rounded = Rounding(printed["rounding"], printed["decimals"], "total").apply(found)
    assert abs(rounded - Decimal(printed["value"])) <= Decimal(EXAMPLES[name]["tolerance"][symbol])


@pytest.mark.parametrize(("name", "symbol"), DERIVED)
def test_what_follows_from_what_was_printed(name, symbol):
    derived = EXAMPLES[name]["derived"][symbol]
    found = value_of(name, symbol, derived["unit"])
    if len(derived["value"]) >= CUT:
        assert plain(found)[: len(derived["value"])] == derived["value"]
    assert abs(found - Decimal(derived["value"])) <= Decimal(EXAMPLES[name]["tolerance"][symbol])


def test_the_shares_of_an_event_add_up_to_its_total():
    """O15: 134.8 t; the shares are printed, the tonnes follow."""
    found = computed("O15-event-shares")
    assert sum(found[each] for each in ("transport_t", "lodging_t", "meals_t", "venue_t")) == Decimal("134.8")


def test_o03_rounding_the_factor_of_one_lamp_changes_the_total():
    """O02 and O03: 7,500 lamps make 197.25 t with the rounded factor, 197.27 t with the exact one."""
    exact = value_of("O02-epa-led", "ER", "tCO2/bulb/yr") * 7500
    assert Rounding("half-up", 2, "total").apply(exact) == Decimal("197.27")
    assert value_of("O03-led-exchange-7500", "ER", "tCO2/yr") == Decimal("197.25")


def test_o22_is_issued_in_whole_tonnes():
    assert whole_tonnes(computed("O22-balagong-pv")["ER"]) == 14023


def spoilt(text: str, old: str, new: str) -> tuple[Breach, ...]:
    """Return what a document is refused for once a text in it is replaced."""
    assert text.count(old) == 1, old
    try:
        return check(load(text.replace(old, new)))
    except Refusal as refusal:
        return refusal.breaches


@pytest.mark.clause("JX23-14.1.2")
def test_the_misprinted_combined_margin_is_refused_with_its_place():
    """A circulating text of CCER-01-001 prints a product in equation (3): (tCO2/MWh) squared."""
    text = catalogue.document_text("grid-renewable")
    assert check(load(text)) == ()
    (breach,) = spoilt(text, "w_OM * EF_OM + w_BM * EF_BM", "EF_OM * w_OM * EF_BM * w_BM")
    assert (breach.code, breach.place) == ("R14-1", "combined-margin:22")
    assert "tCO2e/MWh" in breach.zh


@pytest.mark.clause("JX23-14.1.2")
def test_the_462_million_tonnes_of_o06_are_refused():
    """The article prints the yearly 462 t as 462万吨: as a unit it does not close, as a number it is not what is computed."""
    text = (FILES / "published" / "O06-shanghai-pv-1MW.toml").read_text("utf-8")
    assert check(load(text)) == ()
    named = text.replace("\n[[inputs]]", '\n[[units]]\nname = "万tCO2"\nis = "10000 tCO2"\n\n[[inputs]]', 1)
    found = spoilt(named, 'unit = "tCO2"\nformula = "EG * ef"', 'unit = "万tCO2"\nformula = "EG * ef"')
    assert {each.code for each in found} == {"R14-1"}
    assert [each.place for each in found if each.place and each.place.startswith("ER")] == ["ER:4"]
    (breach,) = spoilt(text, 'expected.ER = { value = "462"', 'expected.ER = { value = "4620000"')
    assert (breach.code, breach.place) == ("R14-4", "O06-shanghai-pv-1MW.ER")


@pytest.mark.clause("JX23-14.1.2")
def test_forgotten_charging_emissions_of_electric_cars_are_caught():
    """A reduction of exactly one litre's fuel factor per litre saved means that PE was forgotten."""
    text = catalogue.document_text("ev-kilometres")
    assert [each.code for each in spoilt(text, "BE_car - PE_car - LE_car", "BE_car - LE_car")] == ["R14-2"]
    forgotten = 'formula = "distance * E_use * 0.01 [百公里/km] * EF_grid"'
    nothing = 'formula = "distance * E_use * 0.01 [百公里/km] * EF_grid * 0"'
    found = {(each.code, each.place) for each in spoilt(text, forgotten, nothing)}
    assert ("R14-4", "check-10000-km.ER") in found
    saved = Decimal(10000) * 8 / 100
    per_litre = evaluate_cars(text) / saved
    assert per_litre == Decimal("1.49955")
    assert evaluate_cars(text.replace(forgotten, nothing)) / saved == Decimal("2.37")


def evaluate_cars(text: str, use: str = "14") -> Decimal:
    """Return the kilograms of the check value's car."""
    car = {"vehicle": "V-1", "day": "2023-12-31", "distance": "10000", "diesel": "0", "F_base": "8", "E_use": use}
    method = load(text)
    found = evaluate(method, {}, tables={"vehicles": [car]}, day=date(2023, 12, 31))
    return found.values["ER"] * 1000


def test_a_car_that_uses_no_power_is_refused():
    with pytest.raises(Refusal) as found:
        evaluate_cars(catalogue.document_text("ev-kilometres"), use="0")
    assert [(each.code, each.place) for each in found.value.breaches] == [("V-1", "vehicles[1].E_use")]


def entered(export: str, imported: str = "0", **factor: str) -> dict[str, Quantity]:
    found = {"EG_export": Quantity(Decimal(export), "MWh"), "EG_import": Quantity(Decimal(imported), "MWh")}
    return found | {symbol: Quantity(Decimal(value), "tCO2e/MWh") for symbol, value in factor.items()}


@pytest.mark.clause("JX23-11.1.1")
@pytest.mark.parametrize(
    ("day", "known_on", "year", "value"),
    [
        (date(2021, 1, 1), None, 2021, "0.5422"),
        (date(2022, 12, 31), None, 2022, "0.5153"),
        (date(2023, 1, 1), None, 2023, "0.4974"),
        (date(2025, 6, 1), None, 2023, "0.4974"),
        (date(2023, 6, 1), date(2025, 12, 30), 2022, "0.5153"),
        (date(2023, 6, 1), date(2025, 12, 31), 2023, "0.4974"),
    ],
)
def test_the_factor_of_the_year_of_generation(day, known_on, year, value):
    given = evaluate(PV, entered("1"), day=day, known_on=known_on).givens[-1]
    assert (given.factor.year, given.value) == (year, Decimal(value))
    assert given.factor.publication.number


@pytest.mark.parametrize(
    ("values", "day", "codes"),
    [
        (entered("1"), date(2020, 12, 31), ["R14-2"]),
        (entered("1"), None, ["R14-2"]),
        ({}, None, ["R14-2", "R14-2", "R14-2"]),
        (entered("1", EF="0.42") | {"XX": Quantity(Decimal(1), "1")}, None, ["R14-2"]),
        (entered("1", EF="0"), None, ["V-1"]),
        (entered("1", EF="420"), None, ["V-1"]),
        (entered("-1", EF="0.42"), None, ["V-1"]),
        (entered("1") | {"EF": Quantity(Decimal("0.42"), "kWh")}, None, ["R14-1"]),
        (entered("1", EF="0.42") | {"EG_import": Quantity(Decimal(1), "km")}, None, ["R14-1"]),
    ],
)
def test_evaluation_refuses(values, day, codes):
    with pytest.raises(Refusal) as found:
        evaluate(PV, values, day=day)
    assert found.value.codes == codes


@pytest.mark.clause("JX23-28.7")
def test_reductions_are_floored_and_never_negative():
    assert evaluate(PV, entered("1", "2", EF="0.42")).values["ER"] == 0
    (*_, last) = evaluate(PV, entered("1.0000000000001", EF="0.4974")).steps
    assert (last.exact, last.value) == (Decimal("0.49740000000004974"), Decimal("0.4974"))
