"""`tanhui factors` on a seeded library."""

from __future__ import annotations

import json
import zipfile

import pytest
from click.testing import CliRunner

from tanhui.law import Refusal
from tanhui.lifecycle.methodology import actions
from tanhui.lifecycle.methodology.tests.changes import draft
from tanhui.site.impact.commands import factors

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    found = CliRunner().invoke(factors, arguments, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


@pytest.mark.clause("JX23-11.1.1")
def test_load_is_done_once(db):
    assert "新载入 250 条" in run("load")
    assert "新载入 0 条" in run("load")


@pytest.mark.clause("JX23-11.1.1")
def test_list_and_show(db):
    run("load")
    lines = run("list", "--series", "grid-average-province", "--region", "浙江").splitlines()
    assert len(lines) == 4 and "0.4974 kgCO2/kWh" in lines[-1]
    assert "公告2025年第47号" in run("show", "elec-avg-2023-浙江")
    (row,) = json.loads(run("show", "elec-avg-2023-浙江", "--json"))
    assert (row["value"], row["publication"]["code"]) == ("0.4974", "MEE-2025-47")
    with pytest.raises(Refusal) as found:
        run("show", "no-such")
    assert found.value.codes == ["S-17"]


@pytest.mark.clause("JX23-11.1.2")
def test_impact_is_tried_out_without_being_kept(world, at, tmp_path, unchanged):
    run("load")
    actions.publish(
        by=world.actor("bureau"),
        slug="pv-distributed",
        version="v1",
        in_force_from=at("2026-03-03 00:00").date(),
        at=at("2026-03-02 10:00"),
    )
    actions.propose_change(by=world.actor("centre"), draft=draft(), at=at("2026-03-03 10:00"))
    target = tmp_path / "影响.xlsx"
    with unchanged():
        content = json.loads(run("impact", "EF-2026-0001", "--json", "--xlsx", str(target)))
    assert content["counts"]["methodology"] == 1 and zipfile.is_zipfile(target)
    assert "0.4974 → 0.5" in run("impact", "EF-2026-0001")
    with pytest.raises(Refusal):
        run("impact", "EF-2026-0002")
