"""Publishing: the bureau publishes, a version ends the one before, and the database refuses later changes."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

from tanhui.foundation.parties.actor import Actor
from tanhui.law import Refusal
from tanhui.lifecycle.methodology import actions, catalogue, queries
from tanhui.lifecycle.methodology.models import MethodologyVersion

pytestmark = pytest.mark.django_db

PV = "pv-distributed"
AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FIRST_DAY = date(2026, 3, 3)
SECOND = catalogue.document_text(PV, "v1").replace('version = "v1"', 'version = "v2"')


def acting(role: str) -> Actor:
    return Actor(user_id=None, person_id=None, party_id=None, role=role, district=None, name="")


def publish(version: str = "v1", *, by: str = "bureau", start: date = FIRST_DAY, **more) -> None:
    actions.publish(by=acting(by), slug=PV, version=version, in_force_from=start, at=AT, **more)


@pytest.mark.clause("JX23-10.1.4")
def test_a_published_version_is_found_by_the_day():
    publish()
    assert queries.version_in_force(PV, date(2026, 3, 2)) is None
    row = queries.version_in_force(PV, FIRST_DAY)
    assert (row.code, row.version, row.sha256) == ("PV01", "v1", catalogue.method(PV, "v1").sha256)
    assert queries.document(PV, "v1") == catalogue.method(PV, "v1")


@pytest.mark.clause("JX23-10.1.4")
def test_a_new_version_ends_the_one_before():
    publish()
    publish("v2", start=date(2026, 6, 1), document=SECOND)
    old, new = queries.versions(PV)
    assert (old.in_force_to, old.successor, new.in_force_to) == (date(2026, 5, 31), "v2", None)
    assert queries.version_in_force(PV, date(2026, 5, 31)) == old
    assert queries.version_in_force(PV, date(2026, 6, 1)) == new


@pytest.mark.clause("JX23-5.1", "JX23-10.1.4")
@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"by": "owner"}, ["S-18"]),
        ({"start": date(2026, 3, 1)}, ["R10-2"]),
        ({"version": "v3", "document": SECOND}, ["V-8"]),
        ({"document": catalogue.document_text(PV, "v1").replace('"EG * EF"', '"EG * EF * EF"')}, ["R14-1"]),
    ],
)
def test_publishing_refuses_and_changes_nothing(unchanged, change, codes):
    with unchanged(), pytest.raises(Refusal) as found:
        publish(**change)
    assert found.value.codes == codes


@pytest.mark.clause("JX23-10.1.4")
def test_a4_what_was_published_is_not_published_again(unchanged):
    publish()
    cheaper = catalogue.document_text(PV, "v1").replace('value = "0.4974"', 'value = "0.4975"')
    cheaper = cheaper.replace('value = "595.51215"', 'value = "595.63187"')
    with unchanged(), pytest.raises(Refusal) as found:
        publish(start=date(2026, 6, 1), document=cheaper)
    assert found.value.codes == ["R11-2"]
    publish("v2", start=date(2026, 6, 1), document=cheaper.replace('version = "v1"', 'version = "v2"'))


@pytest.mark.parametrize(
    "change",
    [{"document": ""}, {"sha256": ""}, {"in_force_from": date(2020, 1, 1)}, {"version": "v9"}, {"registered_at": AT}],
)
def test_a4_the_database_refuses_changes(unchanged, change):
    publish()
    with unchanged(), pytest.raises(DatabaseError), transaction.atomic():
        MethodologyVersion.objects.update(**change)


def test_the_database_refuses_deletion_and_a_second_end(unchanged):
    publish()
    publish("v2", start=date(2026, 6, 1), document=SECOND)
    with unchanged(), pytest.raises(DatabaseError), transaction.atomic():
        MethodologyVersion.objects.filter(version="v1").update(in_force_to=date(2027, 1, 1))
    with unchanged(), pytest.raises(DatabaseError), transaction.atomic():
        MethodologyVersion.objects.filter(version="v2")._raw_delete("default")


@pytest.mark.clause("JX23-10.1.4")
def test_citing_a_version():
    period = {"monitored_from": date(2025, 1, 1), "monitored_to": date(2025, 12, 31)}
    late = datetime(2026, 3, 3, 0, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    with pytest.raises(Refusal) as found:
        queries.require_citable(slug=PV, name="v1", filed_at=AT, **period)
    assert found.value.codes == ["R10-1"]
    publish()
    with pytest.raises(Refusal) as found:
        queries.require_citable(slug=PV, name="v1", filed_at=AT, **period)
    assert found.value.codes == ["R10-2"]
    queries.require_citable(slug=PV, name="v1", filed_at=late, **period)
