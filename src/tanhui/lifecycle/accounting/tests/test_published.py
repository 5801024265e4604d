"""Published cases through `tanhui account`, to the last printed digit. Sources: tests/files/published-pv.json."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tanhui.cli import main
from tanhui.lifecycle.accounting.commands import account
from tanhui.lifecycle.methodology import catalogue

FILES = Path(__file__).parent / "files"
CASES = {each["id"]: each for each in json.loads((FILES / "published-pv.json").read_text("utf-8"))["examples"]}


def called(tmp_path: Path, rows: list[str], *options: str) -> tuple[int, dict[str, Any]]:
    data = tmp_path / "readings.csv"
    data.write_text("meter_id,start,end,export_kwh,import_kwh\n" + "\n".join(rows) + "\n", "utf-8")
    done = CliRunner().invoke(account, ["pv-distributed", "--data", str(data), "--json", *options])
    return done.exit_code, json.loads(done.stdout)


def monthly(total_kwh: int, year: int) -> list[str]:
    """Spread a year's energy over its months; the last takes what is left."""
    each = total_kwh // 12
    amounts = [each] * 11 + [total_kwh - 11 * each]
    ends = [f"{year}-{month:02d}-01" for month in range(2, 13)] + [f"{year + 1}-01-01"]
    starts = [f"{year}-01-01", *ends[:-1]]
    return [f"M-1,{start},{end},{amount},0" for start, end, amount in zip(starts, ends, amounts, strict=True)]


def test_o06_shanghai_one_megawatt(tmp_path: Path) -> None:
    """CSC Financial note on the Shanghai carbon-inclusion PV method, 2024-03-21: 1 MW, 1,100 h, 0.42 → 462 t."""
    case = CASES["O06-shanghai-pv-1MW"]
    kwh = int(Decimal(case["inputs"]["cap"]["value"]) * Decimal(case["inputs"]["hours"]["value"]) * 1000)
    code, found = called(tmp_path, monthly(kwh, 2023), "--factor", f"EF={case['inputs']['ef']['value']}")
    assert code == 0
    assert found["exact_reduction"] == {"value": case["published"]["ER"]["value"], "unit": "tCO2e"}
    assert found["issuable_tonnes"] == 462
    assert found["inputs"]["EG_export"] == {"value": case["published"]["EG"]["value"], "unit": "MWh"}


def test_o22_balagong(tmp_path: Path) -> None:
    """PDD “10MW Solar Project” (Balagong): 15,580 MWh, combined margin 0.900075 kept unrounded → floor 14,023 t."""
    case = CASES["O22-balagong-pv"]
    given = {name: Decimal(each["value"]) for name, each in case["inputs"].items()}
    factor = given["wOM"] * given["OM"] + given["wBM"] * given["BM"]
    code, found = called(
        tmp_path, monthly(int(given["cap"] * given["hours"] * 1000), 2021), "--factor", f"EF={factor.normalize():f}"
    )
    assert code == 0
    assert Decimal(found["exact_reduction"]["value"]) == Decimal(case["published"]["ER"]["unrounded"])
    assert found["issuable_tonnes"] == int(case["published"]["ER"]["value"])


def test_o26_meter_error_factors(tmp_path: Path) -> None:
    """CDM information and reporting check: export × 0.9979, import × 1.0021 for an error of 0.0021."""
    case = CASES["O26-meter-error-factors"]
    error = case["inputs"]["e"]["value"]
    code, found = called(
        tmp_path, ["M-1,2023-01-01,2023-02-01,10000,1000"], "--factor", "EF=0.5", "--meter-error", f"M-1={error}"
    )
    assert code == 0
    meter = found["meters"][0]
    assert Decimal(meter["export_kwh"]) / 10000 == Decimal(case["published"]["f_out"]["value"])
    assert Decimal(meter["import_kwh"]) / 1000 == Decimal(case["published"]["f_in"]["value"])


def test_o27_late_calibration(tmp_path: Path) -> None:
    """CCER-01-002 section 7.3.4: 1,000 MWh out, 10 MWh in, permissible error 0.002 → net 987.98 MWh."""
    case = CASES["O27-ccer-late-calibration"]
    mpe = case["inputs"]["mpe"]["value"]
    code, found = called(
        tmp_path,
        ["M-1,2023-01-01,2024-01-01,1000000,10000"],
        "--factor",
        "EF=0.5",
        "--meter-error",
        f"M-1={mpe}@2023-01-01..2023-12-31",
    )
    assert code == 0
    net = next(step for step in found["steps"] if step["symbol"] == "EG")
    assert Decimal(net["value"]) == Decimal(case["derived"]["EG_net"]["value"])


def test_a_bad_row_is_refused_as_everywhere_else_and_good_rows_only_on_request(tmp_path: Path) -> None:
    rows = [*monthly(1_100_000, 2023), "M-1,2024-01-01,2024-02-01,１２,0"]
    code, found = called(tmp_path, rows, "--factor", "EF=0.42")
    assert code == 2
    assert [(each["code"], each["place"]) for each in found["refusal"]] == [("V-6", "第 14 行 D 列 export_kwh")]
    code, found = called(tmp_path, rows, "--factor", "EF=0.42", "--good-rows")
    assert (code, found["issuable_tonnes"]) == (0, 462)


@pytest.mark.parametrize(
    ("options", "refused"),
    [
        (["--factor", "XX=1"], "R14-2"),
        (["--factor", "EF"], "V-8"),
        (["--factor", "EF=NaN"], "V-1"),
        (["--on", "2023-02-29"], "V-3"),
        (["--period", "2023-01-01..2023-12-31", "--on", "2023-12-30"], "R12-2"),
        (["--on", "2022-06-01"], "R30-1"),
        (["--period", "2020-09-22..2020-09-30"], "R12-1"),
        (["--meter-error", "M-1=２"], "V-6"),
        (["--factor", "EF=0.42", "--factor", "EF=0.9"], "V-8"),
        (["--on", ""], "V-8"),
        (["--period", "2023-01-01"], "V-3"),
        (["--meter-error", "M-1=0.002@"], "V-3"),
        (["--meter-error", "M-1=0.002@2023-02-01..2023-01-01"], "V-3"),
        (["--xlsx", "/nonexistent/table.xlsx"], "V-10"),
    ],
)
def test_a_bad_option_is_refused_with_its_code(tmp_path: Path, options: list[str], refused: str) -> None:
    code, found = called(tmp_path, monthly(1_100_000, 2023), *options)
    assert (code, found["refusal"][0]["code"]) == (2, refused)


METHOD = catalogue.document_text("pv-distributed")


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (METHOD.replace('results = ["ER"]', 'results = ["XX"]').encode(), "R14-2"),
        (METHOD.replace("BE - PE - LE)", "BE - PE - LE + EG)").encode(), "R14-1"),
        (METHOD.encode("utf-16"), "V-9"),
    ],
)
def test_a_methodology_file_must_pass_its_check(tmp_path: Path, content: bytes, refused: str) -> None:
    document, data = tmp_path / "own.toml", tmp_path / "readings.csv"
    document.write_bytes(content)
    data.write_text("meter_id,start,end,export_kwh,import_kwh\n" + "\n".join(monthly(1_100_000, 2023)), "utf-8")
    done = CliRunner().invoke(account, [str(document), "--data", str(data), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["refusal"][0]["code"]) == (2, refused)


def test_a_reduction_in_kilograms_is_never_issued_as_tonnes(tmp_path: Path) -> None:
    """The same method in kgCO2e is refused; a thousandfold claim would follow."""
    scaled = METHOD.replace('"max(0 tCO2e, BE - PE - LE)"', '"1000 [kgCO2e/tCO2e] * max(0 tCO2e, BE - PE - LE)"')
    head, _, tail = scaled.partition('symbol = "ER"')
    document, data = tmp_path / "own.toml", tmp_path / "readings.csv"
    examples = tail.replace('unit = "tCO2e"', 'unit = "kgCO2e"', 1)
    document.write_text(head + 'symbol = "ER"' + examples, "utf-8")
    data.write_text("meter_id,start,end,export_kwh,import_kwh\n" + "\n".join(monthly(1_100_000, 2023)), "utf-8")
    done = CliRunner().invoke(account, [str(document), "--data", str(data), "--json"])
    assert [each["code"] for each in json.loads(done.stdout)["refusal"]] == ["R14-1"]


def test_an_amount_of_nothing_is_written_as_people_write_it(tmp_path: Path) -> None:
    code, found = called(tmp_path, ["M-1,2023-01-01,2023-02-01,0,5"], "--factor", "EF=0.5")
    assert (code, found["refusal"][0]["code"]) == (2, "R14-8")
    assert "核算结果 0 吨" in found["refusal"][0]["zh"]


def test_the_printed_account_names_the_publication_its_number_and_day(tmp_path: Path) -> None:
    data = tmp_path / "readings.csv"
    data.write_text("meter_id,start,end,export_kwh,import_kwh\n" + "\n".join(monthly(1_100_000, 2023)), "utf-8")
    done = CliRunner().invoke(account, ["pv-distributed", "--data", str(data)])
    assert "公告2025年第47号 2025-12-31" in done.stdout


@pytest.mark.parametrize("options", [["--bogus"], [], ["pv-distributed", "--data", "nowhere.csv"]])
def test_a_wrong_command_line_is_refused_with_a_code_in_chinese(options: list[str]) -> None:
    shown = CliRunner().invoke(main, ["account", *options])
    assert shown.exit_code == 2
    assert shown.stderr.startswith("[V-8] ")
    assert "用法见" in shown.stderr
    asked = CliRunner().invoke(main, ["account", *options, "--json"])
    assert (asked.exit_code, json.loads(asked.stdout)["refusal"][0]["code"]) == (2, "V-8")


def test_help_is_no_refusal() -> None:
    for words in ([], ["--help"], ["account", "--help"], ["--version"]):
        assert "V-8" not in CliRunner().invoke(main, words).output
