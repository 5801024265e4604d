"""Documents with rows: shapes, sums within strata, decay, series, factors by the row's day; and what is refused, where."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tanhui.law import Refusal
from tanhui.lifecycle.methodology.checking import check
from tanhui.lifecycle.methodology.document import Quantity
from tanhui.lifecycle.methodology.evaluation import evaluate
from tanhui.lifecycle.methodology.loading import load
from tanhui.lifecycle.methodology.tests.rows_document import ROWS, spoilt_rows

METHOD = load(ROWS)
EXAMPLE = METHOD.examples[0]


def run(**tables):
    return evaluate(METHOD, dict(EXAMPLE.inputs), tables=EXAMPLE.rows | tables)


@pytest.mark.clause("JX23-14.1.1")
def test_the_document_is_sound_and_its_example_agrees():
    assert check(METHOD) == ()
    found = run()
    # strata A: mean 110, variance 100, n 3, area 10; B: mean 60, variance 200, n 2, area 2
    assert [row["middle"] for row in found.rows["strata"]] == [110, 60]
    assert [row["spread"] for row in found.rows["strata"]] == [Decimal("3333.333333"), Decimal("400.000000")]
    assert found.values["stock"] == 1220
    assert found.values["error"] == Decimal("0.082387"), "1.645·√3733.333333 / 1220 = 0.0823861…, rounded up"
    # e**-0.4 · (1 - e**-0.4) · 100 = 22.0991…; e**-0.15 · (1 - e**-0.03) · 20 = 0.5087…
    assert [row["decayed"] for row in found.rows["deliveries"]] == [Decimal("22.099108191"), Decimal("0.508755300")]
    assert found.values["ER_waste"] == Decimal("22.607863491") * 28


def test_a_series_looks_at_the_rows_before_it_in_order_whatever_order_they_came_in():
    rows = {row["household"] + str(row["day"]): row["saved"] for row in run().rows["days"]}
    assert rows == {
        "h12023-12-30": 0,
        "h12023-12-31": 0,
        "h12024-01-01": Decimal("2.8"),  # (mean of 10 and 12, less 4) at the factor of 2024
        "h22024-01-01": 0,
    }


def test_zeros_leave_the_moving_average_and_too_few_days_earn_nothing():
    day = {"household": "h"}
    days = [day | {"day": f"2024-01-0{n}", "A": use} for n, use in ((1, "10"), (2, "0"), (3, "4"), (4, "0"), (5, "1"))]
    saved = [row["saved"] for row in run(days=days).rows["days"]]
    # 3rd: mean of (10) - 4 = 6; 4th: mean of (4) - 0; 5th: mean of (4) - 1; each times 0.4
    assert saved == [0, 0, Decimal("2.4"), Decimal("1.6"), Decimal("1.2")]


@pytest.mark.parametrize(
    ("upto", "deducted"), [("0.082387", "0"), ("0.082386", "0.5")], ids=["on the edge", "just beyond"]
)
def test_a_band_reaches_up_to_and_including_its_end(upto, deducted):
    method = load(spoilt_rows('{ upto = "0.1", value = "0" }', f'{{ upto = "{upto}", value = "0" }}'))
    found = evaluate(method, dict(EXAMPLE.inputs), tables=EXAMPLE.rows)
    assert found.texts["deduction"] == Decimal(deducted)


@pytest.mark.clause("JX23-14.1.2")
@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("sum(area * middle)", "area * middle", "R14-2", "stock:1"),
        ("sum(area * middle)", "sum(sum(area * middle))", "R14-2", "stock:5"),
        ("sum(area * middle)", "sum(area * middle) + sum(1 m3)", "R14-2", "stock:22"),
        ("sum(area * middle)", "sum(area * middle * mass)", "R14-2", "stock:21"),
        ("mean(volume)", "mean(area)", "R14-2", "mean-volume:1"),
        ("mean(volume)", "average_before(area, 2)", "R14-2", "mean-volume:1"),
        ("average_before(A, 2)", "average_before(A, 0)", "S-1", "home-row:16"),
        ("mean(volume)", "variance(volume)", "R14-1", "mean-volume:1"),
        ("sqrt(sum(spread))", "sqrt(sum(spread) * stock)", "R14-1", "relative-error:26"),
        ("exp(-k * 1 yr)", "exp(-k)", "R14-1", "decayed:70"),
        ("sqrt(sum(spread))", "sqrt(sum(spread) - 1 [m3^2])", "R14-3", "relative-error:26"),
        ("exp(-k * 1 yr)", "exp(1000 * k * 1 yr)", "V-1", "decayed:66"),
        ('link = "plot_stratum"\nleast = 2', 'link = "plot_stratum"\nleast = 1', "R14-3", "variance-of-mean:13"),
        ("sum(decayed) * 28", "sum(kind) * 28", "R14-2", "waste:5"),
        ('results = ["ER_forest", "ER_waste", "ER_home"]', 'results = ["ER_forest", "saved"]', "R14-2", "results"),
        ('values = { food = "0.4", wood = "0.03" }', 'values = { food = "0.4" }', "V-8", "k"),
        ('by = "error"', 'by = "kind"', "R14-2", "deduction"),
        ('{ upto = "0.2", value = "0.5" }', '{ upto = "0.05", value = "0.5" }', "V-8", "deduction"),
        ('within = "strata"', 'within = "plots"', "R14-2", "plots"),
        ('order = "day"', 'order = "household"', "R14-2", "days"),
        ('day_of = "day"', 'day_of = "household"', "R14-2", "EF"),
        ('symbol = "saved"\ntable = "days"', 'symbol = "saved"\ntable = "nights"', "R14-2", "saved"),
        ('symbol = "density"', 'symbol = "sum"', "S-1", "sum"),
        ('id = "deliveries"', 'id = "Plots"', "R14-2", "mass"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(old, new, code, place):
    text = spoilt_rows(old, new)
    try:
        found = check(load(text))
    except Refusal as refusal:
        found = refusal.breaches
    assert (code, place) in {(breach.code, breach.place) for breach in found}, found


@pytest.mark.clause("JX23-14.1.2")
@pytest.mark.parametrize(
    ("table", "row", "code", "place"),
    [
        ("plots", {"plot_stratum": "C", "volume": "1"}, "V-8", "plots[1].plot_stratum"),
        ("strata", {"stratum": "A", "area": "0.09"}, "V-1", "strata[1].area"),
        ("deliveries", {"kind": "metal", "delivered": "2024", "mass": "1"}, "V-8", "deliveries[1].kind"),
        ("deliveries", {"kind": "food", "delivered": "2024"}, "R14-2", "deliveries[1].mass"),
        ("deliveries", {"kind": "food", "delivered": "2024", "mass": "NaN"}, "V-1", "deliveries[1].mass"),
        ("deliveries", {"kind": "food", "delivered": "2024", "mass": "1e3"}, "V-6", "deliveries[1].mass"),
        ("deliveries", {"kind": "food", "delivered": "2024", "mass": "１"}, "V-6", "deliveries[1].mass"),
        ("deliveries", {"kind": "food", "delivered": "2024", "mass": "1", "x": "1"}, "R14-2", "deliveries[1].x"),
        ("deliveries", {"kind": "food", "delivered": "2024", "mass": Quantity(Decimal(1), "m3")}, "R14-1", "deliveries[1].mass"),
        ("days", {"household": "h", "day": "2024-02-30", "A": "1"}, "V-3", "days[1].day"),
        ("days", {"household": "h\u200b", "day": "2024-02-29", "A": "1"}, "V-13", "days[1].household"),
        ("days", {"household": "h", "day": "2022-12-31", "A": "1"}, "R14-2", "days[1].EF"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_with_its_cell(table, row, code, place):
    with pytest.raises(Refusal) as refused:
        run(**{table: [row]})
    assert (refused.value.breaches[0].code, refused.value.breaches[0].place) == (code, place)


def test_rows_of_one_name_or_day_are_refused():
    with pytest.raises(Refusal, match="两行"):
        run(strata=[{"stratum": "A", "area": "1"}, {"stratum": "A", "area": "2"}, {"stratum": "B", "area": "2"}])
    with pytest.raises(Refusal, match="两行"):
        run(days=[{"household": "h", "day": "2024-01-01", "A": "1"}] * 2)


def test_a_table_has_at_least_and_at_most_its_declared_rows():
    with pytest.raises(Refusal, match="0 行"):
        run(strata=[], plots=[])
    assert run(deliveries=[]).values["ER_waste"] == 0


def test_what_is_unconfirmed_is_told():
    assert METHOD.unconfirmed == ("k",)
