"""Anyone runs an issued batch again and gets the same number and hash: page, API and command line."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tanhui.law import Refusal
from tanhui.lifecycle.accounting.models import Reading
from tanhui.lifecycle.registry import queries, recent
from tanhui.lifecycle.registry.commands import recompute
from tanhui.lifecycle.registry.models import Issuance
from tanhui.lifecycle.registry.queries.recomputing import Line

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(road):
    """A batch issued on the lawful road."""
    cache.clear()
    road.issued()
    yield Issuance.objects.select_related("batch", "filing").get()
    cache.clear()


def run(*words):
    found = CliRunner().invoke(recompute, [*words, "--json"])
    return found.exit_code, json.loads(found.stdout)


@pytest.mark.clause("JX23-14.1.2", "JX23-24.1.1")
def test_a_batch_comes_out_as_it_was_issued(issued):
    found = queries.recomputed_batch(issued.batch_id)
    assert found.same and found.difference == ""
    assert found.recomputed_digest == found.reported_digest and len(found.reported_digest) == 64
    assert found.recomputed_tonnes == found.reported_tonnes > 0
    assert len(found.methodology_sha256) == 64 and found.factors[0].symbol == "EF"
    labels = [line.label for line in found.lines]
    assert labels[:2] == ["读数行数", "读数摘要"] and labels[-2:] == ["签发量（吨）", "编号个数"]
    assert all(line.same for line in found.lines)


@pytest.mark.clause("JX23-24.1.1")
def test_visitors_run_it_on_the_page_and_over_the_api(issued, unchanged):
    visitor, url = Client(), reverse("registry:recompute", args=[issued.batch_id])
    assert url in visitor.get(reverse("registry:batch", args=[issued.batch_id])).content.decode()
    with unchanged():
        page = visitor.get(url)
        answer = visitor.get(f"/api/v1/registry/batches/{issued.batch_id}/recompute")
    assert page.status_code == 200 and "复算一致" in page.content.decode()
    assert answer.status_code == 200 and answer.json()["same"] is True
    assert answer.json()["recomputed_digest"] in page.content.decode()
    exported = visitor.get(url, {"format": "csv"})
    assert exported.status_code == 200 and "减排量合计" in exported.content.decode()
    assert visitor.get(url, {"q": "EF"}).content.decode().count("一致") >= 2
    assert visitor.post(url).status_code == 405
    assert visitor.get(reverse("registry:recompute", args=[99_999])).status_code == 404


@pytest.mark.clause("JX23-14.1.2")
def test_the_command_line_finds_a_batch_by_any_of_its_names(issued):
    found = queries.recomputed_batch(issued.batch_id)
    names = (str(issued.batch.first), found.code, found.code[:-3], issued.filing.number, found.serial)
    for name in names:
        code, answer = run(name)
        assert (code, answer["same"], answer["batch"]) == (0, True, issued.batch_id), name
    told = CliRunner().invoke(recompute, [found.code])
    assert told.exit_code == 0 and "复算一致" in told.stdout
    assert run("no-such-batch") == (2, {"refusal": [{**run("no-such-batch")[1]["refusal"][0], "code": "S-17"}]})


@pytest.mark.clause("JX23-14.1.2")
def test_a_changed_reading_is_found_and_the_first_step_named(issued):
    reading = Reading.objects.order_by("pk").first()
    Reading.objects.filter(pk=reading.pk).update(export_microkwh=reading.export_microkwh + 1_000_000)
    found = queries.recomputed_batch(issued.batch_id)
    assert not found.same and found.difference.startswith("读数摘要：登记 ")
    different = [line.label for line in found.lines if not line.same]
    assert "2024 EG_export" in different and "减排量合计" in different and "核算结果摘要" in different
    code, answer = run(found.code)
    assert code == 1 and answer["difference"] == found.difference
    cache.clear()
    page = Client().get(reverse("registry:recompute", args=[issued.batch_id])).content.decode()
    assert "复算不一致" in page and "读数摘要" in page


@pytest.mark.clause("JX23-14.1.2")
def test_a_lost_reading_is_told_as_what_it_is(issued):
    """Every reading gone: nothing can be computed, and the reason is the difference."""
    Reading.objects.all().delete()
    found = queries.recomputed_batch(issued.batch_id)
    assert not found.same and "V-10" in found.difference
    assert run(found.code)[0] == 1


def test_it_is_not_run_again_while_nothing_has_happened(issued, monkeypatch, road):
    first = recent.recently_recomputed(issued.batch_id)
    monkeypatch.setattr(recent, "recomputed_batch", None)
    assert recent.recently_recomputed(issued.batch_id) == first
    road.at += timedelta(days=1)
    road.project(meter="TEST-999")
    with pytest.raises(TypeError):
        recent.recently_recomputed(issued.batch_id)


@pytest.mark.clause("HOUSE-21")
def test_one_at_a_time_and_the_others_are_asked_to_wait(issued, monkeypatch):
    monkeypatch.setattr(recent, "WAIT_SECONDS", 0.01)
    with recent._ONE_AT_A_TIME, pytest.raises(Refusal) as refused:
        recent.recently_recomputed(issued.batch_id)
    assert refused.value.codes == ["S-14"]
    assert recent.recently_recomputed(issued.batch_id).same


def test_a_name_of_two_batches_is_refused(issued, monkeypatch):
    monkeypatch.setattr(queries.recomputing, "search", lambda text: [_Found(1, "A"), _Found(2, "B"), _Found(1, "A")])
    with pytest.raises(Refusal) as refused:
        queries.batch_named("x")
    assert refused.value.codes == ["V-8"] and "A、B" in refused.value.breaches[0].zh


class _Found:
    def __init__(self, batch_id, code):
        self.batch_id, self.code = batch_id, code


def test_a_line_is_the_same_to_the_last_digit():
    assert Line("a", "1.0", "1.0").same and not Line("a", "1.0", "1.00").same
    assert Line("a", "1", "2").state == "different"
