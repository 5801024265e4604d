"""From a method to a query: what becomes a literal, a column or a step, and what is refused before any row is read."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from click.testing import CliRunner

from tanhui.law import Refusal
from tanhui.lifecycle.methodology import catalogue, loading
from tanhui.lifecycle.methodology.commands import methodology
from tanhui.lifecycle.methodology.document import Quantity
from tanhui.lifecycle.methodology.evaluation import evaluate
from tanhui.lifecycle.methodology.row_factors import factors_by_row
from tanhui.lifecycle.methodology.sql import Chosen, Dated, compile_rows
from tanhui.lifecycle.methodology.tests.documents import FIRST, SOUND, spoilt
from tanhui.lifecycle.methodology.tests.sql_runs import in_duckdb

PV = catalogue.method("pv-distributed")
SWAP = catalogue.method("ebike-battery-swap")
SORTING = catalogue.method("recyclables-sorting")
EF = {"EF": Decimal("0.5153")}


def symbols(found) -> list[str]:
    return [each.symbol for each in found]


def breach_of(**options) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as found:
        compile_rows(**options)
    (breach,) = found.value.breaches
    return breach.code, breach.place


@pytest.mark.clause("JX23-14.1.2")
def test_a_query_gives_what_the_evaluation_gives():
    built = compile_rows(PV, given=EF)
    assert symbols(built.columns) == ["EG_export", "EG_import"]
    assert symbols(built.steps) == ["EG", "BE", "ER"]
    assert {name: built.known[name] for name in ("PE", "LE")} == {"PE": 0, "LE": 0}
    rows = [
        {"EG_export": Decimal(export), "EG_import": Decimal(taken)}
        for export, taken in (("1000", "0"), ("1.000001", "0.000002"), ("0", "5"), ("10000000", "0.000001"))
    ]
    for row, found in zip(rows, in_duckdb(built, rows), strict=True):
        entered = {name: Quantity(value, "MWh") for name, value in row.items()}
        entered["EF"] = Quantity(EF["EF"], "tCO2e/MWh")
        expected = evaluate(PV, entered).values
        assert {name: found[name] for name in ("EG", "BE", "ER")} == {
            name: expected[name] for name in ("EG", "BE", "ER")
        }


def test_types_are_as_tight_as_the_bounds_allow():
    digits = {each.symbol: str(each.digits) for each in compile_rows(PV, given=EF).steps}
    assert digits == {"EG": "DECIMAL(14, 6)", "BE": "DECIMAL(17, 10)", "ER": "DECIMAL(16, 9)"}
    narrow = compile_rows(PV, given=EF, input_digits={"EG_export": 0, "EG_import": 0})
    assert str(narrow.step("BE").digits) == "DECIMAL(11, 4)"


def test_what_is_not_given_is_a_column_and_only_what_is_wanted_is_computed():
    assert symbols(compile_rows(PV).columns) == ["EG_export", "EG_import", "EF"]
    assert symbols(compile_rows(PV, wanted={"EG"}).columns) == ["EG_export", "EG_import"]
    assert symbols(compile_rows(PV, given=EF | {"EG_import": Decimal(0)}).columns) == ["EG_export"]


def test_a_step_that_is_given_needs_no_columns():
    built = compile_rows(PV, given=EF | {"EG": Decimal("2.5")})
    assert (built.columns, built.steps, built.known["ER"]) == ((), (), Decimal("1.288250000"))


@pytest.mark.clause("HOUSE-15")
def test_what_gathers_rows_or_divides_by_a_column_is_refused_by_name():
    assert breach_of(method=catalogue.method("metro-trips")) == ("S-23", "reduction:39")
    assert breach_of(method=loading.load(SOUND)) == ("S-23", "per-distance:16")
    assert breach_of(method=PV, given={"EF": Decimal("1.3")}) == ("V-1", "EF")
    assert breach_of(method=PV, input_digits={"EG_export": 33}) == ("S-2", "EG_export")
    assert breach_of(method=PV, input_digits={"EG_export": 20, "EF": 20}) == ("S-2", "baseline:4")


def test_a_step_finer_than_any_output_may_be_is_refused():
    metro = catalogue.method("metro-trips")
    assert breach_of(method=metro, table="trips", input_digits={"distance": 31}) == ("S-2", "counted:1")
    assert compile_rows(metro, table="trips", input_digits={"distance": 30}).step("ER_trip").exact.scale == 30


def test_the_factor_of_a_row_follows_its_day():
    built = compile_rows(SWAP, table="swaps", wanted={"PE_swap"})
    assert "day" in symbols(built.columns) and "EF_grid" not in symbols(built.columns)
    row = {"capacity": Decimal(1), "charge_out": Decimal(100), "charge_in": Decimal(0), "k_loss": Decimal(1)}
    days = [date(2021, 12, 31), date(2022, 1, 1), date(2023, 12, 31), date(2031, 5, 1)]
    found = in_duckdb(built, [row | {"day": day} for day in days])
    assert [row["PE_swap"] for row in found] == [Decimal(text) for text in ("542.2", "515.3", "497.4", "497.4")]


@pytest.mark.clause("JX23-11.1.1")
def test_a_day_before_the_first_factor_is_a_fault_of_the_row():
    built = compile_rows(SWAP, table="swaps", wanted={"PE_swap"})
    assert faults(built, {"day": "DATE '2019-05-01'"}, base=SWAP_ROW) == "R14-2:EF_grid"


def test_factors_can_be_given_by_region_and_day():
    by_day = Dated("day", ((date(2020, 1, 1), Decimal(600)), (date(2024, 7, 1), Decimal(450))))
    built = compile_rows(SWAP, table="swaps", given={"EF_grid": Chosen("cabinet", {"A": by_day, "B": Decimal(51)})})
    assert {"cabinet", "day"} <= set(symbols(built.columns))
    row = {each.symbol: Decimal(1) for each in built.columns} | {"charge_out": Decimal(100), "charge_in": Decimal(0)}
    keys = [("A", date(2024, 6, 30)), ("A", date(2024, 7, 1)), ("B", date(2024, 7, 1))]
    found = in_duckdb(built, [row | {"cabinet": cabinet, "day": day} for cabinet, day in keys])
    assert [each["PE_swap"] for each in found] == [600, 450, 51]
    assert factors_by_row(PV, PV.parameters[0]) is None


def test_a_lookup_by_category_is_a_case_and_by_a_given_category_a_number():
    built = compile_rows(SORTING, table="deliveries")
    row = {"mass": Decimal(2), "recycled": Decimal("0.5"), "material": "glass"}
    assert in_duckdb(built, [row])[0]["ER_delivery"] == Decimal(1300)
    fixed = compile_rows(SORTING, table="deliveries", given={"material": "glass"})
    assert symbols(fixed.columns) == ["mass", "recycled"] and fixed.known["EF_material"] == Decimal("1.3")


SWAP_ROW = {
    "capacity": "1",
    "charge_out": "100",
    "charge_in": "0",
    "k_loss": "1",
    "day": "DATE '2023-01-01'",
}
SORTED_ROW = {"mass": "2", "recycled": "0.5", "material": "'glass'"}


def faults(built, change, *, base) -> str | None:
    cells = ", ".join(f"{value} AS {name}" for name, value in (base | change).items())
    (found,) = duckdb.connect().execute(f"SELECT {built.fault('duckdb')} FROM (SELECT {cells})").fetchone() or (None,)
    return found


@pytest.mark.clause("JX23-14.1.2")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, None),
        ({"mass": "NULL"}, "R14-2:mass"),
        ({"material": "NULL"}, "R14-2:material"),
        ({"mass": "-0.001"}, "V-1:mass"),
        ({"mass": "0"}, None),
        ({"mass": "200"}, None),
        ({"mass": "200.001"}, "V-1:mass"),
        ({"mass": "2.001"}, None),
        ({"mass": "2.0010"}, None),
        ({"mass": "2.0001"}, "V-2:mass"),
        ({"material": "'Glass'"}, "V-8:material"),
        ({"material": "'x'''"}, "V-8:material"),
    ],
)
def test_rows_that_cannot_be_computed_are_named(change, says):
    assert faults(compile_rows(SORTING, table="deliveries"), change, base=SORTED_ROW) == says


LONG = "净上网电量减去损耗之后按合同约定折算到计量点的电量数"


def test_columns_are_named_so_that_no_engine_mixes_them_up():
    text = spoilt(FIRST, 'formula = "E * 0.5 [1/km]"').replace('"Q"', '"ef"').replace('"Q * ', '"ef * ')
    text = text.replace('series = "grid"\nregion', 'lowest = "0.1"\nhighest = "2"\nseries = "grid"\nregion')
    text = text.replace('symbol = "E"', f'symbol = "{LONG}"').replace('"E * ', f'"{LONG} * ')
    built = compile_rows(loading.load(text), given={"EF": Decimal("0.5")})
    assert [each.name for each in built.columns] == ["v1", "D"]
    assert [each.name for each in compile_rows(loading.load(text)).steps] == ["ef", "ER"]
    both = compile_rows(loading.load(text))
    assert {each.symbol: each.name for each in both.columns} == {LONG: "v1", "D": "D", "EF": "v2"}
    row = {LONG: Decimal(8), "D": Decimal(3), "EF": Decimal("0.25")}
    with_names = in_duckdb(compile_rows(loading.load(text), given={"EF": Decimal("0.25")}), [row])
    assert with_names[0]["ER"] == 3


def test_columns_of_the_relation_are_carried_along_unless_a_step_has_their_name():
    built = compile_rows(PV, given=EF)
    text = built.select("t", "duckdb", keep=["id", "EG_export"], only=["ER"])
    assert text.startswith('SELECT "id", "ER" FROM')
    with pytest.raises(ValueError, match="er"):
        built.select("t", "duckdb", keep=["er"])


def run(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(methodology, ["sql", *words])
    return found.exit_code, found.output


def test_the_command_writes_the_query_of_each_dialect():
    code, text = run("pv-distributed", "--given", "EF=0.5153", "--relation", "meters")
    assert code == 0 and "FROM meters" in text and "-- EG_export DECIMAL(14, 6) 0 … 10000000" in text
    code, text = run("metro-trips", "--dialect", "spark", "--json")
    answer = json.loads(text)
    assert code == 0 and "`distance`" in answer["sql"] and "FROM trips" in answer["sql"]
    assert [each["symbol"] for each in answer["steps"]] == ["d_counted", "ER_trip"]


@pytest.mark.clause("HOUSE-15")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("forestry-sink", "--table", "plots"), "S-23"),
        (("metro-trips", "--table", "no"), "R14-2"),
        (("pv-distributed", "--given", "no=1"), "R14-2"),
        (("pv-distributed", "--given", "EF=1e3"), "V-6"),
        (("no-such-method",), "R10-1"),
    ],
)
def test_the_command_refuses(words, code):
    status, text = run(*words)
    assert status == 2 and f"[{code}]" in text
