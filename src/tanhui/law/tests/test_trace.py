"""The trace on small trees of source: what counts as a mark, what is missing, what is refused."""

from textwrap import dedent

import pytest

from tanhui.law.measure import all_clauses
from tanhui.law.trace.marks import find_marks, find_readings
from tanhui.law.trace.report import main, problems, run
from tanhui.law.trace.rows import coming, is_coming, rows
from tanhui.law.trace.source import SourceTree

STAGES = (
    'STAGES = ("methodology", "accounting", "verification", "registry", "market", "retirement")\nCOMING = ("points",)\n'
)


@pytest.fixture
def tree(tmp_path):
    """Return a function that writes files and gives the tree they make."""

    def make(**files):
        content = {"src/tanhui/lifecycle/__init__.py": STAGES, "pyproject.toml": "", **files}
        for name, text in content.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(text), encoding="utf-8")
        return SourceTree(package=tmp_path / "src" / "tanhui", root=tmp_path)

    return make


def _found(tree):
    return {(mark.clause, mark.place.label, mark.kind) for mark in find_marks(tree)}


def test_every_kind_of_mark_is_found_where_it_stands(tree):
    source = '''
        """Why. Carries out: JX23-2, HOUSE-1."""
        MOVES = (Move("accept", "submitted", "JX23-17.1.1"),)
        SERIAL, OTHER = "JX-PV01", "ISO-14064"
        FILING_CLAUSES = ("JX23-16",)

        @rule("JX23-15.2", code="R15-1")
        def verifier_did_not_write_report(facts):
            """Kept apart. Reading: any version
            counts.

            More."""

        class Issue:
            def run(self):
                with trail.act(by=1, clauses=("JX23-17.1.4", "HOUSE-1")):
                    refuse("R17-4", "…", "…")
                return {"clause": "JX23-24"}
    '''
    page = "{% load ui %}{# clause: JX23-24.1.1, JX23-25 #}\n<p>{# a remark #}</p>"
    found = _found(
        tree(
            **{
                "src/tanhui/lifecycle/a.py": source,
                "src/tanhui/site/templates/a.html": page,
                "src/tanhui/site/report.typ": "// clause: JX23-14\n#set page()",
                "src/tanhui/site/design/samples.py": 'x = f(clause="JX23-1")',
            }
        )
    )
    here = "tanhui.lifecycle.a"
    assert found == {
        ("JX23-2", here, "docstring"),
        ("HOUSE-1", here, "docstring"),
        ("JX23-17.1.1", here, "clause"),
        ("JX23-16", here, "clause"),
        ("JX23-15.2", f"{here}:verifier_did_not_write_report", "clause"),
        ("JX23-15.2", f"{here}:verifier_did_not_write_report", "code"),
        ("JX23-17.1.4", f"{here}:Issue.run", "clause"),
        ("HOUSE-1", f"{here}:Issue.run", "clause"),
        ("HOUSE-1", f"{here}:Issue.run", "code"),
        ("JX23-24", f"{here}:Issue.run", "clause"),
        ("JX23-24.1.1", "src/tanhui/site/templates/a.html", "page"),
        ("JX23-25", "src/tanhui/site/templates/a.html", "page"),
        ("JX23-14", "src/tanhui/site/report.typ", "page"),
    }


def test_tests_mark_by_function_class_and_module_and_only_by_the_mark(tree):
    source = """
        pytestmark = pytest.mark.clause("JX23-18")

        @pytest.mark.clause("JX23-15.2", "JX23-15.1.1")
        def test_one():
            assert find(clause="JX23-16")

        @pytest.mark.clause("JX23-19")
        class TestTwo: ...
    """
    found = _found(tree(**{"src/tanhui/lifecycle/tests/test_a.py": source, "tests/test_b.py": source}))
    assert {(clause, place) for clause, place, kind in found if kind == "test"} == {
        (clause, place + name)
        for place in ("tanhui.lifecycle.tests.test_a", "tests.test_b")
        for clause, name in (
            ("JX23-18", ""),
            ("JX23-15.2", ":test_one"),
            ("JX23-15.1.1", ":test_one"),
            ("JX23-19", ":TestTwo"),
        )
    }


def test_readings_come_with_the_clauses_of_their_place(tree):
    source = '''
        @rule("JX23-12.1.2", code="R12-1")
        def late_enough(facts):
            """First.

            Reading: that day itself
            is left out.
            Reading: time zone is Shanghai.
            Carries out: HOUSE-13.
            """
    '''
    found = find_readings(tree(**{"src/tanhui/a.py": source}))
    assert sorted((reading.text, reading.clauses) for reading in found) == [
        ("that day itself is left out.", ("HOUSE-13", "JX23-12.1.2")),
        ("time zone is Shanghai.", ("HOUSE-13", "JX23-12.1.2")),
    ]


RULE = '@rule("{}", code="R15-1")\ndef kept(facts): ...\n'
TEST = '@pytest.mark.clause("{}")\ndef test_kept(): ...\n'


def _state(tree, clause):
    return next(row.state for row in rows(tree) if row.clause.id == clause)


@pytest.mark.parametrize(
    ("code", "test", "clause", "state"),
    [
        ("JX23-18", "JX23-18", "JX23-18", "done"),
        ("JX23-18", None, "JX23-18", "missing"),
        (None, "JX23-18", "JX23-18", "missing"),
        ("JX23-17", "JX23-17", "JX23-17.1.3", "done"),  # we numbered the item ourselves: its article stands in
        ("JX23-13", "JX23-13", "JX23-13.1.3", "missing"),  # the measure numbers this item: it is marked itself
        ("JX23-13.1.3", "JX23-13.1.3", "JX23-28.5", "done"),  # a definition, through the rule that uses it
        ("JX23-20", "JX23-20", "JX23-20.1.3", "done"),
        ("JX23-20", "JX23-20", "JX23-20.1.2", "coming"),
        (None, None, "JX23-22.1.2", "coming"),
        (None, None, "JX23-1", "people"),
    ],
)
def test_the_state_of_a_clause(tree, code, test, clause, state):
    files = {"src/tanhui/a.py": RULE.format(code) if code else "", "tests/test_a.py": TEST.format(test) if test else ""}
    assert _state(tree(**files), clause) == state


def test_a_mark_that_names_no_clause_is_a_problem(tree):
    found = problems(tree(**{"src/tanhui/a.py": 'act(clauses=("JX23-15.9", "JX23-18"))'}))
    assert "tanhui.a: names JX23-15.9, which is no clause of any measure" in found
    assert not [line for line in found if "names JX23-18" in line]


def test_a_built_clause_without_code_or_test_is_a_problem(tree):
    found = problems(tree(**{"src/tanhui/a.py": RULE.format("JX23-18")}))
    assert "JX23-18: stage market is built, but the clause has no exact test" in found
    assert "JX23-16: stage registry is built, but the clause has neither code nor an exact test" in found
    assert not [line for line in found if line.startswith(("JX23-1:", "JX23-22.1.2", "JX23-20.1.2"))]


def test_an_unregistered_code_is_a_problem(tree):
    found = problems(tree(**{"src/tanhui/a.py": 'refuse("R99-1", "…", "…")'}))
    assert "R99-1 is not registered in law/codes.toml; used in src/tanhui/a.py" in found


def test_pages_are_written_then_found_current_then_found_stale(tree):
    source = tree(**{"src/tanhui/a.py": RULE.format("JX23-18")})
    said: list[str] = []
    assert run(check=True, say=said.append, tree=source) == 1
    assert "docs/TRACE.md is out of date: run tanhui trace" in said
    assert run(say=said.append, tree=source) == 0
    said.clear()
    assert run(check=True, say=said.append, tree=source) == 1  # clauses are missing in so small a tree
    assert not [line for line in said if "out of date" in line]
    text = (source.root / "docs" / "TRACE.md").read_text(encoding="utf-8")
    assert "[a:kept](../src/tanhui/a.py)" in text
    (source.root / "docs" / "READINGS.md").write_text("old", encoding="utf-8")
    said.clear()
    run(check=True, say=said.append, tree=source)
    assert [line for line in said if "out of date" in line] == ["docs/READINGS.md is out of date: run tanhui trace"]


def test_outside_the_source_the_trace_says_so(tmp_path):
    said: list[str] = []
    assert run(say=said.append, tree=SourceTree(package=tmp_path / "tanhui", root=tmp_path)) == 2
    assert "not the source" in said[0]
    assert main(["--what"]) == 2


def test_stages_and_parts_to_come_agree_with_the_lifecycle():
    waiting = coming(SourceTree())
    assert {"points", "disclosure", "supervision", "crossregion", "market.auction"} <= waiting
    assert is_coming("market.auction", waiting)
    assert is_coming("points.redemption", waiting)
    assert not is_coming("market", waiting)


def test_every_clause_of_the_repository_has_a_row():
    assert [row.clause.id for row in rows()] == list(all_clauses())


def test_no_mark_of_the_repository_names_an_unknown_clause():
    assert [line for line in problems(SourceTree()) if "is no clause" in line or "is no stage" in line] == []
