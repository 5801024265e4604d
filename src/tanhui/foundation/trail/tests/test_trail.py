"""The journal: chained, one entry per act, and one answer per request."""

import json

import pytest

from tanhui.foundation.parties.actor import SYSTEM_ACTOR
from tanhui.foundation.trail import queries
from tanhui.foundation.trail.actions import act, once
from tanhui.foundation.trail.chain import GENESIS, canonical, entry_hash
from tanhui.foundation.trail.models import AnsweredRequest, JournalEntry
from tanhui.law import Refusal

pytestmark = pytest.mark.django_db


def _act(at, subject="test:1", **facts):
    with act(by=SYSTEM_ACTOR, kind="test.done", at=at, clauses=("JX23-17",)) as entry:
        entry.about(subject, **facts)
    return entry


@pytest.mark.clause("HOUSE-16")
def test_entries_are_chained_and_told_back(at):
    first = _act(at("2026-03-02 10:00"), tonnes=5)
    second = _act(at("2026-03-02 10:01"), tonnes=6)
    rows = list(JournalEntry.objects.order_by("seq"))[-2:]
    assert (rows[0].seq, rows[1].seq) == (first.receipt.seq, second.receipt.seq)
    assert rows[1].previous == rows[0].hash == first.receipt.hash
    assert rows[0].hash == entry_hash(seq=rows[0].seq, previous=rows[0].previous, body=rows[0].body)
    assert queries.head() == (second.receipt.seq, second.receipt.hash)
    assert [row.facts for row in queries.history("test:1")] == [{"tonnes": 5}, {"tonnes": 6}]


def test_a_body_is_one_text():
    assert canonical({"b": 1, "a": "碳"}) == '{"a":"碳","b":1}'
    assert entry_hash(seq=1, previous=GENESIS, body="{}") != entry_hash(seq=2, previous=GENESIS, body="{}")


def test_an_act_says_what_it_was_about(at, unchanged):
    with (
        unchanged(),
        pytest.raises(RuntimeError, match="what it was about"),
        act(by=SYSTEM_ACTOR, kind="test.silent", at=at("2026-03-02 10:00")),
    ):
        pass


def test_a_moment_carries_its_zone(at, unchanged):
    naive = at("2026-03-02 10:00").replace(tzinfo=None)
    with unchanged(), pytest.raises(ValueError, match="zone"), act(by=SYSTEM_ACTOR, kind="test", at=naive):
        pass


def test_the_journal_keeps_ids_never_names(at):
    _act(at("2026-03-02 10:00"))
    body = json.loads(JournalEntry.objects.latest("seq").body)
    assert body["by"] == {"party": None, "role": "system", "user": None}


@pytest.mark.clause("HOUSE-2")
def test_a_request_is_answered_once(at, unchanged):
    done = []

    def do():
        done.append(_act(at("2026-03-02 10:00")))
        return {"number": len(done)}

    asked = {"asker": "user:1", "key": "k1", "at": at("2026-03-02 10:00"), "do": do}
    first = once(fingerprint="f1", **asked)
    with unchanged():
        again = once(fingerprint="f1", **asked)
    assert (first.content, again.content) == ({"number": 1}, {"number": 1})
    assert (first.repeated, again.repeated, len(done)) == (False, True, 1)
    with unchanged(), pytest.raises(Refusal) as refused:
        once(fingerprint="f2", **asked)
    assert (refused.value.codes, refused.value.status) == (["S-12"], 409)
    once(fingerprint="f2", **{**asked, "key": "k2"})
    once(fingerprint="f2", **{**asked, "asker": "user:2"})
    assert len(done) == 3


def test_a_refused_request_keeps_no_answer(at, unchanged):
    def do():
        raise RuntimeError("refused")

    with unchanged(), pytest.raises(RuntimeError):
        once(asker="user:1", key="k", fingerprint="f", at=at("2026-03-02 10:00"), do=do)
    assert AnsweredRequest.objects.count() == 0
