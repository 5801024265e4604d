"""Published examples to the last printed digit, with their sources, and the pv-distributed methodology."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tanhui.law import Refusal
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.checking import check
from tanhui.lifecycle.methodology.document import Quantity
from tanhui.lifecycle.methodology.engine.evaluate import compiled
from tanhui.lifecycle.methodology.engine.grammar import parse
from tanhui.lifecycle.methodology.engine.rounding import Rounding, whole_tonnes
from tanhui.lifecycle.methodology.evaluation import evaluate

PV = catalogue.method("pv-distributed")


def entered(export: str, imported: str = "0", **factor: str) -> dict[str, Quantity]:
    found = {"EG_export": Quantity(Decimal(export), "MWh"), "EG_import": Quantity(Decimal(imported), "MWh")}
    return found | {symbol: Quantity(Decimal(value), "tCO2e/MWh") for symbol, value in factor.items()}


@pytest.mark.parametrize("slug_version", catalogue.folders())
def test_every_methodology_of_the_catalogue_passes_its_check(slug_version):
    assert check(catalogue.method(*slug_version)) == ()


def test_o06_one_megawatt_in_shanghai():
    """CSC Financial note on the Shanghai carbon-inclusion PV method, 2024-03-21: 462 t, 30,800 CNY, 0.028 CNY/kWh."""
    found = evaluate(PV, entered("1100", EF="0.42")).values
    assert (found["EG"], found["ER"]) == (1100, 462)
    money = {"ER": found["ER"], "EG": found["EG"], "price": Decimal("66.57")}
    revenue = compiled(parse("ER*price/10000"))(money)
    per_kwh = compiled(parse("ER*price/(EG*1000)"))(money)
    assert Rounding("half-up", 2, "total").apply(revenue) == Decimal("3.08")
    assert Rounding("half-up", 3, "total").apply(per_kwh) == Decimal("0.028")


def test_o22_balagong():
    """PDD "10MW Solar Project" (Balagong), pt.scribd.com/document/232101628: 14,023 t from 15,580 MWh."""
    margins = {"OM": Decimal("1.0021"), "BM": Decimal("0.5940"), "wOM": Decimal("0.75"), "wBM": Decimal("0.25")}
    combined = compiled(parse("wOM*OM + wBM*BM"))(margins)
    assert combined == Decimal("0.900075")
    found = evaluate(PV, entered("15580", EF=str(combined))).values["ER"]
    assert (found, whole_tonnes(found)) == (Decimal("14023.1685"), 14023)


def test_o26_meter_error_factors():
    """CDM information and reporting check, cdm.unfccc.int/IRCheck/iss_forms/07OWUARDMZL9NGP: 0.9979 and 1.0021."""
    error = {"e": Decimal("0.0021")}
    assert compiled(parse("1 - e"))(error) == Decimal("0.9979")
    assert compiled(parse("1 + e"))(error) == Decimal("1.0021")


def test_o27_late_calibration():
    """CCER-01-002, section 7.3.4; the numbers are an example of ours: 998.0 - 10.02 = 987.98 MWh."""
    values = {"EG_out": Decimal(1000), "EG_in": Decimal(10), "mpe": Decimal("0.002")}
    assert compiled(parse("EG_out*(1 - mpe) - EG_in*(1 + mpe)"))(values) == Decimal("987.98")


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
