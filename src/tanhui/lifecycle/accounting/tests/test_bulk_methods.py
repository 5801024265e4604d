"""Every kind of methodology whose rows can be accounted: those of the catalogue, meter rows, odd caps and odd results."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from tanhui.law import Refusal
from tanhui.lifecycle.accounting.bulk.account import Order, account_rows
from tanhui.lifecycle.accounting.bulk.jobs import Scope
from tanhui.lifecycle.accounting.commands import account
from tanhui.lifecycle.accounting.tests.bulk_method import CAPPED, LARGEST, SCOPE, here, run
from tanhui.lifecycle.accounting.tests.bulk_oracle import results_in, write_parquet
from tanhui.lifecycle.accounting.tests.bulk_rows import GOOD, every_edge
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.document import Quantity
from tanhui.lifecycle.methodology.evaluation import evaluate

BEHAVIOURS = sorted(slug for slug, _ in catalogue.folders() if (catalogue.method(slug)).behaviour is not None)
OF_HISTORY = ("household-electricity",)
"""What depends on a household's earlier rows is not one row after the other."""
LATE = Scope(date(2020, 9, 23), date(2026, 11, 22))


def write_rows(path, names, rows):
    """Write rows of text as a Parquet file."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE t ({', '.join(f'{name} VARCHAR' for name in names)})")
    connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(names))})", rows)
    connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")


def cell(method, symbol, entered):
    """Return an entered value as the text of a cell, in the declared unit."""
    if isinstance(entered, Quantity):
        value = method.units.convert(entered.value, entered.unit or "1", method.given(symbol).unit or "1")
        return f"{value.normalize():f}"
    return entered


def behaviour_examples():
    for slug in [each for each in BEHAVIOURS if each not in OF_HISTORY]:
        method = catalogue.method(slug)
        for example in method.examples:
            if example.rows.get(method.behaviour.table):
                yield pytest.param(method, example, id=f"{slug}-{example.id}")


@pytest.mark.parametrize(("method", "example"), list(behaviour_examples()))
def test_the_catalogue_comes_to_what_the_engine_comes_to(tmp_path, method, example):
    """Rows within the caps: per person and day the sum of what the evaluator finds for each row, rounded as declared."""
    one = method.behaviour
    rows = example.rows[one.table]
    symbols = [each.symbol for each in method.inputs if each.table == one.table]
    write_rows(
        tmp_path / "rows.parquet", symbols, [[cell(method, name, row[name]) for name in symbols] for row in rows]
    )
    entered = {symbol: value for symbol, value in dict(example.inputs).items() if method.given(symbol) is not None}
    order = Order(method, [str(tmp_path / "rows.parquet")], tmp_path / "out", LATE, here(), entered=entered)
    outcome = account_rows(order)
    sums = defaultdict(Decimal)
    seen = set()
    found = evaluate(method, dict(example.inputs), tables=example.rows, day=example.day).rows[one.table]
    for row in found:
        key = tuple(str(row[symbol]) for symbol in one.key)
        if key not in seen:
            sums[str(row[one.moment]), str(row[one.person])] += row[one.result]
        seen.add(key)
    if not outcome.manifest["counts"]["over_caps"] and not outcome.manifest["counts"]["cut"]:
        assert results_in(tmp_path / "out") == {key: one.rounding.apply(each) for key, each in sums.items()}
    assert outcome.manifest["counts"]["rejected"] == 0
    assert outcome.manifest["counts"]["rows"] == len(rows)


def test_most_of_the_catalogue_is_compared():
    assert len(BEHAVIOURS) >= 8
    assert len(list(behaviour_examples())) >= len(BEHAVIOURS)


@pytest.mark.parametrize("slug", OF_HISTORY)
def test_what_depends_on_earlier_rows_is_refused(tmp_path, slug):
    method = catalogue.method(slug)
    example = next(each for each in method.examples if each.rows.get(method.behaviour.table))
    symbols = [each.symbol for each in method.inputs if each.table == method.behaviour.table]
    rows = [[cell(method, name, row[name]) for name in symbols] for row in example.rows[method.behaviour.table]]
    write_rows(tmp_path / "rows.parquet", symbols, rows)
    entered = dict(example.inputs)
    with pytest.raises(Refusal) as refused:
        account_rows(Order(method, [str(tmp_path / "rows.parquet")], tmp_path / "out", LATE, here(), entered=entered))
    assert refused.value.codes == ["S-23"]


METERS = "meter VARCHAR, day DATE, EG_export DECIMAL(12, 6), EG_import DECIMAL(12, 6)"
READINGS = [
    ("M-1", "2022-12-31", "1.234567", "0.000001"),
    ("M-1", "2023-01-01", "2.5", "3"),
    ("M-1", "2023-01-02", "10.000001", "0"),
    ("M-1", "2023-01-02", "99", "0"),
    ("M-2", "2023-01-02", "0.000003", "0.000001"),
    ("M-2", "2020-09-22", "5", "0"),
    ("M-2", "2023-01-03", "-1", "0"),
    ("", "2023-01-03", "1", "0"),
]


def meters(folder, rows=READINGS):
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE t ({METERS})")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", rows)
    connection.execute(f"COPY t TO '{folder}/meters.parquet' (FORMAT parquet)")
    return str(folder / "meters.parquet")


def test_meter_rows_are_accounted_per_meter_and_day(tmp_path):
    order = Order(catalogue.method("pv-distributed"), [meters(tmp_path)], tmp_path / "out", LATE, here())
    found = account_rows(order).manifest
    factor = {"2022": Decimal("0.5153"), "2023": Decimal("0.4974")}
    wanted = {
        ("2022-12-31", "M-1"): (Decimal("1.234567") - Decimal("0.000001")) * factor["2022"],
        ("2023-01-01", "M-1"): Decimal(0),
        ("2023-01-02", "M-1"): Decimal("10.000001") * factor["2023"],
        ("2023-01-02", "M-2"): Decimal("0.000002") * factor["2023"],
    }
    assert results_in(tmp_path / "out") == wanted
    assert Decimal(found["total"]["value"]) == sum(wanted.values()).quantize(Decimal("1e-9"), ROUND_FLOOR)
    assert found["counts"] | {"persons": 0} == {
        "rows": 8,
        "rejected": 3,
        "duplicates": 1,
        "over_caps": 0,
        "cut": 0,
        "persons": 0,
    }
    assert found["rejects"] == {"R12-1:day": 1, "V-1:EG_export": 1, "V-10:meter": 1}
    assert found["tonnes"] == {"exact": found["total"]["value"], "whole": 5}


def test_a_factor_that_is_given_holds_for_every_row(tmp_path):
    method = catalogue.method("pv-distributed")
    entered = {"EF": Quantity(Decimal("0.5"), "tCO2e/MWh")}
    run_once = Order(method, [meters(tmp_path, READINGS[:3])], tmp_path / "out", LATE, here(), entered=entered)
    assert account_rows(run_once).manifest["total"]["value"] == "5.6172835"
    with pytest.raises(Refusal) as refused:
        order = Order(
            method, [meters(tmp_path)], tmp_path / "no", LATE, here(), entered={"EF": Quantity(Decimal(2), "tCO2e/MWh")}
        )
        account_rows(order)
    assert refused.value.codes == ["V-1"]


def test_a_methodology_of_tables_without_behaviours_is_refused(tmp_path):
    with pytest.raises(Refusal) as refused:
        account_rows(Order(catalogue.method("forestry-sink"), [meters(tmp_path)], tmp_path / "out", LATE, here()))
    assert refused.value.codes == ["R14-2"]


def with_caps(text, caps, formula=None, lowest="0"):
    """Return the methodology with other caps, another formula and another lowest distance."""
    start = text.index("caps = [")
    end = text.index("]\n", start) + 2
    made = text[:start] + f"caps = {caps}\n" + text[end:]
    made = made.replace('lowest = "0"\nhighest = "300"', f'lowest = "{lowest}"\nhighest = "300"')
    if formula:
        begin = text.index('formula = "if(inside')
        old = text[begin : text.index("\n", begin)]
        made = made.replace(old, f'formula = "{formula}"')
    return made


def distances(folder, *values):
    rows = [
        GOOD.__class__(**{**GOOD.__dict__, "trip_id": f"t-{number}", "distance": Decimal(each)})
        for number, each in enumerate(values)
    ]
    return write_parquet([rows], folder)


def test_a_running_total_that_falls_again_does_not_let_later_rows_in(tmp_path):
    """5, 6, -8, 1 under a cap of 10: the second passes it, so that it and all later rows count nothing."""
    text = with_caps(
        CAPPED, '[{ of = "distance", most = "10", unit = "km" }]', "distance * 1 [gCO2e/km]", lowest="-300"
    )
    data = distances(tmp_path, "5", "6", "-8", "1")
    found = run(text, data, tmp_path / "out", entered={}).manifest
    assert (found["total"]["value"], found["counts"]["over_caps"]) == ("5", 3)
    within = distances(tmp_path, "5", "5", "-8", "8")
    found = run(text, within, tmp_path / "in", entered={}).manifest
    assert (found["total"]["value"], found["counts"]["over_caps"]) == ("10", 0)


def test_a_cap_on_what_no_formula_names(tmp_path):
    text = with_caps(CAPPED, '[{ of = "distance", most = "10", unit = "km" }]', "if(inside, 100 gCO2e, 0 gCO2e)")
    found = run(text, distances(tmp_path, "4", "6", "0", "0.001"), tmp_path / "out", entered={}).manifest
    assert (found["total"]["value"], found["counts"]["over_caps"]) == ("300", 1)


@pytest.mark.parametrize(
    ("caps", "total"),
    [
        ("[]", "300"),
        ('[{ of = "rows", most = "2", unit = "1" }]', "200"),
        ('[{ of = "ER_trip", most = "0.15", unit = "kgCO2e" }]', "150"),
    ],
)
def test_a_result_that_is_the_same_for_every_row(tmp_path, caps, total):
    text = with_caps(CAPPED, caps, "100 gCO2e")
    found = run(text, distances(tmp_path, "4", "6", "0"), tmp_path / "out", entered={}).manifest
    assert found["total"]["value"] == total


def test_the_command_writes_the_folder_and_says_the_total(tmp_path):
    data = write_parquet([every_edge()], tmp_path)[0]
    (tmp_path / "method.toml").write_text(CAPPED)
    asked = [str(tmp_path / "method.toml"), "--data", data, "--input", "share=0.9", "--on", SCOPE.filed_on.isoformat()]
    said = CliRunner().invoke(account, [*asked, "--out", str(tmp_path / "out")])
    assert said.exit_code == 0, said.output
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["digest"] in said.output and manifest["total"]["value"] in said.output
    told = CliRunner().invoke(account, [*asked, "--out", str(tmp_path / "out"), "--json", "--workers", "1"])
    assert json.loads(told.stdout)["digest"] == manifest["digest"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ([], "V-8"),
        (["--out", "out", "--xlsx", "x.xlsx"], "V-8"),
        (["--out", "out", "--good-rows"], "V-8"),
        (["--out", "out", "--period", "2024-01-01..2024-12-31"], "V-8"),
        (["--out", "out", "--input", "share"], "V-8"),
        (["--out", "out", "--input", "share=2"], "V-1"),
        (["--out", "out", "--input", "share=0.9 km"], "R14-1"),
        (["--out", "out", "--input", "share=1", "--input", "nothing=2"], "R14-2"),
        (["--out", "out", "--input", "share=1", "--input", "distance=2"], "R14-2"),
        (["--out", "out", "--column", "distance"], "V-8"),
        (["--out", "out", "--spark-remote", "sc://127.0.0.1:1"], "V-8"),
        (["--out", "out", "--engine", "spark", "--spark-remote", "sc://h:1", "--spark-master", "local"], "V-8"),
        (["--out", "out"], "R14-2"),
    ],
)
def test_the_command_refuses_what_does_not_go_together(tmp_path, monkeypatch, more, code):
    monkeypatch.chdir(tmp_path)
    data = write_parquet([[GOOD]], tmp_path)[0]
    Path("method.toml").write_text(LARGEST)
    said = CliRunner().invoke(account, ["method.toml", "--data", data, "--json", *more])
    assert said.exit_code == 2, said.output
    assert [each["code"] for each in json.loads(said.stdout)["refusal"]] == [code]
