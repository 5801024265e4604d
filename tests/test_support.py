"""The support of all tests proves something only when it sees what it is there to see."""

from __future__ import annotations

from contextlib import closing

import pytest
from django.db import DatabaseError, connection, transaction

from tanhui.foundation.trail.models import AnsweredRequest, JournalEntry, JournalHead
from tests.support.moments import moment
from tests.support.state import dump

ANSWER = {"asker": "user:1", "key": "k", "fingerprint": "f", "answer": {"a": 1}, "at": moment("2026-03-02 10:00")}
ENTRY = {
    "seq": 1,
    "at": moment("2026-03-02 10:00"),
    "kind": "k",
    "subject": "s",
    "body": "{}",
    "previous": "p",
    "hash": "h",
}


def test_moment_is_shanghais():
    assert moment("2026-03-02 10:00").isoformat() == "2026-03-02T10:00:00+08:00"


@pytest.mark.django_db
def test_unchanged_passes_when_all_is_rolled_back(unchanged):
    with unchanged(), pytest.raises(RuntimeError), transaction.atomic():
        AnsweredRequest.objects.create(**ANSWER)
        raise RuntimeError


@pytest.mark.django_db
def test_unchanged_names_the_new_row(unchanged):
    with pytest.raises(AssertionError, match=r"\+ trail_answeredrequest: .*'user:1'"), unchanged():
        AnsweredRequest.objects.create(**ANSWER)


@pytest.mark.django_db
def test_unchanged_names_the_changed_row(unchanged):
    with pytest.raises(AssertionError, match="trail_journalhead"), unchanged():
        JournalHead.objects.filter(pk=1).update(seq=7)


@pytest.mark.django_db
def test_unchanged_leaves_out_what_it_is_told_to(unchanged):
    with unchanged(beside=("trail_answeredrequest",)):
        AnsweredRequest.objects.create(**ANSWER)


@pytest.mark.parametrize("time", ["first", "again"])
@pytest.mark.django_db(transaction=True)
def test_the_database_is_put_back_after_committed_changes(time):
    assert JournalEntry.objects.count() == 0
    assert JournalHead.objects.get(pk=1).seq == 0
    JournalEntry.objects.create(**ENTRY)
    JournalHead.objects.filter(pk=1).update(seq=1)
    with pytest.raises(DatabaseError):  # emptying the tables, as Django does, is refused
        JournalEntry.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_can_be_put_back_many_times(snapshot):
    AnsweredRequest.objects.create(**ANSWER)
    seeded = snapshot("one-answer")
    for _ in range(2):
        AnsweredRequest.objects.create(**{**ANSWER, "key": "other"})
        JournalEntry.objects.create(**ENTRY)
        seeded.restore()
        assert [answer.key for answer in AnsweredRequest.objects.all()] == ["k"]
        assert JournalEntry.objects.count() == 0


@pytest.mark.django_db
def test_the_dump_reads_every_table():
    with closing(connection.cursor()) as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        assert len(dump()["django_migrations"]) == cursor.fetchone()[0] > 0


@pytest.mark.django_db(transaction=True)
def test_sqlite_runs_as_it_does_in_use():
    if connection.vendor != "sqlite":
        return
    with closing(connection.cursor()) as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
    assert found == {"journal_mode": "wal", "synchronous": 2}
