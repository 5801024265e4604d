"""Rows at city scale come to what plain Decimal comes to: caps, repeated rows, bad rows, days that cannot count."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tanhui.foundation.inputs.characters import is_hidden
from tanhui.lifecycle.accounting.bulk.texts import HIDDEN
from tanhui.lifecycle.accounting.bulk.worker import connect
from tanhui.lifecycle.accounting.tests import bulk_rows
from tanhui.lifecycle.accounting.tests.bulk_method import CAPPED, LARGEST, here, run
from tanhui.lifecycle.accounting.tests.bulk_oracle import compare, expected, write_parquet
from tanhui.lifecycle.accounting.tests.bulk_rows import GOOD, NOON

CONNECTION = connect("200MB", "")


def account(files, *, capped, folder=None):
    """Write the files, account for them, and compare with the plain account."""
    with TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        data = write_parquet(files, place)
        paths = sorted(str(path) for path in place.glob("*.parquet"))
        outcome = run(CAPPED if capped else LARGEST, data, place / "out", engine=here(CONNECTION))
        compare(outcome, place / "out", expected(files, capped=capped), paths)
        return outcome.manifest


@pytest.mark.clause("HOUSE-13", "JX23-12.1.2", "JX23-12.1.3")
@pytest.mark.parametrize("capped", [True, False])
def test_every_edge(tmp_path, capped):
    account([bulk_rows.every_edge()], capped=capped, folder=tmp_path)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(st.lists(bulk_rows.rows, max_size=30), min_size=1, max_size=3), st.booleans())
def test_any_rows(files, capped):
    account(files, capped=capped)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(st.lists(bulk_rows.plain_rows, min_size=1, max_size=60), min_size=1, max_size=2), st.booleans())
def test_rows_of_plain_identifiers(files, capped):
    account(files, capped=capped)


def trips(*distances, **change):
    """Return trips of one person, an hour apart, in this order."""
    return [
        replace(GOOD, trip_id=f"t-{number}", distance=Decimal(each), moment=NOON + timedelta(hours=number), **change)
        for number, each in enumerate(distances)
    ]


@pytest.mark.parametrize(
    ("distances", "counted", "over"),
    [
        (("30", "30"), "2500", 0),
        (("30", "30.001"), "2500", 1),
        (("30", "30.001", "1"), "2500", 2),
        (("1", "1", "1", "1"), "341.40", 0),
        (("1", "1", "1", "1", "1"), "341.40", 1),
        (("61", "1"), "0", 2),
    ],
)
def test_a_cap_leaves_out_the_row_that_would_pass_it_and_all_later_ones(tmp_path, distances, counted, over):
    manifest = account([trips(*distances)], capped=True, folder=tmp_path)
    assert manifest["total"]["value"] == str(Decimal(counted).normalize().__format__("f"))
    assert manifest["counts"]["over_caps"] == over


def test_the_sum_is_cut_at_the_cap_and_not_before(tmp_path):
    """29.29 km by bicycle come to 2,499.9015 g; one metre more than 29.291 km passes 2,500 g."""
    below = account([trips("29.29")], capped=True, folder=tmp_path)
    above = account([trips("29.292")], capped=True, folder=tmp_path)
    assert (below["total"]["value"], below["counts"]["cut"]) == ("2499.9", 0)
    assert (above["total"]["value"], above["counts"]["cut"]) == ("2500", 1)


def test_rows_are_taken_in_order_of_the_moment_not_of_the_file(tmp_path):
    rows = trips("50", "20")
    late_first = [replace(rows[0], moment=rows[1].moment), replace(rows[1], moment=rows[0].moment)]
    assert account([rows], capped=True, folder=tmp_path)["total"] == {"value": "2500", "unit": "gCO2e"}
    assert account([late_first], capped=True, folder=tmp_path)["total"] == {"value": "1707", "unit": "gCO2e"}


def test_the_order_of_files_matters_only_where_the_first_row_counts(tmp_path):
    own = [row for row in bulk_rows.every_edge() if (row.trip_id or "").startswith("e-")]
    pairs = random.Random(7).sample(own, 50)
    files = [pairs[:20], pairs[20:]]
    one = account(files, capped=False, folder=tmp_path)
    other = account(files[::-1], capped=False, folder=tmp_path)
    assert one["digest"] == other["digest"]
    twice = [[GOOD], [replace(GOOD, distance=Decimal(2))]]
    assert account(twice, capped=True, folder=tmp_path)["total"]["value"] == "128.02"
    assert account(twice[::-1], capped=True, folder=tmp_path)["total"]["value"] == "170.7"
    assert account(twice, capped=False, folder=tmp_path) | {"inputs": []} == account(
        twice[::-1], capped=False, folder=tmp_path
    ) | {"inputs": []}


def test_hidden_characters_are_those_of_every_other_channel():
    named = {point for first, last in HIDDEN for point in range(first, last + 1)}
    surrogates = range(0xD800, 0xE000)
    assert named == {point for point in range(0x110000) if point not in surrogates and is_hidden(chr(point))}


def test_whole_numbers_and_their_texts_are_the_same_identifiers(tmp_path):
    rows = [replace(GOOD, trip_id=str(number), person=str(number % 11 * 7)) for number in range(120)]
    texts = account([rows], capped=True, folder=tmp_path)
    whole = tmp_path / "whole"
    whole.mkdir()
    types = "operator VARCHAR, trip_id BIGINT, person INTEGER, moment TIMESTAMP, mode VARCHAR, distance DECIMAL(4, 1), inside UTINYINT"
    found = run(CAPPED, write_parquet([rows], whole, types), tmp_path / "out", engine=here(CONNECTION))
    assert found.manifest["digest"] == texts["digest"]
    shutil.rmtree(whole)
