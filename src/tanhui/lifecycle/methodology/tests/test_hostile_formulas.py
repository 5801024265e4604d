"""Twenty and more hostile formulas, each refused under its code by the proposal and by the command line, with nothing
changed; beside each the nearest formula that must pass (bad-inputs A6 and A8 to A14)."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from tanhui.law import Refusal
from tanhui.lifecycle.methodology.actions import proposals as acts
from tanhui.lifecycle.methodology.commands import methodology
from tanhui.lifecycle.methodology.editing.toml import written
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.tests.proposing import Proposing, with_formula

SOUND = "A * EF"


class Hostile(NamedTuple):
    """A formula, the code it is refused with, and the near miss that computes the sound formula's result."""

    formula: str
    code: str
    near_miss: str = SOUND


FORMULAS = {
    "a call into the system": Hostile("__import__('os').system('id')", "S-1"),
    "an attribute": Hostile("A.__class__", "S-1"),
    "a subscript": Hostile("A[0] * EF", "S-1", "(A) * EF"),
    "a lambda": Hostile("(lambda: A)() * EF", "S-1"),
    "a formatted text": Hostile("f'{A}'", "S-1"),
    "an assignment": Hostile("(A := 1) * EF", "S-1"),
    "a comprehension": Hostile("[A for A in EF]", "S-1"),
    "a second statement": Hostile("A * EF; 1", "S-1"),
    "an unknown function": Hostile("open(A) * EF", "S-1", "max(A, A) * EF"),
    "full-width letters": Hostile("Ａ * EF", "S-1"),
    "a sign that is no minus": Hostile("A * EF \u2212 0 * A * EF", "S-1", "A * EF - 0 * A * EF"),
    "a query of a database": Hostile("A * EF -- drop table", "S-1", "A * EF * (1 - -1) / 2"),
    "a tower of powers": Hostile("A * EF * 9**9**7", "S-2", "A * EF * 1**2"),
    "a power beyond ten": Hostile("A * EF * 1**11", "S-2", "A * EF * 1**10"),
    "a broken power": Hostile("A * EF * 1**0.5", "S-2", "A * EF * 1**1"),
    "250 parentheses": Hostile("(" * 250 + "A" + ")" * 250 + " * EF", "S-2", "(" * 20 + "A" + ")" * 20 + " * EF"),
    "20,000 signs": Hostile("-" * 20_000 + "A * EF", "S-2", "-" * 4 + "A * EF"),
    "50,000 terms": Hostile("A * EF" + " * 1" * 50_000, "S-2", "A * EF" + " * 1" * 30),
    "a number without end": Hostile("A * EF * 1e999", "V-1", "A * EF * 1e9 / 1e9"),
    "no number": Hostile("A * EF * NaN", "R14-2"),
    "a digit too many": Hostile("A * EF * 1.0000000000000000000001", "V-2", "A * EF * 1.0"),
    "full-width digits": Hostile("A * EF * １", "S-1", "A * EF * 1"),
    "a name nobody declared": Hostile("A * EF * B", "R14-2"),
    "a circle": Hostile("A * EF + ER - ER", "R14-2"),
    "a sum where a product belongs": Hostile("A + EF", "R14-1"),
    "a denominator that may be zero": Hostile("A * EF * A / A", "R14-3", "A * EF * 2 / 2"),
    "an input that does not matter": Hostile("EF * 1", "R14-2"),
    "nothing": Hostile("", "V-8"),
}


@pytest.mark.django_db
@pytest.mark.clause("HOUSE-15", "JX23-14.1.2")
@pytest.mark.parametrize("case", FORMULAS.values(), ids=FORMULAS.keys())
def test_a_hostile_formula_is_refused_and_changes_nothing(case, world, unchanged):
    """A text beyond all limits is refused when it is saved, every other one when it is submitted."""
    proposing = Proposing(world)
    key = proposing.complete()
    hostile = with_formula(case.formula)
    saved = len(case.formula) <= acts.MOST_CHARS
    if saved:
        proposing.saved(key, hostile)
    with unchanged(), pytest.raises(Refusal) as refused:
        if not saved:
            proposing.saved(key, hostile)
        acts.submit(**proposing.by(), proposal_id=key)
    assert refused.value.codes[0] == case.code
    assert refused.value.breaches[0].zh and refused.value.breaches[0].en
    assert queries.proposal(key).state == "draft"


@pytest.mark.parametrize("case", FORMULAS.values(), ids=FORMULAS.keys())
def test_the_command_line_says_the_same(case, tmp_path):
    path = tmp_path / "method.toml"
    path.write_text(written(with_formula(case.formula)), "utf-8")
    found = CliRunner().invoke(methodology, ["check", str(path), "--json"])
    assert found.exit_code == 2
    assert json.loads(found.stdout)["refusal"][0]["code"] == case.code


@pytest.mark.django_db
@pytest.mark.parametrize("formula", sorted({case.near_miss for case in FORMULAS.values()}))
def test_the_near_miss_is_taken(formula, world):
    proposing = Proposing(world)
    key = proposing.complete(written(with_formula(formula)))
    acts.submit(**proposing.by(), proposal_id=key)
    assert queries.proposal(key).state == "submitted"


def test_there_are_at_least_twenty():
    assert len({case.formula for case in FORMULAS.values()}) >= 20
