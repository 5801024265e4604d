"""The methodologies that come with the platform: complete, sound, marked where in doubt, and right to the last digit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scripts.write_catalogue import CATALOGUE_PAGE, described, is_row_wise
from tanhui.law import Refusal
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.checking import check
from tanhui.lifecycle.methodology.commands import methodology
from tanhui.lifecycle.methodology.document import Lookup, Method, Words
from tanhui.lifecycle.methodology.evaluation import evaluate
from tanhui.lifecycle.methodology.loading import FOLDER

FOLDERS = catalogue.folders()
NEW = [each for each in FOLDERS if each[0] != "pv-distributed"]
"""The distributed PV methodology was published before tables, constants and marks of doubt could be written."""
LIBRARY = Path(catalogue.__file__).parents[1] / "library" / "china.json"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LEAST, LEAST_ROW_WISE = 14, 12
LONGEST_README = 40
BEHAVIOURS = {
    "metro-trips",
    "bus-trips",
    "shared-bike-trips",
    "carpool-trips",
    "ev-charging",
    "ebike-battery-swap",
    "household-electricity",
    "recyclables-sorting",
    "clothes-reuse",
    "paperless",
}
IN_DOUBT = {
    "metro-trips": {"EF_base", "EF_mode"},
    "bus-trips": {"EF_base", "EF_mode"},
    "shared-bike-trips": {"EF_base", "EF_mode"},
    "recyclables-sorting": {"EF_material"},
    "organic-waste-methane": {"OX", "F_CH4", "DOC_f", "MCF"},
    "clothes-reuse": {"EF_prod"},
}
"""The values the handbook marks as unconfirmed, or that nobody read in a standard."""
DOUBTED_AS_A_WHOLE = {
    "ev-charging": "by-energy",
    "ebike-battery-swap": "method",
    "wetland-sink": "method",
    "organic-waste-methane": "tool04",
    "paperless": "paper",
    "forestry-sink": "uncertainty",
    "grid-renewable": "weights",
}


def named(folder: tuple[str, str]) -> str:
    return "-".join(folder)


def methods(among: Any = FOLDERS) -> list[Method]:
    return [catalogue.method(*each) for each in among]


def words_of(record: Any, path: str = "") -> Iterator[tuple[str, Words]]:
    if isinstance(record, Words):
        yield path, record
    elif is_dataclass(record):
        for each in fields(record):
            yield from words_of(getattr(record, each.name), f"{path}.{each.name}")
    elif isinstance(record, tuple):
        for number, each in enumerate(record):
            yield from words_of(each, f"{path}[{number}]")


def test_there_are_enough_methodologies_each_with_a_code_of_its_own():
    codes = [each.code for each in methods()]
    assert len(codes) >= LEAST
    assert len(set(codes)) == len(codes)
    assert [each.id for each in methods()] == [slug for slug, _ in FOLDERS]


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_methodology_passes_its_check(folder):
    assert check(catalogue.method(*folder)) == ()


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_the_command_accepts_every_methodology(folder):
    done = CliRunner().invoke(methodology, ["check", str(FOLDERS[folder] / FOLDER[0]), "--json"])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["sound"], answer["id"]) == (0, True, folder[0])
    assert answer["sha256"] == catalogue.method(*folder).sha256


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_methodology_has_a_short_readme_with_its_code(folder):
    lines = (FOLDERS[folder] / "README.md").read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert catalogue.method(*folder).code in lines[0]
    assert 5 <= len(lines) <= LONGEST_README


@pytest.mark.parametrize("folder", NEW, ids=named)
def test_every_readme_says_what_is_in_doubt_and_how_to_adapt(folder):
    text = (FOLDERS[folder] / "README.md").read_text("utf-8")
    for part in ("**做什么**", "**公式**", "**需要的数据**", "**出处", "待核**", "**怎样改成本地用**"):
        assert part in text


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_input_is_bounded_and_says_how_it_is_monitored(folder):
    method = catalogue.method(*folder)
    handlings = {each.id for each in method.missing_data}
    for each in method.inputs:
        assert each.monitoring.zh and each.monitoring.en, each.symbol
        assert each.lowest < each.highest, each.symbol
        assert each.missing in {*handlings, ""}, each.symbol
    assert all(each.missing for each in method.inputs if each.table), (
        "a row's input says what happens when it is missing"
    )


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_text_is_in_both_languages(folder):
    found = [(place, each) for place, each in words_of(catalogue.method(*folder)) if each.zh or each.en]
    assert found
    assert [place for place, each in found if not CHINESE.search(each.zh)] == []
    assert [place for place, each in found if not each.en.strip() or CHINESE.search(each.en)] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_result_is_in_tonnes_rounded_down_and_the_document_a_demonstration(folder):
    method = catalogue.method(*folder)
    assert method.demonstration
    for symbol in method.results:
        step = method.step(symbol)
        assert step is not None
        assert (step.unit, step.table) == ("tCO2e", "")
        assert step.rounding is not None
        assert step.rounding.mode == "floor"


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_methodology_says_where_it_applies_what_is_missing_and_what_is_left_out(folder):
    method = catalogue.method(*folder)
    assert len(method.applicability) >= 3
    assert method.missing_data
    assert method.exclusions


@pytest.mark.clause("JX23-28.7")
@pytest.mark.parametrize("folder", NEW, ids=named)
def test_examples_name_their_source_and_one_stands_at_an_edge(folder):
    method = catalogue.method(*folder)
    assert len(method.examples) >= 2
    assert all(each.source.strip() for each in method.examples)
    edges = [each for each in method.examples if each.id.startswith("edge-")]
    assert edges
    zero = [expected for each in edges for expected in each.expected if expected.symbol == "ER"]
    assert any(each.quantity.value == 0 for each in zero)


@pytest.mark.parametrize("folder", NEW, ids=named)
def test_what_nobody_confirmed_is_marked(folder):
    method = catalogue.method(*folder)
    marked = set(method.unconfirmed)
    values = (*method.constants, *method.lookups)
    assert {each.symbol for each in values if each.evidence == "unconfirmed"} == IN_DOUBT.get(folder[0], set())
    assert IN_DOUBT.get(folder[0], set()) <= marked
    if folder[0] in DOUBTED_AS_A_WHOLE:
        assert DOUBTED_AS_A_WHOLE[folder[0]] in marked
    assert "bounds" in marked or "caps" in marked or "points" in marked


@pytest.mark.parametrize("folder", NEW, ids=named)
def test_a_value_whose_source_was_not_read_is_never_called_published(folder):
    doubtful = ("未见", "转述", "待核", "未核对", "宣称", "自拟")
    for each in (*catalogue.method(*folder).constants, *catalogue.method(*folder).lookups):
        if any(word in each.source.zh for word in doubtful):
            assert each.evidence in ("unconfirmed", "proposal"), each.symbol


@pytest.mark.clause("JX23-11.1.1")
@pytest.mark.parametrize("folder", NEW, ids=named)
def test_factors_are_those_of_the_library_and_confirmed_there(folder):
    library = {each["id"]: each for each in json.loads(LIBRARY.read_text("utf-8"))["factors"]}
    for each in catalogue.method(*folder).factors:
        known = library[each.id]
        assert known["confirmed"], each.id
        assert (each.series, each.region, each.year, each.unit) == tuple(
            known[key] for key in ("series", "region", "year", "unit")
        )
        assert (each.value, each.evidence) == (Decimal(known["value"]), known["evidence"])
        assert each.publication.id == known["publication"]


def test_enough_methodologies_apply_row_by_row():
    found = {each.id for each in methods() if is_row_wise(each)}
    assert len(found) >= LEAST_ROW_WISE
    assert not found & {"household-electricity", "forestry-sink", "organic-waste-methane"}


def test_behaviours_are_counted_once_per_person_and_day():
    found = {each.id: each.behaviour for each in methods() if each.behaviour}
    assert set(found) == BEHAVIOURS
    for slug, one in found.items():
        assert one.key and one.caps, slug
        assert one.rounding.mode == "floor"
        assert any(each.of == "rows" for each in one.caps)


@pytest.mark.parametrize(
    ("freedom", "value"),
    [("1", "6.3138"), ("5", "2.0151"), ("10", "1.8125"), ("11", "1.7959"), ("15", "1.7959"), ("121", "1.6576")],
)
def test_the_t_value_is_that_of_the_least_freedom_of_its_band(freedom, value):
    (found,) = [each for each in catalogue.method("forestry-sink").lookups if isinstance(each, Lookup)]
    assert found.of_band(Decimal(freedom)) == Decimal(value)
    values = list(found.all_values)
    assert values == sorted(values, reverse=True)


def test_a_stratum_with_one_plot_is_refused():
    method = catalogue.method("forestry-sink")
    (example,) = [each for each in method.examples if each.id == "check-10-m3"]
    rows = example.rows
    assert evaluate(method, dict(example.inputs), tables=rows).values["C_tree"] == Decimal("3.76")
    with pytest.raises(Refusal) as found:
        evaluate(method, dict(example.inputs), tables=rows | {"plots": rows["plots"][:1]})
    assert [(each.code, each.place) for each in found.value.breaches] == [("R14-3", "strata[1].variance")]


def test_the_page_of_the_catalogue_is_current():
    assert CATALOGUE_PAGE.read_text("utf-8") == described(), "run: .venv/bin/python -m scripts.write_catalogue"
