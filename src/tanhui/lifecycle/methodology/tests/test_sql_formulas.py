"""Formulas as SQL: equal to Decimal on every value, or refused when compiled; what a naive query gets wrong."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tanhui.lifecycle.methodology.engine.evaluate import compiled
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.grammar import parse
from tanhui.lifecycle.methodology.engine.rounding import MODES, Rounding
from tanhui.lifecycle.methodology.engine.sql import NotInSql
from tanhui.lifecycle.methodology.tests.sql_runs import TWO, in_duckdb, query

NAMES = st.sampled_from(["x", "y", "flag", "0.5153", "2", "0", "1000", "0.001", "7.25"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    sign, comparison = st.sampled_from("+-*"), st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    return st.one_of(
        st.tuples(inner, sign, inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
        st.tuples(inner, st.sampled_from(["4", "0.5", "12.5", "1000"])).map(lambda parts: f"({parts[0]} / {parts[1]})"),
        st.tuples(inner, st.integers(0, 3)).map(lambda parts: f"({parts[0]})**{parts[1]}"),
        st.tuples(st.sampled_from(["abs", "floor", "ceil", "-"]), inner).map(lambda parts: f"({parts[0]}({parts[1]}))"),
        st.tuples(st.sampled_from(["max", "min"]), inner, inner).map(
            lambda parts: f"{parts[0]}({parts[1]}, {parts[2]})"
        ),
        st.tuples(inner, comparison, inner, inner, inner).map(
            lambda parts: f"if({parts[0]} {parts[1]} {parts[2]}, {parts[3]}, {parts[4]})"
        ),
    )


FORMULAS = st.recursive(NAMES, _grown, max_leaves=9)
ROUNDINGS = st.none() | st.builds(Rounding, st.sampled_from(sorted(MODES)), st.sampled_from([0, 2, 5]), st.just("term"))
THREE = TWO | {"flag": ("0", "1", 0)}
VALUES = [
    {"x": Decimal(x), "y": Decimal(y), "flag": Decimal(flag)}
    for x in ("-1000", "1000", "0", "-0.001", "0.5", "-12.345", "999.999")
    for y in ("0", "1000000", "0.0001", "1000", "4321.5")
    for flag in ("0", "1")
]


@pytest.mark.clause("JX23-14.1.2")
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(formula=FORMULAS, rounding=ROUNDINGS)
def test_every_formula_is_equal_to_decimal_or_refused(formula, rounding):
    try:
        built = query(formula, THREE, rounding)
    except Fault as fault:
        assert fault.code in ("S-2", "S-23", "V-1")
        assume(False)
    exact = compiled(parse(formula))
    for row, found in zip(VALUES, in_duckdb(built, VALUES), strict=True):
        value = exact(row)
        assert found["found"] == (rounding.apply(value) if rounding else value), (formula, row)


NEGATIVE = [
    Decimal(text) for text in ("-2.5", "-1.5", "-1.499", "-1", "-0.5", "-0.001", "0", "0.5", "1.5", "2.5", "3.5")
]


@pytest.mark.clause("JX23-14.1.2")
@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("floor", (-3, -2, -2, -1, -1, -1, 0, 0, 1, 2, 3)),
        ("ceiling", (-2, -1, -1, -1, 0, 0, 0, 1, 2, 3, 4)),
        ("half-up", (-3, -2, -1, -1, -1, 0, 0, 1, 2, 3, 4)),
        ("half-even", (-2, -2, -1, -1, 0, 0, 0, 0, 2, 2, 4)),
    ],
)
def test_each_rounding_also_below_zero(mode, expected):
    built = query("x", {"x": ("-10", "10", 3)}, Rounding(mode, 0, "term"))
    found = in_duckdb(built, [{"x": value} for value in NEGATIVE])
    assert tuple(int(row["found"]) for row in found) == expected


def test_a_value_without_digits_to_cut_is_left_alone():
    built = query("x", {"x": ("-10", "10", 3)}, Rounding("floor", 6, "term"))
    assert str(built.steps[0].digits) == "DECIMAL(5, 3)"


@pytest.mark.clause("JX23-14.1.2")
def test_naive_queries_are_wrong_on_boundaries_and_the_compiled_one_is_not():
    """Whole multiples of 1,000 kWh: 5,153 times a power of ten, so that the sixth digit is the last there is."""
    kwh = [Decimal(1000 * number) for number in range(1, 20_001)]
    expected = [(each * Decimal("0.001") * Decimal("0.5153")).quantize(Decimal("0.000001")) for each in kwh]
    built = query("E * 0.001 * 0.5153", {"E": ("0", "100000000", 3)}, Rounding("floor", 6, "term"))
    found = [row["found"] for row in in_duckdb(built, [{"E": each} for each in kwh])]
    assert found == expected

    database = duckdb.connect()
    database.execute("CREATE TABLE t AS SELECT range AS n, range * 1000 AS e FROM range(1, 20001)")
    in_double = "floor(CAST(e AS DOUBLE) * 0.001::DOUBLE * 0.5153::DOUBLE * 1e6) / 1e6"
    fixed = "CAST(CAST(e AS DECIMAL(18, 3)) * 0.001 AS DECIMAL(18, 3)) * CAST(0.5153 AS DECIMAL(18, 3))"
    for naive in (in_double, fixed):
        rows = database.execute(f"SELECT CAST({naive} AS DECIMAL(18, 6)) FROM t ORDER BY n").fetchall()
        wrong = sum(row[0] != value for row, value in zip(rows, expected, strict=True))
        assert wrong > 1000, naive


@pytest.mark.clause("HOUSE-15")
@pytest.mark.parametrize(
    ("formula", "code", "column"),
    [
        ("x / 3", "S-23", 3),
        ("x / (44/12)", "S-23", 3),
        ("x * (44/12)", "S-23", 8),
        ("x / (y + 1)", "S-23", 3),
        ("sqrt(y)", "S-23", 1),
        ("1 + exp(x/1000)", "S-23", 5),
        ("average_before(x, 3)", "S-23", 1),
        ("other + 1", "S-23", 1),
        ("((x*y)**3)**2", "S-2", 7),
        ("if(x < 10, x**10, 0)", "S-2", 13),
        ("x / (2 - 2)", "R14-3", 8),
    ],
)
def test_what_sql_cannot_do_exactly_is_refused_with_its_place(formula, code, column):
    with pytest.raises(Fault) as found:
        query(formula, TWO)
    assert (found.value.code, found.value.column) == (code, column)
    assert isinstance(found.value, NotInSql) == (code == "S-23")


@pytest.mark.parametrize("formula", ["x / 8", "x / (2*5)", "x / 0.16", "y * 44 / 12.5", "x * (3/4)"])
def test_division_by_a_number_whose_reciprocal_ends_is_exact(formula):
    exact = compiled(parse(formula))
    found = in_duckdb(query(formula, THREE), VALUES)
    assert [row["found"] for row in found] == [exact(row) for row in VALUES]


TWELVE = "999999999999"


@pytest.mark.clause("HOUSE-15")
@pytest.mark.parametrize(
    ("formula", "columns", "refused"),
    [
        ("a * b", {"a": ("0", TWELVE, 6), "b": ("0", TWELVE, 7)}, False),
        ("a * b", {"a": ("0", TWELVE, 7), "b": ("0", TWELVE, 7)}, True),
        ("a + b", {"a": ("0", TWELVE * 2, 13), "b": ("0", "9", 0)}, False),
        ("a - b", {"a": ("0", TWELVE * 2, 14), "b": ("0", "9", 0)}, True),
        ("max(a, b)", {"a": ("0", TWELVE * 2, 0), "b": ("0", "9", 14)}, False),
        ("max(a, b)", {"a": ("0", TWELVE * 2, 0), "b": ("0", "9", 15)}, True),
        ("if(a > b, 1, 2)", {"a": ("0", TWELVE * 2, 0), "b": ("0", "9", 14)}, False),
        ("if(a > b, 1, 2)", {"a": ("0", TWELVE * 2, 0), "b": ("0", "9", 15)}, True),
    ],
)
def test_38_digits_are_the_edge(formula, columns, refused):
    if refused:
        with pytest.raises(Fault) as found:
            query(formula, columns)
        assert found.value.code == "S-2" and "39" in found.value.zh
        return
    largest = {name: Decimal(high) for name, (_, high, _) in columns.items()}
    smallest = {name: Decimal(1).scaleb(-digits) for name, (_, _, digits) in columns.items()}
    exact = compiled(parse(formula))
    found = in_duckdb(query(formula, columns), [largest, smallest])
    assert [row["found"] for row in found] == [exact(largest), exact(smallest)]


def test_eighteen_digits_are_passed_where_the_bounds_need_it():
    """DuckDB stays at 18 digits when both operands have at most 18; the compiler widens one, but only then."""
    nine, ten = ("0", "999999999", 0), ("0", "9999999999", 0)
    top = {"a": Decimal("9999999999"), "b": Decimal("9999999999")}
    assert str(query("a * b", {"a": nine, "b": nine}).steps[0].digits) == "DECIMAL(18, 0)"
    wide = query("a * b", {"a": ten, "b": ten})
    assert str(wide.steps[0].digits) == "DECIMAL(20, 0)"
    assert in_duckdb(wide, [top])[0]["found"] == top["a"] * top["b"]
    full = ("0", "9" * 18, 0)
    total = query("a + b", {"a": full, "b": full})
    edge = {"a": Decimal("9" * 18), "b": Decimal("9" * 18)}
    assert in_duckdb(total, [edge])[0]["found"] == edge["a"] * 2


def test_a_long_power_is_refused_before_it_is_written_out():
    base = " + ".join(["flag"] * 120)
    with pytest.raises(Fault) as found:
        query(f"({base})**10", {"flag": ("0", "1", 0)})
    assert found.value.code == "S-2"


def test_what_is_known_is_no_part_of_the_query():
    built = query("x * k + if(k > 1, k**2, y / 3)", TWO, known={"k": Decimal("1.5")})
    text = built.select("t", "duckdb", only=["found"])
    assert "'2.25'" in text and "CASE" not in text


def test_each_dialect_quotes_in_its_own_way():
    built = query("max(x, 0)", TWO)
    assert '"x"' in built.select("t", "postgres") and "`x`" in built.select("t", "spark")
    assert "OFFSET 0" in built.select("t", "postgres") and "OFFSET" not in built.select("t", "duckdb")
