"""`tanhui methodology new|test|diff`: a sound skeleton, a table of results, a comparison, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.commands import methodology
from tanhui.lifecycle.methodology.editing.toml import written
from tanhui.lifecycle.methodology.tests.documents import SOUND, spoilt
from tanhui.lifecycle.methodology.tests.proposing import content, with_formula


def run(*words: str):
    return CliRunner().invoke(methodology, list(words))


@pytest.fixture
def file(tmp_path: Path):
    def write(text: str, name: str = "m.toml") -> str:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return str(path)

    return write


def test_new_writes_a_sound_document(file):
    made = run("new", "shared-bike", "--title", "共享单车")
    assert made.exit_code == 0
    path = file(made.stdout)
    assert run("check", path).exit_code == 0
    tested = run("test", path)
    assert tested.exit_code == 0 and "1 个算例，1 个一致" in tested.stdout


@pytest.mark.parametrize("name", ["X", "a", "1a-b", "共享", "a_b", "../x", "a" * 61])
def test_a_name_that_fits_no_address_is_refused(name):
    assert run("new", name, "--title", "x").exit_code == 2


def test_the_examples_are_printed_with_what_was_computed(file):
    found = run("test", file(written(with_formula("A * EF * 0.9"))))
    assert found.exit_code == 1
    assert "载 0.5 ≠ 算得 0.45 tCO2e" in found.stdout
    answer = json.loads(run("test", file(written(content())), "--json").stdout)
    assert answer["passed"] and answer["examples"][0]["lines"][0]["computed"] == "0.5"


@pytest.mark.parametrize(
    "text", ["a = [", SOUND.replace('unit = "km"', 'unit = "kg"', 1), written(with_formula("9**9**7"))]
)
def test_what_is_unsound_is_refused(file, text):
    found = run("test", file(text))
    assert found.exit_code == 2 and found.stderr.startswith("[")


def test_an_example_without_a_result_does_not_pass(file):
    text = spoilt('expected.ER = { value = "5", unit = "tCO2e", digits = 6, mode = "floor" }\n', "")
    assert run("test", file(text)).exit_code == 1


@pytest.mark.parametrize(("slug", "version"), list(catalogue.folders()))
def test_every_catalogue_document_passes_its_examples(slug, version):
    assert run("test", f"{slug}/{version}").exit_code == 0


def test_two_documents_are_compared(file):
    old, new = file(written(content())), file(written(with_formula("A * EF * 0.9")), "n.toml")
    assert run("diff", old, old).exit_code == 0
    found = run("diff", old, new)
    assert found.exit_code == 1
    assert "- A * EF\n" in found.stdout and "+ A * EF * 0.9" in found.stdout and "（差 -0.05）" in found.stdout
    answer = json.loads(run("diff", old, new, "--json").stdout)
    assert [part["part"] for part in answer["parts"]] == ["steps"]
    assert run("diff", old, file("a = [", "bad.toml")).exit_code == 2
    assert run("diff", old, "no-such-methodology").exit_code == 2
