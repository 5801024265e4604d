"""The editor's pure part: content to form and back, mistakes at their fields, what is shown while writing, comparisons."""

from __future__ import annotations

import tomllib
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.checking import check
from tanhui.lifecycle.methodology.editing import trials
from tanhui.lifecycle.methodology.editing.changing import Series, changed
from tanhui.lifecycle.methodology.editing.differences import GONE, NEW, differences, joined, marked
from tanhui.lifecycle.methodology.editing.effects import effects
from tanhui.lifecycle.methodology.editing.entering import Sent, taken
from tanhui.lifecycle.methodology.editing.grids import rows_of, text_of
from tanhui.lifecycle.methodology.editing.live import look
from tanhui.lifecycle.methodology.editing.sections import ALL, CHAPTERS
from tanhui.lifecycle.methodology.editing.showing import as_sent, shown
from tanhui.lifecycle.methodology.editing.skeleton import blank, skeleton
from tanhui.lifecycle.methodology.editing.toml import content_of, written
from tanhui.lifecycle.methodology.editing.trials import FAILED, PASSED, WAITING
from tanhui.lifecycle.methodology.loading import load
from tanhui.lifecycle.methodology.tests.documents import SOUND
from tanhui.lifecycle.methodology.tests.proposing import content, with_formula

VERSIONS = list(catalogue.folders())
BAD_FORMULAS = [
    ("A + EF", "R14-1", 5),
    ("A * EF * EX", "R14-2", 10),
    ("A * EF * (1", "S-1", 11),
    ("__import__('os').system('id')", "S-1", 1),
    ("A.real", "S-1", 2),
    ("(lambda: A)()", "S-1", 8),
    ("9**9**7", "S-2", 2),
    ("A * EF * 1e999", "V-1", 10),
    ("A * EF * 0.1000000000000000000001", "V-2", 10),
    ("ER", "R14-2", 1),
]


def through_the_form(found, fields=ALL):
    sent = Sent(as_sent(shown(fields, found)))
    return taken(fields, sent), sent


@pytest.mark.parametrize(("slug", "version"), VERSIONS)
def test_every_catalogue_document_goes_through_the_form_unchanged(slug, version):
    text = catalogue.document_text(slug, version)
    found = content_of(text)
    again, sent = through_the_form(found)
    assert {"format": 1, **again} == found == tomllib.loads(written(found))
    assert (sent.unknown, sent.faults, sent.made_ascii) == ([], [], {})
    assert load(written(found)).sha256 == load(text).sha256


@pytest.mark.parametrize(("slug", "version"), VERSIONS)
def test_chapters_fit_a_form_and_hold_every_entry(slug, version):
    found = content_of(catalogue.document_text(slug, version))
    assert set(found) - {"format"} <= {each.key for each in ALL}
    assert all(len(as_sent(shown(chapter.fields, found))) < 1000 for chapter in CHAPTERS)


@pytest.mark.parametrize(("slug", "version"), VERSIONS)
def test_the_editor_finds_published_documents_sound(slug, version):
    method = load(catalogue.document_text(slug, version))
    live = look(content_of(catalogue.document_text(slug, version)))
    assert live.sound is (check(method) == ())
    assert all(step.agrees for step in live.steps) and {trial.state for trial in live.trials} == {PASSED}


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=8),
        st.recursive(
            st.text(max_size=20) | st.booleans() | st.integers(-(10**9), 10**9),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=8,
        ),
        max_size=5,
    )
)
def test_any_content_is_written_as_toml_and_read_again(found):
    assert tomllib.loads(written(found)) == found


@pytest.mark.parametrize("text", ["= broken", "a = 1\na = 2", "[" * 5000, "a = " + "9" * 5000, "\ufeffa = 1"])
def test_what_is_no_toml_has_no_content(text):
    assert content_of(text) is None


def test_bare_numbers_and_days_become_text():
    assert content_of("a = 1.50\nb = 2024-12-31\nc = nan\nd = 3") == {
        "a": "1.50",
        "b": "2024-12-31",
        "c": "nan",
        "d": 3,
    }


def test_a_new_document_is_sound_and_a_blank_one_says_what_is_missing():
    assert check(load(written(skeleton("shared-bike", title_zh="共享单车", title_en="Shared bikes")))) == ()
    live = look(blank("shared-bike", title_zh="共享单车", title_en="Shared bikes"))
    found = {each.path for each in live.problems.found}
    assert {"summary.zh", "summary.en", "applicability", "inputs", "steps", "examples"} <= found
    assert not live.sound


@pytest.mark.parametrize(("formula", "code", "column"), BAD_FORMULAS)
def test_a_mistake_stands_at_its_formula_with_its_column(formula, code, column):
    live = look(with_formula(formula))
    found = [
        (each.path, each.breach.code, each.column) for each in live.problems.found if each.path.startswith("steps")
    ]
    assert ("steps.0.formula", code, column) in found
    assert not live.sound and {trial.state for trial in live.trials} == {WAITING}


def test_one_mistake_does_not_hide_another_nor_what_is_right():
    found = content_of(SOUND)
    found["steps"][1]["formula"] = "Q * D + EF"
    del found["inputs"][1]["unit"]
    found["category"] = "none"
    live = look(found)
    places = {each.path: each.breach.code for each in live.problems.found}
    assert places["inputs.1.unit"] == "V-8" and places["category"] == "V-8"
    live = look({**content_of(SOUND), "steps": found["steps"]})
    assert {each.path: each.breach.code for each in live.problems.found}["steps.1.formula"] == "R14-1"
    first = live.steps[0]
    assert (first.symbol, first.inferred, first.agrees) == ("Q", "MWh/km", True)


def test_an_example_that_differs_is_named_at_its_printed_value():
    found = content()
    found["examples"][0]["expected"]["ER"]["value"] = "0.6"
    live = look(found)
    assert [(each.path, each.breach.code) for each in live.problems.found] == [("examples.0.expected.0.value", "R14-4")]
    [trial] = live.trials
    assert trial.state == FAILED and [(line.printed, line.computed) for line in trial.lines] == [("0.6", "0.5")]


def test_values_follow_the_chosen_example():
    found = content()
    second = deepcopy(found["examples"][0]) | {"id": "second"}
    second["inputs"]["A"]["value"], second["expected"]["ER"]["value"] = "2000", "1"
    found["examples"].append(second)
    assert [look(found, example=name).steps[0].values for name in ("first", "second")] == [("0.5",), ("1",)]


def test_an_example_too_large_to_compute_while_others_wait_is_refused(monkeypatch):
    found = content_of(catalogue.document_text("shared-bike-trips"))
    assert "S-2" not in {each.breach.code for each in look(found).problems.found}
    monkeypatch.setattr(trials, "MOST_WORK", 10)
    live = look(found)
    assert [(each.path, each.breach.code) for each in live.problems.found] == [("examples", "S-2")]
    assert live.trials == [] and not live.sound


def test_own_units_that_mean_nothing_are_named():
    found = content(units=[{"name": "次", "is": "base"}, {"name": "趟", "is": "2 跑"}, {"name": "回", "is": "2 次"}])
    assert [(each.path, each.breach.code) for each in look(found).problems.found] == [("units.1.is", "R14-1")]


def test_full_width_numbers_and_formulas_are_made_ascii_and_said_so():
    sent = Sent({"steps.0.row": "1", "steps.0.formula": "Ａ × （EF ÷ ２）", "steps.0.label.zh": "（全角）保留"})
    found = taken(CHAPTERS[4].fields, sent)
    assert found["steps"] == [{"label": {"zh": "（全角）保留"}, "formula": "A * (EF / 2)"}]
    assert sent.made_ascii == {"steps.0.formula": "A * (EF / 2)"}


def test_unknown_names_and_repeated_inputs_are_noticed():
    sent = Sent(
        {f"examples.0.inputs.{index}.#name": "A" for index in range(2)} | {"examples.0.state": "x", "boom": "1"}
    )
    found = taken(CHAPTERS[-1].fields, sent)
    assert sent.unknown == ["boom", "examples.0.state"]
    assert [path for path, _ in sent.faults] == ["examples.0.inputs.1.#name"]
    assert found["examples"] == [{"inputs": {"A": {}}}]


def test_what_the_form_does_not_know_is_carried_along():
    found = content()
    found["steps"][0]["hereafter"] = {"x": ["y"]}
    again, _ = through_the_form(found)
    assert again["steps"] == found["steps"]


def test_rows_of_an_example_are_a_small_table():
    rows = [{"mode": "bus", "d": {"value": "3.2", "unit": "km"}}, {"mode": 'a,"b"', "d": {"value": "1", "unit": "km"}}]
    assert text_of(rows) == 'mode,d [km]\nbus,3.2\n"a,""b""",1'
    assert rows_of(text_of(rows), "n", []) == rows
    mixed = [{"d": {"value": "1", "unit": "km"}}, {"d": {"value": "200", "unit": "m"}}, {}]
    assert text_of(mixed).startswith("d [*]\n1 km\n200 m")
    faults: list = []
    assert rows_of("a,b\n1,2,3", "n", faults) == "a,b\n1,2,3"
    assert [(path, fault.code) for path, fault in faults] == [("n", "V-9")]


@pytest.mark.parametrize(
    ("wish", "path"),
    [
        ("add:steps", "steps.1"),
        ("remove:steps.0", "steps"),
        ("add:examples", "examples.1"),
        ("add:examples.0.inputs", "examples.0.inputs.1"),
        ("add:behaviour.caps", "behaviour.caps.0"),
        ("up:inputs.0", "inputs.0"),
        ("use:grid|浙江", "parameters.0"),
    ],
)
def test_rows_are_added_removed_and_moved(wish, path):
    series = Series("grid", "浙江", "电网", "kgCO2/kWh", "average", "CO2", 2021, 2023, "0.5")
    found = changed(content(), wish, [series])
    assert found is not None and found.path == path
    assert content() == content(), "the content given is not changed"


@pytest.mark.parametrize(
    "wish", ["", "boom", "remove:steps.7", "add:zzz", "add:", "up:id.0", "use:x", "add:examples.0.title"]
)
def test_changes_that_make_no_sense_are_not_done(wish):
    assert changed(content(), wish) is None


def test_a_series_taken_over_gets_a_symbol_of_its_own():
    series = Series("grid", "浙江", "电网", "kgCO2/kWh", "average", "CO2", 2021, 2023, "0.5")
    found = changed(content(), "use:grid|浙江", [series])
    assert found.content["parameters"][0]["symbol"] == "EF2"


def test_two_documents_are_compared_clause_by_clause():
    old, new = content(), content()
    new["steps"][0]["formula"], new["steps"][0]["rounding"]["digits"] = "A * EF * 0.9", 3
    new["applicability"].append({"id": "more", "zh": "又一条", "en": "One more"})
    new["missing_data"] = []
    found = {part.key: part.changes for part in differences(old, new)}
    assert set(found) == {"steps", "applicability", "missing_data"}
    [step] = found["steps"]
    assert {cell.label for cell in step.cells} == {"公式", "取整 · 小数位数"}
    formula = next(cell for cell in step.cells if cell.is_formula)
    assert [piece.text for piece in formula.new if piece.kind == NEW] == [" * 0.9"]
    assert [change.kind for change in found["applicability"]] == ["added"]
    assert [change.kind for change in found["missing_data"]] == ["removed"]
    assert differences(old, deepcopy(old)) == []


def test_an_order_of_steps_is_a_difference():
    old = content_of(catalogue.document_text("pv-distributed"))
    new = deepcopy(old)
    new["steps"].insert(2, new["steps"].pop(3))
    [part] = differences(old, new)
    assert [change.kind for change in part.changes] == ["moved"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_marks_lose_no_character(old, new):
    before, after = marked(old, new)
    assert (joined(before), joined(after)) == (old, new)
    assert NEW not in {each.kind for each in before} and GONE not in {each.kind for each in after}


def test_the_effect_is_computed_by_both_versions():
    old, new = load(written(content())), load(written(with_formula("A * EF * 0.9")))
    [effect] = effects(old, new)
    assert (effect.old, effect.new, effect.difference, effect.same) == ("0.5", "0.45", "-0.05", False)
    other = with_formula("A * EF + B")
    other["inputs"].append({**other["inputs"][0], "symbol": "B", "unit": "tCO2e"})
    [effect] = effects(old, load(written(other)))
    assert effect.old == "0.5" and effect.new == "" and "B" in effect.reason
