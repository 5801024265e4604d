"""Published cases through `tanhui account`, to the last printed digit. Sources: tests/files/published-pv.json."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tanhui.lifecycle.accounting.commands import account

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
    ],
)
def test_a_bad_option_is_refused_with_its_code(tmp_path: Path, options: list[str], refused: str) -> None:
    code, found = called(tmp_path, monthly(1_100_000, 2023), *options)
    assert (code, found["refusal"][0]["code"]) == (2, refused)
