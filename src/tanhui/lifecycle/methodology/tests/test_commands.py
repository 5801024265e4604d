"""The command line: answers as JSON, refusals on standard output with exit code 2, no Django and no database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.commands import methodology
from tanhui.lifecycle.methodology.tests.documents import SOUND, with_last

METHOD = str(catalogue.folders()["pv-distributed", "v1"] / "method.toml")


def run(*words: str) -> tuple[int, dict]:
    found = CliRunner().invoke(methodology, [*words, "--json"])
    return found.exit_code, json.loads(found.stdout)


@pytest.fixture
def inputs(tmp_path: Path):
    def write(content: str) -> str:
        path = tmp_path / "inputs.json"
        path.write_text(content, "utf-8")
        return str(path)

    return write


def test_check_passes_and_refuses(tmp_path):
    assert run("check", METHOD)[1]["sound"] is True
    path = tmp_path / "wrong.toml"
    path.write_text(with_last("Q * D * EF + __import__"), "utf-8")
    code, answer = run("check", str(path))
    assert code == 2
    assert [(each["code"], each["place"]) for each in answer["refusal"]] == [("S-1", "reduction:14")]
    path.write_text(SOUND, "utf-8")
    assert run("check", str(path))[0] == 0


def test_eval_converts_units_exactly(inputs):
    given = inputs('{"EG_export": {"value": "1100000", "unit": "kWh"}, "EG_import": {"value": "0", "unit": "MWh"}}')
    code, answer = run("eval", METHOD, "--inputs", given, "--factor", "EF=0.42")
    assert code == 0
    assert answer["results"]["ER"] == {"value": "462", "unit": "tCO2e"}
    assert [step["symbol"] for step in answer["steps"]] == ["EG", "BE", "PE", "LE", "ER"]
    code, answer = run("eval", METHOD, "--inputs", given, "--day", "2022-07-01")
    assert answer["results"]["ER"]["value"] == "566.83"
    assert answer["inputs"][2]["factor"]["number"] == "生态环境部、国家统计局公告2024年第33号"


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ('{"EG_export": {"value": "1", "unit": "km"}, "EG_import": {"value": "0", "unit": "MWh"}}', ["R14-1"]),
        (
            '{"EG_export": {"value": "NaN", "unit": "MWh"}, "EG_import": {"value": "1e3", "unit": "MWh"}}',
            ["V-1", "V-6"],
        ),
        ('{"EG_export": {"value": NaN, "unit": "MWh"}}', ["V-1"]),
        ('{"EG_export": {"value": true, "unit": "MWh"}}', ["V-8"]),
        ('{"EG_export": {"value": "1"}, "EG_export": {"value": "2"}}', ["V-8"]),
        ('{"EG_export": {"value": "１", "unit": "MWh"}}', ["V-6"]),
        ("[1]", ["V-8"]),
    ],
)
def test_eval_refuses(inputs, content, codes):
    code, answer = run("eval", METHOD, "--inputs", inputs(content), "--factor", "EF=0.42")
    assert code == 2
    assert [each["code"] for each in answer["refusal"]] == codes


def test_works_where_django_cannot_be_imported():
    program = (
        "import sys; sys.modules['django'] = None\n"
        "from tanhui.lifecycle.methodology import commands, rules\n"
        f"commands.methodology(['check', {METHOD!r}])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (SOUND.encode("gbk"), "V-9"),
        (SOUND.encode("utf-16"), "V-9"),
        (b"\xef\xbb\xbf" + SOUND.encode(), "V-9"),
        (b"format = ", "V-9"),
        (b"x = " + b"[" * 20_000 + b"]" * 20_000, "S-3"),
        (SOUND.replace('id = "test"', 'id = "../../etc"').encode(), "V-6"),
        (SOUND.replace('version = "v1"', 'version = "<b>"').encode(), "V-6"),
        (SOUND.replace('zh = "试"', 'zh = "试\u202e"').encode(), "V-13"),
        (SOUND.replace("2024-04-12", "2024-W15-5").encode(), "V-3"),
        (SOUND.replace("2024-04-12", "20240412").encode(), "V-3"),
    ],
)
def test_a_file_that_is_no_document_is_refused_in_chinese(tmp_path, content, refused):
    path = tmp_path / "wrong.toml"
    path.write_bytes(content)
    code, answer = run("check", str(path))
    assert (code, answer["refusal"][0]["code"]) == (2, refused)
    assert "Invalid" not in answer["refusal"][0]["zh"]


def test_a_factor_given_twice_is_refused(inputs):
    given = inputs('{"EG_export": {"value": "1", "unit": "MWh"}, "EG_import": {"value": "0", "unit": "MWh"}}')
    code, answer = run("eval", METHOD, "--inputs", given, "--factor", "EF=0.42", "--factor", "EF=0.9")
    assert (code, answer["refusal"][0]["code"]) == (2, "V-8")


def test_a_report_of_several_years_and_sites_is_added_up_and_written_as_a_workbook(inputs, tmp_path):
    parts = [
        {"site": "东厂", "year": year, "inputs": {"EG_export": kwh(export), "EG_import": kwh("0")}}
        for year, export in ((2022, "1000000"), (2023, "2000000"))
    ]
    target = tmp_path / "table.xlsx"
    words = ("eval", "pv-distributed", "--inputs", inputs(json.dumps({"parts": parts})), "--xlsx", str(target))
    code, content = run(*words)
    assert code == 0
    assert content["years"] == {"2022": "515.3", "2023": "994.8"}
    assert content["total"] == {"value": "1510.1", "unit": "tCO2e"}
    assert (content["whole_tonnes"], target.read_bytes()[:2]) == (1510, b"PK")


def kwh(value):
    return {"value": value, "unit": "kWh"}


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ({"parts": [{"site": "东厂", "year": 1999, "inputs": {}}]}, "V-3", "parts[1]"),
        ({"parts": [{"site": "东厂", "inputs": {}}]}, "V-3", "parts[1]"),
        ({"parts": [{"site": "东\u202e厂", "year": 2023}]}, "V-8", "parts[1]"),
        ({"parts": [{"site": "东厂", "year": 2023, "extra": 1}]}, "V-8", "parts[1]"),
        ({"parts": {}}, "V-8", "parts"),
        ({"inputs": {}, "tables": {"t": [1]}}, "V-8", "t[1]"),
        ({"inputs": {}, "tables": []}, "V-8", "tables"),
    ],
)
def test_a_report_that_is_not_well_formed_is_refused_with_its_part(inputs, content, code, place):
    status, answer = run("eval", "pv-distributed", "--inputs", inputs(json.dumps(content)))
    assert status == 2
    assert (answer["refusal"][0]["code"], answer["refusal"][0]["place"]) == (code, place)
